// The sample estate: the tender's register, with the laboratory's services standing in for the machines it knows the trade of (实验室代演).

import { readPem } from '#core/bytes/pem.ts'
import type { ProbeKind, ProbeRequest } from '#core/checks/probe-result.ts'
import { parseCertificate } from '#core/x509/parse.ts'
import { parseRequest } from '#core/x509/request.ts'
import { recordAudit } from '#features/audit/index.ts'
import { foundAuthority, listAuthorities, moveAuthority, OpenBuiltin } from '#features/authority/index.ts'
import {
  addCertificate,
  bindCertificate,
  CreateRequest,
  createLineage,
  createRequest,
  getLineage,
  importCertificates,
  keepCertificates,
  LineagesQuery,
  listLineages,
  removeBinding,
} from '#features/certificates/index.ts'
import { PURPOSE as SEAL_MAKING } from '#features/seals/index.ts'
import { importSeal, listSigningKeys, PURPOSE } from '#features/signing/index.ts'
import {
  OWN_SYSTEM,
  type Register,
  type RegisterCheck,
  type RegisterNode,
  saveRegister,
  tenderRegister,
} from '#features/systems/index.ts'
import { installTrustAnchors, isTrustUntouched } from '#features/trust/index.ts'
import { FAMILIES } from '#lab/family.ts'
import type { FaultId } from '#lab/faults.ts'
import type { Laboratory, LabSite } from '#lab/laboratory.ts'
import { probeRequestsFor } from '#lab/probe-requests.ts'
import { STAND_INS } from '#lab/stand-ins.ts'
import type { Ctx } from './context.ts'

/** Writes the register down again at every start: the laboratory's ports change. What people recorded stays, it hangs on ids. */
export async function loadSampleEstate(
  ctx: Ctx,
  lab: Laboratory,
  hasBackups: boolean,
  /** Where the lists and answers of our own authorities are reached. */
  publicUrl = 'http://127.0.0.1:8460',
): Promise<void> {
  const register = sampleRegister(lab, hasBackups)
  await ctx.db.transaction(async (tx) => {
    await saveRegister(tx, register)
    await recordAudit(tx, ctx, {
      action: 'register.imported',
      object: { type: 'register', id: 'systems' },
      detail: { source: 'sample estate', systems: register.systems.length },
    })
  })
  await foundAuthorities(ctx, publicUrl)
  await trustLaboratory(ctx, lab)
  await equipSigning(ctx, lab)
  for (const site of lab.sites) await keepLineage(ctx, lab, site)
}

/** Once: who issues to the staff, SM2 pairs and RSA certificates for old systems. An estate of its own founds its own, by two persons. */
async function foundAuthorities(ctx: Ctx, publicUrl: string): Promise<void> {
  const known = await listAuthorities(ctx)
  if (known.length > 0) return followAddress(ctx, known, publicUrl)
  for (const authority of AUTHORITIES) {
    const input = OpenBuiltin.parse({
      act: 'open',
      organisation: '样例：证巡',
      signedBy: 'itself',
      publicUrl,
      ...authority,
    })
    await ctx.db.transaction((tx) => foundAuthority(tx, ctx, input))
  }
}

/** What they issue from now on names the address that this start has; what they issued keeps the one it was signed with. */
async function followAddress(
  ctx: Ctx,
  known: Awaited<ReturnType<typeof listAuthorities>>,
  publicUrl: string,
): Promise<void> {
  const moved = known.filter(
    (one) => AUTHORITIES.some(({ label }) => label === one.label) && one.publicUrl !== publicUrl,
  )
  for (const { id } of moved) await ctx.db.transaction((tx) => moveAuthority(tx, ctx, { authorityId: id, publicUrl }))
}

const AUTHORITIES = [
  {
    ...{ label: 'staff-sm2', name: '工作人员证书机构（SM2）', commonName: '样例 SM2 签发机构', algorithm: 'sm2' },
    profiles: ['staff-sm2', 'seal-maker'],
  },
  {
    ...{ label: 'staff-rsa', name: '工作人员证书机构（RSA）', commonName: '样例 RSA 签发机构', algorithm: 'rsa3072' },
    profiles: ['staff-rsa'],
  },
]

/** Once: a key for signing, one for sealing and one for making seals, each with a certificate of the laboratory, and a seal for the second. */
async function equipSigning(ctx: Ctx, lab: Laboratory): Promise<void> {
  if ((await listSigningKeys(ctx)).length > 0) return
  for (const { family, algorithm, commonName, purpose } of SIGNERS) {
    const { pem } = await createRequest(ctx, CreateRequest.parse({ purpose, algorithm, commonName }))
    const [block] = readPem(pem)
    const request = block && parseRequest(block.bytes)
    if (!request?.ok) throw new Error('our own request does not parse')
    const certificate = await lab.issueSigner(family, commonName, request.value.publicKeyInfo)
    const { issuing, root } = lab.authorities[family]
    const files = { signer: certificate, issuing, root }
    await importCertificates(
      ctx,
      Object.entries(files).map(([name, bytes]) => ({ name: `laboratory-${family}-${name}.cer`, bytes })),
    )
    if (family !== 'sm2' || purpose !== PURPOSE) continue
    const seal = await lab.makeSealFor(certificate, '证巡实验室测试专用章')
    await importSeal(ctx, { name: 'laboratory.esl', bytes: seal })
  }
}

const SIGNERS = [
  { family: 'rsa', algorithm: 'rsa3072', commonName: '样例签名人（RSA）', purpose: PURPOSE },
  { family: 'sm2', algorithm: 'sm2', commonName: '样例用印人（SM2）', purpose: PURPOSE },
  { family: 'sm2', algorithm: 'sm2', commonName: '样例制章人（SM2）', purpose: SEAL_MAKING },
] as const

