// tls: asks a site, each of its addresses and each of its nodes, as a browser would, and judges what was sent.

import { z } from 'zod'
import { judge } from '#core/checks/check.ts'
import { START_TLS_KINDS } from '#core/checks/start-tls.ts'
import { TLS_CHECKS } from '#core/checks/tls.ts'
import type { TlsNode } from '#core/checks/tls-evidence.ts'
import { certificateList } from './certificates.ts'
import type { Probe, ProbeDeps } from './probe.ts'
import type { Recorder } from './recorder.ts'
import { type HostPort, readHostPort, readSettings } from './settings.ts'
import { askNode } from './tls/node.ts'
import { CRL_QUESTIONS } from './tls/revocation.ts'

const days = (usual: number) => z.number().min(0).default(usual)

const SETTINGS = {
  /** Sent as SNI and matched against the certificate; default: the host of the target. */
  serverName: z.string().min(1).optional(),
  anchors: certificateList,
  /** Nodes behind the target, each asked for itself: `address` is `host` or `host:port`. */
  nodes: z.array(z.strictObject({ name: z.string().min(1), address: z.string().min(1) })).default([]),
  /** Asks every address the target's name resolves to, instead of the first that answers. */
  everyAddress: z.boolean().default(false),
  /** How the server is asked to change to TLS; `none` where it begins with TLS. */
  startTls: z.enum(START_TLS_KINDS).default('none'),
  /** SHA-256 of the leaf in hex, colons allowed. */
  expectedFingerprint: z.string().optional(),
  warnLeafDays: days(30),
  failLeafDays: days(7),
  warnChainDays: days(60),
  minRsaBits: z.number().int().default(2048),
  minEcBits: z.number().int().default(256),
  expectStaple: z.boolean().default(false),
  requireRevocation: z.boolean().default(false),
  /** Whether the list a certificate names is fetched too. */
  askCrl: z.enum(CRL_QUESTIONS).default('fallback'),
  /** Below a browser root, so that the CA/Browser limits hold. */
  isPublic: z.boolean().default(false),
}

/** More addresses than this behind one name are a content network, not an estate. */
const MAX_ADDRESSES = 16

export const tlsProbe: Probe = {
  id: 'tls/2',
  exchanges: 9,
  run: async ({ target, settings, timeoutMs }, recorder, deps) => {
    const { host, port } = readHostPort(target, 443)
    const read = readSettings(SETTINGS, settings)
    const { serverName = host, anchors, nodes, expectedFingerprint, everyAddress, startTls, askCrl, ...limits } = read
    const { expectStaple: _staple, requireRevocation: _revocation, isPublic: _public, ...numbers } = limits
    recorder.thresholds(numbers)
    const front = everyAddress
      ? await frontsOf({ host, port }, timeoutMs, deps)
      : [{ node: label(host, port), host, port }]
    const endpoints = [
      ...front.map((one) => ({ ...one, name: host })),
      ...nodes.map(({ name, address }) => ({ node: name, name, ...readHostPort(address, port) })),
    ]
    const shared = { serverName, timeoutMs, anchors, startTls, askCrl, issuerAnswers: new Map() }
    const asked = await Promise.all(endpoints.map((endpoint) => askNode({ ...endpoint, ...shared }, recorder, deps)))
    const evidence = {
      at: deps.now(),
      serverName,
      nodes: asked.filter((node) => node !== undefined),
      ...(expectedFingerprint ? { expectedFingerprint: expectedFingerprint.replace(/[:\s]/g, '').toLowerCase() } : {}),
    }
    recorder.measure({ places: endpoints.map(({ node }) => node).join(', ') })
    measure(recorder, evidence.nodes, evidence.at)
    recorder.reasons(judge(TLS_CHECKS, evidence, limits))
  },
}

interface Front extends HostPort {
  node: string
  address?: string
}

async function frontsOf({ host, port }: HostPort, timeoutMs: number, { egress }: ProbeDeps): Promise<Front[]> {
  const addresses = await egress.addresses({ host, port, timeoutMs })
  return addresses
    .slice(0, MAX_ADDRESSES)
    .map((address) => ({ node: label(address, port), host, port, ...(address === host ? {} : { address }) }))
}

function label(host: string, port: number): string {
  return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`
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
