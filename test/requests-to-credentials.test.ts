// From the clerk's request to a credential in use: the requests, the authorities and the credentials of the house together.

import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openKeyVault } from '#adapters/keys/vault.node.ts'
import { createVerifierPool } from '#adapters/parsing/pool.node.ts'
import { OID } from '#core/asn1/oids.ts'
import { identityOf } from '#core/x509/identity.ts'
import { attributesOf } from '#core/x509/names.ts'
import { parseCertificate } from '#core/x509/parse.ts'
import { foundAuthority, OpenBuiltin } from '#features/authority/index.ts'
import {
  activateCredential,
  activationChallenge,
  checkOnline,
  getCredential,
  markWritten,
} from '#features/credentials/index.ts'
import {
  advance,
  approveRequest,
  bringKey,
  createRequest,
  getRequest,
  type RequestKind,
  reviewRequest,
  submitRequest,
} from '#features/requests/index.ts'
import type { AccountActor, Ctx } from '#src/context.ts'
import { REQUEST_DESK as desk } from '#src/request-desk.ts'
import { withDatabase } from './database.ts'
import { newCarrier, SM2_AUTHORITY } from './features/authority/estate.ts'
import { officeIn } from './features/requests/office.ts'

const HUANGPU = '310101'
const { db } = await withDatabase()
const office = await officeIn(db)
const verifier = createVerifierPool({ maxWorkers: 1 })
afterAll(verifier.close)
const keys = openKeyVault(Buffer.alloc(32, 7))
const as = (actor: AccountActor): Ctx => {
  const ctx = office.as(actor)
  return { ...ctx, ports: { ...ctx.ports, keys, verifier } }
}
const clerk = as(await office.personOf('district-clerk', HUANGPU))
const reviewer = as(await office.personOf('district-clerk', HUANGPU))
const approver = as(await office.personOf('ra-officer'))
const circumstances = { holder: { sessionId: randomUUID(), browserHash: null }, origin: 'https://pki.example.gov.cn' }

beforeAll(async () => {
  const found = (input: object) =>
    db.transaction((tx) =>
      foundAuthority(
        tx,
        { ...office.system, ports: { ...office.system.ports, keys } },
        OpenBuiltin.parse({ ...SM2_AUTHORITY, ...input }),
      ),
    )
  await found({})
  await found({ label: 'staff-rsa', commonName: '证巡测试 RSA CA', algorithm: 'rsa3072', profiles: ['staff-rsa'] })
})

interface Wish {
  kind: RequestKind
  staffId: string
  credentialId?: string
  details?: object
}

async function approved(wish: Wish): Promise<string> {
  const { id } = await createRequest(clerk, desk, { details: {}, ...wish })
  await submitRequest(clerk, desk, id)
  await reviewRequest(reviewer, id)
  await approveRequest(approver, desk, id)
  return id
}

async function brought(requestId: string, algorithm: 'sm2' | 'rsa2048', serial: string) {
  const carrier = await newCarrier(algorithm)
  const given = { requestId, pkcs10: carrier.request, carrier: { serial, model: 'ePass', kind: 'ukey' as const } }
  const { newCredentialId, state } = await bringKey(clerk, desk, given)
  return { carrier, id: newCredentialId ?? '', state }
}

async function putIntoUse(requestId: string, { carrier, id }: Awaited<ReturnType<typeof brought>>) {
  await markWritten(clerk, id)
  const { credential } = await getCredential(clerk, id)
  const asked = await activationChallenge(clerk, id, circumstances)
  const signature = await carrier.signer.sign(new TextEncoder().encode(asked.document))
  const answer = { credentialId: id, challengeId: asked.id, signature, certificate: credential.signCertificate }
  await activateCredential(clerk, answer, circumstances)
  return (await advance(clerk, desk, requestId)).state
}

const stateOf = async (id: string) => (await getCredential(clerk, id)).credential.state

describe('a request of a clerk', () => {
  it('becomes an RSA credential in use, and by an upgrade an SM2 pair, the old one in force until the new one has signed', async () => {
    const { id: staffId } = await office.staffOf(clerk, HUANGPU, '张三')
    const first = await approved({ kind: 'new', staffId, details: { profileId: 'staff-rsa' } })
    const old = await brought(first, 'rsa2048', 'UK-OLD')
    expect([old.state, await stateOf(old.id)]).toEqual(['issued', 'issued'])
    expect(await putIntoUse(first, old)).toBe('closed')
    const { credential } = await getCredential(clerk, old.id)
    const read = parseCertificate(credential.signCertificate)
    if (!read.ok) throw new Error('unreadable')
    expect(attributesOf(read.value.subject, OID.commonName)).toEqual(['张三'])
    expect(attributesOf(read.value.subject, OID.organizationName)).toEqual(['上海市人力资源和社会保障局'])
    expect(attributesOf(read.value.subject, OID.organizationalUnitName)).toEqual(['黄浦区中心'])
    expect(identityOf(read.value)).toMatchObject([{ oid: OID.identifyCode, value: expect.stringContaining('*') }])

    // The online check knows its own, whatever anchors the house has; one byte off it is a stranger's.
    const looking = { ...clerk, ports: { ...clerk.ports, deliveryReader: verifier } }
    const shown = await checkOnline(looking, { certificate: credential.signCertificate })
    expect(shown).toMatchObject({ standing: 'good', upgrade: 'available', next: 'upgrade', credential: { id: old.id } })
    const altered = Uint8Array.from(credential.signCertificate)
    altered[altered.length - 1] = (altered.at(-1) ?? 0) ^ 1
    const strange = await checkOnline(looking, { certificate: altered })
    expect([strange.standing, strange.credential]).toEqual(['stranger', undefined])

    const second = await approved({ kind: 'upgrade', staffId, credentialId: old.id })
    const next = await brought(second, 'sm2', 'UK-NEW')
    expect([await stateOf(old.id), await stateOf(next.id)]).toEqual(['active', 'issued'])
    expect(await putIntoUse(second, next)).toBe('closed')
    expect([await stateOf(old.id), await stateOf(next.id)]).toEqual(['superseded', 'active'])
    expect((await getRequest(clerk, second)).request.newCredentialId).toBe(next.id)

    await approved({ kind: 'revoke', staffId, credentialId: next.id, details: { cause: 'left' } })
    expect(await stateOf(next.id)).toBe('revoked')
  })

  it('is refused a key before its approval, a carrier of somebody else, and an RSA key for an SM2 pair', async () => {
    const [one, other] = [await office.staffOf(clerk, HUANGPU), await office.staffOf(clerk, HUANGPU)]
    const details = { profileId: 'staff-sm2' }
    const { id } = await createRequest(clerk, desk, { kind: 'new', staffId: one.id, details })
    await expect(brought(id, 'sm2', 'UK-ONE')).rejects.toMatchObject({ kind: 'precondition' })
    await submitRequest(clerk, desk, id)
    await reviewRequest(reviewer, id)
    await approveRequest(approver, desk, id)
    await expect(brought(id, 'rsa2048', 'UK-ONE')).rejects.toMatchObject({ kind: 'bad-input' })
    expect((await brought(id, 'sm2', 'UK-ONE')).state).toBe('issued')
    const second = await approved({ kind: 'new', staffId: other.id, details })
    await expect(brought(second, 'sm2', 'UK-ONE')).rejects.toMatchObject({ code: 'credentials.carrier-held' })
    expect((await brought(second, 'sm2', 'UK-OTHER')).state).toBe('issued')
  })
})
