import { isOrderNumber, orderNumber, plainNumber } from '../orders/number.ts'

/** Claim numbers shown to people: `T` and a number like that of an order, with its check digit, so that nobody takes one for
 *  the other on the phone. */
export const claimNumber = (n: number): string => `T${orderNumber(n)}`

/** Whether the text can be a claim number; spaces, dashes and case do not matter. */
export const isClaimNumber = (text: string): boolean => /^t/i.test(text.trim()) && isOrderNumber(text.trim().slice(1))

/** The number as it is kept, without what people put between digits. */
export const plainClaimNumber = (text: string): string => plainNumber(text.trim().toUpperCase())
