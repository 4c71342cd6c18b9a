// The first accounts of an estate: one person and one account for each role asked for, named like the role; a role asked for twice gets two persons.

import type { Ctx, Role } from '#src/context.ts'
import { type CreatedAccount, createAccount, hasAccounts } from './create.ts'

const NAMES: Record<Role, string> = {
  operator: '运维操作员',
  'ra-officer': '证书受理员',
  'district-clerk': '区县经办人',
  auditor: '审计员',
  'system-admin': '系统管理员',
  'security-admin': '安全保密管理员',
  'audit-admin': '安全审计员',
}

/** 黄浦区. */
const FIRST_DISTRICT = '310101'

/** Empty when accounts exist already: the passwords are known only at the moment they are made. */
export async function seedAccounts(ctx: Ctx, roles: readonly Role[]): Promise<CreatedAccount[]> {
  if (await hasAccounts(ctx.db)) return []
  const created: CreatedAccount[] = []
  for (const role of roles) {
    const before = created.filter((one) => one.roles.includes(role)).length
    const [name, username] =
      before === 0 ? [NAMES[role], role] : [`${NAMES[role]}（${before + 1}）`, `${role}-${before + 1}`]
    const district = role === 'district-clerk' ? { districtId: FIRST_DISTRICT } : {}
    created.push(await createAccount(ctx, { name, username, roles: [role], ...district }))
  }
  return created
}
