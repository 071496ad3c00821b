import { Button, Form, Input, Space } from 'antd'
import { useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api, told } from '../../kit/api.ts'
import { moment } from '../../kit/format.ts'
import { useAct } from '../Act.tsx'
import { usePageKeys } from '../shortcuts.ts'
import { about, type Claim } from './claim.ts'
import { PieceLists, usePieces } from './Pieces.tsx'
import { Words } from './Words.tsx'

type Hearing = Claim['hearings'][number]

/** The merchant's answer: a statement, and what shows it. Not to answer is no consent, and no refusal. */
export function AnswerForm({ hearing }: { hearing: Hearing }) {
  const { t } = useTranslation()
  const act = useAct()
  const pieces = usePieces()
  const first = useRef<HTMLDivElement>(null)
  const [statement, setStatement] = useState('')
  const [isBusy, setBusy] = useState(false)
  const [isExtending, setExtending] = useState(false)
  usePageKeys([{ keys: ['e'], does: t('cl.answer'), act: () => first.current?.querySelector('textarea')?.focus() }])
  const send = async () => {
    setBusy(true)
    const given = await pieces.settled()
    if (given) {
      const body = { statement: statement.trim(), pieces: given }
      await act(() => told(api.POST('/api/v1/hearings/{id}/answer', { ...about(hearing), body })), t('cl.answered'))
    }
    setBusy(false)
  }
  const extend = (reason: string) =>
    act(
      () => told(api.POST('/api/v1/hearings/{id}/extend', { ...about(hearing), body: { reason } })),
      t('cl.extend.done'),
    )
  return (
    <Form layout="vertical" onFinish={() => void send()}>
      <p>{t('cl.answer.text', { until: moment(hearing.until) })}</p>
      <div ref={first}>
        <Form.Item label={t('cl.statement')} htmlFor="cl-statement">
          <Input.TextArea
            id="cl-statement"
            rows={5}
            maxLength={4_000}
            value={statement}
            onChange={({ target }) => setStatement(target.value)}
          />
        </Form.Item>
      </div>
      <PieceLists pieces={pieces} t={t} />
      <Space wrap style={{ marginTop: 12 }}>
        <Button type="primary" htmlType="submit" loading={isBusy} disabled={!statement.trim()}>
          {t('cl.answer')}
        </Button>
        {hearing.moves.includes('hearing.extend') && (
          <Button onClick={() => setExtending(true)}>{t('cl.extend')}</Button>
        )}
      </Space>
      {isExtending && (
        <Words
          title={t('cl.extend')}
          label={t('cl.extend.why')}
          hint={t('cl.extend.text')}
          most={500}
          send={extend}
          close={() => setExtending(false)}
        />
      )}
    </Form>
  )
}
