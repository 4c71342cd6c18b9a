// One node of a TLS site: asked as its visitors ask it, and what it showed as evidence for the checks.

import { createHash } from 'node:crypto'
import { childrenOf, contentsOf, readDer } from '#core/asn1/der.ts'
import { OID } from '#core/asn1/oids.ts'
import { chainOrder } from '#core/checks/chain-order.ts'
import { reachReason } from '#core/checks/reach.ts'
import { servedCertificate } from '#core/checks/served-certificate.ts'
import { chainShape } from '#core/checks/served-chain.ts'
import type { StartTlsKind } from '#core/checks/start-tls.ts'
import type { IssuerRevocation, TlsNode, TlsRevocation } from '#core/checks/tls-evidence.ts'
import { type Weakness, weaknessesOf } from '#core/lint/weak-keys.ts'
import type { Certificate } from '#core/x509/certificate.ts'
import { extensionOf, findExtension } from '#core/x509/extensions.ts'
import { hostNamesOf, matchesHostName } from '#core/x509/host-names.ts'
import { keyKindOf } from '#core/x509/key.ts'
import { nameText, sameName } from '#core/x509/names.ts'
import { parseCertificate } from '#core/x509/parse.ts'
import { judgePath, type PathReport } from '#core/x509/path.ts'
import type { Connection } from '../../egress/connection.ts'
import { EgressError } from '../../egress/error.ts'
import type { ProbeDeps } from '../probe.ts'
import type { Recorder } from '../recorder.ts'
import { type Endpoint, type Handshake, type HelloExchange, offerWeakSuites, sayHello, shakeHands } from './ask.ts'
import { type CRL_QUESTIONS, namesRevocationSource, revocationOf } from './revocation.ts'
import { StartTlsRefused, startTls } from './start-tls.ts'

export interface NodeEndpoint extends Endpoint {
  /** For people, and for the names of its evidence. */
  node: string
  /** What was resolved to get there. */
  name: string
  /** Of several addresses of `host`, the one meant. */
  address?: string
  startTls: StartTlsKind
  askCrl: (typeof CRL_QUESTIONS)[number]
  anchors: readonly Certificate[]
  /** By fingerprint, shared by the nodes of one probe: they mostly stand below the same CA. */
  issuerAnswers: Map<string, Promise<TlsRevocation>>
}

/** What one node shows; a node that shows nothing has left its reason in the recorder. */
export async function askNode(
  endpoint: NodeEndpoint,
  recorder: Recorder,
  deps: ProbeDeps,
): Promise<TlsNode | undefined> {
  try {
    const hello = await helloOf(endpoint, recorder, deps, 'TLSv1.2').catch(cutOff)
    const wanted = hello.answer.outcome === 'chain' ? 'leaf' : 'chain'
    const shaken = await shakeHands(await connectTo(endpoint, recorder, deps), endpoint, wanted)
    const sent = hello.answer.outcome === 'chain' ? hello.answer.chain : shaken.ok ? shaken.handshake.chain : []
    if (!shaken.ok || sent.length === 0) handshakeFailed(endpoint, hello, shaken.ok ? '' : shaken.problem, recorder)
    if (sent.length === 0) return undefined
    for (const [index, der] of sent.entries()) recorder.keep(`${endpoint.node} ${index}`, 'application/pkix-cert', der)
    const oldProtocols = await oldProtocolsOf(endpoint, recorder, deps)
    const weakSuites = await weakSuitesOf(endpoint, recorder, deps)
    const handshake = shaken.ok ? shaken.handshake : undefined
    return await judgeNode({ ...endpoint, sent, hello, handshake, oldProtocols, weakSuites }, recorder, deps)
  } catch (error) {
    recorder.reasons([unanswered(endpoint, error)])
    return undefined
  }
}

function unanswered({ node, startTls: kind }: NodeEndpoint, error: unknown) {
  if (error instanceof EgressError) return reachReason('tls', error.problem, error.host, error.port)
  if (!(error instanceof StartTlsRefused)) throw error
  const params = { node, kind, problem: error.said }
  return { code: 'tls.start-tls-refused', verdict: 'fail', citation: 'RFC 3207 §4', params } as const
}

/** A server may cut a hello it dislikes without an alert: the full handshake then decides. */
function cutOff(error: unknown): HelloExchange {
  if (!(error instanceof EgressError) || error.problem !== 'connection-reset') throw error
  return { sent: new Uint8Array(), received: new Uint8Array(), answer: { outcome: 'incomplete' } }
}

