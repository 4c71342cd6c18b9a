// Whether a port answers, and how fast.

import type { Check } from './check.ts'

export interface TcpEvidence {
  host: string
  port: number
  connectMs: number
}

export interface TcpThresholds {
  warnConnectMs: number
}

export const TCP_CHECKS: readonly Check<TcpEvidence, TcpThresholds>[] = [
  {
    id: 'tcp.connects-in-time',
    citation: '运维默认阈值',
    run: ({ host, port, connectMs }, { warnConnectMs }) =>
      connectMs <= warnConnectMs
        ? []
        : [
            {
              code: 'tcp.slow',
              verdict: 'warn',
              citation: '运维默认阈值',
              params: { host, port, connectMs: Math.round(connectMs), warnConnectMs },
            },
          ],
  },
]
