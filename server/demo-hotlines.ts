import { type Actor, type Id, instant, type Role } from '@anxin/domain/basics.ts'
import { isRefusal } from '@anxin/domain/refusals.ts'
import { act } from './act.ts'
import type { Tx } from './db/database.ts'
import type { Deps } from './deps.ts'
import { hotlineCase, reportCase } from './hotlines/case.ts'
import { newId } from './ids.ts'

/** Hotlines of the demo: one that is proved, one that is only listed, and a fake. 400-3 is a block that was never given out, so
 *  that none of them is anybody's number; the licence is the example of GB 32100-2015. */

const entries = [
  { number: '4003000001', brand: '暖阳', company: '暖阳热能（演示）有限公司', domain: 'nuanyang.example' },
  { number: '4003000002', brand: '清和', company: '清和电器（演示）有限公司', domain: 'qinghe.example' },
]
const licence = '91350100M000100Y43'
const fake = '4003000009'

export async function seedHotlines(tx: Tx, deps: Deps): Promise<void> {
  const by = async (phone: string, role: Role): Promise<{ at: ReturnType<typeof instant>; by: Actor }> => ({
    at: instant(deps.now()),
    by: { kind: 'person', id: (await deps.private.find(tx, phone)) ?? '', role },
  })
  const [operator, reviewer] = [await by('+8619900000023', 'operator'), await by('+8619900000025', 'reviewer')]
  const consumer = await by('+8619900000002', 'consumer')
  const done = (acted: unknown) => {
    if (isRefusal(acted)) throw new Error(`a demo hotline was refused: ${acted.refusal}`)
  }
  for (const [i, entry] of entries.entries()) {
    const id: Id = newId()
    const token = `demo-${entry.number}`
    done(await act(tx, hotlineCase, { id, isNew: true }, { type: 'hotline.enter', ...operator, ...entry, token }))
    if (i > 0) continue
    done(await act(tx, hotlineCase, { id }, { type: 'hotline.show-licence', ...operator, code: licence }))
    done(await act(tx, hotlineCase, { id }, { type: 'hotline.judge-licence', ...reviewer, isAccepted: true }))
  }
  const id: Id = newId()
  const about = { kind: 'number', number: fake } as const
  const said = { about, brand: '暖阳', words: null }
  done(await act(tx, reportCase, { id, isNew: true }, { type: 'hotline-report.open', ...consumer, ...said }))
  const confirmed = { ground: 'charged-falsely', isProved: false } as const
  done(await act(tx, reportCase, { id }, { type: 'hotline-report.confirm', ...operator, ...confirmed }))
}
