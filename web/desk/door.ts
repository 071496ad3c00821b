/** The doors at which somebody is one thing alone, whatever else they are: a merchant who also runs the platform answers its own
 *  claims there, and no others. */
const doors = { '/merchant': 'merchant', '/review': 'reviewer' } as const

/** As whom everybody comes who comes through this door; null where people come with all their roles. */
export const roleAtDoor = (pathname = location.pathname): 'merchant' | 'reviewer' | null =>
  Object.entries(doors).find(([start]) => pathname.startsWith(start))?.[1] ?? null
