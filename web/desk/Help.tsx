import { Modal } from 'antd'
import { useTranslation } from 'react-i18next'

const drawn: Record<string, string> = { ArrowDown: '↓', ArrowUp: '↑', ArrowLeft: '←', ArrowRight: '→', Escape: 'Esc' }
/** `gt` is `g`, then `t`. */
const strokes = (key: string) => (/^g.$/.test(key) ? [...key] : [drawn[key] ?? key])

type Told = { keys: readonly string[]; does: string }

/** Keys that do the same stand together; of a key that two things want, the first has it. */
function together(all: readonly Told[]): Told[] {
  const rows = new Map<string, string[]>()
  const taken = new Set<string>()
  for (const { keys, does } of all) {
    const free = keys.filter((key) => !taken.has(key))
    for (const key of free) taken.add(key)
    if (free.length > 0) rows.set(does, [...(rows.get(does) ?? []), ...free.flatMap(strokes)])
  }
  return [...rows].map(([does, keys]) => ({ does, keys }))
}

/** What each key does; the list is made from what the console and the page listen to. */
export function Help({ keys, close }: { keys: readonly Told[]; close: () => void }) {
  const { t } = useTranslation()
  const rows = together([...keys, { keys: ['Escape'], does: t('close') }])
  return (
    <Modal open onCancel={close} footer={null} title={t('d.help')}>
      <dl className="facts keys">
        {rows.map(({ keys: pressed, does }) => (
          <div key={does} style={{ display: 'contents' }}>
            <dt>
              {pressed.map((key) => (
                <kbd key={key}>{key}</kbd>
              ))}
            </dt>
            <dd>{does}</dd>
          </div>
        ))}
      </dl>
    </Modal>
  )
}
