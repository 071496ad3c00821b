import type { Id } from '@anxin/domain/basics.ts'
import type { Looks } from '@anxin/inspect/reuse/looks.ts'
import { sql, type Tx } from '../db/database.ts'

/** A picture that was sent, as it is kept: whose it is, with which claim, and what it is found by. */
export type Picture = { media: Id; claim: Id; person: Id | null; looks: Looks }

/** How many pictures there are, and how often some were forgotten. */
export type Counts = { pictures: number; forgotten: number }

/** Uses the primary key. */
export const countsOf = async (tx: Tx): Promise<Counts> =>
  (await tx.first<Counts>(sql`select pictures, forgotten from picture_counts`)) ?? { pictures: 0, forgotten: 0 }

/** Keeps a picture under the next number; one that is kept with this claim already stays as it is. Whoever adds to the same
 *  tenant waits until this transaction ends: see the migration. */
export async function keepPicture(tx: Tx, { media, claim, person, looks }: Picture): Promise<void> {
  const [hash] = looks.hashes
  if (!hash && looks.features.length === 0) return
  await tx.rows(sql`insert into picture_counts (tenant) values (${tx.tenant}) on conflict do nothing`)
  await tx.rows(sql`select from picture_counts for update`)
  const known = await tx.first(sql`select from pictures_seen where media = ${media} and claim = ${claim}`)
  if (known) return
  const { n = 0 } =
    (await tx.first<{ n: number }>(sql`update picture_counts set pictures = pictures + 1 returning pictures as n`)) ??
    {}
  await tx.rows(sql`
    insert into pictures_seen (tenant, n, media, claim, person, hash)
    values (${tx.tenant}, ${n}, ${media}, ${claim}, ${person}, ${hash ? printed(hash) : null})`)
  if (looks.features.length === 0) return
  await tx.rows(sql`
    insert into picture_features (tenant, n, features, width, height)
    values (${tx.tenant}, ${n}, ${Buffer.from(looks.features)}, ${looks.width}, ${looks.height})`)
}

/** The bytes of a hash in the order in which it is printed. */
const printed = (hash: Uint32Array) => Buffer.from(Uint32Array.from(hash).buffer).swap32()

/** Empties the places of all pictures of a person. Uses `pictures_seen_of_person`. */
export async function forgetPicturesOf(tx: Tx, person: Id): Promise<void> {
  await tx.rows(sql`select from picture_counts for update`)
  const some = await tx.first(sql`select from pictures_seen where person = ${person}`)
  if (some) await empty(tx, sql`person = ${person}`)
}

/** Empties the places of one file. Uses `pictures_seen_of_media`. */
export async function forgetPicture(tx: Tx, media: Id): Promise<void> {
  await tx.rows(sql`select from picture_counts for update`)
  const some = await tx.first(sql`select from pictures_seen where media = ${media}`)
  if (some) await empty(tx, sql`media = ${media}`)
}

async function empty(tx: Tx, which: ReturnType<typeof sql>): Promise<void> {
  await tx.rows(sql`delete from picture_features where n in (select n from pictures_seen where ${which})`)
  await tx.rows(sql`
    with turn as (update picture_counts set forgotten = forgotten + 1 returning forgotten)
    update pictures_seen set media = null, claim = null, person = null, hash = null, forgotten = turn.forgotten
    from turn where ${which}`)
}

const none = Buffer.alloc(32)

/** The hashes of the pictures after number `after`, up to `to`, 32 bytes each, zeros where there is none. PostgreSQL puts them
 *  together: a row each would take ten times as long. Uses the primary key. */
export async function hashesBetween(tx: Tx, after: number, to: number): Promise<Buffer> {
  const row = await tx.first<{ hashes: Buffer | null }>(sql`
    select string_agg(coalesce(hash, ${none}::bytea), ''::bytea order by n) as hashes
    from pictures_seen where tenant = ${tx.tenant} and n > ${after} and n <= ${to}`)
  return row?.hashes ?? Buffer.alloc(0)
}

export type Featured = { n: number; features: Buffer; width: number; height: number }

/** The features of the pictures after number `after`, up to `to`, in their order. Uses the primary key. */
export const featuresBetween = (tx: Tx, after: number, to: number) =>
  tx.rows<Featured>(sql`
    select n, features, width, height from picture_features
    where tenant = ${tx.tenant} and n > ${after} and n <= ${to} order by n`)

/** What was forgotten since that turn. Uses `pictures_seen_forgotten`. */
export const forgottenAfter = async (tx: Tx, turn: number): Promise<number[]> =>
  (await tx.rows<{ n: number }>(sql`select n from pictures_seen where forgotten > ${turn}`)).map(({ n }) => n)

export type Owned = { n: number; media: Id; claim: Id; person: Id | null }

/** Which pictures have these numbers, but those sent with this claim, and those that were forgotten. Uses the primary key. */
export const picturesOf = (tx: Tx, numbers: readonly number[], { but }: { but: Id }) =>
  tx.rows<Owned>(sql`
    select n, media, claim, person from pictures_seen
    where tenant = ${tx.tenant} and n = any(${numbers}::bigint[]) and claim <> ${but}`)

/** The features of the pictures with these numbers. Uses the primary key. */
export const featuresOfThese = (tx: Tx, numbers: readonly number[]) =>
  tx.rows<Featured>(sql`
    select n, features, width, height from picture_features
    where tenant = ${tx.tenant} and n = any(${numbers}::bigint[])`)
