import pg from 'pg'

/** A table as it is copied. `columns`: those that can be written; `key`: those that order its rows. */
export type Table = { name: string; columns: string[]; key: string[]; parents: string[]; isForced: boolean }

/** Tables that hold the people's keys: they go with KEY_URL, never with the rest (decision 002). */
const keyTables = new Set(['keks', 'person_keys'])
export const isKeyTable = ({ name }: { name: string }): boolean => keyTables.has(name)

/** All tables but the list of migrations, those that others refer to first. Asks the catalogue, so that a table which a
 *  later migration adds is copied without being named here. */
export async function tablesOf(client: pg.ClientBase): Promise<Table[]> {
  const { rows } = await client.query<Table>(`
    select c.relname as name, c.relforcerowsecurity as "isForced",
      array(select a.attname::text from pg_attribute a
        where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and a.attgenerated = '' order by a.attnum) as columns,
      array(select a.attname::text from pg_index i join pg_attribute a on a.attrelid = c.oid and a.attnum = any(i.indkey)
        where i.indrelid = c.oid and i.indisprimary order by a.attnum) as key,
      array(select p.relname::text from pg_constraint f join pg_class p on p.oid = f.confrelid
        where f.conrelid = c.oid and f.contype = 'f' and f.confrelid <> c.oid) as parents
    from pg_class c
    where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') and not c.relispartition
      and c.relname <> 'migrations'
    order by c.relname`)
  return parentsFirst(rows)
}

function parentsFirst(tables: readonly Table[]): Table[] {
  const placed: Table[] = []
  const names = new Set<string>()
  while (placed.length < tables.length) {
    const ready = tables.filter(({ name, parents }) => !names.has(name) && parents.every((parent) => names.has(parent)))
    if (ready.length === 0)
      throw new Error('tables refer to one another in a circle: there is no order to restore them in')
    for (const table of ready) names.add(table.name)
    placed.push(...ready)
  }
  return placed
}

/** Where each sequence stands. Sequences know no transaction: read after the rows, they are never behind them. */
export async function sequencesOf(client: pg.ClientBase): Promise<Record<string, string>> {
  const { rows } = await client.query<{ name: string; last: string }>(
    `select sequencename as name, last_value::text as last from pg_sequences
     where schemaname = 'public' and last_value is not null order by 1`,
  )
  return Object.fromEntries(rows.map(({ name, last }) => [name, last]))
}

export const quoted = (name: string): string => pg.escapeIdentifier(name)
