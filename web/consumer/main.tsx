import '../kit/phone.css'
import { createRootRoute, createRoute, createRouter, Outlet, RouterProvider } from '@tanstack/react-router'
import { ConfigProvider } from 'antd-mobile'
import enUS from 'antd-mobile/es/locales/en-US'
import zhCN from 'antd-mobile/es/locales/zh-CN'
import { createRoot } from 'react-dom/client'
import { useTranslation } from 'react-i18next'
import { Queries } from '../kit/Queries.tsx'
import { Appliances } from './Appliances.tsx'
import { Home } from './Home.tsx'
import { LabelPage } from './LabelPage.tsx'
import { Linked } from './Linked.tsx'
import { Me } from './Me.tsx'
import { Missing } from './Missing.tsx'
import { OrderPage } from './OrderPage.tsx'
import { Orders } from './Orders.tsx'
import { Renew } from './Renew.tsx'
import { Report } from './Report.tsx'
import { Track } from './Track.tsx'

function Shell() {
  const { i18n } = useTranslation()
  return (
    <ConfigProvider locale={i18n.language === 'en' ? enUS : zhCN}>
      <main className="page">
        <Outlet />
      </main>
    </ConfigProvider>
  )
}

const root = createRootRoute({ component: Shell, notFoundComponent: Missing })
const at = (path: string, component: () => React.ReactNode) =>
  createRoute({ getParentRoute: () => root, path, component })
const routeTree = root.addChildren([
  at('/', Home),
  at('/report', Report),
  at('/orders', Orders),
  at('/orders/$id', OrderPage),
  at('/t/$token', Linked),
  at('/track', Track),
  at('/appliances', Appliances),
  at('/renew/$id', Renew),
  at('/a', LabelPage),
  at('/me', Me),
])
const router = createRouter({ routeTree })

document.documentElement.dataset.large = localStorage.getItem('anxin.large') ?? '0'
const place = document.getElementById('root')
if (place)
  createRoot(place).render(
    <Queries>
      <RouterProvider router={router} />
    </Queries>,
  )
