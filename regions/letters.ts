import data from './data/letters.json' with { type: 'json' }

const simplified = new Uint16Array(0x1_0000)
for (const pair of data.simplified.split(' ')) simplified[pair.charCodeAt(0)] = pair.charCodeAt(1)

/** One letter for one letter, so that places in the text stay what they are: traditional characters simplified,
 *  full-width letters and digits halved, capitals lowered. */
export function simplify(text: string): string {
  let result = ''
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i)
    const halved = code >= 0xff01 && code <= 0xff5e ? code - 0xfee0 : code === 0x3000 ? 0x20 : code
    const plain = simplified[halved] || halved
    result += String.fromCharCode(plain >= 65 && plain <= 90 ? plain + 32 : plain)
  }
  return result
}

/** Sounds that many speakers do not tell apart count as one. */
const blurred = (sound: string) =>
  sound
    .replace(/^([zcs])h/, '$1')
    .replace(/([aei])ng$/, '$1n')
    .replace('ü', 'v')
const sounds = new Map<string, Set<string>>()
for (const [sound, chars] of Object.entries(data.sounds)) {
  for (const char of chars) sounds.set(char, (sounds.get(char) ?? new Set()).add(blurred(sound)))
}

/** Characters that look alike enough to be mistyped or misread; one group a line of `shapes`. */
const shapes = new Map<string, Set<number>>()
const groups =
  '未末朱 己已巳 土士 日曰目 天夭夫 人入八 干千于 大太犬 田由甲申 桂挂佳 柳抑卯 泸沪庐 淅浙 汨汩 拂佛 叠迭 州洲川 陕峡 晋普 沂祈 苏办 阳旧阴 辽迁 宁丁 徐除 皖脘 泰秦奏 溧漂 邳邱 睢雎 崃莱 峨蛾 峪裕 岷眠 崂劳 茌荏 莒营 兖衮 郓郸 鄄鄞 鄢焉 郯剡 滕腾 藤腾 滦栾 涞莱 漳樟璋 潢璜 潍维 淮准 溆淑 浠稀 濮僕 濠壕 沭沐 泗四 涿啄 汶纹 沅元 澧醴 漯螺 灞坝 渑绳 洱耳 潞路 浏刘 湟皇 岚风 嵊乘 嵩高 榆愉 栖牺 桦华 椒淑 柞作 栾恋 郏夹 郫啤 筠均 珙拱 璧壁 盱于 眙怡 砀荡 磴登 祁祈 歙翕 黟黔 睦陆 穗惠 稷谡 缙晋 绥妥 罘不 芮内 苍仓 茂茅 莘辛 荥荣 荔励 蒲浦 蓟鱼 蔚尉 薛嶭 虞娱 衢渠 谯樵 贡页 赉来 迭送 遂逐 邕巴 邗邢 邛工 邯邮 邵邹 郴彬 隰湿 雁燕 雷雪 霍雀 韶绍 颍颖 鹰应 麟鳞 黎梨 龙尤 龚袭 东车 乐东 丰半 临监 义叉 乌鸟 乡多 云去 井开 亳毫 仁二 仙仕 伊依 什计 佳住 保堡 信倍 偃堰 元无 光先 兰三 兴光 凤风 凌陵 凉谅 利和 化比 北比 南楠 卢户 厦夏 台合 吉古 同向 呈程 和合 咸成 商尚 嘉喜 固国 图因 城诚 埇桶 塔搭 墨黑 壶壹 夏复 安按 定宝 宜宣 宾兵 容溶 密蜜 富福 寿涛 封圭 尖小 屏平 山由 岳兵 岱代 崇宗 巢果 巫坐 巴巳 平乎 庆厌 庐芦 廉兼 延廷 建健 开井 弋戈 张弘 彭膨 彬林 微徵 德得 怀坏 慈磁 扎札 扬杨 承永 抚托 揭竭 攀樊 政正 文交 新析 方万 昆毘 昌冒 明朋 易昜 晃光 景影 曲由 木术 杭航 松公 林材 柘拓 栋拣 桐铜 梁粱 横黄 武式 永水 汉汶 江工 沙少 河何 治冶 泉皇 波破 洋祥 洛络 津律 洪共 浦捕 海梅 涟连 深探 清请 温湿 湖胡 湛甚 源原 滨宾 漠莫 澄登 瑞端 玉王 环坏 瓜爪 甘廿 白自 皋泉 盐监 石右 磐盘 神袖 福富 禹离 秀季 竹行 米来 红江 绛降 罗岁 翔样 肃萧 肥肌 舒舍 良郎 色包 芷止 英央 荆刑 莆甫 莱菜 萍苹 蒙家 蓬篷 裕浴 西酉 词同 谷各 赣戆 辉挥 通桶 遵尊 邑巴 郊效 郎朗 金全 钟种 铁轶 铜桐 锦棉 镇填 长张 闽闵 阜埠 陆陇 陵凌 隆降 集隼 雄推 青清 靖静 鞍鞋 顺须 饶绕 马乌 高亮 鱼渔 鹤鸡 鹿麋 麻床 黄横 圳川'
for (const [group, chars] of groups.split(' ').entries()) {
  for (const char of chars) shapes.set(char, (shapes.get(char) ?? new Set()).add(group))
}

const share = <T>(a: Set<T> | undefined, b: Set<T> | undefined): boolean =>
  !!a && !!b && [...a].some((one) => b.has(one))
export const soundsAlike = (a: string, b: string): boolean => share(sounds.get(a), sounds.get(b))
export const looksAlike = (a: string, b: string): boolean => share(shapes.get(a), shapes.get(b))
