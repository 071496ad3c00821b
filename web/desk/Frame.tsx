import { useQuery, useQueryClient } from '@tanstack/react-query'
import { theme } from 'antd'
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
