/** What the inspection says of labels of generated content (GB 45438-2025, and the measures on labelling of 2025), by the
 *  codes of its findings. **Label findings** are counted in photos and in claims; a photo with several kinds counts in each.
 *  A finding is what a file says, never who wrote it or who uploaded it. */
export const labelFindings = {
  /** The implicit label in the metadata, readable: the picture is, may be or is suspected to be generated. */
  implicit: ['origin.aigc.label'],
  /** The visible words at the edge of the picture. */
  explicit: ['origin.visible-label'],
  /** A label that is not as the standard has it: unknown value, unreadable, or copies that disagree. */
  irregular: ['origin.aigc.label-unknown', 'origin.aigc.unreadable', 'origin.aigc.copies-disagree'],
  /** The place of an implicit label, and the label gone. Blanked or cut metadata alone is not counted: what it held cannot be
   *  told. */
  removed: ['origin.removed.label'],
} as const
export type LabelKind = keyof typeof labelFindings
export const labelKinds = ['implicit', 'explicit', 'irregular', 'removed'] as const satisfies readonly LabelKind[]
