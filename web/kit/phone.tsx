import { Button } from 'antd-mobile'
import { type ReactNode, useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Problem } from './api.ts'
import { language, speak } from './language.ts'

/** The pieces that the phone pages are made of. */

export function Top({
  title,
  back,
  children,
}: {
  title: string
  back?: (() => void) | undefined
  children?: ReactNode
}) {
  const { t } = useTranslation()
  return (
    <header className="top">
      {back && (
        <button type="button" onClick={back} aria-label={t('back')}>
          ‹ {t('back')}
        </button>
      )}
      <h1>{title}</h1>
      {children}
    </header>
  )
}

export const Row = ({ name, children }: { name: string; children: ReactNode }) => (
  <div className="row">
    <span>{name}</span>
    <span>{children}</span>
  </div>
)

export function LanguageButton() {
  const { t } = useTranslation()
  return (
    <button type="button" onClick={() => void speak(language() === 'zh' ? 'en' : 'zh')}>
      {t('lang')}
    </button>
  )
}

/** Larger letters everywhere, kept on this phone. */
export function LargeButton() {
  const { t } = useTranslation()
  const [isLarge, setLarge] = useState(localStorage.getItem('anxin.large') === '1')
  useEffect(() => {
    document.documentElement.dataset.large = isLarge ? '1' : '0'
    localStorage.setItem('anxin.large', isLarge ? '1' : '0')
  }, [isLarge])
  return (
    <button type="button" aria-pressed={isLarge} onClick={() => setLarge(!isLarge)}>
      {isLarge ? t('large.off') : t('large')}
    </button>
  )
}

type FieldProps = { label: string; error?: string | undefined; children: (id: string) => ReactNode; id: string }
export const Field = ({ label, error, children, id }: FieldProps) => (
  <div>
    <label className="field-label" htmlFor={id}>
      {label}
    </label>
    {children(id)}
    {error && (
      <p className="error" role="alert">
        {error}
      </p>
    )}
  </div>
)

type TextProps = {
  id: string
  label: string
  value: string
  set: (value: string) => void
  error?: string | undefined
  hint?: string
  kind?: 'text' | 'tel' | 'date' | 'number' | 'time'
  rows?: number
  autoComplete?: string
}
export const Text = ({ id, label, value, set, error, hint, kind = 'text', rows, autoComplete }: TextProps) => (
  <Field id={id} label={label} error={error}>
    {(htmlId) =>
      rows ? (
        <textarea
          id={htmlId}
          rows={rows}
          value={value}
          placeholder={hint}
          onChange={(event) => set(event.target.value)}
        />
      ) : (
        <input
          id={htmlId}
          className="plain-input"
          type={kind}
          inputMode={kind === 'number' ? 'decimal' : undefined}
          value={value}
          placeholder={hint}
          autoComplete={autoComplete ?? 'off'}
          onChange={(event) => set(event.target.value)}
        />
      )
    }
  </Field>
)

type ChipsProps<V extends string> = {
  label: string
  options: readonly { value: V; label: string }[]
  value: V | readonly V[]
  set: (value: V) => void
}
/** One or more of a few. */
export const Chips = <V extends string>({ label, options, value, set }: ChipsProps<V>) => (
  <fieldset style={{ border: 0, padding: 0, margin: '10px 0 0' }}>
    <legend className="field-label">{label}</legend>
    <div className="chips">
      {options.map((option) => (
        <button
          key={option.value}
          type="button"
          className="chip"
          aria-pressed={Array.isArray(value) ? value.includes(option.value) : value === option.value}
          onClick={() => set(option.value)}
        >
          {option.label}
        </button>
      ))}
    </div>
  </fieldset>
)

/** Photos, shown at once; kept as files until somebody sends them. */
export function Photos({ label, files, set }: { label: string; files: readonly Blob[]; set: (files: Blob[]) => void }) {
  const { t } = useTranslation()
  const [urls, setUrls] = useState<string[]>([])
  useEffect(() => {
    const made = files.map((file) => URL.createObjectURL(file))
    setUrls(made)
    return () => {
      for (const url of made) URL.revokeObjectURL(url)
    }
  }, [files])
  return (
    <div>
      <span className="field-label">{label}</span>
      <div className="photos">
        {urls.map((url, i) => (
          <img key={url} src={url} alt={`${label} ${i + 1}`} />
        ))}
        <label className="add-photo">
          ＋{t('add.photo')}
          <input
            type="file"
            accept="image/*,video/mp4,video/quicktime"
            multiple
            onChange={(event) => set([...files, ...(event.target.files ?? [])])}
          />
        </label>
      </div>
    </div>
  )
}

export type Doing = {
  busy: boolean
  problem: Problem | null
  run: (work: () => Promise<void>) => void
  clear: () => void
  fieldError: (path: string) => string | undefined
}
/** Runs something that talks to the server: busy meanwhile, its refusal kept to be shown. */
export function useDoing(): Doing {
  const { t } = useTranslation()
  const [busy, setBusy] = useState(false)
  const [problem, setProblem] = useState<Problem | null>(null)
  const run = (work: () => Promise<void>) => {
    setBusy(true)
    setProblem(null)
    work()
      .catch((error) => setProblem(error instanceof Problem ? error : new Problem({ title: t('failed') })))
      .finally(() => setBusy(false))
  }
  const fieldError = (path: string) => problem?.errors.find((error) => error.path === path)?.message
  return { busy, problem, run, clear: () => setProblem(null), fieldError }
}

export const Trouble = ({ doing }: { doing: Doing }) =>
  doing.problem && (
    <p className="error" role="alert">
      {[doing.problem.message, ...doing.problem.errors.map((error) => error.message)].filter(Boolean).join('：')}
    </p>
  )

export const Main = ({
  doing,
  onClick,
  children,
  id,
}: {
  doing: Doing
  onClick: () => void
  children: ReactNode
  id?: string
}) => (
  <Button block color="primary" size="large" loading={doing.busy} disabled={doing.busy} onClick={onClick} id={id ?? ''}>
    {children}
  </Button>
)
