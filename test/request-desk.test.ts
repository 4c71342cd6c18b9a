import { X509Certificate } from 'node:crypto'
import { eq, sql } from 'drizzle-orm'
import { expect, it } from 'vitest'
import { openKeyVault } from '#adapters/keys/vault.node.ts'
import { credentials } from '#db/schema/credentials.ts'
import { statusOf } from '#features/authority/index.ts'
import { getCredential, listCredentials, markWritten } from '#features/credentials/index.ts'
import {
  advanceRequests,
  approveRequest,
  bringKey,
  createRequest,
  getRequest,
  reviewRequest,
  submitRequest,
} from '#features/requests/index.ts'
import type { AccountActor, Ctx } from '#src/context.ts'
import { REQUEST_DESK as desk } from '#src/request-desk.ts'
import { NOW } from './context.ts'
import { withDatabase } from './database.ts'
import { authorityEstate, newCarrier } from './features/authority/estate.ts'
import { officeIn } from './features/requests/office.ts'

const { db } = await withDatabase()
const estate = authorityEstate(db, NOW)
const office = await officeIn(db)
const keys = openKeyVault(estate.kek)
const as = (actor: AccountActor): Ctx => {
  const ctx = office.as(actor)
  return { ...ctx, ports: { ...ctx.ports, keys } }
}
const clerk = as(await office.personOf('district-clerk', '310101'))
const second = as(await office.personOf('district-clerk', '310101'))
const officer = as(await office.personOf('ra-officer'))
await estate.found()
const carrierOf = (serial: string) => ({ serial, model: 'ePass 3000GM', kind: 'ukey' as const })

async function approved(wish: Parameters<typeof createRequest>[2]) {
  const { id } = await createRequest(clerk, desk, wish)
  await submitRequest(clerk, desk, id)
  await reviewRequest(second, id)
  await approveRequest(officer, desk, id)
  return id
}
const credentialOf = async (id: string) => (await db.select().from(credentials).where(eq(credentials.id, id)))[0]

it('a request that three persons approved becomes a pair on the carrier that was brought, in the name of the list', async () => {
  const staff = await office.staffOf(clerk, '310101', '王小明')
  const id = await approved({ kind: 'new', staffId: staff.id, details: { profileId: 'staff-sm2' } })
  const carrier = await newCarrier()
  // One octet of the signature: possession is not proven, and the request waits for a better key.
  const broken = carrier.request.slice()
  broken[broken.length - 1] = (broken.at(-1) ?? 0) ^ 1
  await expect(
    bringKey(clerk, desk, { requestId: id, pkcs10: broken, carrier: carrierOf('UK-A') }),
  ).rejects.toMatchObject({ kind: 'bad-input' })
  expect((await getRequest(clerk, id)).request.state).toBe('approved')
  const issued = await bringKey(clerk, desk, { requestId: id, pkcs10: carrier.request, carrier: carrierOf('UK-A') })
  expect(issued).toMatchObject({ state: 'issued', carrierSerial: 'UK-A' })
  const credential = await credentialOf(issued.newCredentialId ?? '')
  expect(credential).toMatchObject({ staffId: staff.id, districtId: '310101', algorithm: 'SM2', requestId: id })
  expect(credential?.encryptionCertificate).not.toBeNull()
  expect(new X509Certificate(credential?.signCertificate ?? '').subject).toContain('CN=王小明')
  // Nothing in the clear: the number stands in the certificate and in the vault.
  const { rows } = await db.execute<{ text: string }>(
    sql`select (select string_agg(r::text, '') from user_requests r) || (select string_agg(a.detail::text, '') from audit_log a) as text`,
  )
  expect(rows[0]?.text).not.toMatch(/3101011\d{10}[\dX]/)
  await markWritten(clerk, credential?.id ?? '')
  await advanceRequests({ ...office.system, ports: { ...office.system.ports, keys } }, desk)
  expect((await getRequest(clerk, id)).request.state).toBe('written')
})

it('a revocation by three persons ends both certificates at the authority, at the last approval', async () => {
  const staff = await office.staffOf(clerk, '310101', '李小红')
  const id = await approved({ kind: 'new', staffId: staff.id, details: { profileId: 'staff-sm2' } })
  const { request } = await newCarrier()
  const { newCredentialId } = await bringKey(clerk, desk, {
    requestId: id,
    pkcs10: request,
    carrier: carrierOf('UK-B'),
  })
  const credential = await credentialOf(newCredentialId ?? '')
  await expect(
    createRequest(clerk, desk, { kind: 'new', staffId: staff.id, details: { profileId: 'staff-sm2' } }),
  ).rejects.toMatchObject({ code: 'requests.held-already' })
  await approved({
    kind: 'revoke',
    staffId: staff.id,
    credentialId: newCredentialId ?? '',
    details: { cause: 'key-compromise' },
  })
  for (const sha256 of [credential?.signSha256, credential?.encryptionSha256])
    expect(await statusOf(db, { sha256: sha256 ?? '' })).toMatchObject({ status: 'revoked', reason: 'keyCompromise' })
  // Its request, which was never taken into use, ends with it.
  await advanceRequests({ ...office.system, ports: { ...office.system.ports, keys } }, desk)
  expect((await getRequest(clerk, id)).request.state).toBe('closed')
})

it('a person who moves takes the credential along, and nothing that names the request of the old district', async () => {
  const staff = await office.staffOf(clerk, '310101', '周小兰')
  const asked = await approved({ kind: 'new', staffId: staff.id, details: { profileId: 'staff-sm2' } })
  const { request } = await newCarrier()
  const { newCredentialId } = await bringKey(clerk, desk, {
    ...{ requestId: asked, pkcs10: request },
    carrier: carrierOf('UK-M'),
  })
  const id = newCredentialId ?? ''
  await markWritten(clerk, id)
  expect((await getCredential(clerk, id)).requestId).toBe(asked)
  await approved({ kind: 'revoke', staffId: staff.id, credentialId: id, details: { cause: 'not-needed' } })
  await advanceRequests({ ...office.system, ports: { ...office.system.ports, keys } }, desk)
  await approved({ kind: 'transfer', staffId: staff.id, details: { toUnitId: await office.topOf('310115') } })
  const there = as(await office.personOf('district-clerk', '310115'))
  expect(await getCredential(there, id)).toMatchObject({ requestId: null, credential: { id, districtId: '310115' } })
  expect((await listCredentials(there, { staffId: staff.id })).items.map(({ requestId }) => requestId)).toEqual([null])
  await expect(getCredential(clerk, id)).rejects.toMatchObject({ kind: 'not-found' })
  expect((await getCredential(officer, id)).requestId).toBe(asked)
})

it('without an authority that issues the profile, an approved request waits and says so', async () => {
  const staff = await office.staffOf(clerk, '310101', '赵小刚')
  const id = await approved({ kind: 'new', staffId: staff.id, details: { profileId: 'staff-rsa' } })
  const { request } = await newCarrier('rsa2048')
  await expect(
    bringKey(clerk, desk, { requestId: id, pkcs10: request, carrier: carrierOf('UK-C') }),
  ).rejects.toMatchObject({ code: 'requests.authority-absent' })
  expect((await getRequest(clerk, id)).request.state).toBe('approved')
})
