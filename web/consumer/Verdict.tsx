import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'

type Props = {
  what: string
  verdict: 'verified' | 'unknown' | 'reported'
  reasons: readonly { code: string; text: string }[]
  children?: ReactNode
}
const signs = { verified: '✓', unknown: '?', reported: '×' }

/** What is said of one number or address, in a colour, a sign and words; and why. */
export function Verdict({ what, verdict, reasons, children }: Props) {
  const { t } = useTranslation()
  return (
    <section className={`card verdict ${verdict}`} aria-label={what}>
      <p className="status">
        <span aria-hidden>{signs[verdict]}</span> {t(`h.verdict.${verdict}`)}
      </p>
      <p className="what">{what}</p>
      <ul>
        {reasons.map(({ code, text }) => (
          <li key={code + text}>{text}</li>
        ))}
      </ul>
      {children && <div className="actions">{children}</div>}
    </section>
  )
}
