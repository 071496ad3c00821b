import { useTranslation } from 'react-i18next'
import type { Answer } from '../../kit/api.ts'
import { moment } from '../../kit/format.ts'
import { Mark } from '../Mark.tsx'

export type Hotline = Answer<'/api/v1/hotlines/entries', 'get'>['items'][number]

/** By which proofs it stands, and until when. */
export function Standing({ hotline: { proofs, licence } }: { hotline: Hotline }) {
  const { t } = useTranslation()
  const standing = proofs.filter(({ stands }) => stands)
  if (standing.length === 0)
    return <Mark color={licence ? 'orange' : 'default'}>{t(licence ? 'dh.licence.waits' : 'dh.unproved')}</Mark>
  return standing.map(({ method, until }) => (
    <div key={method}>
      <Mark color="green">{t('dh.proved', { method: t(`dh.m.${method}`), until: moment(until) })}</Mark>
    </div>
  ))
}
