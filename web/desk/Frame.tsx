import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Button, theme } from 'antd'
import { useTranslation } from 'react-i18next'
import { api, Problem, told } from '../kit/api.ts'
import { Console } from './Console.tsx'
import { Shell } from './Shell.tsx'
import { DeskSignIn } from './SignIn.tsx'

/** Who is signed in decides what stands here: the console, a shell, or the way in. */
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
  const place = location.pathname.startsWith('/merchant')
    ? 'merchant'
    : location.pathname.startsWith('/review')
      ? 'reviewer'
      : 'desk'
  if (place !== 'desk') return <Shell role={place} me={me.data} isDark={isDark} toggleDark={toggleDark} />
  const isDesk = me.data.roles.some((role) => ['agent', 'dispatcher', 'supervisor', 'operator'].includes(role))
  if (!isDesk) return <NoRole />
  return <Console name={me.data.name ?? ''} roles={me.data.roles} isDark={isDark} toggleDark={toggleDark} />
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
