import type { Seal, SealWrong, SoundSeal } from '@anxin/record/seal.ts'
import { checkedStamp, isBadStamp } from '@anxin/record/timestamp.ts'
import type { NoStamp } from '@anxin/server/bundles/authority.ts'
import type { BadBundle, BundleVerdict } from '@anxin/server/bundles/check.ts'
import type { RecordFound } from '@anxin/server/bundles/record.ts'

/** What was found out about seals and bundles, in sentences for people: Chinese, then English. */

type Wrong = BadBundle['wrong'] | NoStamp['wrong'] | SealWrong
const wrongs: Record<Wrong, [zh: string, en: string]> = {
  'stamp.unreachable': ['时间戳机构没有应答', 'the time-stamping authority did not answer'],
  'stamp.unreadable': ['时间戳无法读取', 'the time stamp cannot be read'],
  'stamp.refused': ['时间戳机构拒绝了请求', 'the time-stamping authority refused'],
  'stamp.nonce': ['时间戳机构的应答不是对本次请求的应答', 'the authority answered another request'],
  'stamp.other': ['时间戳不是这份内容的时间戳', 'the time stamp is of something else'],
  'stamp.signature': ['时间戳的签名不符', 'the signature of the time stamp does not hold'],
  'stamp.purpose': [
    '签发时间戳的证书不用于时间戳',
    'the certificate that signed the time stamp is not for time stamps',
  ],
  'stamp.untrusted': ['时间戳的签发者不在受信任的根证书之下', 'the time stamp does not lead to a root that was given'],
  'seal.none': [
    '没有封条，无法由给定的密钥或机构证明',
    'there is no seal that a given key or authority could vouch for',
  ],
  'seal.unstamped': ['封条没有时间戳', 'the seal has no time stamp'],
  'seal.unreadable': ['封条无法读取', 'the seal cannot be read'],
  'seal.size': ['文件大小与封条不符', 'the file has another size than was sealed'],
  'seal.sha256': ['文件内容与封条不符', 'the file is not the one that was sealed'],
  'seal.sm3': ['SM3 摘要与封条不符', 'the SM3 hash is not the one that was sealed'],
  'seal.checkpoint': ['封条的检查点无法读取', 'the checkpoint of the seal cannot be read'],
  'seal.proof': ['封条的默克尔证明不成立', 'the proof of the seal does not lead to its checkpoint'],
  'seal.key': ['封条的密钥无法读取', 'the key of the seal cannot be read'],
  'seal.signature': ['封条的签名不符', 'the signature of the seal does not hold'],
  'bag.none': ['不是证据包', 'this is no bundle'],
  'bag.path': ['清单中的路径越出证据包', 'a path in the manifest leads out of the bundle'],
  'bag.twice': ['清单中重复列出', 'the manifest lists it twice'],
  'bag.manifest': ['清单缺失或无法读取', 'the manifest is missing or cannot be read'],
  'bag.unlisted': ['多出清单之外的文件', 'there is a file that the manifest does not list'],
  'bag.missing': ['清单所列文件不存在', 'a file of the manifest is not there'],
  'bag.changed': ['文件内容被改动', 'the file was changed'],
  'bag.unreadable': ['文件损坏，无法读取', 'the file is damaged and cannot be read'],
  'record.line': ['案件记录中有一行无法读取', 'a line of the record cannot be read'],
  'record.header': ['案件记录的首行缺失或被改动', 'the first line of the record is missing or changed'],
  'record.key': [
    '案件记录的密钥无法读取，或不是给定的密钥',
    'the key of the record cannot be read, or is not one that was given',
  ],
  'record.signature': ['案件记录首行的签名不符', 'the signature of the record does not hold'],
  'record.checkpoint': ['案件记录的检查点无法读取', 'the checkpoint of the record cannot be read'],
  'record.case': ['记录中有检查点未列出的案件', 'a fact of a case that the checkpoint does not name'],
  'record.order': [
    '事实的顺序不符，有事实被删除、插入或调换',
    'a fact is out of order: one was removed, put in or moved',
  ],
  'record.fact': ['事实被改动', 'a fact was changed'],
  'record.proof': ['事实的默克尔证明不成立', 'the proof of a fact does not lead to the checkpoint'],
  'record.short': ['案件的最后若干事实缺失', 'the last facts of a case are missing'],
  'record.long': ['事实多于检查点所列', 'there are more facts than the checkpoint names'],
  'exhibit.unnamed': ['案件记录中没有这份证物', 'the record names no such exhibit'],
  'exhibit.other': ['证物不是案件记录所指的那一份', 'the exhibit is not the one that the record names'],
  'report.unnamed': ['检测报告不是案件记录所指的那一份', 'the report is not one that the record names'],
  'unsafe.path': ['压缩包内路径越出目录', 'a path in the archive leads out of it'],
  'unsafe.twice': ['压缩包内文件重名', 'two files of the archive have the same name'],
  'unsafe.link': ['包含链接而不是文件', 'it holds a link instead of a file'],
  'unsafe.encrypted': ['压缩包内文件已加密', 'a file of the archive is encrypted'],
  'unsafe.ratio': ['压缩包声称的大小不可能', 'the archive claims a size that cannot be'],
  'unsafe.many': ['文件过多', 'there are too many files'],
  'unsafe.repacked': [
    '压缩包被改动或由他人重新打包；请解开后核验文件夹',
    'the archive was changed, or packed anew by somebody else: unpack it and verify the folder',
  ],
  'unsafe.zip': ['不是压缩包或已损坏', 'it is no archive, or a damaged one'],
}

