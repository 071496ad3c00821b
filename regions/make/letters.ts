/** Look-alikes that the comparison of strokes does not see, by hand. */
const lookAlikes =
  '未末朱 己已巳 土士 日曰目 天夭夫 人入八 干千于 大太犬 田由甲申 州洲 陕峡 沂祈 苏办 阳旧阴 宁丁 徐除 秦泰奏 凛凜 溧漂 崃莱 兖衮 鄄鄞 郯剡 淮准 沭沐 泗四 汶纹 沅元 渑绳 洱耳 岚风 嵊乘 栾恋 睦陆 芮内 苍仓 荥荣 蓟鱼 迭送 邕巴 邗邢 邯邮 彬林 毫亳 仙仕 元无 凤风 安按 宾兵 密蜜 建健 弋戈 扎札 承永 政正 文交 昆毘 晃光 柘拓 治冶 甘廿 白自 石右 禹离 竹行 萍苹 衡行 锡钖 镇填 崇祟 壶壸 曲由 乌鸟 车东 厂广 易昜 侯候 卢户 芦庐 析折 奉奏 皋臬 岳丘 区匹 县具 市布 旗旋 省看 戊戌戍成 拔拨 贷货 刺剌 汨汩泪 沪泸 丘兵 孟盂 营菅 丹舟 撤撒 徽微 来耒 川州 束柬枣 古石占 长表 仓仑 合会 沅沉 潮湖 沣澧 灵炅 式武 盘盆 家蒙 贡赣 赤亦 钢铜 陵陆 集雀 稚雅 寅黄 否杏 巧巩 唐康 廊廓 息恳 惠患 旌族 旬旱 易昂 曹曾 木水永 皇泉 泽译 渠集 午牛 平乎'

/** What the room knows of letters: the simplified form of traditional ones, sounds, and which look alike. */
type Letters = { simplified: string; sounds: Record<string, string>; looks: string[]; parts: string[] }
type Converters = { Converter(how: { from: string; to: string }): (text: string) => string }
type Pinyin = { pinyin(text: string, how: { toneType: string; multiple: boolean; type: string }): string[] }
type Hanzi = { start(): void; decompose(letter: string): { components1: string[]; components3: string[] } }

export function lettersOf(require: NodeJS.Require, placeNames: string): Letters {
  const common = [...new Set([...commonLetters(), ...placeNames].filter((letter) => /^\p{Script=Han}$/u.test(letter)))]
  const { pinyin } = require('pinyin-pro') as Pinyin // the package's API, as far as used here
  const hanzi = require('hanzi') as Hanzi // likewise
  hanzi.start()
  const inNames = [...new Set(placeNames)].filter((letter) => common.includes(letter))
  return {
    simplified: simplified(require('opencc-js') as Converters), // likewise
    sounds: sounds(common, pinyin),
    ...shapes({ inNames, common, hanzi }),
  }
}

/** The letters of GB 2312, which are those that people type. */
function commonLetters(): string[] {
  const gb18030 = new TextDecoder('gb18030')
  const letters: string[] = []
  for (let high = 0xb0; high <= 0xf7; high++) {
    for (let low = 0xa1; low <= 0xfe; low++) letters.push(gb18030.decode(new Uint8Array([high, low])))
  }
  return letters
}

/** Pairs `臺台`; variants that the converters leave alone are added by hand. */
function simplified({ Converter }: Converters): string {
  const converters = [Converter({ from: 'tw', to: 'cn' }), Converter({ from: 'hk', to: 'cn' })]
  const pairs = Array.from({ length: 0x9fff - 0x4e00 + 1 }, (_, i) => String.fromCharCode(0x4e00 + i)).flatMap(
    (letter) => {
      const plain = converters.map((convert) => convert(letter)).find((text) => text !== letter && text.length === 1)
      return plain ? [letter + plain] : []
    },
  )
  const byHand =
    '峯峰 羣群 甯宁 淸清 靑青 嶽岳 崑昆 巖岩 邨村 濬浚 滙汇 鑛矿 恆恒 衞卫 爲为 啓启 綫线 臺台 檯台 颱台 陝陕 榖谷 祕秘 囘回 氹凼'
  const known = new Set(pairs.map((pair) => pair.charAt(0)))
  return [...pairs, ...byHand.split(' ').filter((pair) => !known.has(pair.charAt(0)))].join(' ')
}

function sounds(common: readonly string[], pinyin: Pinyin['pinyin']): Record<string, string> {
  const bySound: Record<string, string> = {}
  for (const letter of common) {
    for (const sound of new Set(pinyin(letter, { toneType: 'none', multiple: true, type: 'array' }))) {
      bySound[sound] = (bySound[sound] ?? '') + letter
    }
  }
  return bySound
}

/** `looks`: a letter of place names, then those that are nearly the same strokes, or part of one another.
 *  `parts`: letters that share one part and differ in the other. */
function shapes({ inNames, common, hanzi }: { inNames: readonly string[]; common: readonly string[]; hanzi: Hanzi }) {
  const drawn = new Map(common.map((letter) => [letter, hanzi.decompose(letter)]))
  const strokes = (letter: string) => (drawn.get(letter)?.components3 ?? []).join('')
  const isPart = (part: string, whole: string) => (drawn.get(whole)?.components1 ?? []).includes(part)
  const looks = inNames.flatMap((letter) => {
    const own = strokes(letter)
    const alike = common.filter(
      (other) =>
        other !== letter && (isPart(other, letter) || isPart(letter, other) || likeness(own, strokes(other)) >= 0.8),
    )
    return alike.length > 0 ? [letter + alike.join('')] : []
  })
  const byHand = lookAlikes
    .split(' ')
    .flatMap((group) => [...group].map((letter) => letter + group.replace(letter, '')))
  const byPart = new Map<string, string>()
  for (const [letter, { components1 }] of drawn) {
    for (const part of components1) {
      if (/^\p{Script=Han}$/u.test(part)) byPart.set(part, (byPart.get(part) ?? '') + letter)
    }
  }
  return { looks: [...looks, ...byHand], parts: [...byPart.values()].filter((letters) => letters.length > 1) }
}

/** The longest common run of strokes (gaps allowed), as a share of the longer letter. */
function likeness(a: string, b: string): number {
  const longer = Math.max(a.length, b.length)
  if (Math.min(a.length, b.length) < 0.8 * longer || longer < 3) return 0
  let row = new Uint8Array(b.length + 1)
  for (const stroke of a) {
    const next = new Uint8Array(b.length + 1)
    for (let j = 1; j <= b.length; j++) {
      next[j] = stroke === b[j - 1] ? (row[j - 1] ?? 0) + 1 : Math.max(row[j] ?? 0, next[j - 1] ?? 0)
    }
    row = next
  }
  return (row[b.length] ?? 0) / longer
}
