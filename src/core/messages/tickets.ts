// Texts of tickets, the knowledge base, records, spare parts, the duty roster and assessments.

export const ticketsMessages = {
  'tickets.not-found': { zh: '没有编号为 {id} 的工单。', en: 'There is no ticket {id}.' },
  'tickets.wrong-state': {
    zh: '工单处于“{state}”状态，不能执行“{step}”。',
    en: 'The ticket is in state {state}, which does not allow the step {step}.',
  },
  'tickets.reported-in-future': { zh: '报告时间不能晚于现在。', en: 'A report cannot come from the future.' },
  'tickets.reached-already': {
    zh: '该节点（{step}）已经记录过，以第一次为准。',
    en: 'The milestone {step} is recorded already; the first time counts.',
  },
  'tickets.pause-reason': {
    zh: '本合同不允许以“{reason}”为由暂停计时。',
    en: 'This contract does not let {reason} stop a clock.',
  },
  'tickets.paused-already': { zh: '已因“{reason}”暂停。', en: 'It is paused for {reason} already.' },
  'tickets.not-paused': { zh: '没有因“{reason}”暂停。', en: 'It is not paused for {reason}.' },
  'tickets.account-missing': {
    zh: '请先填写现象、原因和解决方法（缺少：{fields}）。',
    en: 'Write down what was seen, its cause and what solved it first (missing: {fields}).',
  },
  'tickets.report-missing': { zh: '故障工单关闭前须有故障报告。', en: 'A fault is closed with its report only.' },
  'tickets.cause-has-open': {
    zh: '同一问题已有未关闭的工单 {number}。',
    en: 'The same cause has an open ticket already: {number}.',
  },
  'knowledge.ticket-not-solved': {
    zh: '工单 {number} 还没有解决，不能写入知识库。',
    en: 'Ticket {number} is not solved yet and has nothing to teach.',
  },
  'knowledge.kept-already': { zh: '工单 {number} 已写入知识库。', en: 'Ticket {number} has its entry already.' },
  'records.not-found': { zh: '没有编号为 {id} 的这类记录。', en: 'There is no such record {id}.' },
  'spares.not-found': { zh: '没有编号为 {id} 的备件。', en: 'There is no spare part {id}.' },
  'spares.not-enough': { zh: '“{name}”库存只有 {stock} 件。', en: 'There are only {stock} of {name} in stock.' },
  'duty.not-found': { zh: '没有这一班。', en: 'There is no such shift.' },
  'duty.begun': { zh: '已经开始的班次不能删除。', en: 'A shift that has begun stays in the roster.' },
  'duty.overlaps': {
    zh: '{wanted} 的班次与 {person} 的重叠（同类、同顺位）。',
    en: 'The shift of {wanted} overlaps that of {person} (same kind and rank).',
  },
  'calendar.day-of-another-year': {
    zh: '{date} 不属于 {year} 年的放假安排（只能是 {year} 年的日期，或上一年 12 月的日期）。',
    en: '{date} does not belong to the notice of {year} (days of that year, or of December before it).',
  },
  'calendar.day-off-and-worked': {
    zh: '{date} 同时写成了放假日和调休上班日。',
    en: '{date} stands both as a day off and as a working day.',
  },
  'sla.no-period': {
    zh: '“{period}”不是考核期；请写 2026H1、2026H2 或 2026。',
    en: '{period} is no period; write 2026H1, 2026H2 or 2026.',
  },
} as const