async function connectTo(endpoint: NodeEndpoint, recorder: Recorder, { egress }: ProbeDeps): Promise<Connection> {
  const { host, port, timeoutMs, address, startTls: kind } = endpoint
  const connection = await egress.connect({ host, port, timeoutMs, ...(address === undefined ? {} : { address }) })
  recorder.phases({ dns: connection.dnsMs, tcp: connection.tcpMs })
  await startTls(connection, kind, host, timeoutMs)
  return connection
}

async function helloOf(
  endpoint: NodeEndpoint,
  recorder: Recorder,
  deps: ProbeDeps,
  version: 'TLSv1' | 'TLSv1.1' | 'TLSv1.2',
): Promise<HelloExchange> {
  const started = deps.monotonicMs()
  const exchange = await sayHello(await connectTo(endpoint, recorder, deps), endpoint, version)
  recorder.phases({ tls: deps.monotonicMs() - started })
  if (version === 'TLSv1.2') recorder.keep(`${endpoint.node} hello`, 'application/octet-stream', exchange.received)
  return exchange
}

/** Offers TLS 1.0, then 1.1. A refusal in any form, a cut connection included, is what we hope for. */
async function oldProtocolsOf(endpoint: NodeEndpoint, recorder: Recorder, deps: ProbeDeps): Promise<string[]> {
  const accepted: string[] = []
  for (const version of ['TLSv1', 'TLSv1.1'] as const) {
    const exchange = await helloOf(endpoint, recorder, deps, version).catch(() => undefined)
    if (exchange?.answer.outcome === 'chain' && exchange.answer.version === version) accepted.push(version)
  }
  return accepted
}

async function weakSuitesOf(endpoint: NodeEndpoint, recorder: Recorder, deps: ProbeDeps): Promise<string[]> {
  const agreed = await connectTo(endpoint, recorder, deps)
    .then((connection) => offerWeakSuites(connection, endpoint))
    .catch(() => undefined)
  return agreed === undefined ? [] : [agreed]
}

function handshakeFailed(endpoint: NodeEndpoint, { answer }: HelloExchange, problem: string, recorder: Recorder): void {
  const { node, host, port } = endpoint
  const isTls = answer.outcome !== 'not-tls'
  const alert = answer.outcome === 'alert' ? `alert ${answer.alert}` : ''
  recorder.reasons([
    {
      code: isTls ? 'tls.handshake-failed' : 'tls.response-malformed',
      verdict: 'fail',
      citation: 'RFC 8446 §6',
      params: { node, host, port, problem: problem || alert || answer.outcome },
    },
  ])
}

interface Shown extends NodeEndpoint {
  sent: readonly Uint8Array[]
  hello: HelloExchange
  handshake: Handshake | undefined
  oldProtocols: readonly string[]
  weakSuites: readonly string[]
}

async function judgeNode(shown: Shown, recorder: Recorder, deps: ProbeDeps): Promise<TlsNode | undefined> {
  const { node, name, sent, serverName, anchors, oldProtocols, weakSuites, handshake } = shown
  const chain: Certificate[] = []
  for (const der of sent) {
    const parsed = parseCertificate(der)
    if (parsed.ok) chain.push(parsed.value)
    else recorder.reasons([malformedCertificate(node, parsed.error.code, parsed.error.offset)])
  }
  const [leaf] = chain
  if (!leaf || chain.length < sent.length) return undefined
  const otherLeaf = otherLeafOf(leaf, handshake)
  const path = await pathOf(leaf, chain.slice(1), anchors, deps)
  const [revocation, issuerRevocations] = await Promise.all([
    revocationOf(
      {
        certificate: leaf,
        isCa: false,
        issuer: [...chain.slice(1), ...anchors].find(({ subject }) => sameName(subject, leaf.issuer)),
        staple: handshake?.staple,
        at: deps.now(),
        timeoutMs: shown.timeoutMs,
        askCrl: shown.askCrl,
      },
      deps.egress,
      deps.primitives,
    ),
    issuerRevocationsOf(path, shown, deps),
  ])
  return {
    node,
    name,
    chain: chain.map((one) => servedCertificate(one, fingerprintOf(one.raw), knownWeaknesses(one))),
    shape: chainShape(chain, anchors),
    order: chainOrder(chain),
    pathProblems: problemsOf(path),
    isNamed: matchesHostName(leaf, serverName),
    hasAltNames: hostNamesOf(leaf).length > 0,
    isCa: extensionOf(leaf, 'basicConstraints')?.isCa ?? false,
    mustStaple: asksForStaple(leaf),
    ...protocolOf(shown),
    oldProtocols,
    weakSuites,
    ...(handshake?.dhBits === undefined ? {} : { dhBits: handshake.dhBits }),
    ...(otherLeaf === undefined ? {} : { otherLeaf }),
    revocation,
    issuerRevocations,
  }
}

