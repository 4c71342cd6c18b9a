// Asks a server that begins in plain text to change to TLS: SMTP (RFC 3207), IMAP and POP3 (RFC 2595), LDAP (RFC 4511 §4.14),
// FTP (RFC 4217), PostgreSQL (SSLRequest) and MySQL (the SSL request of its handshake). Bounded in time and bytes.

import type { Socket } from 'node:net'
import type { StartTlsKind } from '#core/checks/start-tls.ts'
import type { Connection } from '../../egress/connection.ts'
import { EgressError, toEgressError } from '../../egress/error.ts'

/** The server understood the question and said no, or is something else than it was taken for. */
export class StartTlsRefused extends Error {
  /** What it said, cut short, printable. */
  readonly said: string
  constructor(said: string) {
    super('STARTTLS refused')
    this.name = 'StartTlsRefused'
    this.said = said
      .replace(/[^\x20-\x7e]+/g, ' ')
      .trim()
      .slice(0, 120)
  }
}

/** A greeting of more than this is none. */
const MAX_DIALOGUE_BYTES = 16 * 1024

interface Step {
  /** Sent before the answer is read; nothing for a greeting. */
  send?: Buffer
  /** Octets of a whole answer, or `undefined` while more is to come. */
  end(received: Buffer): number | undefined
  isYes(answer: Buffer): boolean
}

const line = (text: string) => Buffer.from(`${text}\r\n`, 'ascii')

/** Up to the line that ends a reply: `250 ` after `250-`. */
function replyEnd(isLast: (line: string) => boolean): Step['end'] {
  return (received) => {
    let at = 0
    for (;;) {
      const next = received.indexOf('\n', at)
      if (next < 0) return undefined
      if (isLast(received.toString('latin1', at, next))) return next + 1
      at = next + 1
    }
  }
}

const coded = replyEnd((text) => /^\d{3}( |\r?$)/.test(text))
const begins = (text: string) => (answer: Buffer) => {
  const lines = answer.toString('latin1').trimEnd().split('\n')
  return lines.at(-1)?.startsWith(text) ?? false
}

/** ExtendedRequest 1.3.6.1.4.1.1466.20037 as message 1. */
const LDAP_START_TLS = Buffer.concat([
  Buffer.from('301d020101771880', 'hex'),
  Buffer.of(22),
  Buffer.from('1.3.6.1.4.1.1466.20037', 'ascii'),
])

/** A BER value with a definite length, whole. */
function berEnd(received: Buffer): number | undefined {
  const [, first] = received
  if (first === undefined) return undefined
  if (first < 0x80) return received.length >= 2 + first ? 2 + first : undefined
  const octets = first & 0x7f
  if (octets === 0 || octets > 3 || received.length < 2 + octets) return undefined
  const end = 2 + octets + received.readUIntBE(2, octets)
  return received.length >= end ? end : undefined
}

/** resultCode success, the first element of the ExtendedResponse [APPLICATION 24]. */
function isLdapSuccess(answer: Buffer): boolean {
  const at = answer.indexOf(0x78)
  if (at < 0) return false
  return answer.indexOf(Buffer.from('0a0100', 'hex'), at) >= 0
}

const MYSQL_SSL = 0x0800
/** Long password, protocol 4.1, SSL, secure connection, plugin auth. */
const MYSQL_CAPABILITIES = 0x00088a01

/** Packet length in three octets, little-endian, and a sequence number. */
function mysqlEnd(received: Buffer): number | undefined {
  if (received.length < 4) return undefined
  const end = 4 + received.readUIntLE(0, 3)
  return received.length >= end ? end : undefined
}

function offersMysqlTls(greeting: Buffer): boolean {
  // Protocol version 10, the server's version ended by a zero, thread id (4), scramble (8), filler (1), low capabilities (2).
  if (greeting[4] !== 10) return false
  const at = greeting.indexOf(0, 5) + 1 + 4 + 8 + 1
  return at > 14 && at + 2 <= greeting.length && (greeting.readUInt16LE(at) & MYSQL_SSL) !== 0
}

function mysqlRequest(): Buffer {
  const body = Buffer.alloc(32)
  body.writeUInt32LE(MYSQL_CAPABILITIES, 0)
  body.writeUInt32LE(0x00ffffff, 4)
  body[8] = 33
  return Buffer.concat([Buffer.of(body.length, 0, 0, 1), body])
}

