/** Which brands a text says it serves: the known ones it names, and whatever stands before its words for service. */

const service = /官方|售后|维修|客服|报修|服务(?=电话|热线|中心|网点|站|$)/
/** What stands there as well and is no brand. */
const common =
  /24小时|400|全国|统一|总部|厂家|指定|特约|授权|本地|附近|专业|上门|人工|各区|各点|各市|全市|全省|联保|家用|家电|电器|智能|品牌|中国|欢迎|拨打|致电|提供|请|的|市|区|县|省|旗|州/g
const appliance =
  /中央空调|空调|冰箱|冰柜|洗衣机|干衣机|热水器|壁挂炉|锅炉|燃气灶|集成灶|油烟机|抽油烟机|电视机?|净水器|洗碗机|消毒柜|微波炉|烤箱|指纹锁|马桶|地暖|风扇|电饭煲/g
const between = /[\s，。、；：,.;:|/【】[\]()<>—_~·"'“”!?-]+/u
const name = /^[\p{Script=Han}A-Za-z][\p{Script=Han}A-Za-z0-9]{1,7}$/u

/** `without`: the text without the names of places. */
export function brandsIn({ text, without }: { text: string; without: string }, known: readonly string[]): string[] {
  const plain = text.normalize('NFKC')
  const found = new Set(known.filter((brand) => plain.includes(brand)))
  for (const piece of without.normalize('NFKC').split(between)) {
    const at = piece.search(service)
    if (at < 2) continue
    const before = piece.slice(0, at).replace(appliance, '').replace(common, '')
    const isKnown = [...found].some((brand) => before.includes(brand))
    if (!isKnown && name.test(before)) found.add(before)
  }
  return [...found]
}
