import { useQuery } from '@tanstack/react-query'
import { Button, Select, Tabs } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api, told } from '../../kit/api.ts'
import { dated } from '../../kit/format.ts'
import { useAct } from '../Act.tsx'
import { List } from '../List.tsx'
import { useAsked } from '../url.ts'
import type { RuleSetBrief } from './model.ts'
import { RuleSetPage } from './RuleSetPage.tsx'
import { State, sayVersion } from './Version.tsx'
import { WorkingDays } from './WorkingDays.tsx'

/** The rules by which claims are dealt with, version by version, and the days on which no time runs. */
export function Rules() {
  const { t } = useTranslation()
  const [asked, ask] = useAsked()
  if (asked.rule) return <RuleSetPage id={asked.rule} close={() => ask({ rule: null })} />
  return (
    <Tabs
      items={[
        { key: 'versions', label: t('d.rules.versions'), children: <Versions open={(rule) => ask({ rule })} /> },
        { key: 'days', label: t('d.rules.days'), children: <WorkingDays /> },
      ]}
    />
  )
}

function Versions({ open }: { open: (id: string) => void }) {
  const { t } = useTranslation()
  const act = useAct()
  const [basedOn, base] = useState('in-force')
  const versions = useQuery({ queryKey: ['rules'], queryFn: () => told(api.GET('/api/v1/rules', {})) })
  const inForce = versions.data?.inForce ?? ''
  const draft = () =>
    act(async () => open((await told(api.POST('/api/v1/rules', { body: { basedOn } }))).id), t('d.rules.drafted'))
  return (
    <>
      <div className="bar">
        <p className="about" style={{ flex: 1 }}>
          {t('d.rules.text')} {inForce && t('d.rules.now', { name: sayVersion(inForce, t) })}
        </p>
        <Select
          aria-label={t('d.rules.based')}
          value={basedOn}
          style={{ width: 190 }}
          options={[
            { value: 'in-force', label: t('d.rules.from.in-force') },
            { value: 'usual', label: t('d.rules.usual') },
            ...(versions.data?.items ?? []).map(({ id, name }) => ({ value: id, label: sayVersion(name, t) })),
          ]}
          onChange={base}
        />
        <Button type="primary" onClick={() => void draft()}>
          {t('d.rules.draft')}
        </Button>
      </div>
      <List<RuleSetBrief>
        query={versions}
        none={t('d.none.rules')}
        rowKey="id"
        scroll={{ x: 900 }}
        columns={[
          {
            title: t('d.rules.version'),
            render: (_, { id, name }) => (
              <Button type="link" size="small" style={{ padding: 0 }} onClick={() => open(id)}>
                {sayVersion(name, t)}
              </Button>
            ),
          },
          { title: t('d.rules.state'), render: (_, ruleSet) => <State ruleSet={ruleSet} /> },
          { title: t('d.rules.based'), dataIndex: 'basedOn', render: (name: string) => sayVersion(name, t) },
          { title: t('d.rules.authors'), dataIndex: 'authors', render: (names: string[]) => names.join('、') },
          { title: t('d.rules.tried'), render: (_, { trial }) => (trial ? t('d.rules.counts', trial) : '—') },
          {
            title: t('d.rules.in-force-from'),
            dataIndex: 'from',
            render: (at: string | null) => (at ? dated(at) : '—'),
          },
          { title: t('d.rules.publisher'), dataIndex: 'publishedBy', render: (name: string | null) => name ?? '—' },
        ]}
      />
    </>
  )
}
