import { useQuery } from '@tanstack/react-query'
import { Button, Card, DatePicker, Empty, Form, Input, Select } from 'antd'
import type dayjs from 'dayjs'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api, told } from '../../kit/api.ts'
import { dated } from '../../kit/format.ts'
import { useAct } from '../Act.tsx'
import { Mark } from '../Mark.tsx'

/** A merchant's after-sales rules: what holds now, what held before, and the next. */
export function Policies() {
  const { t } = useTranslation()
  const [chosen, choose] = useState<string | null>(null)
  const mine = useQuery({ queryKey: ['mine'], queryFn: () => told(api.GET('/api/v1/merchants/mine', {})) })
  const merchants = mine.data?.items ?? []
  const merchant = chosen ?? merchants[0]?.id ?? null
  return (
    <>
      <p className="about">{t('po.about')}</p>
      {merchants.length > 1 && (
        <Select
          aria-label={t('rec.merchant')}
          value={merchant}
          onChange={choose}
          options={merchants.map(({ id, name }) => ({ value: id, label: name }))}
          style={{ minWidth: 200, marginBottom: 12 }}
        />
      )}
      {merchant && <Publish key={merchant} merchant={merchant} />}
      {merchant && <Published merchant={merchant} />}
    </>
  )
}

function Publish({ merchant }: { merchant: string }) {
  const { t } = useTranslation()
  const act = useAct()
  const [form] = Form.useForm<{ text: string; from?: dayjs.Dayjs }>()
  const publish = async ({ text, from }: { text: string; from?: dayjs.Dayjs }) => {
    // A moment ahead: at once, however long the request takes.
    const soon = new Date(Date.now() + 60_000).toISOString()
    const body = { merchant, text, from: from?.toDate().toISOString() ?? soon }
    if (await act(() => told(api.POST('/api/v1/policies', { body })), t('po.done'))) form.resetFields()
  }
  return (
    <Form form={form} layout="vertical" onFinish={(given) => void publish(given)} style={{ maxWidth: 720 }}>
      <Form.Item name="text" label={t('po.text')} rules={[{ required: true, whitespace: true }]}>
        <Input.TextArea autoSize={{ minRows: 4, maxRows: 16 }} maxLength={20_000} />
      </Form.Item>
      <Form.Item name="from" label={t('po.from')}>
        <DatePicker showTime />
      </Form.Item>
      <Button type="primary" htmlType="submit">
        {t('po.publish')}
      </Button>
    </Form>
  )
}

function Published({ merchant }: { merchant: string }) {
  const { t } = useTranslation()
  const policies = useQuery({
    queryKey: ['policies', merchant],
    queryFn: () => told(api.GET('/api/v1/policies', { params: { query: { merchant } } })),
  })
  const items = policies.data?.items ?? []
  const current = items.find(({ from }) => Date.parse(from) <= Date.now())?.id
  if (policies.data && items.length === 0)
    return <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={t('po.none')} />
  return items.map(({ id, text, from, publishedAt }) => (
    <Card
      key={id}
      size="small"
      style={{ maxWidth: 720, marginTop: 12 }}
      title={`${t('po.from')} ${dated(from)}`}
      extra={id === current && <Mark color="green">{t('po.current')}</Mark>}
    >
      <p style={{ whiteSpace: 'pre-wrap', overflowWrap: 'anywhere' }}>{text}</p>
      <small className="about">{t('po.published', { at: dated(publishedAt) })}</small>
    </Card>
  ))
}
