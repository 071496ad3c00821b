import { Modal } from 'antd'
import { useTranslation } from 'react-i18next'

/** What each key does; the list is made from what the console listens to. */
export function Help({
  keys,
  close,
}: {
  keys: readonly { keys: readonly string[]; does: string }[]
  close: () => void
}) {
  const { t } = useTranslation()
  return (
    <Modal open onCancel={close} footer={null} title={t('d.help')}>
      <dl className="facts keys">
        {keys.map(({ keys: pressed, does }) => (
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
