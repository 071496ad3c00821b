import { Button, Popover } from 'antd'
import { useTranslation } from 'react-i18next'
import { moment, yuan } from '../../kit/format.ts'
import { type Claim, openDecision } from './claim.ts'
import { Due } from './Due.tsx'
import { categoryName, Grade, gradeMeans, Status } from './Marks.tsx'

/** What is asked for, where it stands, and every clock that runs. */
export function CaseHead({ claim }: { claim: Claim }) {
  const { t } = useTranslation()
  const decision = openDecision(claim)
  const clocks: [string, string | null][] = [
    [t(`cl.turn.${claim.turn}`), claim.dueAt],
    [t('cl.clock.review'), decision?.dueAt ?? null],
    [t('cl.clock.cap'), decision?.capAt ?? null],
    [t('cl.clock.remedy'), claim.remedy?.until ?? null],
    [t('cl.clock.evidence'), claim.appealable?.withNewEvidenceUntil ?? null],
  ]
  const facts: [string, React.ReactNode][] = [
    [t('cl.number'), claim.number],
    [t('cl.status'), <Status key="status" status={claim.status} />],
    [t('cl.grade'), <Grade key="grade" grade={claim.grade} />],
    [t('cl.goods'), `${claim.title} · ${categoryName(claim.category)}`],
    [t('cl.merchant'), claim.merchant.name],
    [t('cl.side.buyer'), claim.buyer.name ?? '—'],
    [t('cl.reason'), t(`cl.reason.${claim.reason}`)],
    [t('cl.wanted'), `${t(`cl.outcome.${claim.wanted}`)} ${yuan(claim.amount)} / ${t('cl.paid')} ${yuan(claim.paid)}`],
    [t('cl.opened'), moment(claim.openedAt)],
    ...(claim.policy
      ? [
          [
            t('c.policy'),
            <Popover key="policy" trigger="click" content={<p className="policy">{claim.policy.text}</p>}>
              <Button type="link" size="small" style={{ padding: 0 }}>
                {moment(claim.policy.from)}
              </Button>
            </Popover>,
          ] satisfies [string, React.ReactNode],
        ]
      : []),
    ...clocks
      .filter(([, iso]) => iso !== null)
      .map(([name, iso]): [string, React.ReactNode] => [name, <Due key={name} iso={iso} />]),
  ]
  return (
    <>
      <dl className="case-facts">
        {facts.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      {claim.grade && <p className="says">{t('cl.grade.means', { means: gradeMeans(claim.grade) })}</p>}
    </>
  )
}
