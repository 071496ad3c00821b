import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Button, theme } from 'antd'
import { useTranslation } from 'react-i18next'
import { api, Problem, told } from '../kit/api.ts'
import { Console } from './Console.tsx'
import { roleAtDoor } from './door.ts'
import { DeskSignIn } from './SignIn.tsx'

/** Who is signed in decides what stands here: the console with the pages of their roles, or the way in. */
export function Frame({ isDark, toggleDark }: { isDark: boolean; toggleDark: () => void }) {
  const { t } = useTranslation()
  const { token } = theme.useToken()
  const queries = useQueryClient()
  const me = useQuery({ queryKey: ['me'], queryFn: () => told(api.GET('/api/v1/me', {})) })
  if (me.isLoading)
    return (
      <main className="sign-in" aria-busy>
        {t('loading')}
      </main>
    )
  if (!me.data) {
    const owesFactor = me.error instanceof Problem && me.error.code === 'http.second_factor'
    return (
      <main style={{ background: token.colorBgLayout, minHeight: '100vh', paddingTop: 1 }}>
        <DeskSignIn owesFactor={owesFactor} done={() => void queries.resetQueries()} />
      </main>
    )
  }
  const roles = rolesHere(me.data.roles)
  if (roles.length === 0) return <NoRole />
  return <Console name={me.data.name ?? ''} roles={roles} isDark={isDark} toggleDark={toggleDark} />
}

const atDesk = ['agent', 'dispatcher', 'supervisor', 'operator', 'reviewer', 'merchant']

/** In which of their roles somebody is here: at the merchants' and the reviewers' door as those alone. */
function rolesHere(roles: readonly string[]): string[] {
  const alone = roleAtDoor()
  return roles.filter((role) => (alone ? role === alone : atDesk.includes(role)))
}

/** Somebody who is signed in, but has no business at the desk, can go out again. */
function NoRole() {
  const { t } = useTranslation()
  const queries = useQueryClient()
  const leave = () => void told(api.DELETE('/api/v1/session', {})).then(() => queries.resetQueries())
  return (
    <main className="sign-in">
      <h1 style={{ fontSize: 18 }}>{t('d.title')}</h1>
      <p role="alert">{t('sign.no_role')}</p>
      <Button onClick={leave}>{t('sign.out')}</Button>
    </main>
  )
}
