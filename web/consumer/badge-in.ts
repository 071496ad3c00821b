/** The token of a technician's badge in what a camera read from it; null where it is something else. Whose badge it is says the
 *  server alone: an address of another site leads to no page of ours but this. */
export const badgeIn = (text: string): string | null =>
  /^\s*https?:\/\/[^/\s]+\/b\/([\w-]{40,200})\s*$/.exec(text)?.[1] ?? null
