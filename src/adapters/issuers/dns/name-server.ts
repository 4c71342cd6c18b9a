// Proofs as TXT records at a name server that takes dynamic updates (RFC 2136), signed with TSIG (RFC 8945), over TCP only:
// an answer over UDP can be forged by whoever guesses sixteen bits.

import { randomInt } from 'node:crypto'
import type { Socket } from 'node:net'
import type { Egress } from '#adapters/egress/egress.ts'
import { EgressError } from '#adapters/egress/error.ts'
import { concatBytes } from '#core/bytes/bytes.ts'
import {
  DNS_TYPE,
  type DnsMessage,
  readDnsMessage,
  type TxtChange,
  txtOf,
  txtQuery,
  txtUpdate,
  u16,
} from '#core/dns/message.ts'
import { isAnswerAuthentic, readTsig, signDnsMessage, type TsigKey } from '#core/dns/tsig.ts'
import type { Instant } from '#core/verdict.ts'
import { AppError } from '#src/context.ts'
import type { DomainProof, NameServerSettings, ProofPlace } from '#src/issuing-ports.ts'
import { unreachable } from '../unreachable.ts'

const TIMEOUT_MS = 10_000
const MAX_MESSAGE_BYTES = 65_535

export interface NameServerDeps {
  egress: Egress
  now: () => Instant
}

export function nameServer(deps: NameServerDeps, settings: NameServerSettings): ProofPlace {
  const change = (kind: TxtChange['kind'], { name, value }: DomainProof) =>
    update(deps, settings, { kind, name, text: value, ttl: settings.ttl })
  return {
    kind: 'dns-01',
    publish: async (proof) => {
      demandInZone(settings, proof.name)
      await change('add', proof)
      await demandVisible(deps, settings, proof)
      return 'published'
    },
    withdraw: (proof) => change('delete', proof),
  }
}

function demandInZone({ zone }: NameServerSettings, name: string): void {
  const within = zone.toLowerCase().replace(/\.$/, '')
  if (!name.toLowerCase().endsWith(`.${within}`))
    throw new AppError('precondition', 'issuer.dns-outside-zone', { name, zone: within })
}

async function update(deps: NameServerDeps, settings: NameServerSettings, change: TxtChange): Promise<void> {
  const { zone, tsig } = settings
  const id = randomInt(65_536)
  const message = txtUpdate(id, zone, change)
  if (!tsig) {
    demandDone(settings, (await exchange(deps, settings, id, message)).message)
    return
  }
  const { name, digest, secret } = tsig
  const key: TsigKey = { name, digest, mac: (octets) => secret.mac({ kind: 'hmac', digest }, octets) }
  const signed = await signDnsMessage(message, key, deps.now())
  const { bytes, message: answer } = await exchange(deps, settings, id, signed.bytes)
  demandDone(settings, answer, bytes)
  if (!(await isAnswerAuthentic(bytes, answer, signed.mac, key, deps.now())))
    throw new AppError('unavailable', 'issuer.dns-answer-forged', { host: settings.host })
}

const REFUSALS: Readonly<Record<number, string>> = {
  1: 'FORMERR',
  2: 'SERVFAIL',
  4: 'NOTIMP',
  5: 'REFUSED',
  8: 'NXRRSET',
  9: 'NOTAUTH',
  10: 'NOTZONE',
}
const TSIG_ERRORS: Readonly<Record<number, string>> = { 16: 'BADSIG', 17: 'BADKEY', 18: 'BADTIME', 22: 'BADTRUNC' }

/** An answer that says no need not be signed: it changes nothing to believe it. */
function demandDone({ host, zone }: NameServerSettings, answer: DnsMessage, bytes?: Uint8Array): void {
  const { responseCode } = answer
  if (responseCode === 0) return
  const tsig = bytes && readTsig(bytes, answer)
  const problem = (tsig?.ok && TSIG_ERRORS[tsig.value.error]) || REFUSALS[responseCode] || String(responseCode)
  const kind = problem === 'SERVFAIL' ? 'unavailable' : 'precondition'
  throw new AppError(kind, 'issuer.dns-refused', { host, zone, problem })
}

/** The server that took the update must show it: a CA that looks too early remembers the failure. */
async function demandVisible(deps: NameServerDeps, settings: NameServerSettings, { name, value }: DomainProof) {
  const id = randomInt(65_536)
  const { message } = await exchange(deps, settings, id, txtQuery(id, name))
  if (
    !message.answers.some(
      (record) => record.type === DNS_TYPE.txt && record.name === name.toLowerCase() && txtOf(record) === value,
    )
  )
    throw new AppError('unavailable', 'issuer.dns-not-visible', { host: settings.host, name })
}

interface Answer {
  bytes: Uint8Array
  message: DnsMessage
}

async function exchange(
  { egress }: NameServerDeps,
  { host, port }: NameServerSettings,
  id: number,
  query: Uint8Array,
): Promise<Answer> {
  try {
    const { socket } = await egress.connect({ host, port, timeoutMs: TIMEOUT_MS })
    const bytes = await ask(socket, query, host, port)
    const read = readDnsMessage(bytes)
    if (!read.ok) throw new AppError('unavailable', 'issuer.dns-answer-malformed', { host, code: read.error.code })
    if (!read.value.isResponse || read.value.id !== id)
      throw new AppError('unavailable', 'issuer.dns-answer-malformed', { host, code: 'dns.other-answer' })
    return { bytes, message: read.value }
  } catch (error) {
    throw unreachable(error, host, port)
  }
}

/** One message each way, each behind its length (RFC 1035 §4.2.2). */
function ask(socket: Socket, query: Uint8Array, host: string, port: number): Promise<Uint8Array> {
  return new Promise((resolve, reject) => {
    let held: Uint8Array = new Uint8Array()
    const end = (settle: () => void) => {
      clearTimeout(timer)
      socket.destroy()
      settle()
    }
    const fail = (error: unknown) => end(() => reject(error))
    const timer = setTimeout(() => fail(new EgressError('answer-timeout', host, port)), TIMEOUT_MS)
    socket.on('error', fail)
    socket.on('close', () => fail(new EgressError('connection-reset', host, port)))
    socket.on('data', (chunk: Buffer) => {
      held = concatBytes(held, chunk)
      if (held.length > MAX_MESSAGE_BYTES + 2) fail(new EgressError('body-too-large', host, port))
      const length = held.length < 2 ? Number.POSITIVE_INFINITY : ((held[0] ?? 0) << 8) | (held[1] ?? 0)
      if (held.length >= length + 2) end(() => resolve(held.slice(2, length + 2)))
    })
    socket.write(concatBytes(u16(query.length), query))
  })
}
