import { useQuery } from '@tanstack/react-query'
import { Alert, Button, Progress } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { type Answer, api, told } from '../../kit/api.ts'
import { moment } from '../../kit/format.ts'
import { useAct } from '../Act.tsx'
import { exportTable } from '../sheet.ts'
import type { Claim } from './claim.ts'
import { addresseeName, purposeName } from './dossier.ts'
import { NewDossier } from './NewDossier.tsx'

type Dossier = Answer<'/api/v1/claims/{id}/dossier', 'get'>['items'][number]

const isUnderWay = ({ status }: Dossier) => status === 'making' || status === 'failing'
/** While one is being made it is looked at again so often. */
const everyMs = 1_500

/** Files for authorities, courts and platforms: made here, kept for a while, each noted. */
export function Dossiers({ claim }: { claim: Claim }) {
  const { t } = useTranslation()
  const [isAsking, setAsking] = useState(false)
  const { id } = claim
  const found = useQuery({
    queryKey: ['claim-dossiers', id],
    queryFn: () => told(api.GET('/api/v1/claims/{id}/dossier', { params: { path: { id } } })),
    refetchInterval: ({ state }) => (state.data?.items.some(isUnderWay) ? everyMs : false),
  })
  if (found.error) return <Alert type="error" title={found.error.message} />
  return (
    <>
      <p className="says">{t('cl.dossier.about')}</p>
      <Button onClick={() => setAsking(true)}>{t('cl.dossier.make')}</Button>
      <ul className="dossiers">
        {found.data?.items.map((one) => (
          <Line key={one.id} claim={id} one={one} />
        ))}
      </ul>
      <NewDossier claim={id} isOpen={isAsking} close={() => setAsking(false)} />
    </>
  )
}

function Line({ claim, one }: { claim: string; one: Dossier }) {
  const { t } = useTranslation()
  const act = useAct()
  const { id, status, addressee, purpose, askedAt, stampedAt, expiresAt } = one
  return (
    <li>
      <b>{addresseeName(addressee)}</b> · {purposeName(purpose)} · {moment(askedAt)}
      {isUnderWay(one) && (
        <>
          <Progress
            percent={Math.round((100 * one.done) / Math.max(1, one.steps))}
            status={status === 'failing' ? 'exception' : 'active'}
            aria-label={t('cl.dossier.making')}
          />
          <small role="status">{t(`cl.dossier.${status}`)}</small>
        </>
      )}
      {status === 'gone' && <small>{t('cl.dossier.gone')}</small>}
      {status === 'made' && (
        <>
          <Button
            size="small"
            onClick={() => void act(() => exportTable(`/api/v1/claims/${claim}/dossier/${id}/file`))}
          >
            {t('cl.dossier.download')}
          </Button>
          <small>
            {stampedAt ? t('cl.dossier.stamped', { at: moment(stampedAt) }) : t('cl.dossier.unstamped')} ·{' '}
            {t('cl.dossier.until', { at: moment(expiresAt ?? askedAt) })}
          </small>
        </>
      )}
    </li>
  )
}