/** Whoever wrote it wrote this as well: nothing in it may steer a terminal. */
export const plain = (text: string): string => text.slice(0, 200).replace(/\p{C}|\p{Zl}|\p{Zp}/gu, '?')

export const wordsFor = (wrong: Wrong): { zh: string; en: string } => ({ zh: wrongs[wrong][0], en: wrongs[wrong][1] })

export function stampSentence(bad: NoStamp): string {
  const [, en] = wrongs[bad.wrong]
  return `${en[0]?.toUpperCase()}${en.slice(1)}${bad.detail ? ` (${plain(bad.detail)})` : ''}.`
}

/** What a seal says of who made it, and when. */
function saying({ stamp, signedBy, isKeyTrusted }: SoundSeal): string {
  const when = stamp
    ? `${stamp.at}，${plain(stamp.by)}${stamp.isTrusted ? '' : '（未核对根证书 / its root was not checked）'}`
    : '没有时间戳 / no time stamp'
  const who = signedBy === null ? '' : `；${plain(signedBy)}${isKeyTrusted ? '' : '（密钥取自封条 / by its own key）'}`
  return when + who
}

export async function sealedLine(seal: Seal, path: string): Promise<string> {
  const stamp =
    seal.timestamp &&
    (await checkedStamp(Buffer.from(seal.timestamp, 'base64'), { data: Buffer.from(seal.checkpoint), roots: [] }))
  const said = stamp && !isBadStamp(stamp) ? stamp : null
  const how = saying({ stamp: said, signedBy: null, isKeyTrusted: false })
  return `${seal.sha256}  ${plain(seal.file)}  ${how}  ${plain(path)}\n`
}

const badLine = (name: string, bad: BadBundle): string => {
  const { zh, en } = wordsFor(bad.wrong)
  const detail = 'detail' in bad && bad.detail ? `: ${plain(bad.detail)}` : ''
  const line = 'line' in bad && bad.line ? `:${bad.line}` : ''
  const fact = 'fact' in bad && bad.fact ? `, ${plain(`${bad.fact.kind} ${bad.fact.case} #${bad.fact.n}`)}` : ''
  return `${name}: ${zh} / ${en} (${plain(bad.file)}${line}${fact}${detail})\n`
}

/** What the record in a bundle proves: how much, in whose log, and when that was stamped. */
function recordLine({ facts, size, exhibits, signedBy, isKeyTrusted, stamp }: RecordFound): string {
  const { named, there } = exhibits
  const key = isKeyTrusted ? '' : '（密钥取自案件记录 / by its own key）'
  const when = stamp
    ? `${stamp.at}，${plain(stamp.by)}${stamp.isTrusted ? '' : '（未核对根证书 / its root was not checked）'}`
    : '记录没有时间戳 / the record has no time stamp'
  return `  ${facts} 条事实均在 ${size} 条的日志中 / ${facts} facts, all in a log of ${size}；证物 ${there}/${named} 份相符 / exhibits ${there} of ${named}；${plain(signedBy)}${key}；${when}\n`
}

export function verdictLine(name: string, { files, bytes, seal, record, bad }: BundleVerdict): string {
  if (bad) return badLine(plain(name), bad)
  const sealed = seal
    ? saying(seal)
    : '没有封条：清单本身未被证明 / not sealed: nothing proves the manifests themselves'
  return `${plain(name)}: ${files} 个文件（${bytes} 字节）全部相符 / ${files} files, all in order；${sealed}\n${record ? recordLine(record) : ''}`
}
