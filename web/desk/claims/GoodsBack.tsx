import { Button, Input, Popconfirm, Space } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api, told } from '../../kit/api.ts'
import { moment, yuan } from '../../kit/format.ts'
import { useAct } from '../Act.tsx'
import type { Claim } from './claim.ts'
import { Words } from './Words.tsx'

type Remedy = NonNullable<Claim['remedy']>

/** What is done about the claim: money, goods that come back to be checked, new ones that go out. */
export function GoodsBack({ claim, remedy }: { claim: Claim; remedy: Remedy }) {
  const { t } = useTranslation()
  const act = useAct()
  const [isQuestioning, setQuestioning] = useState(false)
  const [waybill, setWaybill] = useState('')
  const params = {
    params: { path: { id: claim.id } },
    headers: { 'If-Match': `"${remedy.version}"` },
  }
  const may = (move: string) => remedy.moves.includes(move)
  const accept = () => act(() => told(api.POST('/api/v1/claims/{id}/goods/accept', params)), t('cl.goods.accepted'))
  const question = (words: string) =>
    act(
      () => told(api.POST('/api/v1/claims/{id}/goods/question', { ...params, body: { words } })),
      t('cl.goods.questioned'),
    )
  const send = () =>
    act(() => told(api.POST('/api/v1/claims/{id}/goods/send', { ...params, body: { waybill } })), t('cl.goods.sent'))
  return (
    <section aria-label={t('cl.remedy')} style={{ marginTop: 12 }}>
      <p>
        <b>{t(`cl.outcome.${remedy.outcome}`)}</b> · {t(`cl.remedy.${remedy.status}`)}
        {remedy.paid > 0 && ` · ${t('cl.remedy.paid', { amount: yuan(remedy.paid) })}`}
        {remedy.owed > 0 && ` · ${t('cl.remedy.owed', { amount: yuan(remedy.owed) })}`}
        {remedy.until && ` · ${t('cl.remedy.until', { until: moment(remedy.until) })}`}
      </p>
      {remedy.waybill && <p>{t('cl.waybill.is', { waybill: remedy.waybill })}</p>}
      <Space wrap>
        {may('remedy.accept-goods') && (
          <Popconfirm title={t('cl.goods.sure')} okText={t('confirm')} cancelText={t('cancel')} onConfirm={accept}>
            <Button type="primary">{t('cl.goods.accept')}</Button>
          </Popconfirm>
        )}
        {may('remedy.question-goods') && <Button onClick={() => setQuestioning(true)}>{t('cl.goods.question')}</Button>}
      </Space>
      {may('remedy.send') && (
        <Space.Compact block>
          <Input
            aria-label={t('cl.waybill')}
            placeholder={t('cl.waybill')}
            maxLength={60}
            value={waybill}
            onChange={({ target }) => setWaybill(target.value)}
          />
          <Button type="primary" disabled={!waybill.trim()} onClick={() => void send()}>
            {t('send')}
          </Button>
        </Space.Compact>
      )}
      {isQuestioning && (
        <Words
          title={t('cl.goods.question')}
          label={t('cl.goods.why')}
          most={2_000}
          send={question}
          close={() => setQuestioning(false)}
        />
      )}
    </section>
  )
}
