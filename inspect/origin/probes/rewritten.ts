import type { Finding, Probe } from '../../finding.ts'
import { numberOf, tag } from '../read/exif.ts'
import { partsOf } from '../read/file.ts'
import type { JpegStructure } from '../read/jpeg.ts'
import type { Parts } from '../read/parts.ts'
import { encoderOf } from '../read/quantisation.ts'
import { cameraOf, type Said, saidBy } from '../said.ts'
import { origin, quoted } from '../say.ts'

/** Whether the file is still the one that the camera wrote: EXIF against the structure and the size of what is there. */
export const rewritten: Probe = {
  code: 'origin.rewritten',
  family: 'origin',
  look(photo) {
    const parts = partsOf(photo.bytes)
    const said = saidBy(parts)
    return [...reencoded(parts, said), ...otherSize(parts, said), ...oddOrientation(said)]
  },
}

/** Signs of software that no camera's own file has. Each alone is enough to say "written again", none to say "changed". */
function signsIn(jpeg: JpegStructure, make: string): { zh: string; en: string }[] {
  const isLibrary = encoderOf(jpeg).name === 'libjpeg'
  const isApple = /^apple$/i.test(make)
  const first = jpeg.head[0]?.id
  return [
    ...(jpeg.frame?.kind === 0xc2 ? [{ zh: '采用渐进式编码', en: 'it is progressive' }] : []),
    ...(isApple && isLibrary
      ? [{ zh: '压缩表不是苹果设备的', en: 'its tables are not those of an Apple device' }]
      : []),
    ...(first === 'JFIF' && isLibrary && jpeg.huffman === 'own'
      ? [{ zh: '文件头和压缩表是通用软件库的写法', en: 'its header and tables are those of a common software library' }]
      : []),
  ]
}

function reencoded({ jpeg }: Parts, said: Said): Finding[] {
  const { make, model } = cameraOf(said)
  if (!jpeg || make === '') return []
  const signs = signsIn(jpeg, make)
  if (signs.length === 0) return []
  return [
    origin('rewritten.encoding', 0.25, {
      zh: `EXIF 称照片由 ${quoted(`${make} ${model}`)} 拍摄，但文件并非相机直接写出（${signs.map(({ zh }) => zh).join('；')}）：拍摄后被软件重新保存过，而相机信息保留了下来。手机相册裁剪、网站上传都会如此，不等于造假。`,
      en: `EXIF says that a ${quoted(`${make} ${model}`)} took the photo, yet the camera did not write this file (${signs.map(({ en }) => en).join('; ')}): software saved it again and kept the camera's data. Cropping on a phone or uploading to a site does that and is no forgery.`,
    }),
  ]
}

function otherSize({ size }: Parts, { exif }: Said): Finding[] {
  if (!exif || !size) return []
  const width = numberOf(exif, exif.photo.get(tag.PixelXDimension))
  const height = numberOf(exif, exif.photo.get(tag.PixelYDimension))
  if (!width || !height || (width === size.width && height === size.height)) return []
  const stated = `${width} × ${height}`
  const real = `${size.width} × ${size.height}`
  if (width === size.height && height === size.width)
    return [
      origin('rewritten.turned', 0.05, {
        zh: `EXIF 写明的尺寸是 ${stated}，实际是 ${real}：图片被软件旋转后保存过。旋转很平常，不说明问题。`,
        en: `EXIF states ${stated}, the picture is ${real}: software turned it and saved it again. That is ordinary.`,
      }),
    ]
  const isScaled = Math.abs(width / height / (size.width / size.height) - 1) < 0.01
  return [
    origin(isScaled ? 'rewritten.scaled' : 'rewritten.cropped', isScaled ? 0.1 : 0.15, {
      zh: `EXIF 写明拍摄尺寸是 ${stated}，实际图片是 ${real}，${isScaled ? '比例相同，说明被缩放后保存过' : '比例不同，说明被裁剪过'}。很多软件都会这样，不等于造假；裁掉的部分可请对方补充。`,
      en: `EXIF states that ${stated} pixels were taken, the picture has ${real}, ${isScaled ? 'in the same proportion: it was scaled and saved again' : 'in another proportion: it was cropped'}. Much software does that and it is no forgery; what was cut off can be asked for.`,
    }),
  ]
}

function oddOrientation({ exif }: Said): Finding[] {
  const value = exif ? numberOf(exif, exif.main.get(tag.Orientation)) : null
  if (value === null || value <= 8) return []
  return [
    origin('rewritten.orientation', 0.05, {
      zh: `EXIF 的方向值为 ${value}，标准只有 1 至 8。可能是软件写错；不说明图片内容有问题。`,
      en: `EXIF states orientation ${value}, where the standard knows 1 to 8. Software may have written it wrongly; it says nothing about the picture.`,
    }),
  ]
}
