// The laboratory: real servers on loopback that stand for the estate's machines, each with faults that can be switched on and off.

import type { Hono } from 'hono'
import { nodePrimitives } from '#adapters/crypto/primitives.node.ts'
import { generateKey } from '#adapters/keys/signer.ts'
import type { Stamp } from '#adapters/making/stamp.ts'
import { toHex } from '#core/bytes/hex.ts'
import type { Instant } from '#core/verdict.ts'
import { authenticationService, Challenges } from './authentication.ts'
import { makeCanary, type UserCanary } from './canaries.ts'
import { controlApp } from './control.ts'
import { crlPoint } from './crl-point.ts'
import { certificateDesk } from './desk.ts'
import { FAMILIES, type Family } from './family.ts'
import type { FaultId } from './faults.ts'
import {
  DAY_MS,
  type Hierarchy,
  type KeySource,
  labName,
  ordinaryValidity,
  raiseHierarchy,
  type Urls,
} from './hierarchy.ts'
import { speakHttp } from './http-service.ts'
import type { RegisterMemory } from './memory.ts'
import { delegateResponder, ocspResponder } from './ocsp-responder.ts'
import { type LabService, type Machine, Rack } from './rack.ts'
import { CertificateRegister } from './register.ts'
import { registrationAuthority } from './registration-authority.ts'
import { type SampleDocument, signSamples } from './sample-documents.ts'
import { sealServer } from './seal-server.ts'
import { fillSealCabinet, type SealCabinet } from './sealing.ts'
import { NODES, type Node, PAIRS, SITES } from './services.ts'
import { signingKeys, signingServer } from './signing-server.ts'
import { type Site, siteIdentities } from './site-identities.ts'
import { stampWith, TSA_POLICY, timestampAuthority, timestampUnit } from './timestamp-authority.ts'
import { type IdentityFor, type TlsIdentity, tlsSite } from './tls-site.ts'
import { forwardTo } from './virtual-address.ts'

export interface LaboratoryOptions {
  /** The laboratory's clock: every date it writes and judges. */
  now: () => Instant
  keys: KeySource
  /** One address for every machine, where the system does not answer on all of 127/8. */
  host?: string
  /** Port of a service by name, and of `control`. Absent or 0: any free one. */
  ports?: Readonly<Record<string, number>>
  /** Keeps what was issued and revoked over restarts; without it, a revocation of an earlier run is missing from the CRL. */
  memory?: RegisterMemory
}

export interface Authority {
  /** DER. The root is the trust anchor. */
  root: Uint8Array
  issuing: Uint8Array
}

/** A site with its certificate: two nodes and a virtual address show it. */
export interface LabSite {
  /** The `system` of its services. */
  system: string
  serverName: string
  /** What its certificate names. */
  names: readonly string[]
  /** DER, as its nodes show it now; with a fault, as a node with that fault does. */
  leaf(fault?: FaultId): Promise<Uint8Array>
  /** What its CA answers to a request for this key: DER SubjectPublicKeyInfo in, DER of leaf, issuer and root out. */
  certify(publicKey: Uint8Array): Promise<Uint8Array[]>
  /** Puts a certificate and its key on a node, as its administrator would; faults of the node come first. @throws for an unknown node or a key of another certificate */
  install(service: string, identity: TlsIdentity): Promise<void>
}

export interface Laboratory {
  services: readonly LabService[]
  /** @throws when there is none of that name */
  service(name: string): LabService
  authorities: Record<Family, Authority>
  /** User certificates whose standing is known, and their keys. */
  canaries: Record<Family, UserCanary>
  /** OID of the only policy the timestamp authority stands for. */
  tsaPolicy: string
  sites: readonly LabSite[]
  /** DER certificates a seal check must know: who makes seals, who seals. */
  seal: { makerCertificate: Uint8Array; sealerCertificate: Uint8Array }
  /** A certificate for somebody who signs with a key of their own; `publicKey` is DER SubjectPublicKeyInfo. */
  issueSigner(family: Family, commonName: string, publicKey: Uint8Array): Promise<Uint8Array>
  /** DER SESeal that this SM2 certificate may seal with. */
  makeSealFor(certificate: Uint8Array, name: string): Promise<Uint8Array>
  /** Signed files to try a verification on, good ones and their twins with one byte changed. */
  samples(): Promise<SampleDocument[]>
  /** Base URL of the switchboard. */
  controlUrl: string
  /** Resolves when the service behaves so. @throws UnknownFault */
  setFault(service: string, fault: string, on: boolean): Promise<void>
  /** The faults that are on. */
  faults(): { service: string; fault: FaultId }[]
  stop(): Promise<void>
}

