// Texts of what is wrong with a backup of the estate: what it means, what was seen, what to do. Pure data.

import { type ReasonText, reasonTexts as text } from './reason-shape.ts'

const PRESENCE: Record<string, ReasonText> = {
  'backup.presence.unreachable': text(
    ['存放备份的位置无法访问，不能判断', 'The place of the backups cannot be reached, so nothing can be said'],
    ['存在层：{problem}', 'Presence: {problem}'],
    ['核对位置、账号和网络后重新检查', 'Check the place, the account and the network, then check again'],
  ),
  'backup.presence.not-looked': text(
    ['最近没有检查过这些备份', 'Nobody has looked at these backups lately'],
    ['存在层：超过 26 小时没有检查结果', 'Presence: there is no result of the last 26 h'],
    [
      '在备份页启动一次检查；查明检查任务为何未运行',
      'Start a check on the backup page; find out why the job did not run',
    ],
  ),
  'backup.presence.vanished': text(
    ['最近的备份不见了', 'The newest backup has disappeared'],
    [
      '存在层：曾经看到的备份 {set} 已不在，剩下的都更旧',
      'Presence: backup {set} was seen and is gone; all that is left is older',
    ],
    ['查明是谁删除的；从异地副本取回', 'Find out who removed it; fetch it from the off-site copy'],
  ),
  'backup.presence.none': text(
    ['没有找到任何备份', 'There is no backup at all'],
    ['存在层：该位置没有一份备份', 'Presence: not one backup is in this place'],
    [
      '立即核对备份任务是否运行、输出位置是否改变，并做一次全量备份',
      'Find out whether the job runs and where it writes; make a full backup now',
    ],
  ),
  'backup.presence.not-ended': text(
    ['备份任务没有正常结束', 'The backup job did not end'],
    ['存在层：备份 {set} 没有结束时间', 'Presence: backup {set} has no end'],
    ['查看备份任务日志，排除原因后重做', 'Read the log of the job, remove the cause, and make it again'],
  ),
  'backup.presence.manifest-missing': text(
    ['备份没有清单，无法证明其内容', 'The backup has no manifest: nothing proves what it holds'],
    ['存在层：备份 {set} 没有清单文件', 'Presence: there is no manifest for backup {set}'],
    [
      '在备份任务末尾加上 zhengxun backup manifest（见部署说明），重新备份',
      'Add zhengxun backup manifest to the job (see deployment), then back up again',
    ],
  ),
  'backup.presence.no-manifest': text(
    ['备份没有可信清单，演练无从比对', 'Without a manifest that can be trusted a drill has nothing to compare with'],
    [
      '存在层：备份 {set} 的清单不存在或不可信',
      'Presence: the manifest of backup {set} is absent or not to be trusted',
    ],
    ['在备份任务中生成清单后重新备份', 'Have the job write a manifest, then back up again'],
  ),
  'backup.presence.file-missing': text(
    ['备份缺少文件', 'Files of the backup are missing'],
    [
      '存在层：备份 {set} 缺少 {count} 个文件，例如 {file}',
      'Presence: backup {set} lacks {count} files, for example {file}',
    ],
    [
      '从异地副本取回；取不回时立即重做该备份',
      'Fetch them from the off-site copy; failing that, make this backup again now',
    ],
  ),
  'backup.presence.gone-at-restore': text(
    ['演练时备份文件已不在', 'Files of the backup were gone when the drill began'],
    ['存在层：演练时找不到 {file}', 'Presence: {file} was not there at the drill'],
    ['核对清理策略是否误删；从异地副本取回', 'Find out whether a clean-up removed it; fetch it from the off-site copy'],
  ),
}

