/** What makes a spreadsheet take a cell for a formula (OWASP, CSV injection); full-width forms are folded by some. */
const starts = /^[=+\-@\t\r\n＝＋－＠]/

/** The cell as text that no spreadsheet computes: an apostrophe goes before what would start a formula. */
export const harmless = (cell: string): string => (starts.test(cell) ? `'${cell}` : cell)

/** What `harmless` did, undone: a table that was exported can be imported again. */
export const asWritten = (cell: string): string =>
  /^'/.test(cell) && starts.test(cell.slice(1)) ? cell.slice(1) : cell
