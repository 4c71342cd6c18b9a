import { eq } from 'drizzle-orm'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { nodePrimitives } from '#adapters/crypto/primitives.node.ts'
import { createEgress } from '#adapters/egress/egress.ts'
import { createProber } from '#adapters/probes/run.ts'
import { createRevocationLookup } from '#adapters/probes/tls/lookup.ts'
import { spreadsheets } from '#adapters/spreadsheet/xlsx.ts'
import { auditLog } from '#db/schema/audit.ts'
import { certificates } from '#db/schema/certificates.ts'
import { deploymentBindings } from '#db/schema/deployments.ts'
import { findings } from '#db/schema/findings.ts'
import { affectedBindings } from '#features/certificates/deployments/open.ts'
import {
  AddCertificate,
  AdoptCertificate,
  addCertificate,
  adoptCertificate,
  BindingInput,
  bindCertificate,
  CreateLineage,
  cancelRun,
  changeBinding,
  createLineage,
  getLineage,
  importCertificates,
  listUnknown,
  markStep,
  openEmergency,
  openRun,
  openWithdrawal,
  recordServedChain,
  removeBinding,
  setRunCertificate,
  verifyRun,
  watchLineage,
} from '#features/certificates/index.ts'
import { recordEvidence } from '#features/certificates/lineages/evidence.ts'
import { exportLineages } from '#features/certificates/lineages/export.ts'
import { ExportLineages } from '#features/certificates/lineages/inputs.ts'
import { declareKey } from '#features/certificates/lineages/keys.ts'
import { lineageDetailOf } from '#features/certificates/lineages/shapes.ts'
import { dismissUnknown } from '#features/certificates/lineages/unknown.ts'
import { endWaiver, waiveAlarm } from '#features/certificates/lineages/waive.ts'
import { installTrustAnchors } from '#features/trust/index.ts'
import type { Ctx } from '#src/context.ts'
import { actorOf, testCtx } from '../../context.ts'
import { type TestDatabase, withDatabase } from '../../database.ts'
import { withLaboratory } from '../../lab/laboratory.ts'

const DAY = 86_400_000
const world = withLaboratory()
let database: TestDatabase
let ctx: Ctx
let clock = Date.now()

afterEach(() => database.close())
beforeEach(async () => {
  database = await withDatabase()
  const egress = createEgress({ allow: [{ cidr: '127.0.0.0/8' }] })
  const prober = createProber({
    egress,
    primitives: nodePrimitives,
    now: Date.now,
    monotonicMs: () => performance.now(),
    pause: async () => undefined,
  })
  const revocationLookup = createRevocationLookup(egress, nodePrimitives)
  clock = Date.now()
  ctx = testCtx(database.db, {
    actor: actorOf('operator'),
    now: clock,
    ports: { prober, revocationLookup, spreadsheets },
  })
  for (const family of ['rsa', 'ecdsa'] as const)
    await installTrustAnchors(
      { ...ctx, actor: { type: 'system', name: 'start' } },
      { name: `${family}.cer`, bytes: world.lab.authorities[family].root },
      'all',
    )
})

/** Each step of a test happens a minute after the one before. */
function later(): Ctx {
  clock += 60_000
  ctx = { ...ctx, now: clock }
  return ctx
}

const open = async () =>
  (await database.db.select().from(findings).where(eq(findings.state, 'open'))).map(({ code }) => code).sort()
const actions = async () =>
  (await database.db.select().from(auditLog).orderBy(auditLog.seq))
    .map(({ action }) => action)
    .filter((action) => !/^(trust|ticket)/.test(action))

/** The leaf a node of the site shows now, read from its own socket. */
async function shownBy(service: string): Promise<{ leaf: Uint8Array; sent: Uint8Array[] }> {
  const { host, port, serverName } = world.lab.service(service)
  const result = await ctx.ports.prober.run({
    kind: 'tls',
    target: `${host}:${port}`,
    settings: { serverName, anchors: [] },
  })
  const sent = result.evidence
    .filter(({ mediaType }) => mediaType === 'application/pkix-cert')
    .map(({ base64 }) => new Uint8Array(Buffer.from(base64, 'base64')))
  return { leaf: sent[0] as Uint8Array, sent }
}

const known = async (...ders: Uint8Array[]) => {
  const files = ders.map((bytes, index) => ({ name: `${index}.der`, bytes }))
  return (await importCertificates(ctx, files)).imported.map(({ id }) => id)
}