const AGE: Record<string, ReasonText> = {
  'backup.age.no-sound-full': text(
    ['没有完好的全量备份', 'There is no sound full backup'],
    [
      '时效层：没有一份全量备份通过检查（要求 {maxHours} 小时内有一份）',
      'Age: no full backup passes its checks (one within {maxHours} h is asked for)',
    ],
    ['立即做一次全量备份，并查明已有备份损坏的原因', 'Make a full backup now, and find out what damaged the others'],
  ),
  'backup.age.no-sound-newest': text(
    ['没有完好的备份', 'There is no sound backup'],
    [
      '时效层：没有一份备份通过检查（要求 {maxHours} 小时内有一份）',
      'Age: no backup passes its checks (one within {maxHours} h is asked for)',
    ],
    ['立即做一次备份，并查明已有备份损坏的原因', 'Make a backup now, and find out what damaged the others'],
  ),
  'backup.age.full-too-old': text(
    ['全量备份过期', 'The newest full backup is too old'],
    [
      '时效层：最近一份完好的全量备份 {set} 已有 {hours} 小时，上限 {maxHours} 小时',
      'Age: {set}, the newest sound full backup, is {hours} h old; limit {maxHours} h',
    ],
    ['做一次全量备份；查明月度任务为何未运行', 'Make a full backup; find out why the monthly job did not run'],
  ),
  'backup.age.newest-too-old': text(
    ['每日备份过期', 'The newest backup is too old'],
    [
      '时效层：最近一份完好的备份 {set} 已有 {hours} 小时，上限 {maxHours} 小时',
      'Age: {set}, the newest sound backup, is {hours} h old; limit {maxHours} h',
    ],
    ['做一次增量备份；查明每日任务为何未运行', 'Make an incremental backup; find out why the daily job did not run'],
  ),
  'backup.age.in-future': text(
    ['备份时间在未来', 'The backup is dated in the future'],
    ['时效层：备份 {set} 的开始时间晚于现在', 'Age: backup {set} begins after now'],
    [
      '核对备份主机与本机的时钟；时间不可信的备份不能作为依据',
      'Check the clocks of both hosts; a backup with a wrong time proves nothing',
    ],
  ),
  'backup.age.data-too-old': text(
    ['恢复出的数据太旧，超过恢复点目标（RPO）', 'The restored data is older than the recovery point target (RPO)'],
    [
      '时效层：演练开始时数据已有 {hours} 小时，目标 {maxHours} 小时',
      'Age: the data was {hours} h old when the drill began; target {maxHours} h',
    ],
    ['缩短备份间隔或加上日志归档', 'Back up more often, or archive the log'],
  ),
}

const SIZE: Record<string, ReasonText> = {
  'backup.size.nothing': text(
    ['备份大小为零', 'The backup is empty'],
    ['大小层：备份 {set} 没有任何内容', 'Size: backup {set} holds nothing'],
    ['查看备份任务日志和磁盘空间，重做备份', 'Read the log of the job and the disk, then make it again'],
  ),
  'backup.size.file-empty': text(
    ['备份中的文件被清空', 'Files of the backup were emptied'],
    [
      '大小层：备份 {set} 有 {count} 个文件变为空，例如 {file}',
      'Size: {count} files of backup {set} are empty now, for example {file}',
    ],
    [
      '从异地副本取回；以它为基础的备份全部不可信',
      'Fetch them from the off-site copy; trust no backup that builds on this one',
    ],
  ),
  'backup.size.truncated': text(
    ['备份文件不完整（被截断）', 'The dump is cut off'],
    ['大小层：备份 {set} 读到末尾之前就中断：{problem}', 'Size: backup {set} stops before its end: {problem}'],
    ['检查备份主机磁盘空间与传输，重做备份', 'Check the disk of the host and the transfer, then make it again'],
  ),
  'backup.size.out-of-band': text(
    ['备份大小与以往相差过大', 'The size of the backup is unlike the ones before'],
    [
      '大小层：备份 {set} 与近期同类备份的中位数相差 {percent}%，允许 ±{maxPercent}%',
      'Size: backup {set} is {percent}% off the median of its kind; ±{maxPercent}% is allowed',
    ],
    [
      '核对是否有大量增删数据；无法解释时立即演练',
      'Find out whether much data came or went; drill it now if nobody can say',
    ],
  ),
}

