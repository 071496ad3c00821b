import { useQuery } from '@tanstack/react-query'
import { Button, Tabs } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api, told } from '../../kit/api.ts'
import { List } from '../List.tsx'
import { HotlineDrawer } from './HotlineDrawer.tsx'
import { NewHotline } from './NewHotline.tsx'
import { Reports } from './Reports.tsx'
import { type Hotline, Standing } from './Standing.tsx'

/** The directory of hotlines as operators keep it, and what was reported as a fake. */
export function Hotlines({ roles }: { roles: readonly string[] }) {
  const { t } = useTranslation()
  const isOperator = roles.includes('operator')
  if (!isOperator) return <Directory isOperator={false} />
  return (
    <Tabs
      items={[
        { key: 'entries', label: t('dh.entries'), children: <Directory isOperator /> },
        { key: 'reports', label: t('dh.reports'), children: <Reports /> },
      ]}
    />
  )
}

function Directory({ isOperator }: { isOperator: boolean }) {
  const { t } = useTranslation()
  const [isAdding, setAdding] = useState(false)
  const [openId, setOpen] = useState<string | null>(null)
  const hotlines = useQuery({ queryKey: ['hotlines'], queryFn: () => told(api.GET('/api/v1/hotlines/entries', {})) })
  const open = hotlines.data?.items.find(({ id }) => id === openId)
  return (
    <>
      <div className="bar">
        <p className="about" style={{ flex: 1 }}>
          {t('dh.text')}
        </p>
        {isOperator && (
          <Button type="primary" onClick={() => setAdding(true)}>
            {t('dh.new')}
          </Button>
        )}
      </div>
      <List<Hotline>
        query={hotlines}
        none={t('dh.none')}
        rowKey="id"
        scroll={{ x: 900 }}
        columns={[
          { title: t('f.brand'), dataIndex: 'brand' },
          { title: t('dh.number'), dataIndex: 'shown' },
          { title: t('dh.company'), dataIndex: 'company' },
          {
            title: t('dh.domain'),
            dataIndex: 'domain',
            render: (domain: string) => <span className="cell">{domain}</span>,
          },
          { title: t('dh.standing'), render: (_, hotline) => <Standing hotline={hotline} /> },
          {
            title: t('d.do'),
            render: (_, { id }) => (
              <Button size="small" onClick={() => setOpen(id)}>
                {t('dh.open')}
              </Button>
            ),
          },
        ]}
      />
      {isAdding && <NewHotline close={() => setAdding(false)} entered={setOpen} />}
      {open && <HotlineDrawer hotline={open} close={() => setOpen(null)} />}
    </>
  )
}
