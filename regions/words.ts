/** What in a text is no part of a region, though it may look like one. All on simplified, lower-case text. */

const ways = '路|街|大道|大街|巷|弄|胡同|快速路|公路|高速|大桥'
const stops = '站|门|桥|码头|机场|航空|火车站|国际机场|道(?!外|里|真|县)'
const houses = '大学|学院|中学|小学|医院|饭店|酒店|宾馆|大厦|广场|银行|时间|人|话|市场|市民'
const lands = '湖|山|河|江|寺|塔|港|湾|岛|镇|乡|村|屯|店|堡|坊|岭|沟|坝|湿地'

/** A short name before one of these is a street, a station, a gate of that name: 南京路, 北京西站, 余杭塘路. */
export const goesOnAsStreet = new RegExp(
  `^(?:[东西南北中上下前后内外环新老大小一二三四五六七八九十]{0,2}|.)(${ways})|^[东西南北]?(${stops})|^(${houses})`,
)

/** A short name of a county before one of these is a place of its own: 西湖村, 长安镇. */
export const goesOnAsPlace = new RegExp(`^[东西南北中上下前后内外新老大小]{0,1}(${lands})`)

const begins = new Uint8Array(0x1_0000)
for (const word of [ways, stops, houses, lands].join('|').split('|')) begins[word.charCodeAt(0)] = 1

/** Whether one of these may go on here at all: most places are ruled out by three letters. */
export function mayGoOn(plain: string, at: number): boolean {
  const last = Math.min(at + 3, plain.length)
  for (let i = at; i < last; i++) if (begins[plain.charCodeAt(i)] === 1) return true
  return false
}

/** What follows a region in an address. */
export const addressLike =
  /(路|街|道|巷|弄|里|村|镇|乡|社区|小区|号|栋|幢|座|室|单元|楼|层|屯|庄|组|园|苑|城|大厦|广场|市场|门口|附近|对面|旁|厂|学校|中学|小学|大学|医院|派出所|政府|站|桥|湾|\d)/

/** What follows 香港, 澳门 and 台湾, whose districts have no codes. */
export const farAreaLike = /(区|市|县|岛|仔|角|湾|环|埔|咀|塘|九龙|新界|凼|邨)/

/** What follows the name of a place in the name of a thing: brands, dishes, companies, teams. */
export const thingLike =
  /^(小吃|稻香村|楼外楼|拉面|牛肉|凉皮|肉夹馍|凉粉|烩面|刀削|油泼|热干|臭豆腐|米粉|米线|卷粉|肠粉|小面|火锅|串串|烤|烧|炒|蒸|卤|扒鸡|炖|汤|包子|馒头|煎饼|麻花|月饼|粽|糕|饼|糖|醋|酱|酒|啤酒|白酒|黄酒|老酒|老窖|茶|毛尖|龙井|银针|咖啡|火腿|腊肉|香肠|板鸭|咸鸭|盐水|鸭脖|羊肉|大虾|螃蟹|大闸蟹|海鲜|苹果|蜜柚|脐橙|橙|蜜桃|西瓜|葡萄|哈密瓜|枸杞|红枣|核桃|榨菜|大米|小米|香米|豆腐|辣|肥肠|鱼|鸡|鸭|现代|大众|本田|丰田|奔驰|吉普|汽车|客车|重汽|卡车|轮胎|电器|电视|空调|冰箱|手机|家电|钢铁|石化|石油|烟草|制药|药业|集团|公司|有限|股份|科技有|保险|证券|信托|银行|出版|时报|日报|晚报|卫视|电视台|电台|故事|往事|爱情|之|队|国安|泰山队|申花|恒大|国际马拉松|马拉松|特产|旅游|攻略|天气|气温|时间|人|话|菜|腔|戏|剧|梆子|事变|条约|起义|会战|共识|方言|牌|五粮液|茅台|杜康|汾酒|羊绒|玉器|瓷|刺绣|丝绸|剪纸|风筝|泥人|木雕|漆器|宣纸|纸|石狮|水|虎|犬|猫|马|牛|羊|自贸|板块|概念|精神|模式|经验|速度|制造|方案|宣言|公约|议定书|奥运|亚运|世博)/

/** Where a text ends so, the place is part of the name of a dish or an institution: 云南过桥米线, 南京理工大学. */
export const thingEnd =
  /(小吃|拉面|米粉|米线|小面|火锅|烤鸭|扒鸡|烧鸡|包子|麻花|月饼|啤酒|白酒|火腿|榨菜)$|^(?!.*[路街道巷弄号市区县镇乡村]).{0,5}(大学|学院|医院|银行|组织)$/

/** Letters that sound like a suffix and make another word: 大理石, 宁海线, 红旗渠. */
export const wordEnd = /[石史时线渠]$/

/** Words of every day that are also the short name of one county; alone they mean nothing. */
export const everyday = new Set(
  '平安 和平 新华 东方 太平 文明 友好 红旗 解放 建设 前进 向阳 光明 大方 天台 安定 永和 长城 富裕 富民 公安 通道 三元 阿里 东风 长江 泰山 长岭 长安 同心 团结 凤凰 牡丹 老城 城北 城东 城西 城南 江南 河东 河西 桥东 桥西 路南 路北 站前 上街 吉利 中原 城关 新城 西湖 东湖 如意 天元 天心 宁静 清流 平和 明水 龙门 九龙 长寿 海港 清水 白云 青山 黄龙 东山 西山 南海 东海 中华 金星 双桥 大同路 太湖 天山 天桥 天涯 东区 西区'.split(
    ' ',
  ),
)

