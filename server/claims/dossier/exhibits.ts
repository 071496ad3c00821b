import type { KeyObject } from 'node:crypto'
import { Readable } from 'node:stream'
import type { Id } from '@anxin/domain/basics.ts'
import type { Tx } from '../../db/database.ts'
import type { Content, Deps } from '../../deps.ts'
import { endingOf } from '../../endings.ts'
import { type ExhibitRow, exhibitRows, goneFrom } from './store.ts'
import type { Told } from './told.ts'

/** Why a file is named and not there: its person was forgotten, its term is over, it cannot be read any more, or this
 *  addressee gets no originals. */
export type Lacking = 'erased' | 'entrusted' | 'removed' | 'lost' | 'withheld'
/** A photo or film of a side, or a picture of the goods as listed: what it is, and where it lies in the bundle (`file`; for
 *  one that is withheld a copy, where there can be one). */
export type Exhibit = {
  n: number
  media: Id
  kind: string
  side: string
  slot: string
  at: string | null
  isLive: boolean
  sha256: string | null
  size: number | null
  width: number | null
  height: number | null
  file: string | null
  lacking: Lacking | null
}
/** An upright JPEG to be printed. */
export type Picture = { media: Id; jpeg: Uint8Array }
export type Opened = { exhibit: Exhibit; content: Content | null; picture: Picture | null }

/** `gone`: why, if nothing is left of it. */
export type Source = Omit<Exhibit, 'size' | 'file' | 'lacking'> & {
  row: ExhibitRow | null
  key: KeyObject | null
  gone: 'erased' | 'entrusted' | 'removed' | 'lost'
}

/** All pictures and films of a claim: the evidence numbered as the record names it, then the goods. */
export async function sourcesOf(
  { tx, deps }: { tx: Tx; deps: Deps },
  told: Told,
  pieces: readonly string[],
): Promise<Source[]> {
  const rows = await exhibitRows(tx, [...told.evidence.map(({ media }) => media), ...told.goods])
  const keys = new Map<Id | null, KeyObject | null>([[null, deps.private.key('media')]])
  for (const { person } of rows)
    if (person && !keys.has(person)) keys.set(person, await deps.private.mediaKey(tx, person))
  const fromBuyer = await goneFrom(tx, told.claim.id)
  /** What is left of nothing: a merchant's files are never removed by a term. */
  const goneOf = ({ side, media }: { side: string; media?: Id }): Source['gone'] => {
    const isNamed = rows.some(({ id }) => id === media)
    if (side === 'buyer' && fromBuyer && (fromBuyer === 'removed' || isNamed)) return fromBuyer
    return told.isErased ? 'erased' : 'lost'
  }
  const found = (media: Id) => {
    const row = rows.find(({ id }) => id === media) ?? null
    return { row, key: row && (keys.get(row.person) ?? null) }
  }
  const evidence = told.evidence.map((piece) => ({
    ...piece,
    n: pieces.indexOf(piece.sha256) + 1,
    ...found(piece.media),
    gone: goneOf(piece),
  }))
  const goods = told.goods.map((media, i) => {
    const { row, key } = found(media)
    const size = { width: row?.width ?? null, height: row?.height ?? null }
    const what = {
      kind: row?.kind ?? 'photo',
      side: 'listing',
      slot: told.packed.includes(media) ? 'packed' : 'listing',
      at: null,
      isLive: false,
    }
    return { n: i + 1, media, ...what, ...size, sha256: null, row, key, gone: goneOf({ side: 'listing' }) }
  })
  return [...evidence.sort((one, other) => one.n - other.n), ...goods]
}

/** Of a store that does not answer nothing may be said: the dossier is made when it does. */
function nothing(error: { code?: string }): null {
  if (error.code === 'ESTORE') throw error
  return null
}

type Opening = { isWithheld: boolean; at: Date }

/** Reads one, and sees that its bytes are those that were named. */
export async function openExhibit(
  deps: Deps,
  { row, key, gone, ...source }: Source,
  opening: Opening,
): Promise<Opened> {
  const exhibit = { ...source, size: row?.size ?? null }
  const without = (lacking: Lacking): Opened => ({
    exhibit: { ...exhibit, file: null, lacking },
    content: null,
    picture: null,
  })
  if (!row || !key) return without(gone)
  const hash = await deps.media.hash(row.file, key).catch(nothing)
  const sha256 = hash?.toString('hex') ?? null
  if (sha256 === null || (source.sha256 !== null && source.sha256 !== sha256)) return without('lost')
  const jpeg = await copyOf(deps, row, key)
  const picture = jpeg && { media: row.id, jpeg }
  const isGoods = source.side === 'listing'
  const name = `${source.n}-${source.slot}`
  if (opening.isWithheld && !isGoods) {
    const file = jpeg && `copies/${name}.jpg`
    return {
      exhibit: { ...exhibit, file, lacking: 'withheld' },
      content: file && jpeg ? copied(file, jpeg, opening) : null,
      picture,
    }
  }
  const file = `${isGoods ? 'goods' : 'exhibits'}/${name}.${endingOf(row.mime)}`
  const open = async () => Readable.from(await deps.media.read(row.file, key))
  return {
    exhibit: { ...exhibit, sha256, file, lacking: null },
    content: { path: file, size: row.size, at: opening.at, open },
    picture,
  }
}

const copied = (path: string, jpeg: Uint8Array, { at }: Opening): Content => ({
  ...{ path, size: jpeg.length, at },
  open: async () => Readable.from([jpeg]),
})

/** The upright copy without metadata; null of what cannot be decoded here. */
async function copyOf(deps: Deps, row: ExhibitRow, key: KeyObject): Promise<Uint8Array | null> {
  if (row.kind !== 'photo' || row.mime === 'image/heic') return null
  if (row.shown) return deps.media.get(row.shown, key).catch(nothing)
  const look = await deps.decoder.look(await deps.media.get(row.file, key))
  return 'refused' in look ? null : (look.shown ?? null)
}
