/** The provinces as tiles, each where it lies beside the others: `[column, row]` by the first two digits of the code. A sketch, and
 *  no map: no border is drawn. */
export const tiles: Readonly<Record<string, readonly [number, number]>> = {
  '23': [7, 0],
  ...{ '15': [4, 1], '22': [7, 1] },
  ...{ '65': [0, 2], '62': [2, 2], '64': [3, 2], '14': [4, 2], '11': [5, 2], '12': [6, 2], '21': [7, 2] },
  ...{ '54': [0, 3], '63': [1, 3], '61': [3, 3], '41': [4, 3], '13': [5, 3], '37': [6, 3] },
  ...{ '51': [2, 4], '50': [3, 4], '42': [4, 4], '34': [5, 4], '32': [6, 4], '31': [7, 4] },
  ...{ '53': [2, 5], '52': [3, 5], '43': [4, 5], '36': [5, 5], '33': [6, 5] },
  ...{ '45': [3, 6], '44': [4, 6], '35': [5, 6], '71': [6, 6] },
  ...{ '46': [3, 7], '82': [4, 7], '81': [5, 7] },
}
export const [columns, rows] = [8, 8]

/** 黑龙江省 → 黑龙江, 内蒙古自治区 → 内蒙古: as it is said, and fits a tile. */
export const shortName = (name: string): string => name.replace(/(?:壮族|回族|维吾尔)?自治区$|特别行政区$|[省市]$/, '')
