import type { Id } from '@anxin/domain/basics.ts'
import type { Finding } from '@anxin/inspect/finding.ts'
import { regraded } from '@anxin/inspect/reporting.ts'
import { usedBefore } from '@anxin/inspect/reuse/findings.ts'
import type { Looks } from '@anxin/inspect/reuse/looks.ts'
import type { Deps, Source } from '../deps.ts'
import type { Looked } from './looked.ts'

/** A picture as it is looked at. Reports call it by its media id; pages put what it shows in the id's place. */
export type Picture = Extract<Source, { bytes: Uint8Array }> & { media: Id; isLive: boolean }
type Asked = { tenant: Id; claim: Id; buyer: Id; photos: readonly Picture[]; goods: readonly Picture[] }

/** What each photo gave, beside the goods, the others of the claim and those of other claims. One that could not be looked at
 *  is said to be. */
export async function lookAtAll(deps: Deps, asked: Asked): Promise<Looked[]> {
  const { inspector } = deps
  const answers = await Promise.all(
    asked.photos.map(async (photo) => ({ photo, answer: await lookAt(deps, photo, asked.goods) })),
  )
  const looked = answers.flatMap(({ photo, answer }) => ('refused' in answer ? [] : [{ photo, ...answer }]))
  const unseen = answers.flatMap(({ photo, answer }) => ('refused' in answer ? [unseenOf(photo)] : []))
  const reports = await inspector.among(looked)
  const all = looked.map(async ({ photo, layers = null, flaws = [] }, i): Promise<Looked[]> => {
    const report = reports[i]
    if (!report) return []
    const looks = await looksOf(deps, photo)
    const graded = looks ? regraded(report, await seenElsewhere(deps, asked, looks)) : report
    return [{ media: photo.media, report: { ...graded, flaws }, layers, looks }]
  })
  return [...(await Promise.all(all)).flat(), ...unseen]
}

type Answer = Awaited<ReturnType<Deps['inspector']['photo']>>

/** Beside as many pictures of the goods as can be opened: one that cannot keeps no photo from being looked at. */
async function lookAt(deps: Deps, photo: Picture, goods: readonly Picture[]): Promise<Answer> {
  const { isLive } = photo
  const answer = await deps.inspector.photo(photo, { against: goods, isLive, isLayered: true })
  const left = 'refused' in answer ? goods.filter(({ name }) => name !== answer.name) : goods
  return left.length < goods.length ? lookAt(deps, photo, left) : answer
}

/** Too heavy, or of a kind that cannot be opened here: neither good nor bad, and not passed over. */
const unseenOf = ({ media, sha256 }: Picture): Looked => ({
  media,
  report: {
    ...{ file: media, sha256, grade: 'C', alterationScore: 0, against: [], labels: [], flaws: [] },
    findings: [
      {
        ...{ code: 'origin.not_inspected', family: 'origin', strength: 0, region: null },
        zh: '这张照片没有能在限定的时间和内存内检测（格式少见或文件过大），请人工查看。这不说明照片有问题。',
        en: 'This photo could not be inspected within the limits of time and memory (an unusual format, or very large): a person has to look at it. That says nothing against it.',
      },
    ],
  },
  layers: null,
  looks: null,
})

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
