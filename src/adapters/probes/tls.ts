// tls: asks a site, and each of its nodes, as a browser would, and judges what was sent.

import { createHash } from 'node:crypto'
import { z } from 'zod'
import { judge } from '#core/checks/check.ts'
import { reachReason } from '#core/checks/reach.ts'
import { servedCertificate } from '#core/checks/served-certificate.ts'
import { chainShape } from '#core/checks/served-chain.ts'
import { TLS_CHECKS, type TlsNode } from '#core/checks/tls.ts'
import type { Certificate } from '#core/x509/certificate.ts'
import { matchesHostName } from '#core/x509/host-names.ts'
import { sameName } from '#core/x509/names.ts'
import { parseCertificate } from '#core/x509/parse.ts'
import { judgePath } from '#core/x509/path.ts'
import { EgressError } from '../egress/error.ts'
import { certificateList } from './certificates.ts'
import type { Probe, ProbeDeps } from './probe.ts'
import type { Recorder } from './recorder.ts'
import { type HostPort, readHostPort, readSettings } from './settings.ts'
import { type Endpoint, type Handshake, type HelloExchange, sayHello, shakeHands } from './tls/ask.ts'
import { revocationOf } from './tls/revocation.ts'

const days = (usual: number) => z.number().min(0).default(usual)

const SETTINGS = {
  /** Sent as SNI and matched against the certificate; default: the host of the target. */
  serverName: z.string().min(1).optional(),
  anchors: certificateList,
  /** Nodes behind the target, each asked for itself: `address` is `host` or `host:port`. */
  nodes: z.array(z.strictObject({ name: z.string().min(1), address: z.string().min(1) })).default([]),
  /** SHA-256 of the leaf in hex, colons allowed. */
  expectedFingerprint: z.string().optional(),
  warnLeafDays: days(30),
  failLeafDays: days(7),
  warnChainDays: days(60),
  minRsaBits: z.number().int().default(2048),
  minEcBits: z.number().int().default(256),
  expectStaple: z.boolean().default(false),
  requireRevocation: z.boolean().default(false),
}

export const tlsProbe: Probe = {
  id: 'tls/1',
  exchanges: 6,
  run: async ({ target, settings, timeoutMs }, recorder, deps) => {
    const { host, port } = readHostPort(target, 443)
    const read = readSettings(SETTINGS, settings)
    const { serverName = host, anchors, nodes, expectedFingerprint, ...thresholds } = read
    const { expectStaple: _staple, requireRevocation: _revocation, ...limits } = thresholds
    recorder.thresholds(limits)
    const endpoints = [
      { node: `${host}:${port}`, host, port },
      ...nodes.map(({ name, address }) => ({ node: name, ...readHostPort(address, port) })),
    ]
    const asked = await Promise.all(
      endpoints.map((endpoint) => askNode({ ...endpoint, serverName, timeoutMs, anchors }, recorder, deps)),
    )
    const evidence = {
      at: deps.now(),
      serverName,
      nodes: asked.filter((node) => node !== undefined),
      ...(expectedFingerprint ? { expectedFingerprint: expectedFingerprint.replace(/[:\s]/g, '').toLowerCase() } : {}),
    }
    measure(recorder, evidence.nodes, evidence.at)
    recorder.reasons(judge(TLS_CHECKS, evidence, thresholds))
  },
}

interface NodeEndpoint extends HostPort, Endpoint {
  node: string
  anchors: readonly Certificate[]
}

/** What one node shows; a node that shows nothing has left its reason in the recorder. */
async function askNode(endpoint: NodeEndpoint, recorder: Recorder, deps: ProbeDeps): Promise<TlsNode | undefined> {
  try {
    const hello = await helloOf(endpoint, recorder, deps, 'TLSv1.2').catch(cutOff)
    const shaken = await shakeHands(await connectTo(endpoint, recorder, deps), endpoint)
    const sent = hello.answer.outcome === 'chain' ? hello.answer.chain : shaken.ok ? shaken.handshake.chain : []
    if (!shaken.ok || sent.length === 0) handshakeFailed(endpoint, hello, shaken.ok ? '' : shaken.problem, recorder)
    if (sent.length === 0) return undefined
    for (const [index, der] of sent.entries()) recorder.keep(`${endpoint.node} ${index}`, 'application/pkix-cert', der)
    const oldProtocols = await oldProtocolsOf(endpoint, recorder, deps)
    const handshake = shaken.ok ? shaken.handshake : undefined
    return await judgeNode({ ...endpoint, sent, hello, handshake, oldProtocols }, recorder, deps)
  } catch (error) {
    if (!(error instanceof EgressError)) throw error
    recorder.reasons([reachReason('tls', error.problem, error.host, error.port)])
    return undefined
  }
}

