import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Frame, withNames } from './frames.ts'

test('a report names pictures by what they show, numbered where there are several, not by ids', () => {
  const frame = (media: string, side: string, slot: string): Frame => ({
    ...{ media, side, slot, kind: 'photo', isLive: false, isThere: true, at: null, size: null },
  })
  const frames = [frame('a1', 'buyer', 'damage'), frame('b1', 'listing', 'listing'), frame('b2', 'listing', 'listing')]
  const word = (slot: string) => ({ damage: '损坏处', listing: '商品图' })[slot] ?? slot
  assert.equal(withNames('由商家的图片“b2”制作而成', frames, word), '由商家的图片“商品图 2”制作而成')
  assert.equal(withNames('与“a1”是同一次拍摄', frames, word), '与“损坏处”是同一次拍摄')
})
