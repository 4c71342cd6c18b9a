// Texts about the audit trail: how it is broken, signed, copied and kept.

export const auditMessages = {
  'audit.row-missing': { zh: '审计记录缺失。', en: 'A row of the trail is missing.' },
  'audit.row-changed': { zh: '审计记录被改动。', en: 'A row of the trail was changed.' },
  'audit.link-broken': { zh: '审计记录链断开。', en: 'The chain of the trail is broken.' },
  'audit.beginning-missing': {
    zh: '最早的审计记录不在了，记录中也没有按保存期限清理的说明。',
    en: 'The oldest rows are gone, and the trail does not say that they were pruned by age.',
  },
  'audit.checkpoint-missing': {
    zh: '审计记录被截断，或恢复成了较早的状态：检查点指向的记录不在了。',
    en: 'The trail was cut off, or an older state was put back: the row of the checkpoint is not there.',
  },
  'audit.checkpoint-differs': {
    zh: '审计记录与检查点不符，已被重写。',
    en: 'The trail differs from the checkpoint: it was rewritten.',
  },
  'audit.checkpoint-forged': {
    zh: '检查点的签名不成立：检查点被改动或伪造。',
    en: 'The signature of a checkpoint does not hold: it was changed or forged.',
  },
  'audit.checkpoint-stranger': {
    zh: '检查点不是由所认的密钥签的。',
    en: 'A checkpoint was signed by another key than those trusted.',
  },
  'audit.export-altered': {
    zh: '导出文件被改动或不完整。',
    en: 'The export was altered or is not whole.',
  },
  'audit.trail-broken': {
    zh: '审计记录在第 {seq} 条处不完整，请立即保全现场并用库外检查点核验。',
    en: 'The trail is broken at row {seq}; preserve the evidence and verify against an outside checkpoint.',
  },
  'audit.checkpoint-late': {
    zh: '已有 {rows} 条审计记录等不到签名的检查点。',
    en: '{rows} rows of the trail wait for a signed checkpoint.',
  },
  'audit.copy-behind': {
    zh: '库外存放处“{place}”还缺 {behind} 个检查点：{words}',
    en: 'The outside place “{place}” lacks {behind} checkpoints: {words}',
  },
  'audit.table-too-long': {
    zh: '查到 {count} 条，表格最多 {limit} 条；请缩小范围，或导出整段记录。',
    en: '{count} rows were found and a table holds {limit}; narrow the search, or export the trail.',
  },
  'rights.unsealed': {
    zh: '{name}（{username}）的权限从未经本系统封存，已拒绝其使用。',
    en: 'The rights of {name} ({username}) were never sealed by the service; they are refused.',
  },
  'rights.altered': {
    zh: '{name}（{username}）的权限绕过本系统被改动，已拒绝其使用。请查明数据库的访问，再由两位安全保密管理员“确认权限”。',
    en: 'The rights of {name} ({username}) were altered behind the service; they are refused. Find out who reached the database; then two security administrators confirm the rights.',
  },
  'rights.rolled-back': {
    zh: '{name}（{username}）的权限被改回较早的状态，已拒绝其使用。',
    en: 'The rights of {name} ({username}) were put back to an earlier state; they are refused.',
  },
  'rights.key-altered': {
    zh: '{name}（{username}）的程序密钥“{keyName}”的范围被改动，已拒绝使用。',
    en: 'What the program key “{keyName}” of {name} ({username}) is for was altered; it is refused.',
  },
  'rights.key-missing': {
    zh: '权限完整性密钥丢失或打不开，任何人都不能登录。请恢复主密钥或数据库；确实丢失时由两人在服务器上执行 zhengxun rights seal。',
    en: 'The key that seals rights is gone or does not open; nobody signs in. Restore the key-encryption key or the database; where it is lost, two persons run zhengxun rights seal on the server.',
  },
  'audit.retention-unchanged': { zh: '现在就是保存 {months} 个月。', en: 'It is kept for {months} months already.' },
  'audit.retention-changed-meanwhile': {
    zh: '保存期限在申请之后又变了，请按现状重新申请。',
    en: 'The time has changed since this was asked for: ask again.',
  },
  'audit.retention-refused': {
    zh: '审计记录须保存 {min} 个月以上，不能设为 {months} 个月。',
    en: 'The trail is kept for {min} months or more; {months} months are refused.',
  },
} as const
