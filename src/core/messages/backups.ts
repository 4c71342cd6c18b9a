// Texts of backups and restore drills.

export const backupsMessages = {
  'backups.not-found': { zh: '没有编号为 {id} 的备份。', en: 'There is no backup {id}.' },
  'backups.unavailable': { zh: '本运行环境不能备份：{reason}', en: 'This runtime cannot make backups: {reason}' },
  'backups.source-not-found': { zh: '没有编号为 {id} 的备份源。', en: 'There is no backup source {id}.' },
  'backups.set-not-found': { zh: '备份源中没有备份 {set}。', en: 'The source has no backup {set}.' },
  'backups.node-unknown': { zh: '登记表中没有节点 {id}。', en: 'There is no node {id} in the register.' },
  'backups.secret-missing': {
    zh: '没有登记访问该位置所需的密钥，请在备份源中补填。',
    en: 'No secret is registered for this place: give it with the source.',
  },
  'backups.drill-under-way': {
    zh: '该备份源已有演练在排队或进行中。',
    en: 'A drill of this source waits or runs already.',
  },
  'backups.busy': { zh: '另一备份或恢复演练正在进行。', en: 'Another backup or drill is under way.' },
  'backups.not-complete': { zh: '备份尚未完成，不能演练。', en: 'The backup is not finished; it cannot be drilled.' },
  'backups.none': { zh: '还没有任何备份', en: 'There is no backup yet' },
  'backups.failed': { zh: '最近一次备份失败：{problem}', en: 'The latest backup failed: {problem}' },
  'backups.too-old': {
    zh: '最近一次完好备份已有 {hours} 小时，阈值 {maxHours} 小时',
    en: 'The newest good backup is {hours} h old; threshold {maxHours} h',
  },
  'backups.restored': {
    zh: '已恢复：每张表与清单相符，审计记录完整，两人经手。现在可以启动服务。',
    en: 'Restored: every table as in the manifest, the audit trail unbroken, two persons present. The service may start.',
  },
  'backups.not-restored': { zh: '没有恢复，一切保持原样。', en: 'Not restored; everything is as it was.' },
  'backups.restored-trail-broken': {
    zh: '备份中的审计记录在第 {seq} 行断开',
    en: 'The audit trail inside the backup is broken at row {seq}',
  },
  'backups.manifest-missing': { zh: '清单层：备份清单丢失', en: 'Manifest: it is missing' },
  'backups.manifest-altered': { zh: '清单层：备份清单被改动', en: 'Manifest: it was altered' },
  'backups.file-missing': {
    zh: '文件层：缺少 {count} 个文件，例如 {file}',
    en: 'Files: {count} missing, for example {file}',
  },
  'backups.file-altered': {
    zh: '文件层：{count} 个文件与清单校验值不符，例如 {file}',
    en: 'Files: {count} differ from the manifest, for example {file}',
  },
  'backups.wal-missing': {
    zh: '日志层：缺少 {count} 个 WAL 段，例如 {file}',
    en: 'WAL: {count} segments missing, for example {file}',
  },
  'backups.start-failed': {
    zh: '启动层：恢复出的数据库未能启动：{problem}',
    en: 'Start: the restored server did not start: {problem}',
  },
  'backups.table-missing': {
    zh: '数据层：缺少 {count} 张表，例如 {table}',
    en: 'Data: {count} tables missing, for example {table}',
  },
  'backups.table-emptied': {
    zh: '数据层：表 {table} 恢复后为空，备份时有 {rows} 行',
    en: 'Data: table {table} is empty after the restore and had {rows} rows',
  },
  'backups.table-differs': {
    zh: '数据层：{count} 张表与备份时不一致，例如 {table}',
    en: 'Data: {count} tables differ from the backup, for example {table}',
  },
  'backups.moving-table-out-of-range': {
    zh: '数据层：备份期间有写入的表 {table} 恢复后 {rows} 行，不在 {low}–{high} 之间',
    en: 'Data: table {table}, written to during the backup, has {rows} rows, outside {low}–{high}',
  },
  'backups.nothing-compared': {
    zh: '数据层：清单中没有任何表可比对',
    en: 'Data: the manifest names no table to compare',
  },
  'backups.never-drilled': { zh: '备份从未通过恢复演练', en: 'No backup has passed a restore drill' },
  'backups.drill-too-old': {
    zh: '最近一次通过的恢复演练已过 {days} 天，阈值 {maxDays} 天',
    en: 'The last good drill was {days} days ago; threshold {maxDays} days',
  },
  'backups.drill-interrupted': { zh: '演练被中断', en: 'The drill was interrupted' },
  'backups.recovery-too-slow': {
    zh: '恢复用时 {seconds} 秒，目标 {maxSeconds} 秒',
    en: 'Recovery took {seconds} s; target {maxSeconds} s',
  },
} as const
