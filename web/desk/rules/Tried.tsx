import { Checkbox, Table, type TableProps } from 'antd'
import type { TFunction } from 'i18next'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { moment, yuan } from '../../kit/format.ts'
import { sayCode } from './fields.ts'
import type { Trial } from './model.ts'
import { sayVersion } from './Version.tsx'

type Row = Trial['rows'][number]
type Given = NonNullable<Row['before']>

/** What a trial gave: each past claim that would be dealt with in another way, the change itself in bold. */
export function Tried({ trial }: { trial: Trial }) {
  const { t } = useTranslation()
  const [onlyBroken, setOnlyBroken] = useState(false)
  const rows = trial.rows.filter(({ after }) => !onlyBroken || after === null)
  return (
    <section aria-label={t('d.rules.trial')} style={{ marginTop: 20 }}>
      <h2 style={{ fontSize: 16 }}>{t('d.rules.trial')}</h2>
      <p className="about">
        {t('d.rules.trial.text', { at: moment(trial.at), against: sayVersion(trial.against, t) })}{' '}
        <b>{t('d.rules.counts', trial)}</b>
      </p>
      {trial.broken > 0 && (
        <Checkbox checked={onlyBroken} onChange={({ target }) => setOnlyBroken(target.checked)}>
          {t('d.rules.broken.only')}
        </Checkbox>
      )}
      <Table<Row>
        size="small"
        rowKey="number"
        dataSource={rows}
        columns={columnsIn(t)}
        scroll={{ x: 1_100 }}
        pagination={{ pageSize: 50, hideOnSinglePage: true, showSizeChanger: false }}
        locale={{ emptyText: t('d.rules.trial.none') }}
      />
    </section>
  )
}

function columnsIn(t: TFunction): NonNullable<TableProps<Row>['columns']> {
  const change =
    (say: (given: Given) => string) =>
    (_: unknown, { before, after, field }: Row) => (
      <Change was={before && say(before)} is={after && say(after)} field={field} />
    )
  const list = (field: string, codes: readonly string[]) => codes.map((code) => sayCode(t, field, code)).join('、')
  return [
    { title: t('d.rules.claim'), dataIndex: 'number', width: 130 },
    {
      title: t('d.rules.in.category'),
      width: 110,
      render: (_, { category, reason }) =>
        `${t(`d.rules.category.${category}`, { defaultValue: category })} · ${sayCode(t, 'reason', reason)}`,
    },
    { title: t('d.rules.in.amount'), dataIndex: 'amount', width: 100, render: yuan },
    { title: t('d.rules.in.grade'), dataIndex: 'grade', width: 60, render: (grade: string | null) => grade ?? '—' },
    { title: t('d.rules.out.lane'), render: change(({ lane }) => sayCode(t, 'lane', lane)) },
    { title: t('d.rules.out.needs'), render: change(({ needs }) => list('needs', needs) || t('d.rules.nothing')) },
    { title: t('d.rules.out.remedies'), render: change(({ remedies }) => list('remedies', remedies)) },
    {
      title: t('d.rules.out.hours'),
      render: (_, { before, after }) =>
        Object.keys(after?.hours ?? {})
          .filter((name) => before?.hours[name] !== after?.hours[name])
          .map((name) => (
            <div key={name}>
              {t(`d.rules.hours.${name}`)}{' '}
              <Change was={`${before?.hours[name] ?? '—'} h`} is={`${after?.hours[name] ?? '—'} h`} field={null} />
            </div>
          )),
    },
    { title: t('d.rules.out.secondAbove'), render: change(({ secondAbove }) => yuan(secondAbove)) },
    { title: t('d.rules.out.sampled'), render: change(({ sampled }) => `${Math.round(sampled * 100)}%`) },
  ]
}

/** What stays is said once, what changes as before → after. */
function Change({ was, is, field }: { was: string | null; is: string | null; field: string | null }) {
  const { t } = useTranslation()
  if (is === null) return <b className="rule-broken">{t('d.rules.broken', { field: field ?? '' })}</b>
  if (was === is) return <span>{is}</span>
  return (
    <b className="rule-change">
      <del>{was ?? '—'}</del> → <ins>{is}</ins>
    </b>
  )
}
