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
  'audit.retention-refused': {
    zh: '审计记录须保存 {min} 个月以上，不能设为 {months} 个月。',
    en: 'The trail is kept for {min} months or more; {months} months are refused.',
  },
} as const
