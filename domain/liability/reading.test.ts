import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readFacts } from './reading.ts'

const today = '2026-11-27'
const fine = { date: '2026-11-01', amountFen: 300_000, outcome: 'obtained' }
const says = (value: unknown) => {
  try {
    readFacts(value, today)
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
  return 'read'
}
const act = (more: object) => says({ acts: [fine, { ...fine, ...more }] })

test('what cannot be is refused with the place, what was expected and what was found', () => {
  assert.equal(says({ acts: [] }), 'acts: a list of 1 to 1000 acts was expected, [] found')
  assert.equal(says({}), 'acts: a list of 1 to 1000 acts was expected, nothing found')
  assert.match(says([]), /^the file: an object with acts, place/)
  assert.match(says({ acts: [7] }), /^acts\[0\]: an object with date, amountFen, outcome, platform/)
  const day = 'a day from 1980-01-01 to 2026-11-27, as YYYY-MM-DD, was expected'
  assert.equal(act({ date: '1979-12-31' }), `acts[1].date: ${day}, "1979-12-31" found`)
  assert.equal(act({ date: '2026-11-28' }), `acts[1].date: ${day}, "2026-11-28" found`)
  assert.equal(act({ date: '2026-02-29' }), `acts[1].date: ${day}, "2026-02-29" found`)
  assert.equal(act({ date: undefined }), `acts[1].date: ${day}, nothing found`)
  for (const amountFen of [0, -1, 0.5, '300000', null, 2 ** 53])
    assert.match(
      act({ amountFen }),
      /^acts\[1\]\.amountFen: a whole number of fen above 0 was expected/,
      `${amountFen}`,
    )
  assert.equal(act({ outcome: 'won' }), 'acts[1].outcome: "obtained" or "attempted" was expected, "won" found')
  assert.match(act({ outcome: undefined }), /^acts\[1\]\.outcome:/)
  assert.match(act({ returnedFen: 300_001 }), /^acts\[1\]\.returnedFen: .* up to 300000 was expected/)
  assert.match(act({ outcome: 'attempted', returnedFen: 1 }), /up to 0 was expected/)
  assert.match(act({ age: 17.5 }), /^acts\[1\]\.age: whole years/)
  assert.match(act({ knownOn: '2026-10-31' }), /^acts\[1\]\.knownOn: a day from 2026-11-01/)
  assert.match(act({ discoveredOn: '2026-11-28' }), /^acts\[1\]\.discoveredOn:/)
  assert.match(act({ punished: 'no' }), /^acts\[1\]\.punished: true or false/)
  assert.match(act({ means: 'phone' }), /^acts\[1\]\.means: "network" or "in-person"/)
  assert.match(act({ colour: 1 }), /^acts\[1\]\.colour: unknown field; date, amountFen/)
  assert.match(act({ platform: '' }), /^acts\[1\]\.platform: a text of 1 to 200 characters/)
  const facts = (more: object) => says({ acts: [fine], ...more })
  assert.match(facts({ place: 440_300 }), /^place: the code of a division/)
  assert.match(facts({ place: '4403' }), /^place: the code of a division/)
  assert.match(facts({ decidedOn: '2026-10-31' }), /^decidedOn: a day from 2026-11-01 to 2026-11-27/)
  assert.match(facts({ bornOn: '2026-11-02' }), /^bornOn: /)
  assert.match(says({ acts: [{ ...fine, age: 20 }], bornOn: '2000-01-01' }), /^acts\[0\]\.age: either age or bornOn/)
  assert.match(facts({ colour: 1 }), /^colour: unknown field; acts, place, bornOn, decidedOn/)
  assert.match(act({ '\u001b[31m': 1 }), /^acts\[1\]\.[?[\]\\\w]*: unknown field/, 'nothing steers the terminal')
  assert.match(
    says({ acts: [2 ** 52, 2 ** 52].map((amountFen) => ({ ...fine, amountFen })) }),
    /^acts: amounts of at most/,
  )
  assert.match(says({ acts: ['a', 'b'].map((person) => ({ ...fine, person })) }), /^acts\[1\]\.person: the same person/)
})

test('the ends of what can be are read, and what is optional may be left out', () => {
  assert.equal(act({ date: '1980-01-01' }), 'read')
  assert.equal(act({ date: today }), 'read')
  const { acts, place, decidedOn } = readFacts({ acts: [{ ...fine, amountFen: 1 }], place: '440300111' }, today)
  assert.deepEqual(
    [acts[0]?.amount, acts[0]?.age, acts[0]?.isPunished, place, decidedOn],
    [1, null, false, '440300111', null],
  )
  const born = readFacts({ acts: [fine], bornOn: '2000-11-01' }, today)
  assert.equal(born.acts[0]?.age, 25, 'completed on the day after the birthday')
})
