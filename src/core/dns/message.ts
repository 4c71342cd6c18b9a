// DNS messages as far as proving a name takes: TXT queries (RFC 1035 §4), dynamic updates of TXT records (RFC 2136 §2), and reading
// what comes back, compressed names included. Every length is checked against the message; a name can neither loop nor grow.

import type { ParseError } from '../asn1/der.ts'
import { malformed, parsing } from '../asn1/fields.ts'
import { latin1 } from '../asn1/values.ts'
import { asciiOctets } from '../asn1/write.ts'
import { concatBytes } from '../bytes/bytes.ts'
import type { Result } from '../verdict.ts'

export const DNS_TYPE = { soa: 6, txt: 16, tsig: 250 } as const
export const DNS_CLASS = { in: 1, none: 254, any: 255 } as const
export const DNS_OPCODE = { query: 0, update: 5 } as const

export function u16(value: number): Uint8Array {
  return Uint8Array.of((value >> 8) & 255, value & 255)
}

export function u32(value: number): Uint8Array {
  return concatBytes(u16(Math.floor(value / 65_536)), u16(value % 65_536))
}

/** A name in wire form, uncompressed and lower case. @throws Error for a label or a name that is too long, or empty inside */
export function wireName(name: string): Uint8Array {
  const labels = name
    .toLowerCase()
    .replace(/\.$/, '')
    .split('.')
    .filter((label, _, all) => all.length > 1 || label !== '')
  const wire = concatBytes(
    ...labels.map((label) => {
      if (!/^[!-~]{1,63}$/.test(label)) throw new Error(`not a DNS label: ${label.slice(0, 80)}`)
      return concatBytes(Uint8Array.of(label.length), asciiOctets(label))
    }),
    Uint8Array.of(0),
  )
  if (wire.length > 255) throw new Error(`DNS name longer than 255 octets: ${name.slice(0, 80)}…`)
  return wire
}

/** One record. `rdata` as it goes on the wire. */
export function wireRecord(name: string, type: number, dnsClass: number, ttl: number, rdata: Uint8Array): Uint8Array {
  return concatBytes(wireName(name), u16(type), u16(dnsClass), u32(ttl), u16(rdata.length), rdata)
}

/** Character strings of 255 octets each (RFC 1035 §3.3.14). ASCII only. */
export function txtData(text: string): Uint8Array {
  const pieces = text.match(/[\s\S]{1,255}/g) ?? ['']
  return concatBytes(...pieces.map((piece) => concatBytes(Uint8Array.of(piece.length), asciiOctets(piece))))
}

function header(id: number, opcode: number, counts: readonly [number, number, number, number]): Uint8Array {
  return concatBytes(u16(id), u16(opcode << 11), ...counts.map(u16))
}

/** A question to the server that is asked itself: no recursion wanted. */
export function txtQuery(id: number, name: string): Uint8Array {
  return concatBytes(header(id, DNS_OPCODE.query, [1, 0, 0, 0]), wireName(name), u16(DNS_TYPE.txt), u16(DNS_CLASS.in))
}

export interface TxtChange {
  kind: 'add' | 'delete'
  name: string
  text: string
  /** Of an added record, seconds. */
  ttl: number
}

/** Adds or deletes exactly this TXT record; others of the same name stay (RFC 2136 §2.5.1, §2.5.4). */
export function txtUpdate(id: number, zone: string, { kind, name, text, ttl }: TxtChange): Uint8Array {
  const [dnsClass, life] = kind === 'add' ? [DNS_CLASS.in, ttl] : [DNS_CLASS.none, 0]
  return concatBytes(
    header(id, DNS_OPCODE.update, [1, 0, 1, 0]),
    concatBytes(wireName(zone), u16(DNS_TYPE.soa), u16(DNS_CLASS.in)),
    wireRecord(name, DNS_TYPE.txt, dnsClass, life, txtData(text)),
  )
}

export interface DnsRecord {
  /** Lower case, without trailing dot. */
  name: string
  type: number
  dnsClass: number
  ttl: number
  rdata: Uint8Array
  /** Offsets in the message: of the record, and of its data. */
  start: number
  dataStart: number
}

