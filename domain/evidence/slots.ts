/** What a piece of evidence shows. The rules say which are asked for. */
export const slots = [
  /** The whole item. */
  'whole',
  /** The damage, close up. */
  'damage',
  /** The damage from a second angle. */
  'damage-angle',
  /** Label, model or serial number. */
  'label',
  /** Outer packaging and waybill. */
  'packaging',
  'video',
  /** The item made unusable, where the merchant asks for it. */
  'destruction',
  /** Whatever else a side brings. */
  'other',
  /** The merchant's: goods before they were sent. */
  'packing',
  'packing-video',
] as const
export type Slot = (typeof slots)[number]

/** Photos by which the damage itself is judged. */
export const showsDamage = (slot: Slot): boolean => slot === 'damage' || slot === 'damage-angle'
export const isVideo = (slot: Slot): boolean => slot === 'video' || slot === 'packing-video'
/** How long a film may last, in whole seconds: shorter shows nothing, longer nobody looks at. A merchant's shows a whole
 *  parcel being packed. */
export const filmSeconds = (slot: Slot): { least: number; most: number } =>
  slot === 'packing-video' ? { least: 3, most: 1_800 } : { least: 3, most: 180 }
/** Whether a film of so many seconds is too short or too long for its slot. */
export const isWrongLength = (slot: Slot, seconds: number): boolean =>
  seconds < filmSeconds(slot).least || seconds >= filmSeconds(slot).most + 1
/** Pictures of the goods as the merchant had them: what claim photos are compared with. */
export const showsGoods = (slot: Slot): boolean => slot === 'packing'