const DIALOGUES: Readonly<Record<Exclude<StartTlsKind, 'none'>, readonly Step[]>> = {
  smtp: [
    { end: coded, isYes: begins('220') },
    {
      send: line('EHLO probe.invalid'),
      end: coded,
      isYes: (answer) => /^250[ -]STARTTLS\s*$/im.test(answer.toString('latin1')),
    },
    { send: line('STARTTLS'), end: coded, isYes: begins('220') },
  ],
  imap: [
    {
      end: replyEnd((text) => text.startsWith('* ')),
      isYes: (answer) => /^\* (OK|PREAUTH)/i.test(answer.toString('latin1')),
    },
    {
      send: line('a STARTTLS'),
      end: replyEnd((text) => text.startsWith('a ')),
      isYes: (answer) => /^a OK/im.test(answer.toString('latin1')),
    },
  ],
  pop3: [
    { end: replyEnd(() => true), isYes: begins('+OK') },
    { send: line('STLS'), end: replyEnd(() => true), isYes: begins('+OK') },
  ],
  ftp: [
    { end: coded, isYes: begins('220') },
    { send: line('AUTH TLS'), end: coded, isYes: begins('234') },
  ],
  ldap: [{ send: LDAP_START_TLS, end: berEnd, isYes: isLdapSuccess }],
  postgres: [
    {
      send: Buffer.from('0000000804d2162f', 'hex'),
      end: (received) => (received.length > 0 ? 1 : undefined),
      isYes: (answer) => answer[0] === 0x53,
    },
  ],
  mysql: [{ end: mysqlEnd, isYes: offersMysqlTls }],
}

/**
 * Speaks until the server waits for a ClientHello.
 * @throws StartTlsRefused when it says no; EgressError for silence, a lost connection or an endless answer
 */
export async function startTls(
  connection: Connection,
  kind: StartTlsKind,
  host: string,
  timeoutMs: number,
): Promise<void> {
  if (kind === 'none') return
  const { socket, port } = connection
  const deadline = setTimeout(() => socket.destroy(new EgressError('answer-timeout', host, port)), timeoutMs)
  const reader = new Reader(socket, host, port)
  try {
    for (const { send, end, isYes } of DIALOGUES[kind]) {
      if (send) socket.write(send)
      const answer = await reader.answer(end)
      if (!isYes(answer)) throw new StartTlsRefused(answer.toString('latin1'))
    }
    if (kind === 'mysql') socket.write(mysqlRequest())
    // What a server says before its TLS begins could be anybody's words (CVE-2011-0411): it must say nothing.
    if (reader.left > 0) throw new EgressError('protocol-error', host, port)
  } catch (error) {
    socket.destroy()
    throw error
  } finally {
    clearTimeout(deadline)
    reader.release()
  }
}

/** Reads answers one by one from a socket that others use afterwards. */
class Reader {
  readonly #socket: Socket
  #received = Buffer.alloc(0)
  #failure: EgressError | undefined
  #wake: () => void = () => undefined
  readonly #onData: (chunk: Buffer) => void
  readonly #onError: (error: Error) => void
  readonly #onClose: () => void

  constructor(socket: Socket, host: string, port: number) {
    this.#socket = socket
    this.#onData = (chunk) => {
      this.#received = Buffer.concat([this.#received, chunk])
      if (this.#received.length > MAX_DIALOGUE_BYTES) this.#failure = new EgressError('body-too-large', host, port)
      this.#wake()
    }
    this.#onError = (error) => {
      this.#failure ??= toEgressError(error, host, port)
      this.#wake()
    }
    this.#onClose = () => {
      this.#failure ??= new EgressError('connection-reset', host, port)
      this.#wake()
    }
    socket.on('data', this.#onData)
    socket.on('error', this.#onError)
    socket.on('close', this.#onClose)
  }

  get left(): number {
    return this.#received.length
  }

  async answer(endOf: Step['end']): Promise<Buffer> {
    for (;;) {
      const end = endOf(this.#received)
      if (end !== undefined) {
        const answer = this.#received.subarray(0, end)
        this.#received = this.#received.subarray(end)
        return answer
      }
      if (this.#failure) throw this.#failure
      await new Promise<void>((resolve) => {
        this.#wake = resolve
      })
    }
  }

  /** Whoever goes on adds listeners before the next event: a paused socket would stay silent for them. */
  release(): void {
    this.#socket.off('data', this.#onData)
    this.#socket.off('error', this.#onError)
    this.#socket.off('close', this.#onClose)
  }
}
