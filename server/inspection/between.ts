import { compare } from '@anxin/inspect/compare/compare.ts'
import { apart } from '@anxin/inspect/consistency/apart.ts'
import type { Finding } from '@anxin/inspect/finding.ts'
import type { Source } from './inspector.ts'
import { readied } from './ready.ts'

/** What two photos of one claim say of each other; null where nothing, or where one cannot be looked at. */
export async function between(first: Source, second: Source): Promise<Finding | null> {
  const [one, other] = [await readied(first), await readied(second)]
  if ('refused' in one || 'refused' in other || !one.view || !other.view) return null
  return apart(compare(one.view, other.view, one.photo))
}
