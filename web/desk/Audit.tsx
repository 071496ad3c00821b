import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { type Answer, api, told } from '../kit/api.ts'
import { applianceName, moment } from '../kit/format.ts'
import { addresseeName, purposeName } from './claims/dossier.ts'
import { List } from './List.tsx'

type Entry = Answer<'/api/v1/audit', 'get'>['items'][number]

/** Exports, imports, roles, keys, webhooks and retries: who did what. */
export function Audit() {
  const { t } = useTranslation()
  const entries = useQuery({
    queryKey: ['audit'],
    queryFn: () => told(api.GET('/api/v1/audit', { params: { query: { limit: 200 } } })),
  })
  return (
    <List<Entry>
      query={entries}
      none={t('d.none.audit')}
      rowKey="seq"
      columns={[
        { title: t('d.when'), dataIndex: 'at', width: 130, render: moment },
        { title: t('d.who'), dataIndex: 'by', width: 140, render: (by: string) => by || t('d.by.system') },
        { title: t('d.did'), dataIndex: 'type', width: 170, render: (type: string) => t(`d.did.${type}`) },
        { title: t('d.about'), render: (_, { about }) => <span className="cell">{sayAbout(about, t)}</span> },
      ]}
    />
  )
}

/** `{ rows: 3, format: 'csv' }` → 行数 3 · 格式 CSV */
function sayAbout(about: Entry['about'], t: (key: string) => string): string {
  const words: Record<string, (value: string) => string> = {
    role: (role) => t(`role.${role}`),
    table: (table) => t(`d.${table}`),
    appliance: applianceName,
    addressee: addresseeName,
    purpose: purposeName,
    urgency: (urgency) => t(`d.${urgency}`),
    status: (status) =>
      status
        .split(',')
        .map((one) => t(`d.status.${one}`))
        .join('、'),
  }
  return (
    Object.entries(about)
      // Ids tell a person nothing: what they mean stands beside them.
      .filter(([name]) => name !== 'key' && name !== 'webhook' && name !== 'dossier')
      .map(([name, value]) => {
        if (value === true) return t(`d.about.${name}`)
        return `${t(`d.about.${name}`)} ${words[name]?.(String(value)) ?? value}`
      })
      .join(' · ')
  )
}