const LINEAGE = CreateLineage.parse({ name: '*.rsj.sh.gov.cn', purpose: '网站', owner: '信息科', trust: 'private' })

const nodeBinding = (node: 'a' | 'b') => {
  const { host, port, serverName } = world.lab.service(`site-gov-${node}`)
  const front = world.lab.service('site-gov')
  return {
    targetKind: 'apache',
    nodeName: `节点-${node}`,
    address: host,
    port,
    serverName,
    vip: `${front.host}:${front.port}`,
  }
}

/** A lineage with the site's certificate on both nodes behind their address. */
async function adopted() {
  const { sent } = await shownBy('site-gov-a')
  const [leafId = ''] = await known(...sent)
  const bindings = [nodeBinding('a'), nodeBinding('b')]
  const input = AdoptCertificate.parse({ lineage: LINEAGE, key: { origin: 'service-generated' }, bindings })
  return { leafId, ...(await adoptCertificate(ctx, leafId, input)) }
}

/** The site's next certificate: what the laboratory shows on a node left behind is, seen the other way round, the new one. */
async function issued() {
  await world.lab.setFault('site-gov-b', 'tls.nodes-differ', true)
  const { leaf } = await shownBy('site-gov-b')
  await world.lab.setFault('site-gov-b', 'tls.nodes-differ', false)
  const [id = ''] = await known(leaf)
  return id
}

