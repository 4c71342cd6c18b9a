// The service itself in the register: its backups are looked at in every round like anybody else's.

import type { RegisterCheck, RegisterSystem } from './register.ts'

const backupCheck = (target: 'completeness' | 'usability', zh: string, en: string): RegisterCheck => ({
  id: `zhengxun-database.${target}`,
  kind: 'backup',
  layer: 'backup',
  title: { zh, en },
  target,
  settings: {},
  enabled: true,
  mustMeasure: false,
})

/** For installations that back up their own database; elsewhere somebody else answers for it. */
export const OWN_SYSTEM: RegisterSystem = {
  id: 'zhengxun',
  name: '证巡（本系统）',
  group: '运维平台',
  environment: 'production',
  contractItem: '3.6.1.2.4',
  owner: null,
  nodes: [
    {
      id: 'zhengxun-database',
      name: '证巡数据库',
      role: 'database',
      form: 'database',
      os: null,
      address: null,
      warrantyUntil: null,
      seedLine: null,
      riskAcceptance: null,
      standIn: null,
      behind: null,
      checks: [
        backupCheck('completeness', '备份完成性', 'Backup complete'),
        backupCheck('usability', '备份可用性（恢复演练）', 'Backup restorable (drill)'),
      ],
    },
  ],
}
