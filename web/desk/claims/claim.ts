import type { QueryClient } from '@tanstack/react-query'
import { type Answer, api, told } from '../../kit/api.ts'

const readClaim = (id: string) => told(api.GET('/api/v1/claims/{id}', { params: { path: { id } } }))
export type Claim = Awaited<ReturnType<typeof readClaim>>
export type Brief = Answer<'/api/v1/claims', 'get'>['items'][number]
export type Decision = Claim['decisions'][number]
export type Inspection = Claim['inspections'][number]
export type Found = Inspection['findings'][number]

export const mediaUrl = (media: string) => `/api/v1/media/${media}`
export const layerUrl = (claim: string, media: string, goods: string) =>
  `/api/v1/claims/${claim}/photos/${media}/layers/${goods}`

/** One claim, as the reader may see it. */
export const claimQuery = (id: string) => ({
  queryKey: ['claim', id],
  queryFn: () => readClaim(id),
  // Told of every change by the live page; what was fetched ahead is good for the opening that follows.
  staleTime: 10_000,
})

/** The photo that the case opens with: the damage, where there is one. */
export const firstPhoto = ({ evidence }: Pick<Claim, 'evidence'>) => {
  const photos = evidence.filter(({ kind, side }) => kind === 'photo' && side === 'buyer')
  return photos.find(({ slot }) => slot === 'damage') ?? photos[0]
}

const asked = new Set<string>()
/** Has the browser fetch a picture before it is shown; once each. */
export function fetchAhead(url: string): void {
  if (asked.has(url)) return
  asked.add(url)
  new Image().src = url
}

/** What the page of a claim shows first, fetched while its row is looked at. */
export async function fetchClaim(queries: QueryClient, id: string): Promise<void> {
  const claim = await queries.fetchQuery(claimQuery(id)).catch(() => null)
  const photo = claim && firstPhoto(claim)
  if (photo) fetchAhead(mediaUrl(photo.media))
}

/** Case and version for a command: somebody else's change in between is told, not overwritten. */
export const about = ({ id, version }: { id: string; version: number }) => ({
  params: { path: { id } },
  headers: { 'If-Match': `"${version}"` },
})

/** The decision that waits for somebody. */
export const openDecision = ({ decisions }: Claim): Decision | undefined =>
  decisions.find(({ status }) => ['waiting', 'taken', 'seconding'].includes(status))
