import { Button } from 'antd-mobile'
import { useTranslation } from 'react-i18next'
import { moment } from '../kit/format.ts'
import { behind } from './fold.ts'
import { discard, note, type Recorded } from './kept.ts'

type Props = { one: Recorded; recorded: readonly Recorded[]; title: string; changed: () => void }

/** A step that the server would not take, why, and what waits behind it: try again, or let go. */
export function Refused({ one, recorded, title, changed }: Props) {
  const { t } = useTranslation()
  const after = behind(one, recorded)
  const { deviceAt } = one.body
  const at = typeof deviceAt === 'number' ? moment(new Date(deviceAt).toISOString()) : ''
  const then = (work: Promise<unknown>) => void work.then(changed)
  return (
    <div className="card refused" role="alert">
      <b>{title}</b>
      <p>
        {t(`v.${one.step}`)} {at}：{t('t.rejected', { why: one.refused })}
      </p>
      {after.length > 0 && (
        <p>{t('t.behind', { n: after.length, steps: after.map(({ step }) => t(`v.${step}`)).join('、') })}</p>
      )}
      <div className="chips">
        <Button color="primary" onClick={() => then(note(one.id, { refused: null }))}>
          {t('t.retry')}
        </Button>
        <Button onClick={() => then(discard([one.id]))}>{t('t.discard')}</Button>
        {after.length > 0 && (
          <Button onClick={() => then(discard([one, ...after].map(({ id }) => id)))}>{t('t.discard.all')}</Button>
        )}
      </div>
    </div>
  )
}