/** A server may cut a hello it dislikes without an alert: the full handshake then decides. */
function cutOff(error: unknown): HelloExchange {
  if (!(error instanceof EgressError) || error.problem !== 'connection-reset') throw error
  return { sent: new Uint8Array(), received: new Uint8Array(), answer: { outcome: 'incomplete' } }
}

async function connectTo({ host, port, timeoutMs }: NodeEndpoint, recorder: Recorder, { egress }: ProbeDeps) {
  const connection = await egress.connect({ host, port, timeoutMs })
  recorder.phases({ dns: connection.dnsMs, tcp: connection.tcpMs })
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
}

async function judgeNode(shown: Shown, recorder: Recorder, deps: ProbeDeps): Promise<TlsNode | undefined> {
  const { node, sent, serverName, anchors, oldProtocols } = shown
  const chain: Certificate[] = []
  for (const der of sent) {
    const parsed = parseCertificate(der)
    if (parsed.ok) chain.push(parsed.value)
    else recorder.reasons([malformedCertificate(node, parsed.error.code, parsed.error.offset)])
  }
  const [leaf] = chain
  if (!leaf || chain.length < sent.length) return undefined
  return {
    node,
    chain: chain.map((one) => servedCertificate(one, createHash('sha256').update(one.raw).digest('hex'))),
    shape: chainShape(chain, anchors),
    pathProblems: await pathProblems(leaf, chain.slice(1), anchors, deps),
    isNamed: matchesHostName(leaf, serverName),
    ...protocolOf(shown),
    oldProtocols,
    revocation: await revocationOf(
      {
        leaf,
        issuer: [...chain.slice(1), ...anchors].find(({ subject }) => sameName(subject, leaf.issuer)),
        staple: shown.handshake?.staple,
        at: deps.now(),
        timeoutMs: shown.timeoutMs,
      },
      deps.egress,
      deps.primitives,
    ),
  }
}

/** Dates, hashes and key sizes have rules of their own: one fault, one reason. */
const TOLD_ELSEWHERE = new Set([
  'path.certificate-expired',
  'path.certificate-not-yet-valid',
  'path.digest-weak',
  'path.key-weak',
])

async function pathProblems(
  leaf: Certificate,
  intermediates: readonly Certificate[],
  anchors: readonly Certificate[],
  { primitives, now }: ProbeDeps,
): Promise<string[]> {
  const request = { target: leaf, anchors, intermediates, crls: [], ocsps: [], requireRevocation: false } as const
  const { steps } = await judgePath({ ...request, at: now(), purpose: 'serverAuth' }, primitives)
  return steps
    .flatMap(({ findings }) => findings)
    .filter(({ effect, code }) => (effect === 'fatal' || effect === 'unknown') && !TOLD_ELSEWHERE.has(code))
    .map(({ code }) => code)
}

function protocolOf({ handshake, hello: { answer } }: Shown): Pick<TlsNode, 'protocol' | 'hasForwardSecrecy'> {
  const protocol = handshake?.protocol ?? (answer.outcome === 'chain' ? answer.version : '')
  return { protocol, hasForwardSecrecy: !handshake || protocol === 'TLSv1.3' || handshake.group !== '' }
}

function malformedCertificate(node: string, problem: string, offset: number) {
  const params = { node, problem, offset }
  return { code: 'tls.response-malformed', verdict: 'fail', citation: 'RFC 5280 §4.1', params } as const
}

function measure(recorder: Recorder, nodes: readonly TlsNode[], at: number): void {
  const daysLeft = (notAfters: number[]) =>
    notAfters.length === 0 ? null : Math.floor((Math.min(...notAfters) - at) / 86_400_000)
  const [first] = nodes
  recorder.measure({
    nodesAsked: nodes.length,
    leafDaysLeft: daysLeft(nodes.flatMap(({ chain }) => chain.slice(0, 1).map(({ notAfter }) => notAfter))),
    chainDaysLeft: daysLeft(nodes.flatMap(({ chain }) => chain.slice(1).map(({ notAfter }) => notAfter))),
    protocol: first?.protocol ?? null,
    fingerprint: first?.chain[0]?.fingerprint ?? null,
    subject: first?.chain[0]?.subject ?? null,
    revocation: first?.revocation.status ?? null,
    revocationSource: first?.revocation.source ?? null,
  })
}
