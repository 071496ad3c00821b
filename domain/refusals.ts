/** Every way to say no. `status` is HTTP; the sentences are shown to people as they stand. */
export const refusals = {
  'case.absent': { status: 404, zh: '没有找到', en: 'Not found' },
  'case.wrong_step': { status: 409, zh: '当前步骤不能进行此操作', en: 'This step is not possible now' },
  'case.not_yours_to_move': { status: 403, zh: '您的角色不能进行此操作', en: 'Your role cannot take this step' },
  'case.stale': {
    status: 412,
    zh: '页面已过期：有人刚刚修改过，请刷新后再试',
    en: 'Somebody else has just changed this; reload and try again',
  },
  'order.other_visit': { status: 409, zh: '该订单已有另一次上门', en: 'The order already has another visit' },
  'order.window_past': { status: 422, zh: '预约时间已过', en: 'The wanted time is in the past' },
  'order.window_shape': {
    status: 422,
    zh: '预约时间段须在 1 小时到 24 小时之间，且在 60 天以内',
    en: 'The wanted time must span 1 to 24 hours and start within 60 days',
  },
  'order.warranty_over': {
    status: 409,
    zh: '已超出维修保障期，请重新报修',
    en: 'The warranty of this repair is over; please report the fault anew',
  },
  'order.still_warranted': { status: 409, zh: '仍在维修保障期内', en: 'The warranty still runs' },
  'visit.quote_first': {
    status: 409,
    zh: '付费维修须先报价并经用户同意',
    en: 'Paid work needs a quote that the consumer has accepted',
  },
  'visit.quote_empty': { status: 422, zh: '报价至少要有一项', en: 'A quote needs at least one line' },
  'visit.free_of_charge': { status: 409, zh: '保障期内返修不得收费', en: 'Work under warranty is free of charge' },
  'visit.photo_needed': {
    status: 422,
    zh: '请至少上传一张完工照片',
    en: 'At least one photo of the finished work is needed',
  },
  'visit.consent_needed': {
    status: 422,
    zh: '需要用户的验收码或签名',
    en: "The consumer's code or signature is needed",
  },
  'visit.code_wrong': { status: 422, zh: '验收码不正确', en: 'The code is not right' },
  'visit.code_locked': {
    status: 409,
    zh: '验收码输错次数过多，已停用',
    en: 'Too many wrong codes: this one is no longer taken',
  },
  'visit.code_alive': { status: 409, zh: '验收码仍然有效，无需更换', en: 'The code still works' },
  'search.not_yours': { status: 404, zh: '没有派给您的这一单', en: 'No such offer to you' },
  'search.too_late': { status: 409, zh: '抢单时间已过', en: 'The offer has lapsed' },
  'search.still_open': { status: 409, zh: '派单等待时间未到', en: 'The offer still stands' },
  'search.cannot_serve': {
    status: 422,
    zh: '这位师傅没有维修该类电器的资质',
    en: 'This technician lacks the skill for this appliance',
  },
  'person.held': { status: 409, zh: '相关证据正依法保全，不能删除', en: 'Evidence of theirs is under a legal hold' },
  'person.nothing_asked': { status: 422, zh: '请说明要查看哪些信息', en: 'Say which fields you need to see' },
  'technician.needs_work': {
    status: 422,
    zh: '请至少填写一项技能和一个服务区域',
    en: 'At least one skill and one territory are needed',
  },
  'technician.position_time': {
    status: 422,
    zh: '位置共享最长两小时',
    en: 'A position can be shared for two hours at the most',
  },
  'rating.given': { status: 409, zh: '这次服务已经评价过了', en: 'This visit has been rated' },
  'rating.stars': { status: 422, zh: '评分须为 1 到 5 星', en: 'A rating has 1 to 5 stars' },
  'appliance.no_such_part': { status: 404, zh: '没有登记这个配件', en: 'No such part is registered' },
  'appliance.nothing_due': { status: 409, zh: '没有新的到期提醒', en: 'Nothing new is due' },
  'promise.not_due': { status: 409, zh: '尚未到提醒时间', en: 'Nothing is due yet' },
  'merchant.name_taken': { status: 409, zh: '已有同名商家', en: 'A merchant of this name is there already' },
  'merchant.unknown': { status: 422, zh: '没有这个商家', en: 'There is no such merchant' },
  'claim.unknown_purchase': {
    status: 422,
    zh: '没有找到这笔购买记录，请核对订单',
    en: 'No such purchase of yours is known; please check the order',
  },
  'claim.photo_small': {
    status: 422,
    zh: '照片太小，看不清细节（短边至少 480 像素），请上传原图',
    en: 'The photo is too small to show anything (480 pixels on the shorter side at least); please send the original',
  },
  'claim.wrong_kind': {
    status: 422,
    zh: '要求的是视频，请上传视频；要求照片的请上传照片',
    en: 'A video was asked for where a photo was given, or the other way round',
  },
  'claim.film_length': {
    status: 422,
    zh: '视频须为 3 秒到 3 分钟，请重新录制或剪短后上传',
    en: 'A video lasts 3 seconds to 3 minutes; please take another, or a shorter part of it',
  },
  'claim.packing_film_length': {
    status: 422,
    zh: '发货视频须为 3 秒到 30 分钟，请只上传这件商品的打包过程',
    en: 'A packing video lasts 3 seconds to 30 minutes; please give the packing of this parcel alone',
  },
  'challenge.over': {
    status: 409,
    zh: '现场拍摄时间已过，请重新获取任务再拍',
    en: 'The time for this live photo is over; please ask for another task',
  },
  'challenge.used': {
    status: 409,
    zh: '这个任务的拍摄次数已用完，请重新获取任务',
    en: 'This task has had all its tries; please ask for another',
  },
  'claim.amount': {
    status: 422,
    zh: '金额必须大于零，且不超过实付金额',
    en: 'The amount must be more than nothing and no more than what was paid',
  },
  'claim.remedy_not_offered': {
    status: 422,
    zh: '这类商品目前不支持该售后方式，请选择其他方式',
    en: 'This remedy is not offered for these goods; please choose another',
  },
  'claim.open_already': {
    status: 409,
    zh: '这件商品已有一个进行中的售后申请',
    en: 'A claim for this item is already under way',
  },
  'claim.evidence_late': {
    status: 409,
    zh: '举证时间已过，不能再补充证据',
    en: 'The time for evidence is over: nothing can be added',
  },
  'claim.evidence_missing': {
    status: 422,
    zh: '还缺少要求的照片或视频；确实无法提供的请逐项注明',
    en: 'Something that was asked for is missing; say for each what you cannot show',
  },
  'claim.evidence_too_much': {
    status: 422,
    zh: '一个售后申请最多 40 个照片和视频',
    en: 'A claim carries at most 40 photos and videos',
  },
  'claim.evidence_twice': {
    status: 422,
    zh: '这张照片已经提交过了，请换一张',
    en: 'This very photo is there already; please give another',
  },
  'claim.still_collecting': { status: 409, zh: '举证时间尚未结束', en: 'There is still time for evidence' },
  'claim.still_appealable': { status: 409, zh: '申诉期尚未结束', en: 'There is still time to appeal' },
  'claim.other_hearing': { status: 409, zh: '该答复已由另一次听证取代', en: 'Another hearing has taken its place' },
  'claim.other_decision': { status: 409, zh: '该申请已转由另一次审核处理', en: 'Another review has taken its place' },
  'claim.nothing_to_accept': {
    status: 409,
    zh: '对方目前没有可接受的方案',
    en: 'The other side has offered nothing that could be accepted',
  },
  'claim.needs_a_person': { status: 403, zh: '决定必须由人作出', en: 'A decision needs a person' },
  'claim.appeal_late': {
    status: 409,
    zh: '申诉期已过（7 天；有新证据的 30 天）',
    en: 'The time to appeal is over (7 days; 30 with new evidence)',
  },
  'claim.own_instruction': {
    status: 409,
    zh: '这笔赔付由商家自己的授权作出，商家不能申诉',
    en: "This was paid on the merchant's own instruction, which the merchant cannot appeal",
  },
  'dossier.still_collecting': {
    status: 409,
    zh: '买家仍在举证，暂不能生成证据卷宗；举证结束后再试',
    en: 'The buyer still collects evidence: a dossier can be made when that is over',
  },
  'dossier.purpose': {
    status: 422,
    zh: '该用途与接收单位不符，请重新选择',
    en: 'This purpose does not fit the addressee; please choose again',
  },
  'dossier.interest': {
    status: 403,
    zh: '您与本申请有利害关系，证据卷宗须由他人生成和下载',
    en: 'You have a part in this claim: somebody else has to make and take its dossier',
  },
  'dossier.not_ready': {
    status: 409,
    zh: '证据卷宗尚未生成完毕，请稍候',
    en: 'The dossier is still being made; please wait a moment',
  },
  'dossier.gone': {
    status: 410,
    zh: '证据卷宗已过保存期限或无法打开，请重新生成',
    en: 'The file of this dossier is past its term or cannot be opened any more; please make another',
  },
  'hearing.not_your_side': { status: 404, zh: '没有待您答复的事项', en: 'Nothing here waits for your answer' },
  'disclosure.seen': { status: 409, zh: '已记录查看', en: 'Already noted as seen' },
  'hearing.seen': { status: 409, zh: '已记录查看', en: 'Already noted as seen' },
  'hearing.extended': { status: 409, zh: '答复期只能延长一次', en: 'The time to answer can be extended once only' },
  'hearing.late': { status: 409, zh: '答复期已过', en: 'The time to answer is over' },
  'hearing.still_open': { status: 409, zh: '答复期尚未结束', en: 'There is still time to answer' },
  'decision.interest': {
    status: 403,
    zh: '您与本申请有利害关系，须由他人审核',
    en: 'You have a part in this claim: somebody else has to review it',
  },
  'decision.same_reviewer': {
    status: 403,
    zh: '申诉须由另一位审核员处理',
    en: 'An appeal needs another reviewer',
  },
  'decision.four_eyes': {
    status: 403,
    zh: '复核须由另一位审核员进行',
    en: 'A second approval needs another reviewer',
  },
  'decision.not_yours': {
    status: 409,
    zh: '请先领取本案；已被他人领取的不能处理',
    en: 'Take the case first; one that somebody else has taken is theirs',
  },
  'decision.reasons': {
    status: 422,
    zh: '请至少选择一条与结论相符的理由',
    en: 'Give at least one reason that carries this outcome',
  },
  'decision.not_due': { status: 409, zh: '尚未到提醒时间', en: 'Nothing is due yet' },
  'remedy.not_your_side': { status: 404, zh: '没有待您处理的事项', en: 'Nothing here waits for you' },
  'remedy.late': { status: 409, zh: '寄送时间已过', en: 'The time to send the goods is over' },
  'remedy.still_open': { status: 409, zh: '期限尚未结束', en: 'There is still time' },
  'remedy.other_payment': { status: 409, zh: '该笔款项已登记', en: 'Another payment is under way' },
  'remedy.has_order': { status: 409, zh: '已生成维修单', en: 'A repair order is there already' },
  'remedy.other_order': { status: 409, zh: '不是本申请的维修单', en: 'Not the repair order of this claim' },
  'instruction.dates': { status: 422, zh: '截止日期须晚于生效日期', en: 'The end must be after the beginning' },
  'instruction.amount': { status: 422, zh: '限额须大于零', en: 'The limit must be more than nothing' },
  'policy.date_past': { status: 422, zh: '规则不能早于现在生效', en: 'Rules cannot come into force in the past' },
  'recording.empty': { status: 422, zh: '录像没有内容', en: 'The film holds nothing' },
  'recording.clock': {
    status: 422,
    zh: '录像的开始时间在将来：请校准设备时钟',
    en: 'The film would begin in the future: set the clock of the device',
  },
  'recording.film_kind': {
    status: 422,
    zh: '录像须为视频，商品图须为照片',
    en: 'A film has to be a video, and a picture of the goods a photo',
  },
  'recording.no_film': {
    status: 409,
    zh: '录像尚未封存，或已过保存期',
    en: 'The film is not sealed yet, or was removed after its term',
  },
  'recording.stamped': { status: 409, zh: '已加盖时间戳', en: 'It has a time stamp already' },
  'recording.held': { status: 409, zh: '该录像正处于证据保全中', en: 'The recording is under a legal hold' },
  'recording.not_held': { status: 409, zh: '该录像没有被保全', en: 'The recording is under no hold' },
  'recording.term': { status: 409, zh: '法定保存期未满，不能删除', en: 'Its term is not over: it cannot be removed' },
  'custody.held': { status: 409, zh: '证据正处于保全中', en: 'The evidence is under a legal hold' },
  'custody.not_held': { status: 409, zh: '证据没有被保全', en: 'The evidence is under no hold' },
  'custody.dated': { status: 409, zh: '保存期已经确定', en: 'Its term is set already' },
  'custody.term': { status: 409, zh: '法定保存期未满，不能删除', en: 'Its term is not over: it cannot be removed' },
  'rules.wrong_step': {
    status: 409,
    zh: '规则已发布，不能修改；请另建草稿',
    en: 'A published rule set cannot be changed; draft another',
  },
  'rules.four_eyes': {
    status: 403,
    zh: '规则须由起草人以外的人发布',
    en: 'A rule set is published by somebody who did not draft it',
  },
  'rules.untried': {
    status: 409,
    zh: '请先在以往的申请上试运行这一版规则',
    en: 'Try this version on past claims first',
  },
  'rules.date_past': { status: 422, zh: '生效时间不能早于现在', en: 'Rules cannot come into force in the past' },
  'rules.in_force': {
    status: 409,
    zh: '已生效的规则不能撤回，请发布新的版本替代',
    en: 'Rules in force cannot be withdrawn: publish another version in their place',
  },
  'rules.not_due': { status: 409, zh: '后一版规则尚未生效', en: 'The version that follows is not in force yet' },
  'calendar.day_there': { status: 409, zh: '这一天已经登记过了', en: 'This day is there already' },
  'view.name_taken': { status: 409, zh: '您已有同名的视图', en: 'You already have a view of this name' },
  'view.too_many': { status: 409, zh: '最多保存 100 个视图', en: 'At most 100 views can be kept' },
  'role.last_operator': {
    status: 409,
    zh: '这是最后一位运营，不能收回该角色',
    en: 'This is the last operator: the role cannot be taken away',
  },
} as const satisfies Record<string, { status: number; zh: string; en: string }>

export type RefusalCode = keyof typeof refusals
export type Refusal = { refusal: RefusalCode; isKept?: true }
export const refuse = (refusal: RefusalCode): Refusal => ({ refusal })
/** A no that is remembered: what was kept in the same transaction (that a code was wrong, say) stays kept. */
export const refuseAndKeep = (refusal: RefusalCode): Refusal => ({ refusal, isKept: true })
/** Whether what came with a refusal is kept. */
export const isKept = ({ isKept }: Refusal): boolean => isKept === true
/** Whether an answer is a refusal. */
export const isRefusal = (answer: unknown): answer is Refusal =>
  typeof answer === 'object' && answer !== null && 'refusal' in answer