const CHECKSUM: Record<string, ReasonText> = {
  'backup.checksum.manifest-unreadable': text(
    ['备份清单无法读取', 'The manifest cannot be read'],
    ['校验层：备份 {set} 的清单格式不对', 'Checksums: the manifest of backup {set} is not one'],
    ['查明清单为何损坏，重新备份', 'Find out what damaged it, then back up again'],
  ),
  'backup.checksum.manifest-forged': text(
    ['备份清单被改动或伪造', 'The manifest was altered or forged'],
    [
      '校验层：备份 {set} 的清单与其校验码或首次记录不符',
      'Checksums: the manifest of backup {set} is not what was sealed or first seen',
    ],
    [
      '按安全事件处理：保留现场，从异地副本恢复，查明谁改动了清单',
      'Treat it as an incident: keep the evidence, use the off-site copy, find out who changed it',
    ],
  ),
  'backup.checksum.manifest-unsealed': text(
    ['备份清单没有校验码，不能证明出处', 'The manifest has no seal: nothing proves who wrote it'],
    ['校验层：备份 {set} 的清单没有校验码', 'Checksums: the manifest of backup {set} is not sealed'],
    [
      '在备份任务中配置清单密钥（--key），并登记到备份源',
      'Give the job a manifest key (--key) and register it with the source',
    ],
  ),
  'backup.checksum.file-differs': text(
    ['备份文件与清单校验值不符', 'Files differ from the manifest'],
    [
      '校验层：备份 {set} 有 {count} 个文件不符，例如 {file}',
      'Checksums: {count} files of backup {set} differ, for example {file}',
    ],
    ['从异地副本取回；检查存储介质', 'Fetch them from the off-site copy; check the storage'],
  ),
  'backup.checksum.differs-at-restore': text(
    ['演练时读到的文件与清单不符', 'A file read at the drill differs from the manifest'],
    ['校验层：{file} 与清单不符', 'Checksums: {file} differs from the manifest'],
    ['从异地副本取回；检查存储介质', 'Fetch it from the off-site copy; check the storage'],
  ),
}

const CHAIN: Record<string, ReasonText> = {
  'backup.chain.missing': text(
    ['备份链断裂：上一级备份不存在', 'The chain is broken: a parent is missing'],
    ['链层：备份 {set} 依赖的 {parent} 不在', 'Chain: {parent}, which backup {set} builds on, is not there'],
    [
      '从异地副本取回上一级备份，否则立即做全量备份',
      'Fetch the parent from the off-site copy, or make a full backup now',
    ],
  ),
  'backup.chain.later': text(
    ['备份链次序不对', 'The chain is out of order'],
    ['链层：备份 {set} 开始时 {parent} 尚未结束', 'Chain: {parent} had not ended when backup {set} began'],
    ['核对备份任务的次序和主机时钟，重做备份', 'Check the order of the jobs and the clocks, then back up again'],
  ),
  'backup.chain.loop': text(
    ['备份链成环', 'The chain goes round in a circle'],
    ['链层：备份 {set} 经 {parent} 又依赖自己', 'Chain: backup {set} builds on itself by way of {parent}'],
    ['清单不可信；立即做全量备份', 'The manifests are not to be trusted; make a full backup now'],
  ),
  'backup.chain.no-full': text(
    ['备份链没有全量备份', 'The chain has no full backup'],
    ['链层：增量备份 {set} 没有上一级', 'Chain: incremental backup {set} names no parent'],
    ['立即做全量备份', 'Make a full backup now'],
  ),
  'backup.chain.log-missing': text(
    ['缺少恢复所需的日志', 'Log that recovery needs is missing'],
    [
      '链层：备份 {set} 缺少 {count} 个日志段，例如 {file}；没有它数据库不能达到一致',
      'Chain: backup {set} lacks {count} log segments, for example {file}; without it the database cannot become consistent',
    ],
    [
      '从异地副本或备库取回日志段；取不回时立即做全量备份',
      'Fetch it from the off-site copy or a standby; failing that, make a full backup now',
    ],
  ),
  'backup.chain.log-differs': text(
    ['恢复所需的日志已损坏', 'Log that recovery needs is damaged'],
    [
      '链层：备份 {set} 有 {count} 个日志段损坏，例如 {file}',
      'Chain: {count} log segments of backup {set} are damaged, for example {file}',
    ],
    [
      '从异地副本或备库取回日志段；取不回时立即做全量备份',
      'Fetch it from the off-site copy or a standby; failing that, make a full backup now',
    ],
  ),
  'backup.chain.older-set-lost': text(
    ['一份较早的备份已不能恢复', 'An older restore point is lost'],
    [
      '链层：较早的备份 {set} 在 {layer} 层有问题，最近一份不受影响',
      'Chain: the older backup {set} fails in the layer {layer}; the newest one is not affected',
    ],
    [
      '从异地副本取回该备份，或登记这一恢复点已失去',
      'Fetch it from the off-site copy, or record that this restore point is gone',
    ],
  ),
}

