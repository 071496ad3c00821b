import { Alert, Button, Popconfirm, Space } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api, told } from '../../kit/api.ts'
import { useAct } from '../Act.tsx'
import { usePageKeys } from '../shortcuts.ts'
import { AskMore } from './AskMore.tsx'
import { about, type Claim, type Decision, openDecision } from './claim.ts'
import { Judge } from './Judge.tsx'
import { Judged } from './Said.tsx'
import { Words } from './Words.tsx'

type Props = { claim: Claim; isReviewer: boolean }

/** What a reviewer does with the case, as far as it is theirs to do. */
export function ReviewSide({ claim, isReviewer }: Props) {
  const { t } = useTranslation()
  const decision = openDecision(claim)
  if (!decision) return <p className="about">{t(`cl.review.${claim.status === 'review' ? 'soon' : 'none'}`)}</p>
  return (
    <>
      <Standing decision={decision} />
      <Holding decision={decision} />
      {decision.status === 'taken' && decision.isMine && isReviewer && (
        <>
          <Judge key={decision.id} claim={claim} decision={decision} />
          {claim.moves.includes('claim.ask-more') && decision.stage !== 'goods' && <AskMore claim={claim} />}
        </>
      )}
      {decision.proposed && <Seconding decision={decision} />}
    </>
  )
}

function Standing({ decision }: { decision: Decision }) {
  const { t } = useTranslation()
  const { status, isMine, isTaken, isOverdue, isCapped, stage, needsSecond, note } = decision
  const who = isMine ? 'mine' : isTaken ? 'other' : 'nobody'
  return (
    <>
      <p>
        {t(`cl.stage.${stage}`)} · {t(`cl.who.${who}`)}
        {status === 'seconding' && ` · ${t('cl.seconding')}`}
        {needsSecond && ` · ${t('cl.needs_second')}`}
      </p>
      {(isOverdue || isCapped) && (
        <Alert type="warning" showIcon title={t(isCapped ? 'cl.capped' : 'cl.overdue')} style={{ marginBottom: 8 }} />
      )}
      {note && <Alert type="info" showIcon title={t('cl.returned', { words: note })} style={{ marginBottom: 8 }} />}
    </>
  )
}

/** Taken from the queue, given back to it. */
function Holding({ decision }: { decision: Decision }) {
  const { t } = useTranslation()
  const act = useAct()
  const may = (move: string) => decision.moves.includes(move)
  const take = () => act(() => told(api.POST('/api/v1/decisions/{id}/take', about(decision))), t('cl.taken'))
  const release = () => act(() => told(api.POST('/api/v1/decisions/{id}/release', about(decision))), t('cl.released'))
  usePageKeys([
    { keys: ['t'], does: t('cl.take'), act: () => (may('decision.take') ? take() : false) },
    { keys: ['u'], does: t('cl.release'), act: () => (may('decision.release') ? release() : false) },
  ])
  return (
    <Space wrap style={{ marginBottom: 8 }}>
      {may('decision.take') && (
        <Button type="primary" onClick={() => void take()}>
          {t('cl.take')} <kbd>t</kbd>
        </Button>
      )}
      {may('decision.release') && (
        <Button onClick={() => void release()}>
          {t('cl.release')} <kbd>u</kbd>
        </Button>
      )}
    </Space>
  )
}

/** What a colleague proposes, for a second pair of eyes. */
function Seconding({ decision }: { decision: Decision }) {
  const { t } = useTranslation()
  const act = useAct()
  const [isAsking, setAsking] = useState(false)
  const [isReturning, setReturning] = useState(false)
  const { proposed } = decision
  const may = (move: string) => decision.moves.includes(move)
  const approve = () => {
    setAsking(false)
    return act(() => told(api.POST('/api/v1/decisions/{id}/approve', about(decision))), t('cl.approved'))
  }
  const giveBack = (words: string) =>
    act(
      () => told(api.POST('/api/v1/decisions/{id}/return', { ...about(decision), body: { words } })),
      t('cl.given_back'),
    )
  usePageKeys([
    { keys: ['a'], does: t('cl.approve'), act: () => (may('decision.approve') ? setAsking(true) : false) },
    { keys: ['z'], does: t('cl.return'), act: () => (may('decision.return') ? setReturning(true) : false) },
  ])
  if (!proposed) return null
  return (
    <div className="proposed">
      <h3>{t('cl.proposed')}</h3>
      <Judged {...proposed} />
      <Space wrap>
        {may('decision.approve') && (
          <Popconfirm
            open={isAsking}
            onOpenChange={setAsking}
            title={t('cl.approve.sure')}
            okText={t('cl.approve')}
            cancelText={t('cancel')}
            okButtonProps={{ autoFocus: true }}
            onConfirm={approve}
          >
            <Button type="primary">
              {t('cl.approve')} <kbd>a</kbd>
            </Button>
          </Popconfirm>
        )}
        {may('decision.return') && (
          <Button onClick={() => setReturning(true)}>
            {t('cl.return')} <kbd>z</kbd>
          </Button>
        )}
      </Space>
      {isReturning && (
        <Words
          title={t('cl.return')}
          label={t('cl.return.why')}
          most={2_000}
          send={giveBack}
          close={() => setReturning(false)}
        />
      )}
    </div>
  )
}
