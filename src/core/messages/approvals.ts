// Texts of what takes a second person (四眼): how it stands, why it is refused, and what each kind will do.

export const approvalsMessages = {
  'approvals.not-found': { zh: '没有这项申请。', en: 'There is no such request.' },
  'approvals.person-required': {
    zh: '须由本人登录后申请或审批，任务不能代办。',
    en: 'A person asks and a person approves, signed in: a job does neither.',
  },
  'approvals.asked-already': { zh: '同样的申请已在待批。', en: 'The same request is waiting already.' },
  'approvals.same-person': {
    zh: '申请人不能审批自己的申请，换一个账号也不行：须由另一人审批。',
    en: 'Who asked does not decide, by no account of theirs: another person does.',
  },
  'approvals.account-too-new': {
    zh: '审批人的账号须在申请之前就已存在。',
    en: 'The account that decides must be older than the request.',
  },
  'approvals.not-requester': {
    zh: '只有申请人本人可以这样做。',
    en: 'Only the person who asked may do this.',
  },
  'approvals.requester-gone': {
    zh: '申请人已停用或已无此权限，请由在岗人员重新申请。',
    en: 'Who asked is disabled or may no longer ask for this: somebody who may should ask again.',
  },
  'approvals.is-pending': { zh: '这项申请尚待另一人审批。', en: 'This request still waits for another person.' },
  'approvals.is-approved': { zh: '这项申请已批准。', en: 'This request has been approved.' },
  'approvals.is-refused': { zh: '这项申请已被驳回。', en: 'This request has been refused.' },
  'approvals.is-withdrawn': { zh: '这项申请已撤回。', en: 'This request has been withdrawn.' },
  'approvals.is-done': { zh: '这项申请已办完，不能再用。', en: 'What was asked for is done and cannot be used again.' },
  'approvals.is-failed': { zh: '这项申请已批准，但执行失败。', en: 'This request was approved, and then failed.' },
  'approvals.is-lapsed': { zh: '这项申请已过期，请重新申请。', en: 'This request has lapsed: ask again.' },
  'approvals.is-interrupted': {
    zh: '执行中断，结果不明：不会自动重试，请先到对方系统核实，再决定是否重新申请。',
    en: 'It was cut off and its outcome is not known: it is not tried again by itself. Look at the other side first, then ask again if need be.',
  },
} as const
