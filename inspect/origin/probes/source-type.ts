import type { Finding, Probe } from '../../finding.ts'
import { partsOf } from '../read/file.ts'
import { valuesOf } from '../read/xmp.ts'
import { type Said, saidBy } from '../said.ts'
import { origin, quoted } from '../say.ts'
import { sourceTypeOf } from '../source-type.ts'

/** IPTC in XMP: the type of the source, and the fields about the AI system that IPTC 2025.1 added. */
export const iptcSource: Probe = {
  code: 'origin.iptc',
  family: 'origin',
  look(photo) {
    const said = saidBy(partsOf(photo.bytes))
    return [...typeIn(said), ...systemIn(said)]
  },
}

const every = (said: Said, name: string) =>
  said.packets.flatMap(({ where, text }) => valuesOf(text, name).map((value) => ({ where, value })))

function typeIn(said: Said): Finding[] {
  const found = every(said, 'DigitalSourceType')
    .filter(({ value }) => value !== '')
    .map((one) => ({ ...one, type: sourceTypeOf(one.value) }))
    .sort((a, b) => (b.type?.strength ?? 0.05) - (a.type?.strength ?? 0.05))
  const first = found[0]
  if (!first) return []
  const { type, where, value } = first
  if (!type)
    return [
      origin('iptc.unknown-source-type', 0.05, {
        zh: `元数据（XMP ${where}）里写了数字来源类型“${quoted(value)}”，但它不在 IPTC 词表中，含义不明，不作判断。`,
        en: `The metadata (XMP ${where}) states a digital source type “${quoted(value)}” that is not in IPTC's vocabulary. What it means is unknown; nothing follows from it.`,
      }),
    ]
  const tail =
    type.strength >= 0.5
      ? {
          zh: '这是写入者的声明；它不说明改动了哪里。',
          en: 'It is a statement by whoever wrote it and does not say what was changed.',
        }
      : {
          zh: '这是写入者的声明，任何人都可以写入或删去。',
          en: 'It is a statement by whoever wrote it; anybody can write or remove it.',
        }
  return [
    origin(type.strength >= 0.5 ? 'iptc.not-a-capture' : 'iptc.source-type', type.strength, {
      zh: `元数据（XMP ${where}）按国际新闻电信理事会（IPTC）的词表声明图片来源：${type.zh}（${type.name}）。${tail.zh}`,
      en: `The metadata (XMP ${where}) states the origin of the picture in IPTC's vocabulary: ${type.en} (${type.name}). ${tail.en}`,
    }),
  ]
}

function systemIn(said: Said): Finding[] {
  const system = every(said, 'AISystemUsed').find(({ value }) => value !== '')
  const prompt = every(said, 'AIPromptInformation').find(({ value }) => value !== '')
  if (!system && !prompt) return []
  const words = quoted(system?.value ?? prompt?.value ?? '', 80)
  return [
    origin('iptc.ai-system', 0.95, {
      zh: `元数据（IPTC 2025.1 字段）写明使用了人工智能系统${system ? '' : '并附有提示词'}：“${words}”。这是写入者的声明；它不说明改动了哪里。`,
      en: `The metadata (fields of IPTC 2025.1) names an AI system${system ? '' : "'s prompt"}: “${words}”. It is a statement by whoever wrote it and does not say what was changed.`,
    }),
  ]
}
