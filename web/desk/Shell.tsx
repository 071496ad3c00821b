import { useQueryClient } from '@tanstack/react-query'
import { Button, Card, Space, theme } from 'antd'
import { useTranslation } from 'react-i18next'
import { type Answer, api, told } from '../kit/api.ts'
import { language, speak } from '../kit/language.ts'

type Props = { role: 'merchant' | 'reviewer'; me: Answer<'/api/v1/me', 'get'>; isDark: boolean; toggleDark: () => void }

/** The merchant's and the reviewer's place: nothing waits there until claims do, and it says so. */
export function Shell({ role, me, isDark, toggleDark }: Props) {
  const { t } = useTranslation()
  const { token } = theme.useToken()
  const queries = useQueryClient()
  const isRight = me.roles.includes(role)
  const leave = () => void told(api.DELETE('/api/v1/session', {})).then(() => queries.resetQueries())
  return (
    <main style={{ background: token.colorBgLayout, minHeight: '100vh', paddingTop: 1 }}>
      <div className="sign-in">
        <Card title={<h1 style={{ margin: 0, fontSize: 18 }}>{t(`d.shell.${role}`)}</h1>}>
          <p>
            {me.name} · {me.tenant.name}
          </p>
          <p>{t(isRight ? 'd.shell.text' : 'sign.no_role')}</p>
          <Space wrap>
            <Button onClick={toggleDark}>{t(isDark ? 'd.light' : 'd.dark')}</Button>
            <Button onClick={() => void speak(language() === 'zh' ? 'en' : 'zh')}>{t('lang')}</Button>
            <Button onClick={leave}>{t('sign.out')}</Button>
          </Space>
        </Card>
      </div>
    </main>
  )
}
