import type { Finding, Probe } from '../../finding.ts'
import { tag, wordOf } from '../read/exif.ts'
import { partsOf } from '../read/file.ts'
import type { Parts } from '../read/parts.ts'
import { encoderOf } from '../read/quantisation.ts'
import { cameraOf, type Said, saidBy } from '../said.ts'
import { origin, quoted } from '../say.ts'

/** What EXIF says of the camera, or that the file says nothing: information, which proves neither. */
export const cameraData: Probe = {
  code: 'origin.camera',
  family: 'origin',
  look(photo) {
    const parts = partsOf(photo.bytes)
    const said = saidBy(parts)
    const { make, model } = cameraOf(said)
    if (make !== '' || model !== '') return [statedCamera(said)]
    const isBare =
      said.exif === null && said.packets.length === 0 && parts.jumbf.length === 0 && said.texts.length === 0
    return isBare ? [bare(parts)] : []
  },
}

function statedCamera(said: Said): Finding {
  const { make, model } = cameraOf(said)
  const taken = quoted(wordOf(said.exif?.photo.get(tag.DateTimeOriginal)), 30)
  const hasPlace = (said.exif?.place.size ?? 0) > 2
  return origin('camera.stated', 0, {
    zh: `EXIF 写明设备：${quoted(`${make} ${model}`)}${taken ? `，拍摄时间：${taken}` : ''}${hasPlace ? '，并带有拍摄位置' : ''}。这些信息谁都可以改写，只能作参考。`,
    en: `EXIF names the device ${quoted(`${make} ${model}`)}${taken ? `, taken ${taken}` : ''}${hasPlace ? ', with a place' : ''}. Anybody can rewrite these; they are information only.`,
  })
}

function bare({ jpeg, size }: Parts): Finding {
  const encoder = jpeg ? encoderOf(jpeg) : null
  const quality = encoder?.name === 'libjpeg' ? encoder.quality : null
  const shape = size ? `${size.width} × ${size.height}` : ''
  const zh = [shape && `尺寸 ${shape}`, quality && `JPEG 质量约 ${quality}`].filter((part) => part).join('，')
  const en = [shape, quality && `JPEG quality about ${quality}`].filter((part) => part).join(', ')
  return origin('bare', 0, {
    zh: `文件不含任何拍摄信息、标识或来源记录${zh ? `（${zh}）` : ''}。微信等聊天软件、网购平台和截图都会去掉这些信息，所以这不能证明图片有问题，也不能证明没有问题。`,
    en: `The file holds no camera data, label or record of origin${en ? ` (${en})` : ''}. Messengers such as WeChat, shopping platforms and screenshots remove all of it, so this proves neither that something is wrong nor that nothing is.`,
  })
}
