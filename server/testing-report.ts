/** A report as somebody makes it, for tests that need nothing else of a world. */
export const report = {
  appliance: 'gas-boiler',
  brand: '暖阳',
  fault: '点不着火，显示 E1',
  name: '卓玛措',
  phone: '19900000001',
  address: '甘南迭部县电尕镇兰州路1号',
}
