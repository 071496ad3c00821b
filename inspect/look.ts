import { agreementWith, identical } from './agreement.ts'
import { type Alteration, alterationOf } from './alteration/alteration.ts'
import type { Heat } from './alteration/heat.ts'
import { maskOf } from './compare/changed.ts'
import { type Comparison, compare, telling } from './compare/compare.ts'
import { type View, viewOf } from './compare/view.ts'
import type { Finding, Probe } from './finding.ts'
import { inspect } from './inspect.ts'
import { originProbes } from './origin/probes.ts'
import type { Photo } from './photo.ts'
import type { Report } from './report.ts'
import { type Goods, reportOf } from './reporting.ts'

/** How likely each pixel of the upright photo was altered, 0 to 255, in rows. */
export type Mask = { width: number; height: number; data: Uint8Array }

/** What looking at a photo gave: the report, and what only those who show it need. */
export type Looked = {
  report: Report
  view: View | null
  comparisons: readonly (Comparison | null)[]
  /** Drawn only when asked for: at 12 MP it takes a tenth of a second. */
  mask(): Mask | null
}

/** Looks at one photo, alone and against the merchant's pictures. `isLive`: taken on our page with its task fulfilled. */
export async function look(photo: Photo, goods: readonly Goods[], { isLive = false } = {}): Promise<Looked> {
  const found = await inspect(photo, originProbes)
  const { heat, findings } = await alone(photo)
  const view = photo.pixels && goods.length > 0 ? viewOf(photo.pixels) : null
  const comparisons = goods.map((one) => (view && one.view ? compare(view, one.view, photo) : null))
  const agreements = goods.flatMap((one, i) => {
    if (one.sha256 === photo.sha256) return identical(one.file)
    const comparison = comparisons[i]
    return comparison ? agreementWith(one.file, comparison) : []
  })
  const all = [...found, ...(photo.damaged ? [damaged] : []), ...findings, ...agreements]
  return {
    report: reportOf(photo, { findings: all, goods, comparisons, isLive }),
    view,
    comparisons,
    mask: () => maskFor(photo, telling(comparisons.filter((one) => one !== null)), heat),
  }
}

/** Without anything to compare with; a photo that defeats this is still looked at in every other way. */
async function alone(photo: Photo): Promise<Alteration> {
  let heat: Heat | null = null
  const probe: Probe = {
    code: 'alteration',
    family: 'alteration',
    async look() {
      const seen = await alterationOf(photo)
      heat = seen.heat
      return seen.findings
    },
  }
  const findings = await inspect(photo, [probe])
  return { heat, findings }
}

function maskFor({ width, height }: Photo, comparison: Comparison | null, heat: Heat | null): Mask | null {
  if (comparison?.map) return { width, height, data: maskOf(comparison.map, { width, height }) }
  if (!heat || heat.values.length === 0) return null
  const map = { width: heat.columns, height: heat.rows, data: heat.values }
  return { width, height, data: maskOf(map, { width, height }) }
}

const damaged: Finding = {
  code: 'origin.damaged',
  family: 'origin',
  strength: 0.05,
  zh: '文件不完整：画面只有一部分能显示。传输中断会造成这种情况，请对方重新发送。',
  en: 'The file is incomplete: only part of the picture can be shown. An interrupted transfer does this; ask for it to be sent again.',
  region: null,
}
