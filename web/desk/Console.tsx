import { useQueryClient } from '@tanstack/react-query'
import { Layout, Menu, Modal, theme } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api, told } from '../kit/api.ts'
import { language, speak } from '../kit/language.ts'
import { useLive } from '../kit/live.ts'
import { contents, pageNamed } from './contents.ts'
import { NewReport } from './NewReport.tsx'
import { OrderDrawer } from './OrderDrawer.tsx'
import { useShortcuts } from './shortcuts.ts'
import { useAsked } from './url.ts'

/** The desk: its pages, what is open above them, and the keys. */
export function Console({ name, isDark, toggleDark }: { name: string; isDark: boolean; toggleDark: () => void }) {
  const { t } = useTranslation()
  const { token } = theme.useToken()
  const queries = useQueryClient()
  const [asked, ask] = useAsked()
  const [isHelp, setHelp] = useState(false)
  const [isNew, setNew] = useState(false)
  const page = pageNamed(asked.page)
  useLive('/api/v1/events', () => void queries.invalidateQueries())
  useShortcuts({
    '?': () => setHelp(true),
    n: () => setNew(true),
    '/': () => document.querySelector<HTMLInputElement>('input[type=search]')?.focus(),
    go: () => ask({ page: 'orders' }),
    gp: () => ask({ page: 'promises' }),
    gt: () => ask({ page: 'technicians' }),
  })
  const { Page, title } = contents[page]
  const tools = [
    { key: 'dark', label: t(isDark ? 'd.light' : 'd.dark'), onClick: toggleDark },
    { key: 'language', label: t('lang'), onClick: () => void speak(language() === 'zh' ? 'en' : 'zh') },
    { key: 'help', label: `? ${t('d.help')}`, onClick: () => setHelp(true) },
    {
      key: 'out',
      label: `${t('sign.out')} ${name}`,
      onClick: () => void told(api.DELETE('/api/v1/session', {})).then(() => queries.resetQueries()),
    },
  ]
  return (
    <Layout style={{ minHeight: '100vh' }}>
      <Layout.Sider breakpoint="lg" collapsedWidth={0} theme={isDark ? 'dark' : 'light'} width={190}>
        <div style={{ padding: 16, fontWeight: 700, color: token.colorPrimary, fontSize: 18 }}>{t('d.title')}</div>
        <Menu
          mode="inline"
          selectedKeys={[page]}
          items={Object.entries(contents).map(([key, one]) => ({ key, label: t(one.title) }))}
          onClick={({ key }) => ask({ page: key })}
        />
        <Menu mode="inline" selectable={false} items={tools} />
      </Layout.Sider>
      <Layout.Content style={{ padding: 20, minWidth: 0 }}>
        <h1 style={{ margin: '0 0 12px', fontSize: 20, color: token.colorText }}>{t(title)}</h1>
        <Page add={() => setNew(true)} />
      </Layout.Content>
      {asked.order && <OrderDrawer id={asked.order} close={() => ask({ order: null })} />}
      <Modal open={isHelp} onCancel={() => setHelp(false)} footer={null} title={t('d.help')}>
        {t('d.help.text')}
      </Modal>
      {isNew && <NewReport close={() => setNew(false)} opened={(order) => ask({ order })} />}
    </Layout>
  )
}
