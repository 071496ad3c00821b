import known from './data/source-types.json' with { type: 'json' }

/** What a source type says: how much it speaks for AI or editing, and in words. */
export type SourceType = { name: string; strength: number; zh: string; en: string }

const byName = new Map<string, SourceType>(known.types.map((type) => [type.name.toLowerCase(), type]))

/** Reads a DigitalSourceType: the address of the vocabulary, or its last part alone. Null for none that is known. */
export function sourceTypeOf(value: string): SourceType | null {
  const name = /([A-Za-z]+)\/?\s*$/.exec(value.trim())?.[1]
  return byName.get(name?.toLowerCase() ?? '') ?? null
}