/** Names of places that are not in China; after one of these a "district" is theirs. */
export const foreign =
  /(日本|韩国|朝鲜|越南|泰国|老挝|缅甸|柬埔寨|新加坡|马来西亚|印尼|印度|菲律宾|巴基斯坦|孟加拉|尼泊尔|俄罗斯|蒙古国|哈萨克斯坦|乌兹别克|美国|加拿大|墨西哥|巴西|阿根廷|智利|秘鲁|英国|法国|德国|意大利|西班牙|葡萄牙|荷兰|比利时|瑞士|瑞典|挪威|芬兰|丹麦|波兰|捷克|奥地利|匈牙利|希腊|乌克兰|土耳其|埃及|南非|尼日利亚|肯尼亚|埃塞俄比亚|澳大利亚|澳洲|新西兰|迪拜|阿联酋|沙特|以色列|伊朗|伊拉克|卡塔尔|东京|大阪|京都|名古屋|横滨|川崎|神户|福冈|札幌|仙台|北海道|冲绳|奈良|长崎|熊本|千叶|埼玉|神奈川|静冈|爱知|岐阜|三重|滋贺|兵库|和歌山|鸟取|岛根|冈山|山口县|德岛|香川|爱媛|高知|佐贺|大分县|宫崎|鹿儿岛|青森|岩手|宫城|秋田|山形|福岛|茨城|栃木|群马|新潟|富山|石川|福井|山梨|长野|首尔|汉城|釜山|仁川|大邱|光州广域|大田广域|蔚山|济州|京畿道|江原道|全罗|庆尚|忠清|平壤|开城工业|河内|胡志明|西贡|岘港|海防|曼谷|清迈|普吉|芭提雅|吉隆坡|槟城|马六甲|雅加达|巴厘|泗水|马尼拉|宿务|仰光|曼德勒|金边|暹粒|万象|琅勃拉邦|新德里|孟买|加尔各答|班加罗尔|加德满都|科伦坡|伦敦|曼彻斯特|利物浦|爱丁堡|巴黎|里昂|马赛|尼斯|柏林|慕尼黑|法兰克福|汉堡市|罗马|米兰|威尼斯|佛罗伦萨|马德里|巴塞罗那|里斯本|阿姆斯特丹|鹿特丹|布鲁塞尔|苏黎世|日内瓦|维也纳|布拉格|布达佩斯|华沙|莫斯科|圣彼得堡|符拉迪沃斯托克|海参崴|伊斯坦布尔|安卡拉|开罗|约翰内斯堡|内罗毕|纽约|曼哈顿|布鲁克林|皇后区|洛杉矶|旧金山|三藩市|芝加哥|华盛顿|波士顿|费城|西雅图|休斯顿|达拉斯|迈阿密|拉斯维加斯|夏威夷|加州|得州|德州市?奥斯汀|佛州|加利福尼亚|多伦多|温哥华|蒙特利尔|渥太华|悉尼|墨尔本|布里斯班|珀斯|奥克兰|惠灵顿|里约|圣保罗|布宜诺斯艾利斯|墨西哥城)/

/** What people write before an address, to be taken off the letters before a region. */
export const labelEnd =
  /(?:中华人民共和国|中国|大陆|内地|收货地址|收件地址|详细地址|服务地址|上门地址|家庭住址|家庭地址|联系地址|通讯地址|寄送地址|寄件地址|安装地址|维修地址|公司地址|地址|住址|所在地区|所在地|籍贯|户籍|户口|位于|坐落于|坐落在|住在|家住|住|家在|我家|我们|我是|我在|我|人在|现居|现在|目前|老家|家|来自|寄到|寄往|寄|送到|发往|发到|发|送至|送|运到|运往|到|去|来|在|是|于|从|至|往|区域|地区|省市区|的|你好|您好|师傅|请|麻烦|帮忙|派人|上门|上|和|与|或|就|也|都|附近|这边|这里|要|想|为|给|对|坐标|城市|定位|原|旧称|原来|以前|曾经|新|收)+$/

/** Zones and common words that end like a division and are none: what follows a city may be one of these. */
export const noDivision =
  /^(高新|经开|经济|技术|开发|工业|产业|科技|保税|出口|综合|自贸|自由|示范|试验|度假|旅游|风景|名胜|国家|生态|新区|园区|城区|老城|新城|市区|郊区|市郊|主城|中心|小区|社区|片区|地区|辖区|校区|景区|矿区|林区|港区|库区|厂区|街区|生活|家属|住宅|别墅|商业|商务|步行|大学|超市|夜市|集市|菜市|门市|股市|市场|市民|市政|县城|县道|全区|全市|全县|各区|各县|本市|本区|同城|城市|空港|临空|临港|航空|航天|滨江新|江东新|东部新|南部新|西部新|北部新|政务|行政|文教|大(?=[学型市社院小厦道街桥楼酒超卖润悦众])|[一二三四五六七八九十abcd](?=[区期号]))/
