import './desk.css'
import './claims/claims.css'
import './claims/words.ts'
import { App, ConfigProvider, theme } from 'antd'
import enUS from 'antd/locale/en_US'
import zhCN from 'antd/locale/zh_CN'
import { useEffect, useState } from 'react'
import { createRoot } from 'react-dom/client'
import { useTranslation } from 'react-i18next'
import { actAs } from '../kit/api.ts'
import { Queries } from '../kit/Queries.tsx'
import { roleAtDoor } from './door.ts'
import { Frame } from './Frame.tsx'

/** As it was left; the first time as the machine has it. */
const startsDark = () => {
  const left = localStorage.getItem('anxin.dark')
  return left === null ? matchMedia('(prefers-color-scheme: dark)').matches : left === '1'
}

/** Whoever asked their system for less motion gets none. */
const motion = !matchMedia('(prefers-reduced-motion: reduce)').matches

function Desk() {
  const { i18n } = useTranslation()
  const [isDark, setDark] = useState(startsDark)
  useEffect(() => {
    localStorage.setItem('anxin.dark', isDark ? '1' : '0')
    document.documentElement.dataset.theme = isDark ? 'dark' : 'light'
  }, [isDark])
  return (
    <ConfigProvider
      locale={i18n.language === 'en' ? enUS : zhCN}
      theme={{
        components: {
          // White on the lighter green of the dark pages would be too faint.
          ...(isDark
            ? { Button: { primaryColor: '#00160e' }, Layout: { siderBg: '#141414', triggerBg: '#141414' } }
            : {}),
          Menu: isDark ? { itemSelectedBg: '#17352b', itemSelectedColor: '#7fe0bd' } : { itemSelectedBg: '#e3f1ea' },
        },
        algorithm: isDark ? theme.darkAlgorithm : theme.defaultAlgorithm,
        token: {
          motion,
          // A button at work says so by its turning sign; its words stay as readable as before.
          opacityLoading: 1,
          fontFamily: "-apple-system, 'PingFang SC', 'Noto Sans SC', 'Noto Sans CJK SC', 'Microsoft YaHei', sans-serif",
          // Red words, on buttons that take away, must be as readable as any.
          colorError: isDark ? '#ff8683' : '#cf1322',
          colorPrimary: isDark ? '#3fb68b' : '#0b6e4f',
          colorLink: isDark ? '#5fd0a7' : '#0b6e4f',
          colorTextDescription: isDark ? '#b5bdb9' : '#5c6b66',
          colorTextPlaceholder: isDark ? '#9aa6a0' : '#66736d',
        },
      }}
    >
      <App component={false}>
        <Frame isDark={isDark} toggleDark={() => setDark(!isDark)} />
      </App>
    </ConfigProvider>
  )
}

actAs(roleAtDoor())

const place = document.getElementById('root')
if (place)
  createRoot(place).render(
    <Queries>
      <Desk />
    </Queries>,
  )
