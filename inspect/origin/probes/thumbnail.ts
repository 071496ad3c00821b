import sharp from 'sharp'
import type { Finding, Probe } from '../../finding.ts'
import type { Pixels } from '../../photo.ts'
import { numberOf, tag } from '../read/exif.ts'
import { partsOf } from '../read/file.ts'
import { saidBy } from '../said.ts'
import { origin } from '../say.ts'
import { compareThumbnail } from '../thumbnail.ts'

const most = { bytes: 1 << 20, pixels: 1 << 20 }
/** How often a picture is turned clockwise to stand upright, by EXIF's orientation; the mirrored ones are not compared. */
const quartersOf = new Map<number | null, number>([
  [null, 0],
  [1, 0],
  [6, 1],
  [3, 2],
  [8, 3],
])

/** Whether the small picture in EXIF, which cameras write once, still shows what the large one shows. */
export const thumbnail: Probe = {
  code: 'origin.thumbnail',
  family: 'origin',
  async look(photo) {
    const { exif } = saidBy(partsOf(photo.bytes))
    const quarters = quartersOf.get(exif ? numberOf(exif, exif.main.get(tag.Orientation)) : null)
    if (!exif?.thumbnail || !photo.pixels || quarters === undefined) return []
    const small = await decoded(exif.thumbnail)
    const result = small ? compareThumbnail(small, photo.pixels, quarters) : null
    return result?.is === 'differs' ? [differs(result, photo.pixels)] : []
  },
}

/** The small picture in colours; null when it cannot be decoded: some cameras write odd ones. */
async function decoded(bytes: Uint8Array): Promise<Pixels | null> {
  if (bytes.length > most.bytes) return null
  try {
    const image = sharp(bytes, { limitInputPixels: most.pixels, failOn: 'none', sequentialRead: true })
    const { data, info } = await image.toColourspace('srgb').flatten().raw().toBuffer({ resolveWithObject: true })
    const { width, height, channels } = info
    return (channels === 1 || channels === 3) && width >= 32 && height >= 32 ? { width, height, channels, data } : null
  } catch {
    return null
  }
}

type Area = { area: { left: number; top: number; right: number; bottom: number }; share: number }

function differs({ area, share }: Area, { width, height }: Pixels): Finding {
  const x = [Math.round(area.left * width), Math.round(area.right * width)] as const
  const y = [Math.round(area.top * height), Math.round(area.bottom * height)] as const
  const percent = Math.max(1, Math.round(share * 100))
  return origin('thumbnail.differs', 0.7, {
    zh: `EXIF 里的缩略图与图片在标出的位置明显不同（约占画面 ${percent}%），其余部分一致。缩略图由相机在拍摄时写入；图片在这里很可能后来被改动过，而缩略图没有更新。请对照缩略图查看；相机叠加的文字或滤镜偶尔也会造成差异。`,
    en: `The thumbnail in EXIF shows something else at the marked place (about ${percent} % of the picture) while all the rest agrees. Cameras write it when the photo is taken: the picture was very probably changed there later and the thumbnail left as it was. Compare the two by eye; text or a filter laid over by the camera can differ too.`,
    region: [
      [x[0], y[0]],
      [x[1], y[0]],
      [x[1], y[1]],
      [x[0], y[1]],
    ],
  })
}
