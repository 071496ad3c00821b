import { orderExport } from './export.ts'
import { orderImport } from './import.ts'

/** Orders as tables, out and in. */
export const orderSheets = [orderExport, orderImport]