export interface DnsMessage {
  id: number
  isResponse: boolean
  opcode: number
  isTruncated: boolean
  /** RFC 1035 §4.1.1, RFC 2136 §2.2. */
  responseCode: number
  /** Of the answer section. */
  answers: DnsRecord[]
  /** Of the additional section, where the signature stands last. */
  additional: DnsRecord[]
}

/** Errors: `dns.truncated`, `dns.name`, `dns.too-many-records`, `dns.trailing`. */
export function readDnsMessage(bytes: Uint8Array): Result<DnsMessage, ParseError> {
  return parsing(() => new MessageReader(bytes).message())
}

/** The texts of a TXT record, its pieces joined; `undefined` when they do not fill the data. */
export function txtOf({ rdata }: DnsRecord): string | undefined {
  let text = ''
  for (let at = 0; at < rdata.length; ) {
    const end = at + 1 + (rdata[at] as number)
    if (end > rdata.length) return undefined
    text += latin1(rdata.subarray(at + 1, end))
    at = end
  }
  return text
}

/** A name, and where the octets behind it begin. */
export function readDnsName(bytes: Uint8Array, offset: number): { name: string; end: number } {
  const labels: string[] = []
  let end: number | undefined
  let length = 0
  for (let at = offset; ; ) {
    const octet = bytes[at] ?? malformed('dns.truncated', at)
    if (octet === 0) return { name: labels.join('.').toLowerCase(), end: end ?? at + 1 }
    if (octet >= 0xc0) {
      const target = ((octet & 0x3f) << 8) | (bytes[at + 1] ?? malformed('dns.truncated', at))
      // Only backwards: a pointer that may point ahead may point at itself.
      if (target >= at) malformed('dns.name', at)
      end ??= at + 2
      at = target
      continue
    }
    length += octet + 1
    if (octet > 63 || length > 255 || at + 1 + octet > bytes.length) malformed('dns.name', at)
    labels.push(latin1(bytes.subarray(at + 1, at + 1 + octet)))
    at += octet + 1
  }
}

const MAX_RECORDS = 1000

class MessageReader {
  private readonly bytes: Uint8Array
  private at = 0

  constructor(bytes: Uint8Array) {
    this.bytes = bytes
  }

  message(): DnsMessage {
    const [id, flags, questions, answers, authorities, additional] = Array.from({ length: 6 }, () => this.u16()) as [
      number,
      number,
      number,
      number,
      number,
      number,
    ]
    if (questions + answers + authorities + additional > MAX_RECORDS) malformed('dns.too-many-records', 4)
    for (let i = 0; i < questions; i++) this.question()
    const sections = [answers, authorities, additional].map((count) =>
      Array.from({ length: count }, () => this.record()),
    )
    if (this.at !== this.bytes.length) malformed('dns.trailing', this.at)
    return {
      id,
      isResponse: (flags & 0x8000) !== 0,
      opcode: (flags >> 11) & 15,
      isTruncated: (flags & 0x0200) !== 0,
      responseCode: flags & 15,
      answers: sections[0] ?? [],
      additional: sections[2] ?? [],
    }
  }

  private u16(): number {
    const [high, low] = this.take(2)
    return ((high as number) << 8) | (low as number)
  }

  private take(count: number): Uint8Array {
    if (this.at + count > this.bytes.length) malformed('dns.truncated', this.at)
    this.at += count
    return this.bytes.subarray(this.at - count, this.at)
  }

  private name(): string {
    const { name, end } = readDnsName(this.bytes, this.at)
    this.at = end
    return name
  }

  private question(): void {
    this.name()
    this.take(4)
  }

  private record(): DnsRecord {
    const start = this.at
    const name = this.name()
    const [type, dnsClass] = [this.u16(), this.u16()]
    const ttl = this.u16() * 65_536 + this.u16()
    const length = this.u16()
    const dataStart = this.at
    return { name, type, dnsClass, ttl, rdata: this.take(length), start, dataStart }
  }
}
