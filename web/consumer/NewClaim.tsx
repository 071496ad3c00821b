import { type ClaimReason, claimReasons } from '@anxin/domain/claims/claim.ts'
import { type Remedy, remedies } from '@anxin/domain/claims/terms.ts'
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api, holdLink, told } from '../kit/api.ts'
import { yuan } from '../kit/format.ts'
import { Chips, Main, Row, Text, Top, Trouble, useDoing } from '../kit/phone.tsx'
import { usePurchases } from './Purchases.tsx'

/** Yuan as people type them → whole fen; null for what is no amount. */
const fenOf = (text: string): number | null =>
  /^\d{1,9}(\.\d{1,2})?$/.test(text.trim()) ? Math.round(Number(text) * 100) : null

/** What happened, what is wanted, how much: four questions, then the photos. */
export function NewClaim() {
  const { t } = useTranslation()
  const navigate = useNavigate()
  const doing = useDoing()
  const asked = new URLSearchParams(location.search)
  const { data } = usePurchases()
  const purchase = data?.items.find(({ id }) => id === asked.get('purchase'))
  const line = purchase?.lines.find((one) => String(one.line) === asked.get('line'))
  const [reason, setReason] = useState<ClaimReason>('damaged')
  const [wanted, setWanted] = useState<Remedy>('refund-only')
  const [amount, setAmount] = useState<string | null>(null)
  const [words, setWords] = useState('')
  const [isAsked, setAsked] = useState(false)
  holdLink(null)
  if (!purchase || !line) return <Top title={t('c.new')} back={() => void navigate({ to: '/buys' })} />
  const typed = amount ?? (line.paid / 100).toFixed(2)
  const fen = fenOf(typed)
  const isGood = fen !== null && fen > 0 && fen <= line.paid
  const send = () => {
    setAsked(true)
    if (!isGood) return
    doing.run(async () => {
      const body = { purchase: purchase.id, line: line.line, reason, wanted, amount: fen, words }
      const { id } = await told(api.POST('/api/v1/claims', { body }))
      await navigate({ to: '/claims/$id', params: { id } })
    })
  }
  return (
    <>
      <Top title={t('c.new')} back={() => void navigate({ to: '/buys' })} />
      <form
        className="card"
        onSubmit={(event) => {
          event.preventDefault()
          send()
        }}
      >
        <Row name={t('c.goods')}>{line.title}</Row>
        <Row name={t('c.shop')}>{purchase.merchant.name}</Row>
        <Chips
          label={t('c.reason')}
          options={claimReasons.map((value) => ({ value, label: t(`c.reason.${value}`) }))}
          value={reason}
          set={setReason}
        />
        <Chips
          label={t('c.wanted')}
          options={remedies.map((value) => ({ value, label: t(`c.outcome.${value}`) }))}
          value={wanted}
          set={setWanted}
        />
        <Text
          id="amount"
          label={t('c.amount')}
          kind="number"
          value={typed}
          set={setAmount}
          error={isAsked && !isGood ? t('c.amount.bad', { most: yuan(line.paid) }) : doing.fieldError('amount')}
        />
        <Text
          id="words"
          label={t('c.words')}
          hint={t('c.words.hint')}
          rows={3}
          value={words}
          set={setWords}
          error={doing.fieldError('words')}
        />
        {doing.problem && !doing.fieldError('words') && <Trouble doing={doing} />}
        <div className="actions">
          <Main doing={doing} onClick={send}>
            {t('c.send')}
          </Main>
        </div>
      </form>
    </>
  )
}
