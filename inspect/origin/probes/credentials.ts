import type { Finding, Probe } from '../../finding.ts'
import { type Action, type Credentials, credentialsIn, type Manifest } from '../c2pa/manifests.ts'
import trust from '../data/c2pa-trust.json' with { type: 'json' }
import { partsOf } from '../read/file.ts'
import { listed, origin, quoted } from '../say.ts'
import { type SourceType, sourceTypeOf } from '../source-type.ts'

/** Content credentials (C2PA): what they say of AI and of the camera, and whether they hold. */
export const credentials: Probe = {
  code: 'origin.c2pa',
  family: 'origin',
  look(photo) {
    const found = credentialsIn({ bytes: photo.bytes, parts: partsOf(photo.bytes) })
    if (!found) return []
    const active = found.manifests.at(-1)
    if (!active) return [orphan]
    return [...aiIn(found, active), ...damageOf(active), ...captureIn(found, active), stateOf(active)]
  },
}

const orphan = origin('c2pa.orphan', 0.4, {
  zh: '文件中有内容凭证（C2PA／JUMBF）的数据块，但里面没有可读的凭证。这通常是凭证被截断或被不完整地删除后的残留；它说明文件曾带有来源记录，不说明记录的内容。',
  en: 'The file holds boxes for content credentials (C2PA, JUMBF) without a readable manifest in them. This is what remains when credentials are cut off or removed carelessly. It means that there was a record of origin, not what it said.',
})

const isIntact = ({ signature, altered }: Manifest) => signature?.isValid === true && altered.length === 0
const isBroken = (active: Manifest) => (active.signature !== null && !isIntact(active)) || active.binding === 'broken'

type Told = { manifest: Manifest; action: Action; type: SourceType }

/** Every action with a source type that a camera does not have, the strongest first. */
function toldIn({ manifests }: Credentials): Told[] {
  return manifests
    .flatMap((manifest) =>
      manifest.actions.flatMap((action) => {
        const type = sourceTypeOf(action.sourceType)
        return type ? [{ manifest, action, type }] : []
      }),
    )
    .sort((a, b) => b.type.strength - a.type.strength)
}

function aiIn(found: Credentials, active: Manifest): Finding[] {
  const told = toldIn(found).filter(({ type }) => type.strength >= 0.6)
  const first = told[0]
  if (!first) return []
  const holds = isIntact(first.manifest) && isIntact(active) && active.binding === 'match'
  const strength = Math.min(first.type.strength, holds ? 1 : isBroken(active) ? 0.8 : 0.9)
  const agents = listed(
    told.flatMap(({ action, manifest }) => quoted(action.agent || manifest.generator) || []),
    ', ',
  )
  const verdict = holds
    ? { zh: '签名有效，且凭证与本文件吻合。', en: 'The signature is valid and the record belongs to this very file.' }
    : {
        zh: '但凭证没有完全通过核验（见另一条），因此是有力的线索而非确证。',
        en: 'But the record does not verify in full (see the other finding), so it is a strong hint rather than a proof.',
      }
  const older =
    first.manifest === active
      ? { zh: '', en: '' }
      : { zh: '（记载在较早的一份凭证中）', en: ' (in an earlier manifest of the file)' }
  return [
    origin('c2pa.ai', strength, {
      zh: `文件带有内容凭证（C2PA）${older.zh}，记载：${first.type.zh}（${quoted(first.action.action, 40)}，${first.type.name}${agents ? `，工具：${agents}` : ''}）。${verdict.zh}它不说明改动了图片的哪一部分。`,
      en: `The file carries content credentials (C2PA)${older.en} that record: ${first.type.en} (${quoted(first.action.action, 40)}, ${first.type.name}${agents ? `, tool: ${agents}` : ''}). ${verdict.en} It does not say which part of the picture was changed.`,
    }),
  ]
}

