import type { Finding, Probe } from '../../finding.ts'
import { find, stands } from '../read/bytes.ts'
import { partsOf } from '../read/file.ts'
import { origin } from '../say.ts'

const most = 4 << 20

/** What follows the end of the picture, and whether the file breaks off before it. */
export const trailing: Probe = {
  code: 'origin.trailing',
  family: 'origin',
  look(photo) {
    const { tail, faults } = partsOf(photo.bytes)
    const findings: Finding[] = []
    if (faults.includes('cut'))
      findings.push(
        origin('cut', 0.05, {
          zh: '文件在图片结束之前中断，可能是传输不完整。缺少的部分无法检查；可请对方重新上传。',
          en: 'The file breaks off before the picture ends, perhaps because it was not transferred completely. What is missing cannot be looked at; ask for another upload.',
        }),
      )
    if (tail && kindOf(tail.bytes) === 'unknown')
      findings.push(
        origin('trailing', 0.05, {
          zh: `图片结束之后还有 ${tail.bytes.length} 字节不明数据。部分相机和应用会附加自己的数据，通常无害；它不属于图片内容。`,
          en: `Behind the end of the picture stand ${tail.bytes.length} bytes of unknown data. Some cameras and apps append data of their own, mostly harmless; they are not part of the picture.`,
        }),
      )
    return findings
  },
}

/** What phones are known to append: further pictures (MPO, depth, gain maps), a short film, Samsung's records, padding. */
function kindOf(bytes: Uint8Array): 'picture' | 'film' | 'record' | 'padding' | 'unknown' {
  const head = bytes.subarray(0, most)
  const start = bytes.subarray(0, 65_536)
  if (head.every((byte) => byte === 0 || byte === 0xff || byte === 0x20 || byte === 0x0a || byte === 0x0d))
    return 'padding'
  if (find(start, '\xff\xd8\xff') >= 0) return 'picture'
  if (find(start, 'ftyp') >= 0) return 'film'
  return stands(bytes, bytes.length - 4, 'SEFT') || find(start, 'MotionPhoto') >= 0 ? 'record' : 'unknown'
}
