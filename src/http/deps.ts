// What the app is given by main.*: nothing in src/http knows which runtime it is on.

import type { OpenAPIHono } from '@hono/zod-openapi'
import type { Context } from 'hono'
import type { Instant } from '#core/verdict.ts'
import type { Ctx } from '#src/context.ts'
import type { Ports } from '#src/ports.ts'
import type { AppEnv } from '#src/route.ts'

export type App = OpenAPIHono<AppEnv>

export interface Log {
  info(fields: Record<string, unknown>, message: string): void
  warn(fields: Record<string, unknown>, message: string): void
  error(fields: Record<string, unknown>, message: string): void
}

export interface Metrics {
  /** One finished request. `route` is the pattern, never the path: numbers in paths must not become time series. */
  observeRequest(request: { method: string; route: string; status: number; durationMs: number }): void
  render(): Promise<{ contentType: string; body: string }>
}

export interface Asset {
  body: Uint8Array<ArrayBuffer>
  contentType: string
  /** The name holds a hash of the content: may be kept forever. */
  isImmutable: boolean
}

export interface AppDeps {
  db: Ctx['db']
  ports: Ports
  now: () => Instant
  log: Log
  /** Rejects while the service cannot do its work: database away, schema not up to date. */
  checkReady: () => Promise<void>
  /** Where people reach us, e.g. `https://pki.example.gov.cn`. */
  publicUrl: URL
  /** The address of whoever sent the request. */
  addressOf: (c: Context<AppEnv>) => string
  /** Whether accounts with privileged roles must bring two factors. */
  twoFactors: 'required' | 'offered'
  /** Clerks may sign in by a certificate of which nobody can say whether it is revoked. Absent: they may not. */
  mayClerksBeUnknown?: boolean
  /** Of a carrier in software (`zhengxun carrier`) that our pages may ask. Absent: they ask nobody but us. */
  carrierUrl?: URL | undefined
  metrics?: Metrics
  /** Files of the built console by path without leading slash; none when it was not built. */
  readAsset: (path: string) => Promise<Asset | undefined>
}