function damageOf(active: Manifest): Finding[] {
  const { signature, altered, binding } = active
  const findings: Finding[] = []
  if (signature && (!signature.isValid || altered.length > 0)) {
    const what = signature.isValid ? listed(altered.map((label) => quoted(label, 40)).slice(0, 5), ', ') : ''
    findings.push(
      origin('c2pa.tampered', 0.6, {
        zh: `文件带有内容凭证（C2PA），但${signature.isValid ? `其中的记录在签名之后被改动或缺失（${what}）` : '签名与内容不符'}。凭证本身被动过，上面写的内容不可信；这不说明图片如何被改，也可能是软件写坏了凭证。`,
        en: `The file carries content credentials (C2PA), but ${signature.isValid ? `records in it were changed or are missing since it was signed (${what})` : 'the signature does not fit what it signs'}. The record itself was touched and what it says cannot be relied on. It does not tell how the picture was changed; software may also have damaged the record.`,
      }),
    )
  }
  if (binding === 'broken')
    findings.push(
      origin('c2pa.changed', 0.6, {
        zh: '文件带有内容凭证（C2PA），但凭证中的指纹与本文件不符：图片在签名之后被改动过，或凭证是从别的文件搬来的。不认识凭证的软件重新保存图片也会造成这种情况；它不说明改动了哪里。',
        en: 'The file carries content credentials (C2PA), but their fingerprint does not fit this file: the picture was changed after it was signed, or the record was taken from another file. Software that does not know such records and saves the picture again has the same effect. It does not say what was changed.',
      }),
    )
  if (binding === 'loose')
    findings.push(
      origin('c2pa.loose', 0.3, {
        zh: '内容凭证（C2PA）的指纹吻合，但它没有覆盖文件的全部内容，未覆盖的部分可以在签名后改动而不被发现。',
        en: 'The fingerprint of the content credentials (C2PA) fits, but it does not cover all of the file; what it leaves out can be changed unnoticed after signing.',
      }),
    )
  return findings
}

/** A sound record of a camera and of nothing else: it speaks for the photo, so its strength is 0. */
function captureIn(found: Credentials, active: Manifest): Finding[] {
  const types = toldIn(found)
  const isCapture = types.length > 0 && types.every(({ type }) => /Capture$/.test(type.name) && type.strength === 0)
  if (!isCapture || !isIntact(active) || active.binding !== 'match') return []
  return [
    origin('c2pa.capture', 0, {
      zh: '内容凭证（C2PA）记载图片由相机或手机直接拍摄，签名有效，且与本文件吻合：拍摄之后没有改动过。它不排除拍摄的是屏幕或打印件。',
      en: 'The content credentials (C2PA) record that a camera or phone took the picture; the signature is valid and fits this file: nothing was changed since. It does not rule out that a screen or a print was photographed.',
    }),
  ]
}

/** Signature, binding, holder and time, each for itself. */
function stateOf({ signature, binding, altered, generator }: Manifest): Finding {
  if (!signature)
    return origin('c2pa.unreadable', 0.2, {
      zh: '文件带有内容凭证（C2PA），但其签名无法读取（可能是早期格式或已损坏），因此其内容未作核验。',
      en: 'The file carries content credentials (C2PA) whose signature cannot be read (an early form, or damaged); what they say was not verified.',
    })
  const who = quoted(signature.signer, 80)
  const zh = [
    signature.isValid && altered.length === 0 ? '签名有效' : '签名或记录无效',
    bindings[binding].zh,
    `签名者：${who}，${signature.isListed ? '在' : '不在'} C2PA 信任名单（${trust.date}）上`,
    signature.stamp
      ? `时间戳 ${signature.stamp.at}${signature.stamp.isListed ? '' : '（时间戳机构不在名单上）'}，当时证书${signature.isInTime ? '在' : '不在'}有效期内`
      : '没有可核验的时间戳，无法知道签名时证书是否有效',
  ]
  const en = [
    signature.isValid && altered.length === 0 ? 'signature valid' : 'signature or records not valid',
    bindings[binding].en,
    `signed by ${who}, ${signature.isListed ? 'on' : 'not on'} the C2PA trust list (${trust.date})`,
    signature.stamp
      ? `time stamp ${signature.stamp.at}${signature.stamp.isListed ? '' : ' (its authority is not on the list)'}, when the certificate was ${signature.isInTime ? '' : 'not '}in its period`
      : 'no time stamp that can be verified, so whether the certificate was in its period is unknown',
  ]
  return origin('c2pa.state', 0, {
    zh: `内容凭证（C2PA）核验结果，生成软件“${quoted(generator)}”：${zh.join('；')}。名单外的签名者不等于造假，只是无人担保其身份。`,
    en: `Content credentials (C2PA) by “${quoted(generator)}”: ${en.join('; ')}. A signer who is not on the list is not a forger; nobody vouches for the name.`,
  })
}

const bindings: Record<Manifest['binding'], { zh: string; en: string }> = {
  match: { zh: '与本文件吻合', en: 'belongs to this file' },
  loose: { zh: '与本文件吻合，但未覆盖全部内容', en: 'belongs to this file but does not cover all of it' },
  broken: { zh: '与本文件不符', en: 'does not fit this file' },
  unchecked: {
    zh: '是否与本文件吻合未能核验（形式不支持）',
    en: 'whether it belongs to this file could not be checked (form not supported)',
  },
  absent: { zh: '没有与文件绑定的指纹', en: 'has no fingerprint of the file' },
}