/** Starts every machine. @throws when a port asked for is taken; what was open is closed again. */
export async function startLaboratory(options: LaboratoryOptions): Promise<Laboratory> {
  const rack = new Rack({ ports: options.ports ?? {}, ...(options.host ? { host: options.host } : {}) })
  try {
    return await furnish(rack, options)
  } catch (error) {
    await rack.close()
    throw error
  }
}

async function furnish(rack: Rack, options: LaboratoryOptions): Promise<Laboratory> {
  const single = (name: string, kind: LabService['kind']) => rack.place({ name, kind, system: name })
  const machines = {
    crl: await single('crl', 'crl-point'),
    ocsp: await single('ocsp', 'ocsp-responder'),
    ra: await single('ra', 'registration-authority'),
  }
  const register = new CertificateRegister(options.memory?.recall())
  const remember = () => options.memory?.keep(register.entries())
  const urls = { crl: machines.crl.url, ocsp: machines.ocsp.url }
  const hierarchies = await eachFamily((family) => raiseHierarchy({ family, keys: options.keys, register, urls }))
  const stranger = await raiseStranger(urls)
  const floor: Floor = { ...options, rack, register, hierarchies, stranger }
  const canaries = await eachFamily((family) => makeCanary(hierarchies[family], options.keys, register, options.now()))
  remember()
  await openAuthority(floor, machines, canaries, remember)
  const sites: LabSite[] = []
  for (const one of SITES) {
    const site = await openSite(floor, one)
    const certify = async (publicKey: Uint8Array) => site.certify(publicKey).finally(remember)
    sites.push({ ...site, certify })
  }
  const { cabinet, stamp } = await openPairs(floor)
  const controlUrl = await rack.placeControl(controlApp(rack.services, rack.switches, sites))
  return {
    services: rack.services,
    service: (name) => find(rack.services, name),
    authorities: hierarchies,
    canaries,
    tsaPolicy: TSA_POLICY,
    sites,
    seal: { makerCertificate: cabinet.makerCertificate, sealerCertificate: cabinet.sealerCertificate },
    issueSigner: async (family, commonName, publicKey) => {
      const certificate = await hierarchies[family].issue({
        label: `signer ${toHex(publicKey)}`,
        subject: labName(commonName, '业务签名'),
        publicKey,
        validity: ordinaryValidity(options.now()),
        usages: ['digitalSignature', 'nonRepudiation'],
      })
      remember()
      return certificate
    },
    makeSealFor: cabinet.makeSealFor,
    samples: () =>
      signSamples({ hierarchies, canaries, register, cabinet, stamp, keys: options.keys, now: options.now() }),
    controlUrl,
    setFault: (service, fault, on) => rack.switches.set(service, fault, on),
    faults: () => rack.switches.active(),
    stop: () => rack.close(),
  }
}

function raiseStranger(urls: Urls): Promise<Hierarchy> {
  const keys: KeySource = (_, algorithm) => generateKey(algorithm)
  return raiseHierarchy({ family: 'ecdsa', keys, register: new CertificateRegister(), urls, title: 'Stranger' })
}

/** What every machine of the laboratory may need. */
interface Floor {
  now: () => Instant
  keys: KeySource
  rack: Rack
  register: CertificateRegister
  hierarchies: Record<Family, Hierarchy>
  /** An authority of the same make that is no anchor of the laboratory. */
  stranger: Hierarchy
}

async function eachFamily<T>(make: (family: Family) => Promise<T>): Promise<Record<Family, T>> {
  const entries = await Promise.all(FAMILIES.map(async (family) => [family, await make(family)] as const))
  return Object.fromEntries(entries) as Record<Family, T>
}

function find(services: readonly LabService[], name: string): LabService {
  const service = services.find((one) => one.name === name)
  if (!service) throw new Error(`the laboratory has no service ${name}`)
  return service
}

async function openAuthority(
  floor: Floor,
  { crl, ocsp, ra }: Record<'crl' | 'ocsp' | 'ra', Machine>,
  canaries: Record<Family, UserCanary>,
  remember: () => void,
): Promise<void> {
  const { now, register, hierarchies, keys } = floor
  const responders = await eachFamily((family) => delegateResponder(hierarchies[family], keys, now()))
  answer(crl, crlPoint({ now, isOn: crl.isOn, hierarchies, register, canaries }))
  answer(ocsp, ocspResponder({ now, isOn: ocsp.isOn, hierarchies, responders, register }))
  answer(ra, registrationAuthority({ now, isOn: ra.isOn, hierarchies, register, remember }))
}

