// Checkpoints of the audit trail to a log server: RFC 5424 messages over UDP (RFC 5426), TCP (octet counting, RFC 6587 §3.4.1), TLS (RFC 5425) or a
// local stream socket. Syslog has no receipt: handed over is all that can be said.

import { createSocket } from 'node:dgram'
import { isIPv6, connect as netConnect, type Socket } from 'node:net'
import { hostname } from 'node:os'
import { connect as tlsConnect } from 'node:tls'
import type { Egress } from '#adapters/egress/egress.ts'
import type { CheckpointCopy, CheckpointPlace } from '#src/ports.ts'

export interface SyslogOptions {
  egress: Pick<Egress, 'connect' | 'addresses'>
  /** PEM of the authorities of a TLS server; absent: the system's. */
  anchors?: string
}

const TIMEOUT_MS = 10_000
/** Facility 13 (log audit), severity 5 (notice). */
const PRIORITY = 13 * 8 + 5
const DEFAULT_PORTS: Record<string, number> = { 'udp:': 514, 'tcp:': 601, 'tls:': 6514 }

/** @param address `udp://host:514`, `tcp://host:601`, `tls://host:6514` or `unix:///path`. @throws for any other. */
export function checkpointSyslog(address: URL, options: SyslogOptions): CheckpointPlace {
  const { protocol, hostname: host, port, pathname } = address
  const to = {
    host: host.replace(/^\[|\]$/g, ''),
    port: Number(port || DEFAULT_PORTS[protocol]),
    timeoutMs: TIMEOUT_MS,
  }
  const send = (messages: string[]): Promise<void> => {
    if (protocol === 'udp:') return sendDatagrams(options, to, messages)
    return sendStream(() => openStream(protocol, to, pathname, options), messages)
  }
  return {
    name: `syslog:${protocol}//${host || pathname}`,
    kind: 'syslog',
    put: (checkpoints) => send(checkpoints.map(messageOf)),
  }
}

type Address = Parameters<Egress['connect']>[0]

/** The line of JSON is the message; the parameters in front let a log server filter without reading it. */
function messageOf({ seq, at, line }: CheckpointCopy): string {
  const time = new Date(at).toISOString()
  const host =
    hostname()
      .replace(/[^!-~]/g, '-')
      .slice(0, 255) || '-'
  return `<${PRIORITY}>1 ${time} ${host} zhengxun ${process.pid} audit-checkpoint [seq@32473 no="${seq}"] ${line}`
}

async function openStream(protocol: string, to: Address, path: string, { egress, anchors }: SyslogOptions) {
  if (protocol === 'unix:') return netConnect({ path })
  const { socket } = await egress.connect(to)
  if (protocol === 'tcp:') return socket
  return tlsConnect({ socket, servername: to.host, ...(anchors !== undefined && { ca: anchors }) })
}

/** Everything written and the connection closed by us without an error in between. */
async function sendStream(open: () => Promise<Socket>, messages: readonly string[]): Promise<void> {
  const socket = await open()
  return new Promise((resolve, reject) => {
    const fail = (error: Error) => {
      clearTimeout(timer)
      socket.destroy()
      reject(error)
    }
    const timer = setTimeout(() => fail(new Error('日志服务器没有在时限内收下 · not taken in time')), TIMEOUT_MS)
    socket.on('error', fail)
    socket.resume()
    const framed = messages.map((message) => `${Buffer.byteLength(message)} ${message}`).join('')
    socket.end(framed, () => {
      clearTimeout(timer)
      socket.destroy()
      resolve()
    })
  })
}

async function sendDatagrams({ egress }: SyslogOptions, to: Address, messages: readonly string[]): Promise<void> {
  const [address] = await egress.addresses(to)
  if (address === undefined) throw new Error('日志服务器没有地址 · the log server has no address')
  const socket = createSocket(isIPv6(address) ? 'udp6' : 'udp4')
  const send = (message: string) =>
    new Promise<void>((resolve, reject) =>
      socket.send(message, to.port, address, (error) => (error ? reject(error) : resolve())),
    )
  try {
    for (const message of messages) await send(message)
  } finally {
    socket.close()
  }
}
