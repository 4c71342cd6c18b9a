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
} as const
