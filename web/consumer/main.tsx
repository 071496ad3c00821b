import '../kit/phone.css'
import { createRouter, Outlet, RouterProvider } from '@tanstack/react-router'
import { ConfigProvider } from 'antd-mobile'
import enUS from 'antd-mobile/es/locales/en-US'
import zhCN from 'antd-mobile/es/locales/zh-CN'
import { createRoot } from 'react-dom/client'
import { useTranslation } from 'react-i18next'
import { Queries } from '../kit/Queries.tsx'
import { routesIn } from './routes.tsx'

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

const router = createRouter({ routeTree: routesIn(Shell) })

document.documentElement.dataset.large = localStorage.getItem('anxin.large') ?? '0'
const place = document.getElementById('root')
if (place)
  createRoot(place).render(
    <Queries>
      <RouterProvider router={router} />
    </Queries>,
  )
