import type { Finding, Probe } from './finding.ts'
import type { Photo } from './photo.ts'

/** Puts every question to the photo. One that fails does not take the others down: that it failed is a finding. */
export async function inspect(photo: Photo, probes: readonly Probe[]): Promise<Finding[]> {
  const found: Finding[] = []
  for (const probe of probes) {
    try {
      found.push(...(await probe.look(photo)))
    } catch {
      found.push(defeated(probe))
    }
  }
  return found
}

/** A file that a probe cannot get through is unusual, not forged: said, and weighed little. */
const defeated = ({ code, family }: Probe): Finding => ({
  code: `${code}.unreadable`,
  family,
  strength: 0.1,
  zh: `照片中有一处数据不符合规范，“${code}”一项无法检查。损坏的文件和特殊软件都会造成这种情况，不能据此认定造假。`,
  en: `Part of the file is malformed, so that "${code}" could not be checked. Damaged files and unusual software do this too; it proves no forgery.`,
  region: null,
})
