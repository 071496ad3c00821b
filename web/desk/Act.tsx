import { useQueryClient } from '@tanstack/react-query'
import { App } from 'antd'
import { useTranslation } from 'react-i18next'
import { Problem } from '../kit/api.ts'

/** What a problem says, with what it says about each field. */
export function sayProblem(error: unknown, otherwise: string): string {
  if (!(error instanceof Problem) || !error.message) return otherwise
  return [error.message, ...error.errors.map(({ message }) => message)].join('：')
}

/** Does something at the server, tells how it went, and looks again at what the page shows. True when it succeeded. */
export function useAct(): (work: () => Promise<unknown>, done?: string) => Promise<boolean> {
  const { t } = useTranslation()
  const { message } = App.useApp()
  const queries = useQueryClient()
  return async (work, done) => {
    try {
      await work()
      if (done) void message.success(done)
      await queries.invalidateQueries()
      return true
    } catch (error) {
      void message.error(sayProblem(error, t('failed')))
      // Somebody was faster: what they did is shown at once.
      if (error instanceof Problem && error.code === 'case.stale') await queries.invalidateQueries()
      return false
    }
  }
}
