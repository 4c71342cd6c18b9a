// What actions are about, in the words an auditor looks for. An action belongs to a group by what stands before its first dot.

export interface ActionGroup {
  id: string
  /** Before the dot. */
  of: readonly string[]
}

// biome-ignore format: one group a line
export const ACTION_GROUPS = [
  { id: 'accounts', of: ['account', 'session', 'person', 'role', 'grant', 'factor', 'passkey', 'totp', 'ukey', 'api-key', 'break-glass', 'password'] },
  { id: 'approvals', of: ['approval', 'proposal'] },
  { id: 'keys', of: ['key', 'kek', 'secret'] },
  { id: 'people', of: ['staff', 'unit', 'user-request', 'user-request-batch', 'user-request-material', 'holdings', 'ministry-copy'] },
  { id: 'certificates', of: ['certificate', 'certificates', 'certificate-request', 'credential', 'held-credential', 'lineage', 'lineages', 'binding', 'discovery', 'issuer-connection', 'issuer-order', 'run', 'signer-certificate', 'target', 'authority', 'authority-issuance', 'carrier'] },
  { id: 'trust', of: ['trust-change', 'trust-material'] },
  { id: 'verification', of: ['verification', 'verification-batch', 'signed', 'sealed', 'electronic-seal', 'seal-request', 'seal-package'] },
  { id: 'inspections', of: ['round', 'rounds', 'check', 'finding', 'waiver', 'archive', 'inspection-settings', 'register', 'system', 'node', 'maintenance', 'calendar'] },
  { id: 'tickets', of: ['ticket', 'tickets', 'knowledge', 'notice', 'notice-channel'] },
  { id: 'backups', of: ['backup', 'backup-source', 'drill', 'source-drill', 'service'] },
  { id: 'duties', of: ['duty', 'spare', 'record', 'assessment', 'report', 'sla'] },
  { id: 'audit', of: ['audit', 'clock'] },
] as const satisfies readonly ActionGroup[]

/** `other`: everything that no group names. */
export const ACTION_GROUP_IDS = [...ACTION_GROUPS.map(({ id }) => id), 'other'] as const
export type ActionGroupId = (typeof ACTION_GROUPS)[number]['id'] | 'other'

export function groupOf(action: string): ActionGroupId {
  const [of = ''] = action.split('.')
  return ACTION_GROUPS.find((group) => (group.of as readonly string[]).includes(of))?.id ?? 'other'
}
