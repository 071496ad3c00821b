import './desk.css'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { ConfigProvider, Layout, Menu, Modal, theme } from 'antd'
import enUS from 'antd/locale/en_US'
import zhCN from 'antd/locale/zh_CN'
import { useEffect, useState } from 'react'
import { createRoot } from 'react-dom/client'
import { useTranslation } from 'react-i18next'
import { api, Problem, told } from '../kit/api.ts'
import { language, speak } from '../kit/language.ts'
import { useLive } from '../kit/live.ts'
import { Queries } from '../kit/Queries.tsx'
import { NewReport } from './NewReport.tsx'
import { OrderDrawer } from './OrderDrawer.tsx'
import { Orders } from './Orders.tsx'
import { Looks, Notices, Promises, Ratings } from './pages.tsx'
import { Shell } from './Shell.tsx'
import { DeskSignIn } from './SignIn.tsx'
import { useShortcuts } from './shortcuts.ts'
import { Technicians } from './Technicians.tsx'
import { useAsked } from './url.ts'

const pages = {
  orders: { title: 'd.orders', Page: Orders },
  promises: { title: 'd.promises', Page: Promises },
  technicians: { title: 'd.technicians', Page: Technicians },
  ratings: { title: 'd.ratings', Page: Ratings },
  notices: { title: 'd.notices', Page: Notices },
  looks: { title: 'd.looks', Page: Looks },
} as const
type PageName = keyof typeof pages
const isPage = (name: string): name is PageName => name in pages

function Desk() {
  const { i18n } = useTranslation()
  const [isDark, setDark] = useState(localStorage.getItem('anxin.dark') === '1')
  useEffect(() => localStorage.setItem('anxin.dark', isDark ? '1' : '0'), [isDark])
  return (
    <ConfigProvider
      locale={i18n.language === 'en' ? enUS : zhCN}
      theme={{
        components: isDark ? {} : { Menu: { itemSelectedBg: '#e3f1ea' } },
        algorithm: isDark ? theme.darkAlgorithm : theme.defaultAlgorithm,
        token: {
          fontFamily: "-apple-system, 'PingFang SC', 'Noto Sans SC', 'Noto Sans CJK SC', 'Microsoft YaHei', sans-serif",
          colorPrimary: isDark ? '#3fb68b' : '#0b6e4f',
          colorLink: isDark ? '#5fd0a7' : '#0b6e4f',
          colorTextDescription: isDark ? '#b5bdb9' : '#5c6b66',
          colorTextPlaceholder: isDark ? '#9aa6a0' : '#66736d',
        },
      }}
    >
      <Frame isDark={isDark} toggleDark={() => setDark(!isDark)} />
    </ConfigProvider>
  )
}

function Frame({ isDark, toggleDark }: { isDark: boolean; toggleDark: () => void }) {
  const { t } = useTranslation()
  const { token } = theme.useToken()
  const queries = useQueryClient()
  const me = useQuery({ queryKey: ['me'], queryFn: () => told(api.GET('/api/v1/me', {})) })
  if (me.isLoading) return <p className="sign-in">{t('loading')}</p>
  if (!me.data) {
    const owesFactor = me.error instanceof Problem && me.error.code === 'http.second_factor'
    return (
      <main style={{ background: token.colorBgLayout, minHeight: '100vh', paddingTop: 1 }}>
        <DeskSignIn owesFactor={owesFactor} done={() => void queries.resetQueries()} />
      </main>
    )
  }
  const place = location.pathname.startsWith('/merchant')
    ? 'merchant'
    : location.pathname.startsWith('/review')
      ? 'reviewer'
      : 'desk'
  if (place !== 'desk') return <Shell role={place} me={me.data} />
  const isDesk = me.data.roles.some((role) => ['agent', 'dispatcher', 'supervisor', 'operator'].includes(role))
  if (!isDesk) return <p className="sign-in">{t('sign.no_role')}</p>
  return <Console name={me.data.name ?? ''} isDark={isDark} toggleDark={toggleDark} />
}

function Console({ name, isDark, toggleDark }: { name: string; isDark: boolean; toggleDark: () => void }) {
  const { t } = useTranslation()
  const { token } = theme.useToken()
  const queries = useQueryClient()
  const [asked, ask] = useAsked()
  const [isHelp, setHelp] = useState(false)
  const [isNew, setNew] = useState(false)
  const page = isPage(asked.page ?? '') ? (asked.page as PageName) : 'orders' // just checked
  useLive('/api/v1/events', () => void queries.invalidateQueries())
  useShortcuts({
    '?': () => setHelp(true),
    n: () => setNew(true),
    '/': () => document.querySelector<HTMLInputElement>('input[type=search]')?.focus(),
    go: () => ask({ page: 'orders' }),
    gp: () => ask({ page: 'promises' }),
    gt: () => ask({ page: 'technicians' }),
  })
  const { Page, title } = pages[page]
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
          items={Object.entries(pages).map(([key, one]) => ({ key, label: t(one.title) }))}
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

const place = document.getElementById('root')
if (place)
  createRoot(place).render(
    <Queries>
      <Desk />
    </Queries>,
  )
