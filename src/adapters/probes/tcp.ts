// tcp: does the port accept a connection.

import { z } from 'zod'
import { judge } from '#core/checks/check.ts'
import { TCP_CHECKS } from '#core/checks/tcp.ts'
import type { Probe } from './probe.ts'
import { readHostPort, readSettings } from './settings.ts'

const SETTINGS = { warnConnectMs: z.number().positive().default(1_000) }

export const tcpProbe: Probe = {
  id: 'tcp/1',
  exchanges: 1,
  run: async ({ target, settings, timeoutMs }, recorder, { egress }) => {
    const { host, port } = readHostPort(target)
    const thresholds = readSettings(SETTINGS, settings)
    const { socket, address, dnsMs, tcpMs } = await egress.connect({ host, port, timeoutMs })
    socket.destroy()
    recorder.phases({ dns: dnsMs, tcp: tcpMs })
    recorder.measure({ address, connectMs: Math.round(tcpMs * 100) / 100 })
    recorder.thresholds(thresholds)
    recorder.reasons(judge(TCP_CHECKS, { host, port, connectMs: tcpMs }, thresholds))
  },
}
