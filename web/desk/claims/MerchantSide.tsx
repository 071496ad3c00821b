import { Alert, Button, Popconfirm, Space } from 'antd'
import { useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api, told } from '../../kit/api.ts'
import { yuan } from '../../kit/format.ts'
import { useAct } from '../Act.tsx'
import { usePageKeys } from '../shortcuts.ts'
import { AnswerForm } from './AnswerForm.tsx'
import { AppealForm } from './AppealForm.tsx'
import { about, type Claim } from './claim.ts'
import { GoodsBack } from './GoodsBack.tsx'
import { ProposalForm } from './ProposalForm.tsx'

/** What the merchant may do about a claim. Opening one that waits for its answer is noted, so that the buyer and the reviewer
 *  know that it was seen. */
export function MerchantSide({ claim }: { claim: Claim }) {
  const { t } = useTranslation()
  const act = useAct()
  const hearing = claim.hearings.find(({ status, side }) => status === 'open' && side === 'merchant')
  const isUnseen = hearing?.moves.includes('hearing.see') ?? false
  const noted = useRef('')
  useEffect(() => {
    if (!hearing || !isUnseen || noted.current === hearing.id) return
    noted.current = hearing.id
    void act(() => told(api.POST('/api/v1/hearings/{id}/see', { params: { path: { id: hearing.id } } })))
  }, [hearing, isUnseen, act])
  const may = (move: string) => claim.moves.includes(move)
  const isWaiting = hearing?.moves.includes('hearing.answer') ?? false
  const hasNothing = !isWaiting && claim.moves.length === 0 && (claim.remedy?.moves.length ?? 0) === 0
  return (
    <>
      {hasNothing && <p className="about">{t('cl.yours.none')}</p>}
      {may('claim.accept') && <Accept claim={claim} />}
      {hearing && isWaiting && <AnswerForm key={hearing.id} hearing={hearing} />}
      {may('claim.propose') && <Proposing claim={claim} />}
      {may('claim.appeal') && <AppealForm claim={claim} />}
      {claim.remedy && <GoodsBack claim={claim} remedy={claim.remedy} />}
    </>
  )
}

/** The buyer's ask, or a counter-offer, taken as it stands: it ends the claim. */
function Accept({ claim }: { claim: Claim }) {
  const { t } = useTranslation()
  const act = useAct()
  const { proposal } = claim
  if (!proposal) return null
  const what = `${t(`cl.outcome.${proposal.remedy}`)} ${proposal.amount > 0 ? yuan(proposal.amount) : ''}`.trim()
  const accept = () => act(() => told(api.POST('/api/v1/claims/{id}/accept', about(claim))), t('cl.accepted'))
  return (
    <Alert
      type="info"
      style={{ marginBottom: 12 }}
      title={t('cl.accept.offer', { what })}
      description={
        <Space wrap>
          <span>{t('cl.accept.text')}</span>
          <Popconfirm
            title={t('cl.accept.sure', { what })}
            okText={t('cl.accept')}
            cancelText={t('cancel')}
            onConfirm={accept}
          >
            <Button>{t('cl.accept')}</Button>
          </Popconfirm>
        </Space>
      }
    />
  )
}

function Proposing({ claim }: { claim: Claim }) {
  const { t } = useTranslation()
  const [isOpen, setOpen] = useState(false)
  usePageKeys([{ keys: ['p'], does: t('cl.propose'), act: () => setOpen(true) }])
  return (
    <>
      <Button style={{ marginTop: 8 }} onClick={() => setOpen(true)}>
        {t('cl.propose')} <kbd>p</kbd>
      </Button>
      {isOpen && <ProposalForm claim={claim} close={() => setOpen(false)} />}
    </>
  )
}
