// Asks one binding, or the address in front of it, and reads from the answer what every address showed.

import { createHash } from 'node:crypto'
import type { Reason } from '#core/checks/check.ts'
import type { ProbeResult } from '#core/checks/probe-result.ts'
import type { Ctx } from '#src/context.ts'
import type { BindingRow } from '../lineages/bind.ts'
import { chainsOfProbe } from '../served.ts'

export interface Seen {
  place: string
  via: 'node' | 'vip'
  /** DER as sent; none: nothing was shown. */
  chain: readonly Uint8Array[]
  seenSha256: string | null
  verdict: ProbeResult['verdict']
  reasons: Reason[]
}

const NODE_TIMEOUT_MS = 8_000

/** @param anchors base64 DER */
export async function askBinding(
  ctx: Ctx,
  binding: BindingRow,
  expected: string | null,
  anchors: readonly string[],
): Promise<Seen[]> {
  const { address, port } = binding
  const target = address.includes(':') ? `[${address}]:${port}` : `${address}:${port}`
  return seenAt(await ask(ctx, target, binding, anchors), target, 'node', expected)
}

/** A balancer shows one node at a time: it is asked again until every node had its turn, and what differs counts. */
export async function askFront(
  ctx: Ctx,
  binding: BindingRow,
  expected: string | null,
  anchors: readonly string[],
  tries: number,
): Promise<Seen[]> {
  const target = binding.vip ?? ''
  let seen: Seen[] = []
  for (let tried = 0; tried < tries; tried++) {
    seen = seenAt(await ask(ctx, target, binding, anchors), target, 'vip', expected)
    if (seen.some(({ seenSha256 }) => seenSha256 !== expected)) break
  }
  return seen
}

function ask(ctx: Ctx, target: string, { serverName, startTls }: BindingRow, anchors: readonly string[]) {
  // The lineage has an expiry policy of its own: the probe's days are not to alarm beside it.
  const limits = { warnLeafDays: 0, failLeafDays: 0 }
  return ctx.ports.prober.run({
    kind: 'tls',
    target,
    settings: { serverName, startTls, anchors: [...anchors], everyAddress: true, ...limits },
    timeoutMs: NODE_TIMEOUT_MS,
  })
}

function seenAt(result: ProbeResult, target: string, via: Seen['via'], expected: string | null): Seen[] {
  const chains = new Map(chainsOfProbe(result).map(({ node, chain }) => [node, chain]))
  const { places } = result.measured
  const asked = typeof places === 'string' && places !== '' ? places.split(', ') : [target]
  return asked.map((place): Seen => {
    const chain = chains.get(place) ?? []
    const reasons = asked.length === 1 ? result.reasons : result.reasons.filter((reason) => concerns(reason, place))
    return { place, via, chain, seenSha256: shown(chain, reasons, expected), verdict: result.verdict, reasons }
  })
}

function concerns({ params = {} }: Reason, place: string): boolean {
  const { node } = params
  return node === undefined || String(node).split(', ').includes(place)
}

/** Where two leaves answered at one place, the wrong one counts. */
function shown(chain: readonly Uint8Array[], reasons: readonly Reason[], expected: string | null): string | null {
  const [leaf] = chain
  if (!leaf) return null
  const first = createHash('sha256').update(leaf).digest('hex')
  const other = reasons.find(({ code }) => code === 'tls.answers-differ')?.params?.other
  return first === expected && typeof other === 'string' ? other : first
}
