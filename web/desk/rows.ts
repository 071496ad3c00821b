/** Moving through a table by keyboard: the row itself takes the focus, so that the browser scrolls to it and screen
 *  readers tell it. Works on whichever table the page shows. */

const rows = () => [...document.querySelectorAll<HTMLTableRowElement>('main tr.ant-table-row')]
const focused = () => document.activeElement?.closest<HTMLTableRowElement>('main tr.ant-table-row') ?? null

/** Whether the arrow keys are free: nothing has the focus, or a row has. */
export const isOnRows = () => document.activeElement === document.body || document.activeElement?.tagName === 'TR'

/** The next row, or the one before; the first where none has the focus. */
export function moveRow(by: 1 | -1): void {
  const all = rows()
  const now = focused()
  const at = now ? all.indexOf(now) : by === 1 ? -1 : all.length
  const next = all[Math.min(all.length - 1, Math.max(0, at + by))]
  if (!next) return
  next.tabIndex = -1
  next.focus()
}

/** Opens the row that has the focus, as a click on its first link would; false where none has it. */
export function openRow(): boolean {
  const row = document.activeElement
  if (!(row instanceof HTMLTableRowElement)) return false
  const opener = row.querySelector<HTMLElement>('button, a') ?? row
  opener.click()
  return true
}
