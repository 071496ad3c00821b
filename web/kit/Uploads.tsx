import { useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { v4 as newKey } from 'uuid'
import { Problem } from './api.ts'
import { upload } from './upload.ts'

type Item = {
  key: string
  /** Gone after a reload: then the server has it, or nobody. */
  file: Blob | null
  picture: string | null
  share: number
  id: string | null
  problem: string | null
  /** The server looked at it and does not take it: sent again, it would say the same. */
  isRefused: boolean
}
/** Too large, no kind of file that is taken, or not what it says it is. */
const refusals = [413, 415, 422]

export type Uploads = {
  items: readonly Item[]
  ids: readonly string[]
  add(files: Iterable<File>): void
  again(item: Item): void
  remove(item: Item): void
  /** Waits for what is under way; the ids of all, or null where one failed. */
  settled(): Promise<string[] | null>
}

/** Files on their way to the server from the moment they are chosen. One that fails stays, to be sent again, or to be
 *  taken out where it is no photo. */
export function useUploads(known: readonly string[]): Uploads {
  const { t } = useTranslation()
  const [items, setItems] = useState<Item[]>(() =>
    known.map((id) => ({ key: id, file: null, picture: null, share: 1, id, problem: null, isRefused: false })),
  )
  const running = useRef(new Map<string, Promise<string | null>>())
  const pictures = useRef(new Set<string>())
  useEffect(
    () => () => {
      for (const picture of pictures.current) URL.revokeObjectURL(picture)
    },
    [],
  )
  const change = (key: string, change: Partial<Item>) =>
    setItems((all) => all.map((one) => (one.key === key ? { ...one, ...change } : one)))
  const begin = (key: string, file: Blob) => {
    const sending = upload(file, { progress: (share) => change(key, { share }) }).then(
      (id) => {
        change(key, { id, share: 1 })
        return id
      },
      (error) => {
        const isAnswered = error instanceof Problem
        const isRefused = isAnswered && refusals.includes(error.status)
        change(key, { problem: isAnswered ? error.message : t('upload.failed'), isRefused })
        return null
      },
    )
    running.current.set(key, sending)
  }
  return {
    items,
    ids: items.flatMap(({ id }) => (id ? [id] : [])),
    add(files) {
      for (const file of files) {
        const key = newKey()
        const picture = file.type.startsWith('image/') ? URL.createObjectURL(file) : null
        if (picture) pictures.current.add(picture)
        setItems((all) => [...all, { key, file, picture, share: 0, id: null, problem: null, isRefused: false }])
        begin(key, file)
      }
    },
    again({ key, file }) {
      if (!file) return
      change(key, { share: 0, problem: null })
      begin(key, file)
    },
    remove: ({ key }) => setItems((all) => all.filter((one) => one.key !== key)),
    async settled() {
      const ids = await Promise.all(items.map(({ key, id }) => id ?? running.current.get(key) ?? null))
      const sent = ids.filter((id) => id !== null)
      return sent.length === ids.length ? sent : null
    },
  }
}

/** The chosen files with how far each has got, and a way to add more. */
export function UploadList({ label, uploads }: { label: string; uploads: Uploads }) {
  const { t } = useTranslation()
  return (
    <div>
      <span className="field-label">{label}</span>
      <ul className="photos">
        {uploads.items.map((item, i) => (
          <li key={item.key}>
            <Upload item={item} name={`${t('photo')} ${i + 1}`} uploads={uploads} />
          </li>
        ))}
        {uploads.items.length < 9 && (
          <li>
            <label className="add-photo">
              ＋{t('add.photo')}
              <input
                type="file"
                accept="image/*,video/mp4,video/quicktime"
                multiple
                onChange={(event) => {
                  uploads.add([...(event.target.files ?? [])].slice(0, 9 - uploads.items.length))
                  event.target.value = ''
                }}
              />
            </label>
          </li>
        )}
      </ul>
      {uploads.items.map(
        (item, i) =>
          item.problem && (
            <p key={item.key} className="error" role="alert">
              {t('photo')} {i + 1}：{item.problem}
            </p>
          ),
      )}
    </div>
  )
}

function Upload({ item, name, uploads }: { item: Item; name: string; uploads: Uploads }) {
  const { t } = useTranslation()
  return (
    <div className={item.problem ? 'upload failed' : 'upload'}>
      {item.picture ? <img src={item.picture} alt={name} /> : <span className="no-picture">{name}</span>}
      {!item.id && !item.problem && <progress value={item.share} max={1} aria-label={t('upload.going', { name })} />}
      {item.problem && item.file && !item.isRefused && (
        <button type="button" className="again" onClick={() => uploads.again(item)}>
          {t('retry')}
        </button>
      )}
      <button
        type="button"
        className="remove"
        aria-label={t('upload.remove', { name })}
        onClick={() => uploads.remove(item)}
      >
        ×
      </button>
    </div>
  )
}
