// tcp: does the port accept a connection, and, where it is told how to speak first, does anybody answer.

import type { Socket } from 'node:net'
import { z } from 'zod'
import { judge } from '#core/checks/check.ts'
import { TCP_CHECKS } from '#core/checks/tcp.ts'
import { EgressError, toEgressError } from '../egress/error.ts'
import type { Probe } from './probe.ts'
import { type HostPort, readHostPort, readSettings } from './settings.ts'
import { writeClientHello } from './tls/hello.ts'

const SETTINGS = {
  warnConnectMs: z.number().positive().default(1_000),
  /** A greeting the service must answer with at least one byte; absent: connecting is enough. A load balancer accepts for dead nodes too. */
  greeting: z.enum(['http', 'tls']).optional(),
}

const GREETINGS = {
  http: ({ host }: HostPort) => `HEAD / HTTP/1.1\r\nhost: ${host}\r\nconnection: close\r\n\r\n`,
  tls: ({ host }: HostPort) => writeClientHello(host, 'TLSv1.2'),
}

export const tcpProbe: Probe = {
  id: 'tcp/1',
  exchanges: 2,
  run: async ({ target, settings, timeoutMs }, recorder, { egress, monotonicMs }) => {
    const place = readHostPort(target)
    const { greeting, ...thresholds } = readSettings(SETTINGS, settings)
    const { socket, address, dnsMs, tcpMs } = await egress.connect({ ...place, timeoutMs })
    recorder.phases({ dns: dnsMs, tcp: tcpMs })
    recorder.measure({ address, connectMs: Math.round(tcpMs * 100) / 100 })
    recorder.thresholds(thresholds)
    try {
      if (greeting) {
        const started = monotonicMs()
        const answer = await firstAnswer(socket, GREETINGS[greeting](place), place, timeoutMs)
        recorder.phases({ app: monotonicMs() - started })
        recorder.keep('first answer', 'application/octet-stream', answer)
      }
    } finally {
      socket.destroy()
    }
    recorder.reasons(judge(TCP_CHECKS, { ...place, connectMs: tcpMs }, thresholds))
  },
}

/** The first bytes that come back. Rejects with `EgressError`. */
function firstAnswer(
  socket: Socket,
  greeting: string | Uint8Array,
  { host, port }: HostPort,
  timeoutMs: number,
): Promise<Uint8Array> {
  return new Promise<Uint8Array>((resolve, reject) => {
    const timer = setTimeout(() => reject(new EgressError('answer-timeout', host, port)), timeoutMs)
    socket.once('data', (chunk: Buffer) => resolve(new Uint8Array(chunk)))
    socket.once('error', (error) => reject(toEgressError(error, host, port)))
    socket.once('close', () => {
      clearTimeout(timer)
      reject(new EgressError('connection-reset', host, port))
    })
    socket.write(greeting)
  })
}
