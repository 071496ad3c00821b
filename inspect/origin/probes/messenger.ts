import type { Probe } from '../../finding.ts'
import messengers from '../data/messengers.json' with { type: 'json' }
import { partsOf } from '../read/file.ts'
import { saidBy } from '../said.ts'
import { origin } from '../say.ts'

const names = messengers.names.map((one) => ({ ...one, pattern: new RegExp(one.pattern, 'i') }))
const texts = messengers.texts.map((one) => ({ ...one, pattern: new RegExp(one.pattern) }))

/** Whether the file went through a messenger or platform: information, because all honest pictures do. */
export const messenger: Probe = {
  code: 'origin.messenger',
  family: 'origin',
  look(photo) {
    const said = saidBy(partsOf(photo.bytes))
    const app =
      names.find(({ pattern }) => pattern.test(photo.name)) ??
      texts.find((one) => said.texts.some(({ key, value }) => key === one.key && one.pattern.test(value)))
    if (!app) return []
    return [
      origin('messenger', 0, {
        zh: `文件名或元数据显示图片经过${app.zh}。这类应用会压缩图片并去掉拍摄信息，这很平常，不说明图片有问题；需要细看时可请对方发送“原图”。`,
        en: `The file name or the metadata shows that the picture went through ${app.en}. Such apps recompress pictures and remove camera data, which is ordinary and speaks against nobody; for a closer look ask for the original file.`,
      }),
    ]
  },
}
