import { type Instant, seconds } from '../basics.ts'

/** What a live photo has to show, drawn at random when the buyer opens the camera, so that a picture made elsewhere will not
 *  do. Only that it was shown in time is certain; whether the photo shows it, a person sees. */
export const tasks = {
  code: {
    zh: '把下面的数字写在纸上，放在商品旁边一起拍',
    en: 'Write the digits below on paper and photograph it beside the goods',
  },
  'angle-left': {
    zh: '把商品向左转约 45°，拍清楚损坏处',
    en: 'Turn the goods about 45° to the left and show the damage',
  },
  'angle-right': {
    zh: '把商品向右转约 45°，拍清楚损坏处',
    en: 'Turn the goods about 45° to the right and show the damage',
  },
  light: {
    zh: '用手电或台灯从侧面照着损坏处拍一张',
    en: 'Light the damage from the side with a torch or a lamp and take a photo',
  },
  finger: { zh: '用手指着损坏处拍一张', en: 'Point at the damage with a finger and take a photo' },
} as const
export type Task = keyof typeof tasks
export const taskCodes = Object.keys(tasks) as Task[] // the keys of the table above

/** How long a challenge stands: enough for the task, too short to have a picture made. */
export const challengeSeconds = 120
export const expiryOf = (issuedAt: Instant): number => issuedAt + seconds(challengeSeconds)
/** Frames that may be named for one challenge: several tries at one task. */
export const mostFrames = 6