const DECRYPT: Record<string, ReasonText> = {
  'backup.decrypt.no-key': text(
    ['备份已加密，但没有登记解密密钥', 'The backup is encrypted and no key is registered'],
    ['解密层：备份 {set} 没有密钥可解', 'Decryption: there is no key for backup {set}'],
    ['向密钥保管人取得密钥，登记到备份源', 'Get the key from its keeper and register it with the source'],
  ),
  'backup.decrypt.wrong-key': text(
    ['登记的密钥解不开这份备份', 'The registered key does not open this backup'],
    [
      '解密层：文件与清单一致，但备份 {set} 解密失败',
      'Decryption: the files are as sealed, and backup {set} does not open',
    ],
    [
      '核对密钥是否已更换；在找到正确密钥之前这份备份等于没有',
      'Find out whether the key was changed; until it is found there is no backup',
    ],
  ),
  'backup.decrypt.damaged': text(
    ['加密的备份已损坏', 'The encrypted backup is damaged'],
    ['解密层：备份 {set} 解密时发现损坏', 'Decryption: backup {set} is damaged'],
    ['从异地副本取回', 'Fetch it from the off-site copy'],
  ),
}

const OFFSITE: Record<string, ReasonText> = {
  'backup.offsite.missing': text(
    ['异地没有任何副本', 'There is no copy off site'],
    ['异地层：没有一份备份在异地', 'Off-site: not one backup is there'],
    ['核对异地同步任务；立即同步', 'Check the job that copies; copy now'],
  ),
  'backup.offsite.stale': text(
    ['异地副本过旧', 'The copy off site lags behind'],
    [
      '异地层：异地最近一份相同的备份是 {set}，已有 {hours} 小时',
      'Off-site: the newest equal copy is {set}, {hours} h old',
    ],
    ['查明同步任务为何停止；立即同步', 'Find out why the copying stopped; copy now'],
  ),
  'backup.offsite.differs': text(
    ['异地副本与本地不同', 'The copy off site is not the same'],
    ['异地层：备份 {set} 的异地副本逐字节比对不一致', 'Off-site: the copy of backup {set} differs byte for byte'],
    ['重新同步，并查明差异来自传输还是改动', 'Copy it again, and find out whether transfer or somebody changed it'],
  ),
  'backup.offsite.unreachable': text(
    ['异地位置无法访问，不能判断', 'The place off site cannot be reached, so nothing can be said'],
    ['异地层：无法读取异地副本', 'Off-site: the copy cannot be read'],
    ['核对异地位置、账号和网络', 'Check the place, the account and the network'],
  ),
}

