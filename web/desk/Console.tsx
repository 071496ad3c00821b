import { useQueryClient } from '@tanstack/react-query'
import { Button, Layout, Menu, theme } from 'antd'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api, told } from '../kit/api.ts'
import { language, speak } from '../kit/language.ts'
import { useLive } from '../kit/live.ts'
import { CasePage } from './claims/CasePage.tsx'
import { contentsFor } from './contents.ts'
import { Help } from './Help.tsx'
import { NewReport } from './NewReport.tsx'
import { OrderDrawer } from './OrderDrawer.tsx'
import { SavedViews, SaveView } from './SavedViews.tsx'
import { movingKeys, type PageKey, pageKeys, useShortcuts } from './shortcuts.ts'
import { showView, useAsked } from './url.ts'

type Props = { name: string; roles: readonly string[]; isDark: boolean; toggleDark: () => void }
const serviceDesk = ['agent', 'dispatcher', 'supervisor', 'operator']
type Above = 'help' | 'new' | 'save' | 'views' | null

/** The desk: its pages, what is open above them, and the keys. */
export function Console({ name, roles, isDark, toggleDark }: Props) {
  const { t } = useTranslation()
  const { token } = theme.useToken()
  const queries = useQueryClient()
  const [asked, ask] = useAsked()
  const [above, setAbove] = useState<Above>(null)
  const close = () => setAbove(null)
  const pages = contentsFor(roles)
  const page = pages.find((one) => one.name === asked.page) ?? pages[0]
  const heading = t(asked.claim ? 'cl.one' : (page?.title ?? 'd.title'))
  // Reports are the service desk's, views the desk's: a merchant has neither.
  const isService = roles.some((role) => serviceDesk.includes(role))
  const isDesk = isService || roles.includes('reviewer')
  useLive('/api/v1/events', () => void queries.invalidateQueries())
  useEffect(() => {
    document.title = `${heading} · ${t('d.title')}`
  }, [heading, t])
  const own: PageKey[] = [
    ...movingKeys(t),
    ...(isService ? [{ keys: ['n'], does: t('d.new'), act: () => setAbove('new') }] : []),
    ...(isDesk ? [{ keys: ['s'], does: t('d.view.save'), act: () => setAbove('save') }] : []),
    ...(isDesk ? [{ keys: ['v'], does: t('d.views'), act: () => setAbove('views') }] : []),
    ...pages.map((one) => ({ keys: [`g${one.letter}`], does: t(one.title), act: () => showView(`page=${one.name}`) })),
    { keys: ['?'], does: t('d.help'), act: () => setAbove('help') },
  ]
  useShortcuts(own)
  const tools = [
    { key: 'dark', label: t(isDark ? 'd.light' : 'd.dark'), onClick: toggleDark },
    { key: 'language', label: t('lang'), onClick: () => void speak(language() === 'zh' ? 'en' : 'zh') },
    { key: 'help', label: `? ${t('d.help')}`, onClick: () => setAbove('help') },
    {
      key: 'out',
      label: `${t('sign.out')} · ${name}`,
      onClick: () => void told(api.DELETE('/api/v1/session', {})).then(() => queries.resetQueries()),
    },
  ]
  return (
    <Layout style={{ minHeight: '100vh' }}>
      <Layout.Sider
        breakpoint="lg"
        collapsedWidth={0}
        zeroWidthTriggerStyle={{ top: 12 }}
        theme={isDark ? 'dark' : 'light'}
        width={190}
      >
        <div style={{ padding: 16, fontWeight: 700, color: token.colorPrimary, fontSize: 18 }}>{t('d.title')}</div>
        <Menu
          mode="inline"
          selectedKeys={[page?.name ?? '']}
          items={pages.map((one) => ({ key: one.name, label: t(one.title) }))}
          onClick={({ key }) => showView(`page=${key}`)}
        />
        <Menu mode="inline" selectable={false} items={tools} />
      </Layout.Sider>
      <Layout.Content style={{ padding: 20, minWidth: 0 }}>
        <div className="bar">
          <h1 style={{ margin: 0, fontSize: 20, color: token.colorText, flex: 1 }}>{heading}</h1>
          {isDesk && (
            <Button type="text" onClick={() => setAbove('views')}>
              {t('d.views')}
            </Button>
          )}
          {isDesk && (
            <Button type="text" onClick={() => setAbove('save')}>
              {t('d.view.save')}
            </Button>
          )}
        </div>
        {asked.claim ? (
          <CasePage key={asked.claim} id={asked.claim} roles={roles} close={() => ask({ claim: null })} />
        ) : (
          page && <page.Page add={() => setAbove('new')} roles={roles} />
        )}
      </Layout.Content>
      {asked.order && <OrderDrawer id={asked.order} close={() => ask({ order: null })} />}
      {above === 'help' && <Help keys={[...pageKeys(), ...own]} close={close} />}
      {above === 'views' && <SavedViews close={close} />}
      {above === 'save' && <SaveView close={close} />}
      {above === 'new' && <NewReport close={close} opened={(order) => ask({ order })} />}
    </Layout>
  )
}
