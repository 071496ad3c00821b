/** The numbers of parts in a text that somebody typed: between spaces, commas or new lines, Chinese ones as well. */
export const numbersIn = (text: string): string[] => text.split(/[\s,，、;；]+/).filter((one) => one !== '')
