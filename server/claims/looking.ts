import type { Id } from '@anxin/domain/basics.ts'
import type { Finding } from '@anxin/inspect/finding.ts'
import { regraded } from '@anxin/inspect/look.ts'
import { usedBefore } from '@anxin/inspect/reuse/findings.ts'
import type { Looks } from '@anxin/inspect/reuse/looks.ts'
import type { Deps } from '../deps.ts'
import { amongThem } from '../inspection/among.ts'
import type { Source } from '../inspection/inspector.ts'
import type { Looked } from './looked.ts'

/** A picture as it is looked at. `name` stands in the sentences, `media` in what is kept. */
export type Picture = Source & { media: Id; isLive: boolean }
type Asked = { tenant: Id; claim: Id; buyer: Id; photos: readonly Picture[]; goods: readonly Picture[] }

/** What each photo gave, beside the goods, the others of the claim and those of other claims. One that could not be looked at
 *  gives nothing, which the grade knows. */
export async function lookAtAll(deps: Deps, asked: Asked): Promise<Looked[]> {
  const { inspector } = deps
  const { photos, goods } = asked
  const answers = await Promise.all(
    photos.map(async (photo) => {
      const { isLive } = photo
      const answer = await inspector.photo(photo, { against: goods, isLive, isLayered: true })
      return 'refused' in answer ? [] : [{ photo, ...answer }]
    }),
  )
  const looked = answers.flat()
  const reports = await amongThem(looked, inspector)
  const all = looked.map(async ({ photo, layers = null, flaws = [] }, i): Promise<Looked[]> => {
    const report = reports[i]
    if (!report) return []
    const looks = await looksOf(deps, photo)
    const graded = looks ? regraded(report, await seenElsewhere(deps, asked, looks)) : report
    const against = graded.against.map((one, k) => ({ ...one, file: goods[k]?.media ?? one.file }))
    return [{ media: photo.media, report: { ...graded, file: photo.media, against, flaws }, layers, looks }]
  })
  return (await Promise.all(all)).flat()
}

async function looksOf({ inspector }: Deps, photo: Picture): Promise<Looks | null> {
  const looks = await inspector.looks(photo)
  return 'refused' in looks ? null : looks
}

/** That a picture came with another claim is said once for each photo, by the most telling of those found: another buyer's
 *  before an own one, the whole picture before a part. */
async function seenElsewhere({ reuse }: Deps, { tenant, claim, buyer }: Asked, looks: Looks): Promise<Finding[]> {
  const found = await reuse.lookAlikes({ tenant, claim, looks })
  const [most] = found.toSorted((one, other) => Number(one.person === buyer) - Number(other.person === buyer))
  return most ? [usedBefore({ isSamePerson: most.person === buyer, part: most.part?.part ?? null })] : []
}
