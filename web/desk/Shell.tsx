import { Card } from 'antd'
import { useTranslation } from 'react-i18next'
import type { Answer } from '../kit/api.ts'

/** The merchant's and the reviewer's place: nothing waits there until claims do. */
export function Shell({ role, me }: { role: 'merchant' | 'reviewer'; me: Answer<'/api/v1/me', 'get'> }) {
  const { t } = useTranslation()
  const isRight = me.roles.includes(role)
  return (
    <main className="sign-in">
      <Card title={<h1 style={{ margin: 0, fontSize: 18 }}>{t(`d.shell.${role}`)}</h1>}>
        <p>
          {me.name} · {me.tenant.name}
        </p>
        <p>{t(isRight ? 'd.shell.text' : 'sign.no_role')}</p>
      </Card>
    </main>
  )
}