/** An estate's certificates have a few thousand keys at most; the oldest is forgotten. */
const MAX_KEYS = 4_096
const weaknessesByKey = new Map<string, readonly Weakness[]>()

/** The same keys are met at every round: looking for weaknesses once a key keeps a probe as cheap as it was. */
function knownWeaknesses(certificate: Certificate): readonly Weakness[] {
  const key = fingerprintOf(certificate.publicKeyInfo)
  const known = weaknessesByKey.get(key)
  if (known) return known
  const found = weaknessesOf(certificate)
  const [oldest] = weaknessesByKey.keys()
  if (weaknessesByKey.size >= MAX_KEYS && oldest !== undefined) weaknessesByKey.delete(oldest)
  weaknessesByKey.set(key, found)
  return found
}

function fingerprintOf(der: Uint8Array): string {
  return createHash('sha256').update(der).digest('hex')
}

/** The full handshake came a moment after the hello. A site with an RSA and an EC certificate may show either; two of one kind are two nodes. */
function otherLeafOf(leaf: Certificate, handshake: Handshake | undefined): string | undefined {
  const [der] = handshake?.chain ?? []
  const other = der && parseCertificate(der)
  if (!der || !other?.ok || keyKindOf(other.value).algorithm !== keyKindOf(leaf).algorithm) return undefined
  const fingerprint = fingerprintOf(der)
  return fingerprint === fingerprintOf(leaf.raw) ? undefined : fingerprint
}

/** TLS feature status_request (5). */
function asksForStaple(leaf: Certificate): boolean {
  const found = findExtension(leaf, OID.tlsFeature)
  const list = found && readDer(found.value)
  const features = list?.ok ? childrenOf(list.value) : undefined
  if (!features?.ok) return false
  return features.value.map(contentsOf).some((contents) => contents.length === 1 && contents[0] === 5)
}

/** Dates, hashes and key sizes have rules of their own: one fault, one reason. */
const TOLD_ELSEWHERE = new Set([
  'path.certificate-expired',
  'path.certificate-not-yet-valid',
  'path.digest-weak',
  'path.key-weak',
])

function pathOf(
  leaf: Certificate,
  intermediates: readonly Certificate[],
  anchors: readonly Certificate[],
  { primitives, now }: ProbeDeps,
): Promise<PathReport> {
  const request = { target: leaf, anchors, intermediates, crls: [], ocsps: [], requireRevocation: false } as const
  return judgePath({ ...request, at: now(), purpose: 'serverAuth' }, primitives)
}

function problemsOf({ steps }: PathReport): string[] {
  return steps
    .flatMap(({ findings }) => findings)
    .filter(({ effect, code }) => (effect === 'fatal' || effect === 'unknown') && !TOLD_ELSEWHERE.has(code))
    .map(({ code }) => code)
}

/** Only what the path runs over: a stranger in the chain harms nobody by being revoked. The anchor answers to nobody. */
function issuerRevocationsOf(
  { chain, isAnchored }: PathReport,
  { timeoutMs, askCrl, issuerAnswers }: Shown,
  { egress, primitives, now }: ProbeDeps,
): Promise<IssuerRevocation[]> {
  const between = chain.slice(1, isAnchored ? -1 : undefined)
  return Promise.all(
    between.map(async (certificate, index) => {
      const fingerprint = fingerprintOf(certificate.raw)
      const issuer = chain[index + 2]
      const question = { certificate, isCa: true, issuer, staple: undefined, at: now(), timeoutMs, askCrl }
      const answer = issuerAnswers.get(fingerprint) ?? revocationOf(question, egress, primitives)
      issuerAnswers.set(fingerprint, answer)
      const namesSource = namesRevocationSource(certificate)
      return { ...(await answer), fingerprint, subject: nameText(certificate.subject), namesSource }
    }),
  )
}

function protocolOf({ handshake, hello: { answer } }: Shown): Pick<TlsNode, 'protocol' | 'hasForwardSecrecy'> {
  const protocol = handshake?.protocol ?? (answer.outcome === 'chain' ? answer.version : '')
  return { protocol, hasForwardSecrecy: !handshake || protocol === 'TLSv1.3' || handshake.group !== '' }
}

function malformedCertificate(node: string, problem: string, offset: number) {
  const params = { node, problem, offset }
  return { code: 'tls.response-malformed', verdict: 'fail', citation: 'RFC 5280 §4.1', params } as const
}