function answer(machine: Machine, app: Hono): void {
  machine.listener.handler = speakHttp(app)
}

async function openSite({ rack, hierarchies, stranger, keys, now }: Floor, site: Site): Promise<LabSite> {
  const { name, family, serverName } = site
  const identityFor = siteIdentities({
    site,
    hierarchy: hierarchies[family],
    rsa: hierarchies.rsa,
    stranger,
    keys,
    now,
  })
  const installed = new Map<string, TlsIdentity>()
  const nodes = new Map<string, () => Promise<void>>()
  await openPair(rack, { name, kind: 'tls-site', serverName }, async (machine, node) => {
    const service = `${name}-${node}`
    const own: IdentityFor = async (fault) => (fault ? undefined : installed.get(service)) ?? identityFor(fault)
    const server = await tlsSite(serverName, node, own)
    machine.listener.handler = server.onConnection
    machine.onSwitch = server.follow
    nodes.set(service, () => server.follow(machine.isOn))
  })
  const leaf = async (fault?: FaultId) => (await identityFor(fault)).chain[0] ?? new Uint8Array()
  const install = async (service: string, identity: TlsIdentity) => {
    const reload = nodes.get(service)
    if (!reload) throw new Error(`the laboratory has no node ${service}`)
    const before = installed.get(service)
    try {
      installed.set(service, identity)
      await reload()
    } catch (error) {
      // As with a real server: what it cannot load, it does not show.
      if (before) installed.set(service, before)
      else installed.delete(service)
      await reload()
      throw error
    }
  }
  return {
    system: name,
    serverName,
    names: site.names,
    leaf,
    certify: certifierOf(site, hierarchies[family], now),
    install,
  }
}

/** Longer than what the site has, so that it is worth renewing. */
const RENEWED_MS = 390 * DAY_MS

function certifierOf({ name, serverName, names }: Site, hierarchy: Hierarchy, now: () => Instant) {
  return async (publicKey: Uint8Array): Promise<Uint8Array[]> => {
    const leaf = await hierarchy.issue({
      label: `${name} for ${toHex(publicKey)}`,
      subject: labName(serverName),
      publicKey,
      validity: { notBefore: now() - 3_600_000, notAfter: now() + RENEWED_MS },
      usages: ['digitalSignature'],
      purposes: ['serverAuth'],
      names,
    })
    return [leaf, hierarchy.issuing, hierarchy.root]
  }
}

/** Two nodes and the virtual address before them. */
async function openPair(
  rack: Rack,
  { name, ...placement }: { name: string; kind: LabService['kind']; serverName?: string },
  furnishNode: (machine: Machine, node: Node) => Promise<void>,
): Promise<void> {
  const nodes: Machine[] = []
  for (const node of NODES) {
    const machine = await rack.place({ ...placement, name: `${name}-${node}`, system: name, node })
    await furnishNode(machine, node)
    nodes.push(machine)
  }
  const front = await rack.place({ ...placement, kind: 'virtual-address', name, system: name })
  front.listener.handler = forwardTo(nodes.map((one) => one.listener))
}

/** The systems of two nodes that speak HTTP. Resolves to what else signs and seals here. */
async function openPairs({
  rack,
  hierarchies,
  keys,
  register,
  now,
}: Floor): Promise<{ cabinet: SealCabinet; stamp: Stamp }> {
  const units = {
    rsa: await timestampUnit(hierarchies.rsa, keys, now()),
    sm2: await timestampUnit(hierarchies.sm2, keys, now()),
  }
  const cabinet = await fillSealCabinet(hierarchies.sm2, keys, now())
  const signers = await signingKeys(hierarchies, keys, now())
  const desk = certificateDesk(nodePrimitives, hierarchies, register)
  const challenges = new Challenges()
  const stamp = stampWith(units, now)
  const apps = {
    'timestamp-authority': (isOn: Machine['isOn']) => timestampAuthority({ now, isOn, units }),
    'seal-server': (isOn: Machine['isOn'], node: Node) =>
      sealServer({ ...cabinet, node, now, isOn, stamp, hasSigned: desk.hasSigned }),
    'signing-server': (isOn: Machine['isOn'], node: Node) =>
      signingServer({ node, now, isOn, signers, hasSigned: desk.hasSigned }),
    authentication: (isOn: Machine['isOn'], node: Node) => authenticationService({ node, now, isOn, desk, challenges }),
  }
  for (const { name, kind } of PAIRS) {
    await openPair(rack, { name, kind }, async (machine, node) => answer(machine, apps[kind](machine.isOn, node)))
  }
  return { cabinet, stamp }
}
