// An authority of our own in a test: keys in the vault, carriers that ask with keys of their own.

import { randomBytes, randomUUID } from 'node:crypto'
import { openSecretVault } from '#adapters/keys/secrets.node.ts'
import { generateKey, type KeyAlgorithm, openSigner, type Signer } from '#adapters/keys/signer.ts'
import { openKeyVault } from '#adapters/keys/vault.node.ts'
import { makeCertificationRequest } from '#adapters/pkijs/request.ts'
import type { Db } from '#db/database.ts'
import {
  type CredentialOrder,
  foundAuthority,
  issueCredential,
  OpenBuiltin,
  orderCredential,
} from '#features/authority/index.ts'
import type { Ctx } from '#src/context.ts'
import { testCtx } from '../../context.ts'

const kek = randomBytes(32)

export interface Carrier {
  /** DER PKCS#8 and what it signs with. */
  pkcs8: Uint8Array
  signer: Signer
  /** DER PKCS#10. */
  request: Uint8Array
}

export async function newCarrier(algorithm: KeyAlgorithm = 'sm2'): Promise<Carrier> {
  const pkcs8 = generateKey(algorithm)
  const signer = openSigner(pkcs8)
  return { pkcs8, signer, request: await makeCertificationRequest({ subject: { CN: 'carrier' }, signer }) }
}

export const SM2_AUTHORITY = {
  act: 'open',
  label: 'staff-sm2',
  name: '工作人员证书机构（SM2）',
  profiles: ['staff-sm2', 'seal-maker'],
  organisation: '上海市人力资源和社会保障局',
  commonName: '证巡测试 SM2 CA',
  algorithm: 'sm2',
  signedBy: 'itself',
  publicUrl: 'http://pki.example.cn',
} as const

export function orderFor(
  authorityId: string,
  request: Uint8Array,
  other: Partial<CredentialOrder> = {},
): CredentialOrder {
  return {
    requestId: randomUUID(),
    authorityId,
    profileId: 'staff-sm2',
    districtId: '310101',
    subject: {
      commonName: '张三',
      organisation: '上海市黄浦区人力资源和社会保障局',
      units: ['南京东路街道', '受理窗口'],
    },
    identity: { kind: 'resident', number: '310101199001011234' },
    request,
    carrierSerial: 'UK-0001',
    persons: { requester: randomUUID(), reviewer: randomUUID(), approver: randomUUID() },
    ...other,
  }
}

export function authorityEstate(db: Db, now?: number) {
  const ports = { keys: openKeyVault(kek), secrets: openSecretVault(kek) }
  const ctx = (other: { now?: number; db?: Db; ports?: Partial<Ctx['ports']> } = {}): Ctx =>
    testCtx(other.db ?? db, {
      now: other.now ?? now ?? Date.parse('2026-11-22T01:00:00Z'),
      ports: { ...ports, ...other.ports },
    })
  return {
    kek,
    ctx,
    found: (input: Partial<typeof OpenBuiltin._input> = {}) =>
      db.transaction((tx) => foundAuthority(tx, ctx(), OpenBuiltin.parse({ ...SM2_AUTHORITY, ...input }))),
    order: (order: CredentialOrder, given: Ctx = ctx()) =>
      given.db.transaction((tx) => orderCredential(tx, given, order)),
    async issue(order: CredentialOrder) {
      const { issuanceId } = await db.transaction((tx) => orderCredential(tx, ctx(), order))
      const standing = await issueCredential(ctx(), issuanceId)
      if (standing.state !== 'issued')
        throw new Error(`not issued: ${standing.code} ${JSON.stringify(standing.params)}`)
      return { issuanceId, pair: standing.pair }
    },
  }
}
