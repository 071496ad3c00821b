import assert from 'node:assert/strict'
import { test } from 'node:test'
import { instant } from '../basics.ts'
import { hoursLater, workingDaysLater } from './calendar.ts'
import { calendarWith, notices, noticesEnd } from './holidays.ts'

const weekday = (day: string) => new Date(`${day}T00:00:00Z`).getUTCDay()

test('each notice gives as many days off as its year has, in its own year, and every worked day is one of a weekend', () => {
  // By the notices: 2025 1+8+3+5+3+8, 2026 3+9+3+5+3+3+7.
  const expected: Record<number, number> = { 2025: 28, 2026: 33 }
  for (const { year, worked, source } of notices) {
    const off = calendarWith([]).daysOff.filter((day) => day.startsWith(String(year)))
    assert.equal(off.length, expected[year], String(year))
    assert.equal(new Set(off).size, off.length)
    for (const day of worked) {
      assert.ok([0, 6].includes(weekday(day)), `${day} is worked though no weekend`)
      assert.ok(!off.includes(day))
    }
    assert.ok(source.date < `${year}-01-01` && source.number.includes('国办发明电'))
  }
  assert.equal(noticesEnd, '2026-12-31')
})

test('48 hours from the eve of National Day 2026 end after it; the worked Saturday counts as a working day', () => {
  const eve = instant(Date.parse('2026-09-30T18:00:00+08:00'))
  assert.equal(hoursLater(eve, 48, calendarWith([])), Date.parse('2026-10-09T18:00:00+08:00'))
  assert.equal(workingDaysLater(eve, 3, calendarWith([])), Date.parse('2026-10-11T00:00:00+08:00'))
})

test('an own day off moves a deadline, and an own worked day takes a holiday back', () => {
  const at = instant(Date.parse('2026-11-24T18:00:00+08:00'))
  const own = calendarWith([{ day: '2026-11-25', kind: 'off' }])
  assert.equal(hoursLater(at, 24, own), Date.parse('2026-11-26T18:00:00+08:00'))
  const eve = instant(Date.parse('2026-09-30T18:00:00+08:00'))
  const back = calendarWith([{ day: '2026-10-01', kind: 'worked' }])
  assert.equal(hoursLater(eve, 24, back), Date.parse('2026-10-01T18:00:00+08:00'))
  assert.equal(workingDaysLater(eve, 1, back), Date.parse('2026-10-02T00:00:00+08:00'))
})
