// The product over HTTP, with people who are signed in: each call is one of the API, by one account.

import { randomBytes } from 'node:crypto'
import { openSecretVault } from '#adapters/keys/secrets.node.ts'
import { openKeyVault } from '#adapters/keys/vault.node.ts'
import { prometheusMetrics } from '#adapters/telemetry/metrics.node.ts'
import { createApp } from '#http/app.ts'
import type { Ports } from '#src/ports.ts'
import { NOW, testCtx } from '../../context.ts'
import type { TestDatabase } from '../../database.ts'
import { sessionHeaders } from '../../support/session.ts'

export interface Answer {
  status: number
  /** What the tests look at; everything else is matched whole. */
  body: Body
  response: Response
}

interface Body {
  id: string
  code: string
  password: string
  passwordHalf: string
  approval: { id: string; state: string }
  handOver: Record<string, string>
  own: { id: string } | null
  items: { id: string; username: string }[]
  toDecide: { id: string }[]
  toUse: { id: string }[]
  exceptions: { id: string }[]
}

export type Call = (method: string, path: string, body?: object) => Promise<Answer>

export function openHouse(
  { db }: TestDatabase,
  { now = () => NOW, ports = {} }: { now?: () => number; ports?: Partial<Ports> } = {},
) {
  const kek = randomBytes(32)
  const keys = openKeyVault(kek)
  const all = { ...testCtx(db).ports, keys, secrets: openSecretVault(kek), ...ports }
  const app = createApp({
    db,
    ports: all,
    now,
    log: { info: () => undefined, warn: () => undefined, error: () => undefined },
    checkReady: async () => undefined,
    publicUrl: new URL('http://127.0.0.1:8460'),
    addressOf: () => '127.0.0.1',
    twoFactors: 'offered',
    metrics: prometheusMetrics(),
    readAsset: async () => undefined,
  })
  const request = async (
    session: Record<string, string>,
    method: string,
    path: string,
    body?: object,
  ): Promise<Answer> => {
    const isForm = body instanceof FormData
    const headers = { ...session, ...(body && !isForm && { 'content-type': 'application/json' }) }
    const init = { method, headers, ...(body && { body: isForm ? body : JSON.stringify(body) }) }
    const response = await app.request(`/api/v1${path}`, init)
    const read = response.clone()
    return { status: response.status, body: (await read.json().catch(() => undefined)) as Body, response }
  }
  /** @returns calls as that account; their status says when the name or the password is wrong */
  const signIn = async (username: string, password: string): Promise<Call & { status: number }> => {
    const answer = await request({}, 'POST', '/sessions', { username, password })
    const session = await sessionHeaders(answer.response)
    const call: Call = (method, path, body) => request(session, method, path, body)
    return Object.assign(call, { status: answer.status })
  }
  return { signIn, ports: all, keys }
}