describe('a lineage', () => {
  it('is opened once a name, and takes a certificate once and no CA', async () => {
    const { id } = await createLineage(ctx, LINEAGE)
    await expect(createLineage(ctx, LINEAGE)).rejects.toMatchObject({ kind: 'conflict', code: 'lineage.name-taken' })
    const { sent } = await shownBy('site-gov-a')
    const [leafId = '', issuerId = ''] = await known(...sent)
    await addCertificate(ctx, id, AddCertificate.parse({ certificateId: leafId }))
    await expect(addCertificate(ctx, id, AddCertificate.parse({ certificateId: leafId }))).rejects.toMatchObject({
      code: 'lineage.certificate-taken',
    })
    await expect(addCertificate(ctx, id, AddCertificate.parse({ certificateId: issuerId }))).rejects.toMatchObject({
      code: 'lineage.certificate-is-ca',
    })
    const [held] = (await getLineage(ctx, id)).certificates
    expect(held).toMatchObject({ state: 'issued', keyOwner: '信息科', keyOrigin: 'undeclared' })
    await declareKey(ctx, held?.keyId ?? '', { origin: 'device-born', custody: 'F5 BIG-IP' })
    expect((await getLineage(ctx, id)).certificates[0]).toMatchObject({
      keyOrigin: 'device-born',
      keyCustody: 'F5 BIG-IP',
    })
    expect(await actions()).toEqual([
      'lineage.created',
      'certificates.imported',
      'lineage.certificate-added',
      'key.declared',
    ])
  })

  it('refuses a binding for a place that has one and for a certificate of another lineage', async () => {
    const { lineageId, leafId, bindingIds } = await adopted()
    const place = BindingInput.parse(nodeBinding('a'))
    await expect(bindCertificate(ctx, lineageId, place)).rejects.toMatchObject({ code: 'binding.place-taken' })
    const other = await createLineage(ctx, { ...LINEAGE, name: 'another' })
    const elsewhere = { ...place, port: 8443, certificateId: leafId }
    await expect(bindCertificate(ctx, other.id, elsewhere)).rejects.toMatchObject({
      code: 'lineage.certificate-elsewhere',
    })
    await removeBinding(ctx, bindingIds[0] ?? '', '节点停用')
    expect((await bindCertificate(ctx, lineageId, place)).certificateId).toBe(leafId)
    await expect(removeBinding(ctx, bindingIds[0] ?? '', '再次')).rejects.toMatchObject({ code: 'binding.not-found' })
  })

  it('refuses a binding on a target nobody has a recipe for', async () => {
    const { id } = await createLineage(ctx, LINEAGE)
    const place = BindingInput.parse(nodeBinding('a'))
    await expect(bindCertificate(ctx, id, { ...place, targetKind: 'apach' })).rejects.toMatchObject({
      kind: 'bad-input',
      code: 'binding.target-unknown',
    })
    expect((await bindCertificate(ctx, id, place)).targetKind).toBe('apache')
    expect((await bindCertificate(ctx, id, { ...place, port: 8443, targetKind: 'unspecified' })).targetKind).toBe(
      'unspecified',
    )
  })

  it('lets a binding be corrected, and forgets what was seen only where the place itself changes', async () => {
    const { lineageId, bindingIds } = await adopted()
    const [id = ''] = bindingIds
    await watchLineage(later(), lineageId)
    const seen = async () =>
      (await getLineage(ctx, lineageId)).matrix.find(({ binding }) => binding.id === id)?.sightings.length
    const place = BindingInput.parse(nodeBinding('a'))
    await changeBinding(later(), id, { ...place, targetKind: 'nginx', targetVersion: '1.24', nodeName: '节点-甲' })
    expect(await seen()).toBeGreaterThan(0)
    const { binding } = (await getLineage(ctx, lineageId)).matrix.find((one) => one.binding.id === id) ?? {}
    expect(binding).toMatchObject({ targetKind: 'nginx', targetVersion: '1.24', nodeName: '节点-甲', vip: place.vip })
    await expect(changeBinding(ctx, id, BindingInput.parse(nodeBinding('b')))).rejects.toMatchObject({
      code: 'binding.place-taken',
    })
    await expect(changeBinding(ctx, id, { ...place, targetKind: 'nginxx' })).rejects.toMatchObject({
      code: 'binding.target-unknown',
    })
    await changeBinding(later(), id, { ...place, port: 9443 })
    expect(await seen()).toBe(0)
    expect((await actions()).filter((action) => action === 'binding.changed')).toHaveLength(2)
    await removeBinding(ctx, id, '节点停用')
    await expect(changeBinding(ctx, id, place)).rejects.toMatchObject({ code: 'binding.not-found' })
  })

  it('lets no binding be changed while a run is to prove it', async () => {
    const { lineageId, bindingIds } = await adopted()
    const newId = await issued()
    await addCertificate(ctx, lineageId, AddCertificate.parse({ certificateId: newId }))
    const run = await openRun(ctx, lineageId, { certificateId: newId, reason: '续期' })
    const place = BindingInput.parse({ ...nodeBinding('a'), nodeName: '新名' })
    await expect(changeBinding(ctx, bindingIds[0] ?? '', place)).rejects.toMatchObject({ code: 'binding.run-open' })
    await cancelRun(ctx, run.id, '取消')
    expect((await changeBinding(ctx, bindingIds[0] ?? '', place)).nodeName).toBe('新名')
  })

  it('counts the clock of a validation, which cannot lie in the future', async () => {
    const { id } = await createLineage(ctx, { ...LINEAGE, trust: 'public' })
    const evidence = { kind: 'domain', reference: 'DNS TXT', validatedAt: ctx.now - 190 * DAY } as const
    await recordEvidence(ctx, id, evidence)
    const detail = await getLineage(ctx, id)
    expect(detail.alarming.map(({ code }) => code)).toEqual(['lineage.domain-evidence-ending'])
    await expect(recordEvidence(ctx, id, { ...evidence, validatedAt: ctx.now + 1 })).rejects.toMatchObject({
      code: 'lineage.evidence-in-future',
    })
  })
})

describe('an unknown certificate', () => {
  const serve = async () => {
    const { sent } = await shownBy('site-cegn-a')
    const served = { endpoint: '127.0.0.11:443', serverName: 'www.rsj.sh.cegn.cn', nodeName: 'cegn-a', chain: sent }
    await recordServedChain(ctx, served)
    return (await listUnknown(ctx, { state: 'open', limit: 50 })).items
  }

  it('found in use is a finding until it is adopted', async () => {
    const [item, ...others] = await serve()
    expect(others).toEqual([])
    expect(item).toMatchObject({ place: '127.0.0.11:443', state: 'open' })
    expect(await open()).toEqual(['lineage.certificate-unknown'])
    const input = AdoptCertificate.parse({ lineage: { ...LINEAGE, name: '*.rsj.sh.cegn.cn' } })
    await adoptCertificate(later(), item?.certificateId ?? '', input)
    expect(await open()).toEqual([])
    expect(await serve()).toEqual([])
  })

  it('may be dismissed once, with a reason, and does not come back', async () => {
    const [item] = await serve()
    await dismissUnknown(later(), item?.certificateId ?? '', '测试设备')
    expect(await open()).toEqual([])
    await expect(dismissUnknown(ctx, item?.certificateId ?? '', '再次')).rejects.toMatchObject({ kind: 'not-found' })
    expect(await serve()).toEqual([])
  })
})

