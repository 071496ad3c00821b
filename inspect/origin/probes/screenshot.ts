import type { Finding, Probe } from '../../finding.ts'
import screens from '../data/screens.json' with { type: 'json' }
import { partsOf } from '../read/file.ts'
import type { Parts } from '../read/parts.ts'
import { cameraOf, type Said, saidBy } from '../said.ts'
import { origin, quoted } from '../say.ts'

const sizes = new Set(screens.sizes.map(([width, height]) => `${width} ${height}`))
const stated = /^(iOS )?screen ?(shot|capture)\b|^截屏|^屏幕截图|截图/i
const name = /(^|[_\W])screen[-_ ]?shot|截屏|截图|屏幕快照/i

/** Whether the file says or looks as if a screen was captured: then it is a picture of a picture. */
export const screenshot: Probe = {
  code: 'origin.screenshot',
  family: 'origin',
  look(photo) {
    const parts = partsOf(photo.bytes)
    const said = saidBy(parts)
    return saysSo(said, photo.name) ?? looksSo(parts, said)
  },
}

function saysSo({ texts }: Said, file: string): Finding[] | null {
  const text = texts.find(({ key, value }) => /Comment|Software|Title|Description/i.test(key) && stated.test(value))
  if (!text && !name.test(file)) return null
  const where = text ? `${text.where} ${text.key}` : quoted(file, 40)
  return [
    origin('screenshot.stated', 0.2, {
      zh: `文件自称是截屏（${where}）。截屏只说明屏幕上显示过这张图，原图来自哪里、是否改过都无从得知；应请对方提供相机拍摄的原图。`,
      en: `The file says that it is a screenshot (${where}). A screenshot only shows what was on a screen; where the picture came from and whether it was changed cannot be told. Ask for the photo as the camera took it.`,
    }),
  ]
}

function looksSo({ size, container }: Parts, said: Said): Finding[] {
  if (!size || cameraOf(said).make !== '') return []
  const [short, long] = size.width < size.height ? [size.width, size.height] : [size.height, size.width]
  // Sizes up to 16:9 are also those of videos and cropped photos; longer ones belong to screens.
  if (!sizes.has(`${short} ${long}`) || (container !== 'png' && long / short < 1.9)) return []
  return [
    origin('screenshot.size', 0.1, {
      zh: `图片尺寸 ${size.width} × ${size.height} 正好是某些手机的屏幕分辨率，且没有相机信息，可能是截屏而非拍摄的原图。仅凭尺寸不能确定。`,
      en: `The size ${size.width} × ${size.height} is exactly that of some phone screens and there are no camera data: it may be a screenshot rather than the photo itself. The size alone does not prove it.`,
    }),
  ]
}
