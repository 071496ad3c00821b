import { paysMoney } from '@anxin/domain/claims/decide.ts'
import type { Outcome } from '@anxin/domain/claims/terms.ts'
import { carries, decisionReasons, reviewerReasons } from '@anxin/domain/decisions/reasons.ts'
import { Button, Checkbox, Form, Input, Modal, Radio } from 'antd'
import { useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api, told } from '../../kit/api.ts'
import { yuan } from '../../kit/format.ts'
import { useAct } from '../Act.tsx'
import { usePageKeys } from '../shortcuts.ts'
import { fenOf, typedYuan } from './amount.ts'
import { about, type Claim, type Decision } from './claim.ts'
import { Judged, reasonSays } from './Said.tsx'

type Reason = Exclude<keyof typeof decisionReasons, 'paid-on-instruction'>
type Draft = { outcome: Outcome | null; amount: string; reasons: Reason[]; words: string }

const isMoney = (outcome: Outcome) => outcome !== 'refusal' && paysMoney(outcome)

/** The reasons that can speak for an outcome. */
const reasonsFor = (outcome: Outcome): Reason[] =>
  (reviewerReasons as Reason[]).filter((code) => {
    const speaksFor = decisionReasons[code].for
    return speaksFor === 'either' || speaksFor === (outcome === 'refusal' ? 'merchant' : 'buyer')
  }) // the keys of that table

/** What may be decided: of goods that came back only whether they are in order. */
function outcomesOf({ stage, remedies }: Decision): Outcome[] {
  const offered = remedies as Outcome[] // the server's own list
  return [...(stage === 'goods' ? (['return-and-refund'] as const) : offered), 'refusal']
}

/** The decision: outcome, amount, reasons of the codebook, own words; told once more before it is sent. */
export function Judge({ claim, decision }: { claim: Claim; decision: Decision }) {
  const { t } = useTranslation()
  const act = useAct()
  const first = useRef<HTMLDivElement>(null)
  const [draft, setDraft] = useState<Draft>({ outcome: null, amount: '', reasons: [], words: '' })
  const [isAsking, setAsking] = useState(false)
  const change = (part: Partial<Draft>) => setDraft((was) => ({ ...was, ...part }))
  const { outcome, reasons, words } = draft
  const amount = outcome && isMoney(outcome) ? fenOf(draft.amount) : 0
  const isPayable = outcome === null || !isMoney(outcome) || (amount !== null && amount > 0 && amount <= claim.paid)
  const isWhole = outcome !== null && isPayable && carries(reasons, outcome) && words.trim() !== ''
  const ask = () => isWhole && setAsking(true)
  usePageKeys([
    { keys: ['e'], does: t('cl.decide'), act: () => first.current?.querySelector<HTMLElement>('input')?.focus() },
    { keys: ['c'], does: t('cl.decide.go'), act: ask },
  ])
  const choose = (next: Outcome) => {
    const kept = reasons.filter((code) => reasonsFor(next).includes(code))
    change({ outcome: next, reasons: kept, amount: firstAmount(next, claim) })
  }
  const send = async () => {
    if (!outcome || amount === null) return
    setAsking(false)
    const body = { outcome, amount, reasons, words: words.trim() }
    await act(() => told(api.POST('/api/v1/decisions/{id}/give', { ...about(decision), body })), t('cl.decided'))
  }
  return (
    <Form layout="vertical" className="judge" onFinish={ask}>
      <Form.Item label={t('cl.decide')}>
        <div ref={first}>
          <Radio.Group
            className="stack"
            aria-label={t('cl.outcome')}
            value={outcome}
            options={outcomesOf(decision).map((value) => ({ value, label: t(labelOf(value, decision)) }))}
            onChange={({ target }) => choose(target.value)}
          />
        </div>
      </Form.Item>
      {outcome && isMoney(outcome) && (
        <Form.Item
          label={t('cl.amount.yuan')}
          htmlFor="cl-amount"
          validateStatus={isPayable ? '' : 'error'}
          help={isPayable ? undefined : t('cl.amount.most', { most: yuan(claim.paid) })}
        >
          <Input
            id="cl-amount"
            inputMode="decimal"
            prefix="¥"
            value={draft.amount}
            onChange={({ target }) => change({ amount: target.value })}
          />
        </Form.Item>
      )}
      {outcome && (
        <>
          <Form.Item label={t('cl.reasons')}>
            <Checkbox.Group
              className="stack"
              value={reasons}
              options={reasonsFor(outcome).map((value) => ({ value, label: reasonSays(value) }))}
              onChange={(chosen) => change({ reasons: chosen })}
            />
          </Form.Item>
          <Form.Item label={t('cl.words')} htmlFor="cl-words" extra={t('cl.words.text')}>
            <Input.TextArea
              id="cl-words"
              rows={3}
              maxLength={4_000}
              value={words}
              onChange={({ target }) => change({ words: target.value })}
              onKeyDown={(event) => event.key === 'Enter' && event.ctrlKey && ask()}
            />
          </Form.Item>
        </>
      )}
      <Button type="primary" htmlType="submit" disabled={!isWhole}>
        {t('cl.decide.go')} <kbd>c</kbd>
      </Button>
      <Modal
        open={isAsking}
        title={t('cl.decide.sure')}
        okText={t('cl.decide.yes')}
        cancelText={t('cancel')}
        okButtonProps={{ autoFocus: true }}
        onCancel={() => setAsking(false)}
        onOk={() => void send()}
      >
        {outcome && <Judged outcome={outcome} amount={amount ?? 0} reasons={reasons} words={words} />}
        <p className="says">{t(decision.needsSecond ? 'cl.decide.second' : 'cl.decide.final')}</p>
      </Modal>
    </Form>
  )
}

/** The amount that stands there first: what is asked for. Of a part nobody but the reviewer knows how much. */
const firstAmount = (outcome: Outcome, { amount, remedy }: Claim): string =>
  isMoney(outcome) && outcome !== 'partial-refund' ? typedYuan(remedy?.amount ?? amount) : ''

const labelOf = (outcome: Outcome, { stage }: Decision): string =>
  stage === 'goods' ? `cl.goods.${outcome}` : `cl.outcome.${outcome}`
