import { Alert, Button, Modal, Table, Tag } from 'antd'
import { useTranslation } from 'react-i18next'
import { applianceName, clock, span } from '../../kit/format.ts'
import { reason } from '../Candidates.tsx'
import type { Moving } from './moving.ts'
import { type Effect, gravity, type Work } from './plan.ts'

/** What it would do to give an order to somebody: to whom it was dropped, or to each; nothing is done before it is pressed. */
export function Move({ moving }: { moving: Moving }) {
  const { t } = useTranslation()
  const { work, isDragged, to, effects, problem, isChanged } = moving
  const one = to ? effects?.find(({ technician }) => technician === to) : undefined
  return (
    <Modal
      open={work !== null && !isDragged}
      title={work && t('day.move', { number: work.number, what: applianceName(work.appliance) })}
      width={760}
      footer={null}
      onCancel={moving.end}
      destroyOnHidden
    >
      {work && <About work={work} holder={moving.holder} />}
      {isChanged && <Changed moving={moving} />}
      {problem && !isChanged && <Alert type="error" title={problem} />}
      {!effects && !problem && !isChanged && <p className="about loading">{t('loading')}</p>}
      {!isChanged && one && <One effect={one} moving={moving} />}
      {!isChanged && effects && to && !one && <p>{t('day.move.same')}</p>}
      {!isChanged && effects && !to && <All effects={effects} moving={moving} />}
    </Modal>
  )
}

/** Somebody else was faster: nothing is given before it was looked at again. */
function Changed({ moving }: { moving: Moving }) {
  const { t } = useTranslation()
  const { isGone, holder } = moving
  const said = isGone ? t('day.move.gone') : holder ? t('day.move.changed', { name: holder }) : t('day.move.freed')
  return (
    <>
      <Alert type="warning" showIcon title={said} />
      <div className="bar" style={{ marginTop: 12 }}>
        <Button onClick={isGone ? moving.end : moving.lookAgain}>{t(isGone ? 'day.close' : 'day.move.again')}</Button>
      </div>
    </>
  )
}

function About({ work, holder }: { work: Work; holder: string | null }) {
  const { t } = useTranslation()
  return (
    <p className="about">
      {work.county ?? '—'} · {work.window ? span(work.window) : t('day.unagreed')}
      {holder && <> · {t('day.move.holder', { name: holder })}</>}
      {work.visit && <> · {t('day.move.told')}</>}
    </p>
  )
}

function One({ effect, moving }: { effect: Effect; moving: Moving }) {
  const { t } = useTranslation()
  const kind = gravity(effect)
  const type = { no: 'error', hurts: 'warning', fine: 'success' } as const
  return (
    <>
      <Alert
        type={type[kind]}
        showIcon
        title={t(`day.move.${kind}`, { name: effect.name ?? '—' })}
        description={<Tags effect={effect} />}
      />
      <div className="bar" style={{ marginTop: 12 }}>
        {kind !== 'no' && <Give effect={effect} moving={moving} autoFocus />}
        <Button onClick={moving.seeAll}>{t('day.move.all')}</Button>
      </div>
    </>
  )
}

function Give({ effect, moving, autoFocus = false }: { effect: Effect; moving: Moving; autoFocus?: boolean }) {
  const { t } = useTranslation()
  return (
    <Button
      type={gravity(effect) === 'fine' ? 'primary' : 'default'}
      danger={gravity(effect) === 'hurts'}
      size="small"
      autoFocus={autoFocus}
      loading={moving.isGiving}
      onClick={() => void moving.give(effect.technician)}
    >
      {t('day.move.give', { name: effect.name ?? '—' })}
    </Button>
  )
}

function All({ effects, moving }: { effects: readonly Effect[]; moving: Moving }) {
  const { t } = useTranslation()
  return (
    <Table<Effect>
      size="small"
      rowKey="technician"
      pagination={{ pageSize: 10, hideOnSinglePage: true, showSizeChanger: false }}
      scroll={{ x: 'max-content' }}
      dataSource={[...effects]}
      columns={[
        { title: t('technician'), dataIndex: 'name' },
        {
          title: t('day.when'),
          key: 'begins',
          render: (_, { begins, refused }) => (refused ? '—' : clock(begins)),
        },
        { title: t('day.move.does'), key: 'does', render: (_, effect) => <Tags effect={effect} /> },
        {
          title: '',
          key: 'give',
          render: (_, effect) => gravity(effect) !== 'no' && <Give effect={effect} moving={moving} />,
        },
      ]}
    />
  )
}

/** An effect in words: the rule that forbids it, who would be late, how much more is driven, and what speaks for them. */
export function Tags({ effect }: { effect: Effect }) {
  const { t } = useTranslation()
  if (effect.refused) return <Tag color="red">{t(`day.refused.${effect.refused}`)}</Tag>
  return (
    <>
      {effect.late > 0 && <Tag color="red">{t('day.late', { n: effect.late })}</Tag>}
      {effect.makesLate.map(({ order, number, minutes }) => (
        <Tag key={order} color="orange">
          {t('day.makes', { number, n: minutes })}
        </Tag>
      ))}
      {effect.overtime > 0 && <Tag color="orange">{t('day.overtime', { n: effect.overtime })}</Tag>}
      {effect.more !== 0 && (
        <Tag color={effect.more > 0 ? 'default' : 'green'}>
          {t(effect.more > 0 ? 'day.more' : 'day.less', { n: Math.abs(effect.more) })}
        </Tag>
      )}
      {effect.why.map((one) => (
        <Tag key={one}>{reason(one)}</Tag>
      ))}
    </>
  )
}
