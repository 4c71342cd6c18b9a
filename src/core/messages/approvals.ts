// Texts of what takes a second person (四眼): how it stands, why it is refused, what each kind will do; and of break-glass.

import { type ReasonText, reasonTexts as text } from './reason-shape.ts'

export const breakGlassReasons: Readonly<Record<string, ReasonText>> = {
  'break-glass.opened': text(
    ['应急通道被打开', 'Break-glass was opened'],
    ['{name} 以“{role}”名义打开应急通道：{reason}', '{name} opened it as {role}: {reason}'],
    [
      '立即核实是否属实，查审计中此人半小时内做了什么；随后由两名安全保密管理员换发新的封存件',
      'Find out at once whether it was meant; see in the audit trail what was done; have two security administrators seal new halves',
    ],
  ),
}

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
  'approvals.own-case': {
    zh: '这项申请与您本人有关，须由其他人审批。',
    en: 'This is about you: somebody else decides it.',
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
  'approvals.not-for-emergencies': {
    zh: '这类申请不能用应急通道放行，须由另一人审批。',
    en: 'This is not passed in an emergency: another person decides.',
  },
  'approvals.kind.break-glass': { zh: '换发应急封存件', en: 'New sealed halves' },
  'approvals.break-glass.seal': {
    zh: '生成新的应急封存件：前半交 {firstHolder}，后半交 {secondHolder}。',
    en: 'Makes new halves: the first for {firstHolder}, the second for {secondHolder}.',
  },
  'approvals.break-glass.replaces': { zh: '现有的封存件立即作废。', en: 'The halves there are become void at once.' },
  'approvals.break-glass.halves': {
    zh: '前半段在申请时只显示给申请人，后半段在批准时只显示给审批人；各自写下、封好、当面交给持有人，不得拍照留存。',
    en: 'Who asks is shown the first half, who approves the second; each writes theirs down, seals it and hands it over in person.',
  },
  'break-glass.none-sealed': {
    zh: '没有可用的应急封存件（尚未设置，或已使用）。',
    en: 'There are no sealed halves: none were made, or they are spent.',
  },
  'break-glass.rests': {
    zh: '您输错次数过多，请 15 分钟后再试，或由他人输入。',
    en: 'Too many wrong halves: try again in fifteen minutes, or have somebody else enter it.',
  },
  'break-glass.wrong-half': { zh: '这不是有效的半段，已记入审计。', en: 'That is not a half. It is on record.' },
  'break-glass.same-half': {
    zh: '这半段已输过，请输入另外半段。',
    en: 'That half was entered already: enter the other.',
  },
  'break-glass.too-late': {
    zh: '两个半段须在 10 分钟内输完，请重新开始。',
    en: 'Both halves are entered within ten minutes: begin again.',
  },
  'break-glass.not-found': { zh: '没有这次应急。', en: 'There is no such emergency.' },
  'break-glass.not-open': {
    zh: '应急通道没有为您打开，或已用过、已过 30 分钟。',
    en: 'No emergency is open for you: it was used, or half an hour has passed.',
  },
  'approvals.kind.accounts': { zh: '账号与角色', en: 'Accounts and roles' },
  'approvals.accounts.create': {
    zh: '为 {name} 新建账号 {username}，角色如下。',
    en: 'Makes the account {username} for {name}, with these roles.',
  },
  'approvals.role.operator': { zh: '角色：运维人员', en: 'Role: operator' },
  'approvals.role.ra-officer': { zh: '角色：受理点审核员', en: 'Role: registration officer' },
  'approvals.role.district-clerk': { zh: '角色：区中心经办', en: 'Role: district clerk' },
  'approvals.role.auditor': { zh: '角色：审计人员', en: 'Role: auditor' },
  'approvals.role.system-admin': { zh: '角色：系统管理员', en: 'Role: system administrator' },
  'approvals.role.security-admin': { zh: '角色：安全管理员', en: 'Role: security administrator' },
  'approvals.role.audit-admin': { zh: '角色：审计管理员', en: 'Role: audit administrator' },
  'approvals.accounts.district': {
    zh: '只看得到、只写得进区县 {district} 的数据。',
    en: 'Sees and writes the data of district {district} alone.',
  },
  'approvals.accounts.further': {
    zh: '此人已有其他账号；四眼按人计，多个账号仍是一双眼。',
    en: 'This person has an account already; four eyes are counted by person, whatever their accounts.',
  },
  'approvals.accounts.halves': {
    zh: '一次性口令分两半：前半段在申请时只显示给申请人，后半段在批准时只显示给批准人，由两人分别交给本人。',
    en: 'The one-time password comes in two halves: one shown to who asks, one to who approves; each hands theirs to the person.',
  },
  'approvals.accounts.grant': {
    zh: '授予 {name}（{username}）以下角色。',
    en: 'Grants {name} ({username}) these roles.',
  },
  'approvals.accounts.take': {
    zh: '收回 {name}（{username}）的以下角色，其会话立即结束。',
    en: 'Takes these roles from {name} ({username}); their sessions end at once.',
  },
  'approvals.accounts.disable': {
    zh: '停用 {name}（{username}），其会话立即结束。',
    en: 'Disables {name} ({username}); their sessions end at once.',
  },
  'approvals.accounts.enable': { zh: '重新启用 {name}（{username}）。', en: 'Enables {name} ({username}) again.' },
  'approvals.accounts.unlock': {
    zh: '解除 {name}（{username}）因口令多次错误的锁定。',
    en: 'Unlocks {name} ({username}), whose password was given wrongly too often.',
  },
  'approvals.accounts.whole-estate': {
    zh: '不限区县，按角色看全市。',
    en: 'No district: sees the whole estate, by the roles.',
  },
  'approvals.accounts.move': {
    zh: '变更 {name}（{username}）所属区县，其会话立即结束。',
    en: 'Changes the district of {name} ({username}); their sessions end at once.',
  },
  'approvals.accounts.confirm': {
    zh: '{name}（{username}）的权限曾绕过本系统被改动；批准即确认以下内容无误并重新封存：',
    en: 'The rights of {name} ({username}) were altered behind the service; approving confirms what follows and seals it anew:',
  },
  'approvals.accounts.confirm-disabled': { zh: '账号处于停用状态。', en: 'The account is disabled.' },
  'approvals.accounts.reset-factors': {
    zh: '清除 {name}（{username}）的全部第二因素（动态口令、通行密钥、证书、恢复码），其会话立即结束；须重新登记。',
    en: 'Drops every second factor of {name} ({username}): codes, passkeys, certificates, recovery codes. Their sessions end; they enrol again.',
  },
  'approvals.accounts.reset-password': {
    zh: '重置 {name}（{username}）的口令，其会话立即结束。',
    en: 'Resets the password of {name} ({username}); their sessions end at once.',
  },
  'approvals.kind.audit-retention': { zh: '变更审计保存期限', en: 'Change how long the trail is kept' },
  'approvals.audit-retention.months': {
    zh: '审计记录的保存期限由 {before} 个月改为 {months} 个月。',
    en: 'The audit trail is kept for {months} months instead of {before}.',
  },
  'approvals.audit-retention.shorter': {
    zh: '期限缩短：超过新期限的记录会在下次清理时永久删除。',
    en: 'It becomes shorter: older rows are deleted for good at the next pruning.',
  },
  'approvals.kind.leaver-account': { zh: '停用离职人员的账号', en: 'Disable the account of a leaver' },
  'approvals.leaver-account.disable': {
    zh: '{name} 已登记离职：停用账号 {username}，其会话立即结束。',
    en: '{name} has left: disables the account {username}; its sessions end at once.',
  },
  'approvals.kind.seal-maker-certificate': { zh: '签发制章证书', en: 'Issue a seal maker’s certificate' },
  'approvals.seal-maker-certificate.issue': {
    zh: '由“{authority}”为制章密钥“{key}”签发证书；从此可用它制章。',
    en: '{authority} issues a certificate for the key “{key}”, which makes seals from then on.',
  },
  'approvals.kind.seal-maker-revocation': { zh: '吊销制章证书', en: 'Revoke a seal maker’s certificate' },
  'approvals.seal-maker-revocation.keyCompromise': {
    zh: '吊销制章密钥“{key}”的证书 {subject}，原因：密钥泄露。这把密钥以后不能再申请证书。',
    en: 'Revokes the certificate {subject} of the key “{key}”: the key is compromised, and is certified no more.',
  },
  'approvals.seal-maker-revocation.superseded': {
    zh: '吊销制章密钥“{key}”的证书 {subject}，原因：已由别的证书取代。',
    en: 'Revokes the certificate {subject} of the key “{key}”: superseded.',
  },
  'approvals.seal-maker-revocation.cessationOfOperation': {
    zh: '吊销制章密钥“{key}”的证书 {subject}，原因：不再制章。',
    en: 'Revokes the certificate {subject} of the key “{key}”: it makes no more seals.',
  },
  'approvals.seal-maker-revocation.privilegeWithdrawn': {
    zh: '吊销制章密钥“{key}”的证书 {subject}，原因：制章资格已取消。',
    en: 'Revokes the certificate {subject} of the key “{key}”: the privilege was withdrawn.',
  },
  'approvals.seal-maker-revocation.which': {
    zh: '序列号 {serial}，SHA-256 {sha256}。',
    en: 'Serial number {serial}, SHA-256 {sha256}.',
  },
  'approvals.seal-maker-revocation.final': {
    zh: '不能恢复。它制的印章从此不能盖章，系统会排重制；以前盖好的文件按盖章时间判断。',
    en: 'For good. Seals it made are not used from then on, and are queued to be made anew; what was sealed before is judged by its time.',
  },
  'approvals.kind.certificate-order': { zh: '向 CA 订购证书', en: 'Order at a CA' },
  'approvals.certificate-order.place': {
    zh: '向“{connection}”订购证书 {commonName}（{algorithm}）。',
    en: 'Orders the certificate {commonName} ({algorithm}) at “{connection}”.',
  },
  'approvals.certificate-order.names': {
    zh: '证书中的名称（{count} 个）：{names}',
    en: 'Names in it ({count}): {names}',
  },
  'approvals.certificate-order.replaces': {
    zh: '用于替换现有证书（续期）。',
    en: 'It replaces a certificate there is (a renewal).',
  },
  'approvals.kind.certificate-revoke': { zh: '吊销证书', en: 'Revocation' },
  'approvals.certificate-revoke.keyCompromise': {
    zh: '请“{connection}”吊销 {subject}：私钥可能泄露。',
    en: 'Has “{connection}” revoke {subject}: its key may be in other hands.',
  },
  'approvals.certificate-revoke.superseded': {
    zh: '请“{connection}”吊销 {subject}：已被新证书替换。',
    en: 'Has “{connection}” revoke {subject}: it was replaced.',
  },
  'approvals.certificate-revoke.cessationOfOperation': {
    zh: '请“{connection}”吊销 {subject}：站点停用。',
    en: 'Has “{connection}” revoke {subject}: the site is given up.',
  },
  'approvals.certificate-revoke.affiliationChanged': {
    zh: '请“{connection}”吊销 {subject}：单位信息变更。',
    en: 'Has “{connection}” revoke {subject}: the holder has changed.',
  },
  'approvals.certificate-revoke.unspecified': {
    zh: '请“{connection}”吊销 {subject}：未说明原因。',
    en: 'Has “{connection}” revoke {subject}, for no stated reason.',
  },
  'approvals.certificate-revoke.which': {
    zh: '序列号 {serial}，有效期至 {notAfter}，SHA-256 {sha256}',
    en: 'Serial {serial}, valid until {notAfter}, SHA-256 {sha256}',
  },
  'approvals.certificate-revoke.final': {
    zh: '吊销不能撤销：仍在使用它的站点会被浏览器拒绝，请先确认已换下。',
    en: 'It cannot be taken back: browsers refuse sites that still show it. Make sure it is out of use.',
  },
  'approvals.kind.key-export': { zh: '导出私钥', en: 'Export of a private key' },
  'approvals.key-export.what': {
    zh: '{subject} 的私钥离开本系统（序列号 {serial}，SHA-256 {sha256}）。',
    en: 'The private key of {subject} leaves the service (serial {serial}, SHA-256 {sha256}).',
  },
  'approvals.key-export.where': {
    zh: '放进给 {target} 的安装包，格式 {format}，口令由申请人下载时设定。',
    en: 'It goes into the package for {target}, format {format}, under a password that who asked sets when fetching.',
  },
  'approvals.key-export.once': {
    zh: '批准后 24 小时内，由申请人本人下载一次。',
    en: 'Who asked fetches it once, within 24 hours of the approval.',
  },
} as const