const RESTORE: Record<string, ReasonText> = {
  'backup.restore.never-drilled': text(
    ['从未做过恢复演练，不能称为可用', 'No restore drill was ever carried out: nothing here is usable'],
    ['恢复层：没有一次演练证明它能恢复', 'Restore: no drill has proved that it can be restored'],
    ['在备份页启动一次恢复演练', 'Start a restore drill on the backup page'],
  ),
  'backup.restore.drill-too-old': text(
    ['恢复演练过期', 'The last drill is too long ago'],
    [
      '恢复层：最近一次演练已过 {days} 天，上限 {maxDays} 天',
      'Restore: the last drill was {days} days ago; limit {maxDays} days',
    ],
    ['启动一次恢复演练，并核对演练计划', 'Start a drill, and check its schedule'],
  ),
  'backup.restore.interrupted': text(
    ['演练被中断，不能得出结论', 'The drill was interrupted: it proves nothing'],
    ['恢复层：演练没有进行到底', 'Restore: the drill was not carried to its end'],
    ['重新启动演练', 'Start it again'],
  ),
  'backup.restore.failed': text(
    ['备份无法恢复', 'The backup cannot be restored'],
    ['恢复层：{problem}', 'Restore: {problem}'],
    [
      '改用上一份可用的备份；立即做全量备份并演练',
      'Fall back on the last usable backup; make a full one now and drill it',
    ],
  ),
  'backup.restore.statements-refused': text(
    ['恢复时有语句被拒绝', 'Statements were refused while restoring'],
    [
      '恢复层：{count} 条语句失败，第一条在第 {line} 行：{problem}',
      'Restore: {count} statements failed, the first on line {line}: {problem}',
    ],
    [
      '若需要扩展或角色，登记到备份源；否则备份不可恢复',
      'Register the extensions or roles it needs; otherwise the backup cannot be restored',
    ],
  ),
  'backup.restore.meta-command': text(
    ['备份中夹带了会在恢复主机上执行的命令', 'The dump carries a command for the host that restores it'],
    [
      '恢复层：第 {line} 行是客户端命令 {command}；没有执行',
      'Restore: line {line} is the client command {command}; it was not carried out',
    ],
    [
      '按安全事件处理：该备份不要用 psql 恢复，查明来源',
      'Treat it as an incident: do not restore it with psql; find out where it comes from',
    ],
  ),
  'backup.restore.program-missing': text(
    ['本机缺少恢复这类备份所需的程序', 'This host lacks a program to restore such a backup'],
    ['恢复层：缺少 {program}', 'Restore: {program} is missing'],
    ['在演练主机上安装该程序', 'Install it on the host of the drills'],
  ),
  'backup.restore.version-missing': text(
    ['本机没有相同大版本的数据库程序', 'This host has no server of the same major version'],
    ['恢复层：需要 {needed}，本机有 {have}', 'Restore: {needed} is needed; here is {have}'],
    ['在演练主机上安装该版本', 'Install that version on the host of the drills'],
  ),
  'backup.restore.isolation-missing': text(
    ['本机不能隔离演练用的数据库', 'This host cannot keep the scratch server apart'],
    [
      '恢复层：无法建立没有网络的隔离环境，演练未进行',
      'Restore: a place without network cannot be made; the drill was not carried out',
    ],
    ['在允许 Linux 命名空间的主机上运行演练', 'Run drills on a host that allows Linux namespaces'],
  ),
  'backup.restore.too-large': text(
    ['备份大于演练上限', 'The backup is larger than drills may be'],
    ['恢复层：{size} 字节，上限 {limit} 字节', 'Restore: {size} bytes; limit {limit} bytes'],
    ['在空间足够的主机上演练', 'Drill it on a host with room'],
  ),
  'backup.restore.too-slow': text(
    ['恢复用时超过目标（RTO）', 'Recovery took longer than its target (RTO)'],
    ['恢复层：用时 {seconds} 秒，目标 {maxSeconds} 秒', 'Restore: {seconds} s; target {maxSeconds} s'],
    ['缩短增量链、加快存储，或修订目标', 'Shorten the chain, speed up the storage, or revise the target'],
  ),
}

const START: Record<string, ReasonText> = {
  'backup.start.failed': text(
    ['恢复出的数据库不能启动', 'The restored server does not start'],
    ['启动层：{problem}', 'Start: {problem}'],
    [
      '改用上一份可用的备份；立即做全量备份并演练',
      'Fall back on the last usable backup; make a full one now and drill it',
    ],
  ),
  'backup.start.damaged': text(
    ['恢复出的数据库内部已损坏', 'The restored database is damaged inside'],
    ['启动层：{problem}', 'Start: {problem}'],
    [
      '检查生产库本身是否损坏；改用上一份可用的备份',
      'Check whether production itself is damaged; fall back on the last usable backup',
    ],
  ),
}

