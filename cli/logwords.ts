import type { Bad, Wrong } from '@anxin/record/log.ts'
import { keptName, type LogVerdict } from '@anxin/record/logfile.ts'
import type { BadFile, FilesChecked, FileWrong } from '@anxin/server/media/check.ts'
import { plain } from './sealwords.ts'

/** What was found, in sentences for people: Chinese, then English. */

const wrongs: Record<Wrong, [zh: string, en: string]> = {
  'line.unreadable': ['这一行无法读取', 'this line cannot be read'],
  'header.changed': ['文件头被改动', 'the header was changed'],
  'key.unknown': ['签名密钥不是给定的密钥', 'it is signed with another key than the one given'],
  'checkpoint.unreadable': ['检查点无法读取', 'the checkpoint cannot be read'],
  'checkpoint.signature': ['检查点的签名不符', 'the signature of the checkpoint does not hold'],
  'checkpoint.none': ['缺少涵盖全部内容的检查点', 'there is no checkpoint of all of it'],
  'checkpoint.stamp': ['检查点的时间戳不符', 'the time stamp of the checkpoint does not hold'],
  'checkpoint.witness': ['见证者的签名不符', 'the signature of the witness does not hold'],
  'log.missing': ['检查点所属的日志不存在', 'the log that the checkpoint is of is not there'],
  'leaf.number': ['序号不连续', 'the numbers do not follow'],
  'leaf.changed': ['条目与事件不符', 'the entry does not agree with its fact'],
  'fact.missing': ['事件已被删除', 'the fact was removed'],
  'fact.order': ['事件不接在同一事项的前一事件之后', 'the fact does not follow the one before it in its case'],
  'fact.changed': ['事件被改动', 'the fact was changed'],
  'log.short': ['日志末尾被截断', 'the end of the log is gone'],
  'log.long': ['日志末尾多出条目', 'there are entries after the end of the log'],
  'root.differs': ['与检查点不符，记录被改写', 'it does not agree with the checkpoint: the record was rewritten'],
}
const fileWrongs: Record<FileWrong, [zh: string, en: string]> = {
  'file.missing': ['文件不存在', 'the file is not there'],
  'file.changed': ['文件内容被改动', 'the file was changed'],
  'row.missing': ['事件所指的文件没有登记', 'a fact names the file, and it has no row'],
  'row.changed': ['登记的摘要与事件不符', 'its row has another hash than the fact'],
  'key.missing': ['打开文件的密钥不存在', 'the key that opens it is not there'],
}

const whoseHead = (head: string): string => (head === keptName ? 'kept / 留存' : head)

/** Which entry it is: one, or one of several. */
function placeOf({ leaf, until, fact, head, line }: Bad & { line?: number }): string {
  const place = until === undefined || until === leaf ? `#${leaf}` : `#${leaf}–#${until}`
  return [
    place,
    ...(fact ? [plain(`${fact.kind} ${fact.case} ${fact.n}`)] : []),
    ...(line === undefined ? [] : [`line ${line}`]),
    ...(head === undefined ? [] : [`checkpoint ${whoseHead(head)}`]),
  ].join(', ')
}

/** One line for a log. `unsequenced`: facts that wait for their entry. */
export function logLine({
  tenant,
  leaves,
  agreed,
  attested,
  bad,
  unsequenced = 0,
}: LogVerdict & { unsequenced?: number }): string {
  const name = plain(tenant) || '?'
  if (bad) {
    const [zh, en] = wrongs[bad.wrong]
    return `${name}: ${zh} / ${en} (${placeOf(bad)})\n`
  }
  const waiting = unsequenced > 0 ? `；${unsequenced} 条尚未编入 / ${unsequenced} facts not yet entered` : ''
  const against = agreed.length > 0 ? `；与 ${agreed.join('、')} 相符 / agrees with ${agreed.join(', ')}` : ''
  return `${name}: ${leaves} 条，全部相符 / ${leaves} entries, all in order${against}${attestedBy(attested)}${waiting}\n`
}

/** Who else knows the log, and up to which entry. Names are whatever a certificate or a key says. */
const attestedBy = ({ stamp, sighting }: LogVerdict['attested']): string =>
  [
    ...(stamp
      ? [
          `前 ${stamp.size} 条有时间戳，${stamp.at} / the first ${stamp.size} stamped by ${plain(stamp.by)}${stamp.isTrusted ? '' : '（未核对机构 / not judged）'}`,
        ]
      : []),
    ...(sighting
      ? [
          `前 ${sighting.size} 条有见证，${new Date(sighting.time * 1_000).toISOString()} / the first ${sighting.size} seen by ${plain(sighting.by)}`,
        ]
      : []),
  ]
    .map((said) => `；${said}`)
    .join('')

export const caseLine = ({ kind, case: id, n }: { kind: string; case: string; n: number }): string =>
  `事项的链条中断 / broken: ${plain(kind)} ${id} at fact ${n}\n`

export function fileLines(tenant: string, { checked, sealed, bad }: FilesChecked): string {
  const of = ({ media, wrong, fact }: BadFile) => {
    const [zh, en] = fileWrongs[wrong]
    return `media ${plain(media)}: ${zh} / ${en}${fact ? ` (${plain(fact.kind)} ${fact.case} ${fact.n})` : ''}\n`
  }
  const erased = sealed > 0 ? `；${sealed} 个属于已删除的人 / ${sealed} of people who were erased` : ''
  return `${bad.map(of).join('')}${tenant}: ${checked} 个文件已核对 / ${checked} files checked${erased}\n`
}
