import { Alert, DatePicker, Modal, Radio, Space } from 'antd'
import dayjs from 'dayjs'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api, told } from '../../kit/api.ts'
import { useAct } from '../Act.tsx'
import type { RuleSet } from './model.ts'

/** From when on a version counts. Whoever opens this wrote none of it: the server sees to that. */
export function Publish({ ruleSet, close }: { ruleSet: RuleSet; close: () => void }) {
  const { t } = useTranslation()
  const act = useAct()
  const [isLater, setLater] = useState(false)
  const [from, setFrom] = useState(() => dayjs().add(1, 'day').startOf('day'))
  const call = { params: { path: { id: ruleSet.id } }, headers: { 'If-Match': `"${ruleSet.version}"` } }
  const publish = async () => {
    const body = { from: isLater ? from.toISOString() : null }
    if (await act(() => told(api.POST('/api/v1/rules/{id}/publish', { ...call, body })), t('d.rules.published')))
      close()
  }
  return (
    <Modal
      open
      title={t('d.rules.publish')}
      okText={t('d.rules.publish')}
      cancelText={t('cancel')}
      onOk={() => void publish()}
      onCancel={close}
    >
      <Alert
        type="info"
        showIcon
        style={{ marginBottom: 12 }}
        title={ruleSet.trial ? t('d.rules.counts', ruleSet.trial) : ''}
        description={t('d.rules.publish.text')}
      />
      <Radio.Group value={isLater} onChange={({ target }) => setLater(target.value === true)}>
        <Space direction="vertical">
          <Radio value={false}>{t('d.rules.from.now')}</Radio>
          <Radio value={true}>{t('d.rules.from.date')}</Radio>
        </Space>
      </Radio.Group>
      {isLater && (
        <DatePicker
          aria-label={t('d.rules.in-force-from')}
          showTime={{ format: 'HH:mm' }}
          format="YYYY-MM-DD HH:mm"
          allowClear={false}
          value={from}
          minDate={dayjs()}
          onChange={(at) => at && setFrom(at)}
          style={{ display: 'block', marginTop: 8, width: 220 }}
        />
      )}
    </Modal>
  )
}
