import type { Finding, Probe } from '../../finding.ts'
import { labelsIn } from '../labels.ts'
import { partsOf } from '../read/file.ts'
import type { Parts } from '../read/parts.ts'
import { isCutOff, valuesOf } from '../read/xmp.ts'
import { type Said, saidBy } from '../said.ts'
import { origin } from '../say.ts'

const labelNamespace = 'tc260.org.cn/ns/AIGC'

/** What is left where a label or a record was taken out by hand or by a careless tool. */
export const removedTraces: Probe = {
  code: 'origin.removed',
  family: 'origin',
  look(photo) {
    const parts = partsOf(photo.bytes)
    const said = saidBy(parts)
    return [...labelGone(parts, said), ...packetCut(said), ...packetBlank(parts), ...credentialsGone(parts, said)]
  },
}

/** The namespace of the label is declared, or its name stands there with nothing in it, and no label in all of the file. */
function labelGone(parts: Parts, said: Said): Finding[] {
  const speaks = said.packets.find(({ text }) => text.includes(labelNamespace))
  const empty = said.packets.find(({ text }) => valuesOf(text, 'AIGC').includes(''))
  if ((!speaks && !empty) || labelsIn(parts, said).length > 0) return []
  const where = (speaks ?? empty)?.where
  return [
    origin('removed.label', 0.65, {
      zh: `元数据（XMP ${where}）声明了国家标准 GB 45438-2025 隐式标识的命名空间，但标识内容不见了。文件很可能曾带有“人工智能生成”标识，后来被去掉；《人工智能生成合成内容标识办法》第十条禁止恶意删除标识。它不说明标识原来写的是什么。`,
      en: `The metadata (XMP ${where}) declares the namespace of the implicit label of GB 45438-2025, but the label itself is gone. The file very probably carried an “AI-generated” label that was removed; Article 10 of the Chinese labelling measures forbids removing it in bad faith. What the label said cannot be told.`,
    }),
  ]
}

function packetCut(said: Said): Finding[] {
  const cut = said.packets.find(({ text }) => isCutOff(text))
  if (!cut) return []
  return [
    origin('removed.packet-cut', 0.3, {
      zh: `元数据（XMP ${cut.where}）在中间断开，后面的内容丢失。可能是软件出错，也可能是有人截去了其中的记录；不能据此断定丢失的是什么。`,
      en: `The metadata (XMP ${cut.where}) breaks off in the middle and the rest is lost. Software may have failed, or somebody cut a record out; what is lost cannot be told.`,
    }),
  ]
}

/** Tools that scrub in place overwrite the packet with blanks and leave its frame. */
function packetBlank({ xmp }: Parts): Finding[] {
  const blank = xmp.find(
    ({ bytes }) => bytes.length >= 64 && bytes.every((byte) => byte === 0 || byte === 0x20 || byte === 0x0a),
  )
  if (!blank) return []
  return [
    origin('removed.packet-blank', 0.45, {
      zh: `文件留有一个元数据块（XMP ${blank.where}，${blank.bytes.length} 字节），内容全部被空白覆盖。这是专门清除标识的工具的做法；它说明有记录被清除，不说明记录的内容。`,
      en: `The file keeps a block of metadata (XMP ${blank.where}, ${blank.bytes.length} bytes) that is overwritten with blanks. Tools made to remove labels do that. A record was removed; what it said cannot be told.`,
    }),
  ]
}

/** XMP points to content credentials that are not in the file. */
function credentialsGone({ jumbf }: Parts, said: Said): Finding[] {
  if (jumbf.length > 0) return []
  const pointer = said.packets
    .flatMap(({ text }) => valuesOf(text, 'provenance'))
    .find((value) => /jumbf=|c2pa|contentcredentials|cai-manifests/i.test(value))
  if (pointer === undefined) return []
  const isRemote = /^https?:/.test(pointer)
  return [
    origin(isRemote ? 'credentials-elsewhere' : 'removed.credentials', isRemote ? 0.05 : 0.3, {
      zh: isRemote
        ? '元数据指向保存在网上的内容凭证（C2PA）。本工具不联网核对，因此没有核验。'
        : '元数据提到文件自带的内容凭证（C2PA），但凭证不在文件里：它被删除了，或图片被不支持凭证的软件重新保存过。带有凭证不等于由 AI 生成；它说明来源记录丢失。',
      en: isRemote
        ? 'The metadata points to content credentials (C2PA) kept on the web. They were not fetched and not verified.'
        : 'The metadata refers to content credentials (C2PA) inside the file, but they are not there: they were removed, or software without support for them saved the picture again. Credentials do not mean AI; what was lost is a record of origin.',
    }),
  ]
}
