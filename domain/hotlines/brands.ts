/** Which brands a text says it serves: the known ones it names, and whatever stands before an appliance or 官方 and its words for
 *  service. */

const service = /官方|售后|维修|客服|报修|服务(?=电话|热线|中心|网点|站|$)/
/** What stands there as well and is no brand. */
const common =
  /24小时|400|全国|统一|总部|厂家|指定|特约|授权|本地|附近|专业|上门|人工|在线|微信|电话|投诉|产品|订单|会员|咨询|预约|快速|各区|各点|各市|全市|全省|联保|家用|家电|电器|智能|品牌|中国|欢迎|拨打|致电|提供|请|的|市|区|县|省|旗|州/g
const appliance =
  /中央空调|空调|冰箱|冰柜|洗衣机|干衣机|热水器|壁挂炉|锅炉|燃气灶|集成灶|抽油烟机|油烟机|电视机?|净水器|洗碗机|消毒柜|微波炉|烤箱|指纹锁|马桶|地暖|风扇|电饭煲/
const claims = /官方|全国|统一/
const between = /[\s，。、；：,.;:|/【】[\]()<>—_~·"'“”!?-]+/u
const name = /^[\p{Script=Han}A-Za-z][\p{Script=Han}A-Za-z0-9]{1,7}$/u
/** Letters that often stand before a name and belong to none. */
const loose = /[\p{Script=Han}A-Za-z0-9]$/u
const leading = /[的家用修买是和与及或个台问]$/u

/** More are not looked at: a page with as many is a list, or nothing but made to look like one. */
const most = 60

/** Whether a brand is named by itself: 美的 is not in 完美的净水器. */
function isNamed(text: string, brand: string): boolean {
  for (let at = text.indexOf(brand); at >= 0; at = text.indexOf(brand, at + 1)) {
    const before = text.slice(Math.max(0, at - 1), at)
    if (!loose.test(before) || leading.test(before)) return true
  }
  return false
}

/** `without`: the text without the names of places. */
export function brandsIn({ text, without }: { text: string; without: string }, known: readonly string[]): string[] {
  const plain = text.normalize('NFKC').toLowerCase()
  const placeless = without.normalize('NFKC')
  const lower = placeless.toLowerCase()
  const found = new Set(
    known.filter((brand) => plain.includes(brand.toLowerCase()) && isNamed(lower, brand.toLowerCase())),
  )
  for (const piece of placeless.split(between)) {
    if (found.size >= most) break
    const at = piece.search(service)
    const before = at < 2 ? '' : piece.slice(0, at)
    // Of 微信客服 nobody makes anything: an appliance, or that it is for the whole country, goes with a brand.
    if (!appliance.test(before) && !claims.test(piece)) continue
    const rest = before.replace(new RegExp(appliance, 'g'), '').replace(common, '')
    const isKnown = [...found].some((brand) => rest.toLowerCase().includes(brand.toLowerCase()))
    if (!isKnown && name.test(rest)) found.add(rest)
  }
  return [...found]
}
