// What a security administrator sees of how somebody proves who they are.

import { randomBytes } from 'node:crypto'
import { Secret, TOTP } from 'otpauth'
import { describe, expect, it } from 'vitest'
import { openSecretVault } from '#adapters/keys/secrets.node.ts'
import { loginCertificates, passkeys } from '#db/schema/factors.ts'
import { factorsOfAccount } from '#features/accounts/factors/of-account.ts'
import { confirmTotp, offerTotp } from '#features/accounts/factors/totp.ts'
import { authenticate, createAccount, signIn } from '#features/accounts/index.ts'
import { NOW, testCtx } from '../../context.ts'
import { withDatabase } from '../../database.ts'

const { db } = await withDatabase()
const secrets = openSecretVault(randomBytes(32))
const ADDRESS = '198.51.100.7'
const admin = testCtx(db)

async function enrolled() {
  const { id, username, password } = await createAccount(testCtx(db), {
    name: '李四',
    username: 'li.si',
    roles: ['operator'],
  })
  const anonymous = testCtx(db, { actor: { type: 'anonymous', address: ADDRESS }, ports: { secrets } })
  const { token } = await signIn(anonymous, { username, password })
  const actor = await authenticate(testCtx(db), token, { now: NOW, address: ADDRESS, twoFactors: 'required' })
  if (!actor) throw new Error('nobody signed in')
  const ctx = testCtx(db, { actor, ports: { secrets } })
  const { seed } = await offerTotp(ctx, username)
  const before = await factorsOfAccount(admin, id)
  const code = TOTP.generate({ secret: Secret.fromBase32(seed), timestamp: NOW })
  const { recoveryCodes } = await confirmTotp(ctx, code)
  return { id, seed, recoveryCodes, before }
}

describe('the factors of an account', () => {
  it('are kinds, names and dates; no seed, code or key is among them', async () => {
    const { id, seed, recoveryCodes, before } = await enrolled()
    await db.insert(passkeys).values({
      ...{ id: 'credential-id', accountId: id, publicKey: new Uint8Array([1]), counter: 0, transports: [] },
      ...{ isBackedUp: true, label: '工位电脑', createdAt: NOW },
    })
    await db.insert(loginCertificates).values({
      ...{ id: '00000000-0000-4000-8000-000000000001', accountId: id, keyDigest: 'ab'.repeat(32) },
      ...{
        certificate: new Uint8Array([0x30]),
        subject: 'CN=李四',
        issuer: 'CN=CA',
        notAfter: NOW + 1,
        createdAt: NOW,
      },
      heldAt: NOW,
    })
    // What was offered and never confirmed is no factor.
    expect(before).toEqual({ totp: null, passkeys: [], certificates: [], recoveryCodes: null })
    const factors = await factorsOfAccount(admin, id)
    expect(factors).toEqual({
      totp: { confirmedAt: NOW },
      passkeys: [{ label: '工位电脑', isBackedUp: true, createdAt: NOW, lastUsedAt: null }],
      certificates: [
        { subject: 'CN=李四', issuer: 'CN=CA', notAfter: NOW + 1, createdAt: NOW, lastUsedAt: null, heldAt: NOW },
      ],
      recoveryCodes: { left: recoveryCodes.length, since: NOW },
    })
    const said = JSON.stringify(factors)
    for (const secret of [seed, ...recoveryCodes, 'credential-id']) expect(said).not.toContain(secret)
  })

  it('of an account that is not there are refused', async () => {
    await expect(factorsOfAccount(admin, '00000000-0000-4000-8000-00000000ffff')).rejects.toMatchObject({
      kind: 'not-found',
      code: 'accounts.account-unknown',
    })
  })
})
