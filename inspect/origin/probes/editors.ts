import type { Finding, Probe } from '../../finding.ts'
import editors from '../data/editors.json' with { type: 'json' }
import { partsOf } from '../read/file.ts'
import type { Parts } from '../read/parts.ts'
import { encoderOf } from '../read/quantisation.ts'
import { cameraOf, type Said, saidBy } from '../said.ts'
import { origin, quoted } from '../say.ts'

const keys = new Set(editors.keys.map((key) => key.toLowerCase()))
const programs = editors.programs.map((program) => ({ ...program, pattern: new RegExp(program.pattern, 'i') }))

/** Traces of programs that edit or convert: their names, and Adobe's way of writing JPEG files. */
export const editorTraces: Probe = {
  code: 'origin.editor',
  family: 'origin',
  look(photo) {
    const parts = partsOf(photo.bytes)
    const said = saidBy(parts)
    const named = namedIn(said)
    return named ? [named] : structureIn(parts, said)
  },
}

function namedIn({ texts }: Said): Finding | null {
  const found = texts
    .filter(({ key }) => keys.has((key.split(/[.:]/).at(-1) ?? '').toLowerCase()))
    .flatMap((text) => {
      const program = programs.find(({ pattern }) => pattern.test(text.value.slice(0, 4_096)))
      return program ? [{ ...text, program }] : []
    })
    .sort((a, b) => b.program.strength - a.program.strength)[0]
  if (!found) return null
  return origin('editor.named', found.program.strength, {
    zh: `元数据（${found.where}）写明图片经过软件处理：“${quoted(found.value)}”。裁剪、调亮、转换格式都会留下这样的记录，不等于造假；它只说明这不是相机直接输出的原始文件。`,
    en: `The metadata (${found.where}) names software that handled the picture: “${quoted(found.value)}”. Cropping, brightening or converting leaves the same record and is no forgery; it only means that this is not the file as the camera wrote it.`,
  })
}

/** Photoshop writes its own tables and optimises its codes. Where nothing else in the file admits it, while EXIF claims a
 *  camera, the camera's data were put over an editor's file. */
function structureIn(parts: Parts, said: Said): Finding[] {
  const { jpeg } = parts
  if (!jpeg) return []
  const encoder = encoderOf(jpeg)
  const isPhotoshop = encoder.name === 'photoshop' && jpeg.huffman === 'own'
  const admits = jpeg.adobe !== null || jpeg.ducky !== null || said.resources.length > 0
  const { make, model } = cameraOf(said)
  if (isPhotoshop && !admits && make !== '')
    return [
      origin('editor.hidden', 0.55, {
        zh: `EXIF 称照片由 ${quoted(`${make} ${model}`)} 拍摄，也没有任何编辑软件的记录，但 JPEG 的压缩表是 Adobe Photoshop 特有的。这说明图片由 Photoshop 类软件保存过，而编辑记录被去掉、相机信息被保留或重新写入；它不说明改了什么。`,
        en: `EXIF says that a ${quoted(`${make} ${model}`)} took the photo and nothing admits an editor, yet the compression tables of the JPEG are those of Adobe Photoshop. The picture was saved by such a program, and its record was removed while the camera's data were kept or put back. It does not say what was changed.`,
      }),
    ]
  if (isPhotoshop || jpeg.ducky !== null || said.resources.some(({ number }) => number === 0x406))
    return [
      origin('editor.structure', 0.2, {
        zh: '文件的写法是 Adobe 图像软件特有的（压缩表或数据段），图片由这类软件保存过。裁剪、调色也会如此，不等于造假。',
        en: 'The file is written in the way of Adobe software (tables or segments): such a program saved the picture. Cropping or correcting colours does that too and is no forgery.',
      }),
    ]
  return []
}
