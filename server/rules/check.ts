import { fen } from '@anxin/domain/basics.ts'
import { claimReasons } from '@anxin/domain/claims/claim.ts'
import { grades, remedies } from '@anxin/domain/claims/terms.ts'
import { categories, merchantChoices, type RuleInput } from '@anxin/domain/rules/input.ts'
import type { FieldProblem, Language } from '../http/problems.ts'
import { sayInvalid } from '../http/sentences.ts'
import { said } from './language.ts'
import { cellsOf, type Model } from './model.ts'
import type { Rules } from './rules.ts'

const standings = ['good', 'new', 'doubtful'] as const
const least = 600
const most = 3_000

/** Claims of every kind, the same on every run: all categories and reasons, and beside each number that the tables compare
 *  with one below, at and above it. What the tables give for these is looked at before anything is kept. */
export function sampleFor(model: Model): RuleInput[] {
  const numbers = cellsOf(model)
    .filter(({ side }) => side === 'in')
    .flatMap(({ text }) => text.match(/\d+/g) ?? [])
    .map(Number)
    .filter((n) => n < 1_000_000_000)
  const near = [...new Set([0, 1, 100, 5_000, 20_000_000, ...numbers.flatMap((n) => [Math.max(0, n - 1), n, n + 1])])]
  const of = <T>(list: readonly T[], n: number): T => list[n % list.length] as T // a list of constants is not empty
  return Array.from({ length: Math.min(most, Math.max(least, 2 * near.length)) }, (_, n) => {
    const amount = Math.max(1, of(near, n))
    return {
      category: of(categories, n),
      reason: of(claimReasons, Math.floor(n / categories.length)),
      wanted: of(remedies, n * 3),
      amount: fen(amount),
      paid: fen(Math.max(amount, of(near, n + Math.floor(n / near.length)))),
      orderAgeDays: of(near, Math.floor(n / 3)) % 1_000,
      deliveredDays: of([null, ...near.map((one) => one % 1_000)], Math.floor(n / 4)),
      standing: of(standings, Math.floor(n / 3)),
      grade: of([null, ...grades], Math.floor(n / 2)),
      merchantChoice: of([null, ...merchantChoices], Math.floor(n / 5)),
    }
  })
}

export type Checked = { ok: true } | { ok: false; errors: FieldProblem[] } | { ok: false; isHeavy: true }

/** Whether the engine reads every cell and the tables give terms for every sample. */
export async function checkTables(rules: Rules, model: Model, language: Language): Promise<Checked> {
  const cells = cellsOf(model)
  const readable = await rules.engine.read(cells)
  if (!readable) return { ok: false, isHeavy: true }
  const unread = cells.filter((_, n) => !readable[n]).slice(0, 20)
  if (unread.length > 0)
    return {
      ok: false,
      errors: unread.map((cell) => ({
        path: cell.path.join('.'),
        message: said(cell, 'unreadable').params[language],
      })),
    }
  const inputs = sampleFor(model)
  const given = await rules.givenBy({ name: '', model: JSON.stringify(model) }, inputs)
  if (!given) return { ok: false, isHeavy: true }
  for (const [n, one] of given.entries())
    if ('issue' in one) return { ok: false, errors: [nonsense(one.issue, inputs[n], language)] }
  return { ok: true }
}

/** Which field makes no sense, and for what claim. */
function nonsense(
  issue: Parameters<typeof sayInvalid>[0] & object,
  input: RuleInput | undefined,
  language: Language,
): FieldProblem {
  const field = issue.path.join('.')
  const { category, reason, amount, standing, grade } = input ?? {}
  const example = [category, reason, amount, standing, grade ?? '—'].join(' / ')
  const message = sayInvalid(issue, language)
  return {
    path: field,
    message: language === 'zh' ? `${message}（例：${example}）` : `${message} (for example: ${example})`,
  }
}