/** Once, before there are accounts: a restarted laboratory has the same roots by name and key, if not by signature. */
async function trustLaboratory(ctx: Ctx, lab: Laboratory): Promise<void> {
  if (!(await isTrustUntouched(ctx))) return
  for (const { label, certificate } of await listAuthorities(ctx))
    if (certificate) await installTrustAnchors(ctx, { name: `${label}.cer`, bytes: certificate }, 'all')
  for (const family of FAMILIES)
    await installTrustAnchors(
      ctx,
      { name: `laboratory-${family}-root.cer`, bytes: lab.authorities[family].root },
      'all',
    )
}

/**
 * The lineage of a site: the certificate both nodes must show, and the old one where a node still shows it. The laboratory issues them anew, on
 * other ports, at every start: they join the same lineage, and the places move.
 */
async function keepLineage(ctx: Ctx, lab: Laboratory, site: LabSite): Promise<void> {
  const [name = site.serverName] = site.names
  const known = (await listLineages(ctx, LineagesQuery.parse({ q: name }))).items.find((one) => one.name === name)
  const purpose = '样例：实验室代演的安全站点'
  const lineage = known ?? (await createLineage(ctx, { name, purpose, owner: '安全站点运维', trust: 'private' }))
  const { certificates, matrix } = await getLineage(ctx, lineage.id)
  const hold = async (certificateId: string) => {
    if (certificates.some((one) => one.certificateId === certificateId)) return
    await addCertificate(ctx, lineage.id, { certificateId, key: { origin: 'service-generated' } })
  }
  const isOld = ({ service, fault }: { service: string; fault: FaultId }) =>
    service.startsWith(`${site.system}-`) && fault === 'tls.leaf-expiring'
  if (lab.faults().some(isOld)) await hold(await keepLeaf(ctx, site, 'tls.leaf-expiring'))
  const certificateId = await keepLeaf(ctx, site)
  await hold(certificateId)
  for (const { binding } of matrix) await removeBinding(ctx, binding.id, '实验室重新启动，端口已变')
  for (const place of placesOf(lab, site)) await bindCertificate(ctx, lineage.id, { ...place, certificateId })
}

/** Kept for its lineage at once: nothing here is uploaded and left for somebody to adopt. */
async function keepLeaf({ db, ports, now }: Ctx, { leaf }: LabSite, fault?: FaultId): Promise<string> {
  const read = parseCertificate(await leaf(fault))
  if (!read.ok) throw new Error('a certificate of the laboratory does not parse')
  const origin = { source: 'upload', now, primitives: ports.primitives } as const
  const [kept] = await db.transaction((tx) => keepCertificates(tx, origin, [read.value]))
  return kept?.id ?? ''
}

function placesOf(lab: Laboratory, { system, serverName }: LabSite) {
  const front = lab.service(system)
  const nodes = lab.services.filter((one) => one.system === system && one.kind === 'tls-site')
  return nodes.map(({ name, host, port }) => ({
    ...{ targetKind: 'nginx', nodeName: name, address: host, port, serverName },
    vip: `${front.host}:${front.port}`,
    startTls: 'none' as const,
  }))
}

export function sampleRegister(lab: Laboratory, hasBackups: boolean): Register {
  const systems = tenderRegister().systems.map((system) => ({
    ...system,
    nodes: system.nodes.map((node) => played(node, lab)),
  }))
  return { systems: hasBackups ? [...systems, OWN_SYSTEM] : systems }
}

/** The node with what a probe can see of it, in place of the look at its service that a person would take. */
function played(node: RegisterNode, lab: Laboratory): RegisterNode {
  const name = STAND_INS[node.id]
  if (name === undefined) return node
  const service = lab.service(name)
  const byHand = node.checks.find(({ id }) => id === `${node.id}.service`)
  const rest = node.checks.filter((check) => check !== byHand)
  const requests = probeRequestsFor(lab, service)
  const probed = requests.map((request) => probeCheck(node.id, request, requests, byHand))
  return { ...node, address: `${service.host}:${service.port}`, standIn: name, checks: [...probed, ...rest] }
}

const KIND_TITLES: Partial<Record<ProbeKind, { zh: string; en: string }>> = {
  tcp: { zh: '端口可达', en: 'Port reachable' },
  tls: { zh: '站点证书与 TLS', en: 'Site certificate and TLS' },
  crl: { zh: 'CRL 发布', en: 'CRL publication' },
  ocsp: { zh: '证书状态查询', en: 'Certificate status' },
  tsa: { zh: '时间戳签发', en: 'Timestamp issuance' },
}

function probeCheck(
  nodeId: string,
  request: ProbeRequest,
  requests: readonly ProbeRequest[],
  byHand: RegisterCheck | undefined,
): RegisterCheck {
  const sameKind = requests.filter(({ kind }) => kind === request.kind)
  const number = sameKind.length > 1 ? ` ${sameKind.indexOf(request) + 1}` : ''
  const title = KIND_TITLES[request.kind] ?? byHand?.title ?? { zh: request.kind, en: request.kind }
  return {
    id: `${nodeId}.${request.kind}${number.replace(' ', '.')}`,
    kind: request.kind,
    layer: request.kind === 'tcp' ? 'network' : 'application',
    title: { zh: title.zh + number, en: title.en + number },
    target: request.target,
    settings: request.settings ?? {},
    enabled: true,
    mustMeasure: false,
  }
}
