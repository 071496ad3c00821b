import type { Deps } from '../deps.ts'
import { openOutside, Unreached } from '../outside.ts'
import { DoorProblem } from './problems.ts'

/** Throws the problem of a field `url` that names no address we may send to. */
export function requireOutside({ deps, language }: { deps: Deps; language: 'zh' | 'en' }, url: string): void {
  try {
    openOutside({ allowsPrivate: deps.config.WEBHOOK_PRIVATE }).check(url)
  } catch (error) {
    if (!(error instanceof Unreached)) throw error
    const message = language === 'zh' ? '须为公网 https 地址' : 'must be an https address in the internet'
    throw new DoorProblem('http.invalid', { errors: [{ path: 'url', message }] })
  }
}