describe('watching', () => {
  it('asks every node and the address before them, and finds nothing while all is well', async () => {
    const { lineageId } = await adopted()
    await watchLineage(later(), lineageId)
    const detail = await getLineage(ctx, lineageId)
    expect(detail.standing).toMatchObject({ other: [], silent: [], unasked: [] })
    expect(detail.standing.proved).toEqual(['节点-a', '节点-b', expect.stringMatching(/^VIP /)])
    expect(detail.alarming).toEqual([])
    expect(await open()).toEqual([])
  })

  it('names the node of a virtual address that still shows another certificate', async () => {
    const { lineageId } = await adopted()
    await world.lab.setFault('site-gov-b', 'tls.nodes-differ', true)
    await watchLineage(later(), lineageId)
    const { alarming, standing } = await getLineage(ctx, lineageId)
    expect(standing.proved).toEqual(['节点-a'])
    const half = alarming.find(({ code }) => code === 'lineage.half-renewed')
    expect(half?.params?.nodes).toContain('节点-b')
    expect(half?.params?.nodes).not.toContain('节点-a')
    expect(await open()).toContain('lineage.half-renewed')
    await world.lab.setFault('site-gov-b', 'tls.nodes-differ', false)
    await watchLineage(later(), lineageId)
    expect((await getLineage(ctx, lineageId)).alarming).toEqual([])
    expect(await open()).toEqual(['lineage.certificate-unknown'])
  })

  it('tells each place apart: behind a virtual address that shows another certificate a node may be right', async () => {
    const { lineageId } = await adopted()
    await world.lab.setFault('site-gov-b', 'tls.nodes-differ', true)
    await watchLineage(later(), lineageId)
    const told = lineageDetailOf(await getLineage(ctx, lineageId), ctx.now)
    const states = told.bindingMatrix.flatMap(({ nodeName, places }) =>
      places.map(({ via, state }) => [via === 'vip' ? 'VIP' : nodeName, state]),
    )
    expect(states.sort()).toEqual(
      [
        ['VIP', 'other'],
        ['节点-a', 'proved'],
        ['节点-b', 'other'],
      ].sort(),
    )
    expect([told.proved, told.bindings]).toEqual([1, 3])
    const table = await spreadsheets.read(await exportLineages(ctx, ExportLineages.parse({}), true))
    const rows = table.ok ? (table.value[1]?.rows ?? []) : []
    expect(rows.slice(1).map((row) => [row[1], row[10] === row[6], row[12]])).toEqual([
      ['节点-a', false, '已证实'],
      ['节点-a', true, '出示其他证书'],
      ['节点-b', false, '出示其他证书'],
    ])
    await world.lab.setFault('site-gov-b', 'tls.nodes-differ', false)
  })

  it('makes a certificate the active one when every place that is to show it does, and not before', async () => {
    const { lineageId } = await adopted()
    const newId = await issued()
    await addCertificate(later(), lineageId, AddCertificate.parse({ certificateId: newId }))
    await ctx.db.update(deploymentBindings).set({ certificateId: newId })
    const stateOf = async () =>
      (await getLineage(ctx, lineageId)).certificates.find(({ certificateId }) => certificateId === newId)?.state
    await world.lab.setFault('site-gov-a', 'tls.nodes-differ', true)
    await watchLineage(later(), lineageId)
    expect(await stateOf()).toBe('issued')
    await world.lab.setFault('site-gov-b', 'tls.nodes-differ', true)
    await watchLineage(later(), lineageId)
    expect(await stateOf()).toBe('active')
    for (const node of ['site-gov-a', 'site-gov-b']) await world.lab.setFault(node, 'tls.nodes-differ', false)
  })

  it('says that a node is silent, and knows it again when it speaks', async () => {
    const { lineageId } = await adopted()
    await world.lab.setFault('site-gov-b', 'tls.unreachable', true)
    await watchLineage(later(), lineageId)
    expect((await getLineage(ctx, lineageId)).standing.silent).toEqual(['节点-b'])
    expect(await open()).toEqual(['lineage.node-silent', 'tls.unreachable'])
    await world.lab.setFault('site-gov-b', 'tls.unreachable', false)
    await watchLineage(later(), lineageId)
    expect(await open()).toEqual([])
  })

  it('stays silent about what is waived, alarms again from the end of the waiver on, and cannot be told to ignore harm', async () => {
    const { lineageId } = await adopted()
    await world.lab.setFault('site-gov-b', 'tls.chain-incomplete', true)
    const waiver = { code: 'tls.chain-incomplete', until: ctx.now + DAY, reason: '厂商下周更新' }
    const { id } = await waiveAlarm(ctx, lineageId, waiver)
    await watchLineage(later(), lineageId)
    expect(await open()).toEqual([])
    await watchLineage({ ...ctx, now: waiver.until }, lineageId)
    // Of the node, and of the address before it when it happened to show that node.
    expect([...new Set(await open())]).toEqual(['tls.chain-incomplete'])
    await endWaiver(later(), id, '提前结束')
    await expect(endWaiver(ctx, id, '再次')).rejects.toMatchObject({ code: 'waiver.not-in-force' })
    await expect(waiveAlarm(ctx, lineageId, { ...waiver, code: 'tls.revoked' })).rejects.toMatchObject({
      code: 'waiver.never',
    })
    await world.lab.setFault('site-gov-b', 'tls.chain-incomplete', false)
  })
})

