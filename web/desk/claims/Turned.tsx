import { Button } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useAsked } from '../url.ts'

/** Turning the pages of a list whose place stands in the address. `reset`: another filter begins at the front. */
export function usePages(next: string | null | undefined) {
  const [asked, ask] = useAsked()
  const [before, setBefore] = useState<string[]>([])
  const go = (change: Parameters<typeof ask>[0]) => {
    setBefore([])
    ask({ cursor: null, ...change })
  }
  const turn = (to: 'back' | 'on') => {
    ask({ cursor: to === 'on' ? (next ?? null) : before.at(-1) || null })
    setBefore(to === 'on' ? [...before, asked.cursor ?? ''] : before.slice(0, -1))
  }
  return { go, turn, isFirst: before.length === 0, isLast: !next }
}

export function Pages({ turn, isFirst, isLast }: ReturnType<typeof usePages>) {
  const { t } = useTranslation()
  if (isFirst && isLast) return null
  return (
    <nav className="bar" style={{ marginTop: 12 }} aria-label={t('d.pages')}>
      <Button disabled={isFirst} onClick={() => turn('back')}>
        ‹ {t('d.page.back')}
      </Button>
      <Button disabled={isLast} onClick={() => turn('on')}>
        {t('d.page.on')} ›
      </Button>
    </nav>
  )
}
