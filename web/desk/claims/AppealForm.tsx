import { Button, Form, Input } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api, told } from '../../kit/api.ts'
import { moment } from '../../kit/format.ts'
import { useAct } from '../Act.tsx'
import { about, type Claim } from './claim.ts'
import { PieceLists, usePieces } from './Pieces.tsx'

/** Against the decision, to another reviewer; with new evidence for longer. */
export function AppealForm({ claim }: { claim: Claim }) {
  const { t } = useTranslation()
  const act = useAct()
  const pieces = usePieces()
  const [words, setWords] = useState('')
  const [isBusy, setBusy] = useState(false)
  const { appealable } = claim
  const send = async () => {
    setBusy(true)
    const given = await pieces.settled()
    if (given) {
      const body = { words: words.trim(), pieces: given }
      await act(() => told(api.POST('/api/v1/claims/{id}/appeal', { ...about(claim), body })), t('cl.appealed'))
    }
    setBusy(false)
  }
  return (
    <Form layout="vertical" onFinish={() => void send()}>
      <p>
        {appealable &&
          t('cl.appeal.text', { until: moment(appealable.until), later: moment(appealable.withNewEvidenceUntil) })}
      </p>
      <Form.Item label={t('cl.appeal.words')} htmlFor="cl-appeal">
        <Input.TextArea
          id="cl-appeal"
          rows={4}
          maxLength={2_000}
          value={words}
          onChange={({ target }) => setWords(target.value)}
        />
      </Form.Item>
      <PieceLists pieces={pieces} t={t} />
      <Button style={{ marginTop: 12 }} htmlType="submit" loading={isBusy} disabled={!words.trim()}>
        {t('cl.appeal.go')}
      </Button>
    </Form>
  )
}