describe('a run', () => {
  it('is proved only when every node and the address before them show the new certificate', async () => {
    const { lineageId, leafId } = await adopted()
    const newId = await issued()
    await addCertificate(later(), lineageId, AddCertificate.parse({ certificateId: newId }))
    const run = await openRun(later(), lineageId, { certificateId: newId, reason: '到期续期' })
    await expect(openRun(ctx, lineageId, { certificateId: newId, reason: '再次' })).rejects.toMatchObject({
      code: 'run.already-open',
    })

    // Nothing done yet: nobody is half renewed, nothing is proved.
    expect(await verifyRun(later(), run.id)).toMatchObject({ isProved: false, behind: ['节点-a', '节点-b'] })
    expect((await getLineage(ctx, lineageId)).alarming).toEqual([])

    // One node done: the other is named.
    await world.lab.setFault('site-gov-a', 'tls.nodes-differ', true)
    expect((await verifyRun(later(), run.id)).behind).toContain('节点-b')
    const half = (await getLineage(ctx, lineageId)).alarming.find(({ code }) => code === 'lineage.half-renewed')
    expect(half?.params?.nodes).toContain('节点-b')
    await expect(markStep(ctx, run.id, 3, { state: 'done' })).rejects.toMatchObject({ code: 'run.step-is-measured' })
    await markStep(ctx, run.id, 0, { state: 'done', note: '工单 42' })
    expect((await getLineage(ctx, lineageId)).certificates.find((one) => one.certificateId === newId)?.state).toBe(
      'issued',
    )

    await world.lab.setFault('site-gov-b', 'tls.nodes-differ', true)
    expect(await verifyRun(later(), run.id)).toEqual({ isProved: true, behind: [] })
    const detail = await getLineage(ctx, lineageId)
    const stateOf = (id: string) => detail.certificates.find((one) => one.certificateId === id)?.state
    expect([stateOf(newId), stateOf(leafId)]).toEqual(['active', 'superseded'])
    expect(detail.certificates.find((one) => one.certificateId === newId)?.supersedesId).toBe(leafId)
    expect(detail.runs).toMatchObject([{ state: 'proved' }])
    expect(detail.alarming).toEqual([])
    await expect(verifyRun(ctx, run.id)).rejects.toMatchObject({ code: 'run.closed' })
    expect(await actions()).toContain('run.proved')
  })

  it('given up, gives the bindings back what they had to show', async () => {
    const { lineageId, leafId } = await adopted()
    const newId = await issued()
    await addCertificate(ctx, lineageId, AddCertificate.parse({ certificateId: newId }))
    const run = await openRun(ctx, lineageId, { certificateId: newId, reason: '续期' })
    const expected = async () => (await getLineage(ctx, lineageId)).matrix.map(({ binding }) => binding.certificateId)
    expect(await expected()).toEqual([newId, newId])
    await cancelRun(ctx, run.id, '窗口取消')
    expect(await expected()).toEqual([leafId, leafId])
  })

  it('refuses what cannot be proved or must not be deployed', async () => {
    const { id } = await createLineage(ctx, { ...LINEAGE, name: 'nowhere' })
    const newId = await issued()
    await addCertificate(ctx, id, AddCertificate.parse({ certificateId: newId }))
    const order = { certificateId: newId, reason: '续期' }
    await expect(openRun(ctx, id, order)).rejects.toMatchObject({ code: 'run.no-binding' })
    await bindCertificate(ctx, id, BindingInput.parse({ ...nodeBinding('a'), port: 8443 }))
    const late = { ...ctx, now: ctx.now + 4000 * DAY }
    await expect(openRun(late, id, order)).rejects.toMatchObject({ code: 'run.certificate-not-in-force' })
    expect((await openRun(ctx, id, order)).state).toBe('open')
  })

  it('that withdraws ends when nobody shows the certificate any more', async () => {
    const { lineageId } = await adopted()
    const run = await openWithdrawal(later(), lineageId, { isRevoked: false, reason: '站点下线' })
    expect((await verifyRun(later(), run.id)).behind).toEqual(['节点-a', '节点-b'])
    for (const name of ['site-gov-a', 'site-gov-b']) await world.lab.setFault(name, 'tls.unreachable', true)
    await world.lab.setFault('site-gov', 'tcp.refused', true)
    expect(await verifyRun(later(), run.id)).toEqual({ isProved: true, behind: [] })
    const detail = await getLineage(ctx, lineageId)
    expect([detail.state, detail.bindings, detail.certificates[0]?.state]).toEqual(['withdrawn', 0, 'withdrawn'])
    expect(await open()).toEqual([])
  })

  it('in an emergency ends when the new certificate is everywhere and CRL and OCSP say revoked', async () => {
    const { lineageId, leafId } = await adopted()
    const { id: otherLineage } = await createLineage(ctx, { ...LINEAGE, name: 'shares nothing' })
    const run = await openEmergency(later(), lineageId, { compromisedId: leafId, reason: '私钥出现在备份带上' })
    const [held] = (await getLineage(ctx, lineageId)).certificates
    expect(held?.keyCompromisedAt).toBe(ctx.now)
    expect((await affectedBindings(database.db, held?.keyId ?? '')).map(({ nodeName }) => nodeName)).toEqual([
      '节点-a',
      '节点-b',
    ])
    expect((await getLineage(ctx, lineageId)).alarming.map(({ code }) => code)).toEqual(['lineage.key-compromised'])
    // The same key again is no replacement: the laboratory's sites keep theirs.
    const sameKey = await issued()
    await expect(
      addCertificate(ctx, lineageId, AddCertificate.parse({ certificateId: sameKey })),
    ).rejects.toMatchObject({ code: 'lineage.key-compromised' })

    await world.lab.setFault('site-gov-a', 'tls.weak-key', true)
    const [newId = ''] = await known((await shownBy('site-gov-a')).leaf)
    await addCertificate(later(), lineageId, AddCertificate.parse({ certificateId: newId, key: { origin: 'hsm' } }))
    await setRunCertificate(ctx, run.id, newId)
    await world.lab.setFault('site-gov-b', 'tls.weak-key', true)
    // Everywhere new, but the world does not know of the revocation yet.
    const before = await verifyRun(later(), run.id)
    expect(before.isProved).toBe(false)
    await revoke(leafId)
    await markStep(ctx, run.id, 0, { state: 'done', note: 'CA 已受理' })
    const after = await verifyRun(later(), run.id)
    expect(after).toEqual({ isProved: true, behind: [] })
    const revoked = (await getLineage(ctx, lineageId)).certificates.find((one) => one.certificateId === leafId)
    expect(revoked).toMatchObject({ state: 'revoked', seenInCrlAt: ctx.now, seenInOcspAt: ctx.now })
    expect((await getLineage(ctx, otherLineage)).runs).toEqual([])
  })
})

/** By the laboratory's CA, through its registration authority. */
async function revoke(certificateId: string): Promise<void> {
  const [row] = await database.db.select().from(certificates).where(eq(certificates.id, certificateId))
  const body = JSON.stringify({ serial: row?.serial })
  const { status } = await fetch(`${world.lab.service('ra').url}/revocations`, { method: 'POST', body })
  expect(status).toBe(200)
}
