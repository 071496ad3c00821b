import { gradeWords } from '@anxin/domain/evidence/disclosed.ts'
import { useTranslation } from 'react-i18next'
import { language, t as word } from '../../kit/language.ts'
import { Mark } from '../Mark.tsx'

const colours: Record<string, string> = { A: 'green', B: 'blue', C: 'orange', D: 'red' }

/** A grade: advice, never a verdict. What it means is told on the page, and here to who rests on it. */
export function Grade({ grade }: { grade: string | null }) {
  if (!grade) return <>—</>
  return (
    <span title={gradeMeans(grade)}>
      <Mark color={colours[grade] ?? 'default'}>{grade}</Mark>
    </span>
  )
}

export const gradeMeans = (grade: string | null): string =>
  Object.entries(gradeWords).find(([one]) => one === grade)?.[1][language()] ?? ''

/** Kinds of goods that the rules know have a name in both languages; a shop's own stay as they are. */
export const categoryName = (name: string): string => word(`cl.cat.${name}`, { defaultValue: name })

const states: Record<string, string> = {
  collecting: 'gold',
  examining: 'cyan',
  hearing: 'orange',
  review: 'blue',
  decided: 'green',
  settled: 'green',
}

/** Where a claim stands. */
export function Status({ status }: { status: string }) {
  const { t } = useTranslation()
  return <Mark color={states[status] ?? 'default'}>{t(`cl.status.${status}`)}</Mark>
}