const COMPARE: Record<string, ReasonText> = {
  'backup.compare.nothing': text(
    ['清单中没有表可比对', 'The manifest names no table to compare'],
    ['比对层：没有任何数据被比对', 'Comparison: no data was compared'],
    ['生成清单时连接数据库（--database）', 'Give the manifest tool the database (--database)'],
  ),
  'backup.compare.table-missing': text(
    ['恢复后缺少表', 'Tables are missing after the restore'],
    ['比对层：缺少 {count} 张表，例如 {table}', 'Comparison: {count} tables are missing, for example {table}'],
    ['核对备份范围；改用上一份可用的备份', 'Check what the backup covers; fall back on the last usable one'],
  ),
  'backup.compare.table-differs': text(
    ['恢复后的数据与备份时不一致', 'The restored data is not what was backed up'],
    ['比对层：{count} 张表不一致，例如 {table}', 'Comparison: {count} tables differ, for example {table}'],
    [
      '改用上一份可用的备份；查明数据在哪里改变',
      'Fall back on the last usable backup; find out where the data changed',
    ],
  ),
  'backup.compare.moving-table-emptied': text(
    ['恢复后表为空', 'A table is empty after the restore'],
    [
      '比对层：表 {table} 恢复后为空，备份时至少 {rows} 行',
      'Comparison: table {table} is empty and held at least {rows} rows',
    ],
    ['改用上一份可用的备份', 'Fall back on the last usable backup'],
  ),
  'backup.compare.moving-table-out-of-range': text(
    ['恢复后的行数不在备份期间的范围内', 'The rows restored are outside what the table held during the backup'],
    [
      '比对层：表 {table} 恢复后 {rows} 行，应在 {low}–{high} 之间',
      'Comparison: table {table} has {rows} rows; between {low} and {high} are expected',
    ],
    [
      '核对该表是否在备份期间频繁写入；否则改用上一份可用的备份',
      'Find out whether the table is busy; otherwise fall back on the last usable backup',
    ],
  ),
  'backup.compare.schema-differs': text(
    ['恢复后的表结构与备份时不同', 'The restored schema is not the one at backup time'],
    ['比对层：表结构摘要与清单不符', 'Comparison: the digest of the schema differs from the manifest'],
    [
      '核对备份是否包含全部对象（视图、函数、约束）',
      'Check that the backup covers every object (views, functions, constraints)',
    ],
  ),
  'backup.compare.schema-changed': text(
    ['表结构自上次备份后有变化', 'The schema changed since the backup before'],
    ['比对层：备份 {set} 与 {before} 的表结构不同', 'Comparison: backups {set} and {before} have different schemas'],
    ['核对是否有对应的变更单；没有则查明', 'Look for the change request; without one find out who changed it'],
  ),
}

const APPLICATION: Record<string, ReasonText> = {
  'backup.application.table-emptied': text(
    ['业务表在备份之前已被清空', 'A table of the application was emptied before the backup'],
    [
      '应用层：表 {table} 在备份 {set} 中为 0 行，上一份备份中有 {was} 行',
      'Application: table {table} has 0 rows in backup {set} and had {was} in the one before',
    ],
    [
      '立即核对生产库；保留上一份备份，暂停清理',
      'Look at production now; keep the backup before, and stop the clean-up',
    ],
  ),
  'backup.application.table-gone': text(
    ['业务表在备份之前已被删除', 'A table of the application was dropped before the backup'],
    [
      '应用层：表 {table} 不在备份 {set} 中，上一份备份中有 {was} 行',
      'Application: table {table} is not in backup {set} and had {was} rows in the one before',
    ],
    [
      '核对是否有变更单；保留上一份备份，暂停清理',
      'Look for the change request; keep the backup before, and stop the clean-up',
    ],
  ),
  'backup.application.table-shrunk': text(
    ['业务表的行数大幅减少', 'A table of the application lost many rows'],
    [
      '应用层：表 {table} 在备份 {set} 中为 {is} 行，上一份备份中有 {was} 行',
      'Application: table {table} has {is} rows in backup {set} and had {was} in the one before',
    ],
    ['核对是否为正常清理；是则登记为变动表', 'Find out whether this is ordinary; if so, declare the table as moving'],
  ),
  'backup.application.query-unmet': text(
    ['恢复出的数据不满足业务查询', 'The restored data does not satisfy a question of the application'],
    ['应用层：{query}：应为 {expected}，实为 {got}', 'Application: {query}: expected {expected}, got {got}'],
    [
      '核对生产库与备份范围；改用上一份可用的备份',
      'Look at production and at what the backup covers; fall back on the last usable one',
    ],
  ),
}

export const estateBackupReasons: Readonly<Record<string, ReasonText>> = {
  ...PRESENCE,
  ...AGE,
  ...SIZE,
  ...CHECKSUM,
  ...CHAIN,
  ...DECRYPT,
  ...OFFSITE,
  ...RESTORE,
  ...START,
  ...COMPARE,
  ...APPLICATION,
}
