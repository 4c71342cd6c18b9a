// The carrier as a local program: on loopback only, asked by the pages of one console that bring the pairing token. The PIN is typed into
// pages of this program and never passes through the console. docs/carriers.md says what may be asked.

import { randomBytes } from 'node:crypto'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { fromBase64, toBase64 } from '#core/bytes/base64.ts'
import { CarrierError, type CarrierFault, SoftwareCard, sameText } from './card.node.ts'
import { CARRIER_ALGORITHMS, type CarrierAlgorithm, CarrierOperations, type TokenPlace } from './operations.node.ts'
import { createdPage, donePage, newPage, overPage, pinPage, unlockPage } from './pages.ts'

export interface CarrierSettings {
  /** The file of keys; made when the first PIN is set. */
  path: string
  /** Whose pages may ask, e.g. `https://pki.example.gov.cn`. */
  consoleOrigin: string
  port: number
  /** RSA and P-256 keys are born there. */
  token?: TokenPlace & { pin: string }
}

export interface RunningCarrier {
  url: string
  pairingToken: string
  close(): Promise<void>
}

const MAX_BODY_BYTES = 1_000_000
/** How long a PIN counts. */
const OPEN_MS = 2 * 60_000
const TICKET_MS = 3 * 60_000
const MAX_TICKETS = 20

type TicketState = 'waiting' | 'entered' | 'declined'
type Purpose = 'pin' | 'unlock'

export async function runCarrier(settings: CarrierSettings, now: () => number = Date.now): Promise<RunningCarrier> {
  const program = new CarrierProgram(settings, now)
  const server = createServer((request, response) => void program.answer(request, response))
  server.requestTimeout = 10_000
  await listening(server, settings.port)
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  program.url = url
  const close = () => {
    program.close()
    server.closeAllConnections()
    return new Promise<void>((resolve) => server.close(() => resolve()))
  }
  return { url, pairingToken: program.pairingToken, close }
}

function listening(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, '127.0.0.1', resolve)
  })
}

class Refusal extends Error {
  readonly status: number
  constructor(status: number) {
    super(String(status))
    this.status = status
  }
}

class CarrierProgram {
  url = ''
  readonly pairingToken = randomBytes(24).toString('base64url')
  readonly #settings: CarrierSettings
  readonly #now: () => number
  readonly #tickets = new Map<string, { state: TicketState; purpose: Purpose; until: number }>()
  #operations: CarrierOperations | undefined
  #openUntil = 0

  constructor(settings: CarrierSettings, now: () => number) {
    this.#settings = settings
    this.#now = now
    if (SoftwareCard.exists(settings.path)) this.#use(SoftwareCard.open(settings.path))
  }

  close(): void {
    this.#operations?.close()
  }

  async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    try {
      // A stranger's name that leads to us would share an origin with the stranger's pages (DNS rebinding).
      if (request.headers.host !== new URL(this.url).host) throw new Refusal(421)
      const { pathname, searchParams } = new URL(request.url ?? '/', this.url)
      if (PAGES.has(pathname)) await this.#page(request, response, pathname, searchParams)
      else await this.#asked(request, response, pathname)
    } catch (error) {
      const status = error instanceof Refusal ? error.status : 500
      if (!response.headersSent) response.writeHead(status)
      response.end()
    }
  }

  /** What the console's pages ask. */
  async #asked(request: IncomingMessage, response: ServerResponse, path: string): Promise<void> {
    if (request.headers.origin !== this.#settings.consoleOrigin) throw new Refusal(403)
    const headers = {
      'access-control-allow-origin': this.#settings.consoleOrigin,
      'access-control-allow-headers': 'authorization, content-type',
      'access-control-allow-methods': 'GET, POST',
      'access-control-allow-private-network': 'true',
      'cross-origin-resource-policy': 'cross-origin',
      'cache-control': 'no-store',
      vary: 'origin',
    }
    if (request.method === 'OPTIONS') {
      response.writeHead(204, headers).end()
      return
    }
    // The console's page may read that it is not paired any more: without these headers it could not tell from nobody being there.
    if (!sameText(request.headers.authorization ?? '', `Bearer ${this.pairingToken}`)) {
      response.writeHead(401, headers).end()
      return
    }
    const { status, body } = await this.#outcome(request, path)
    response.writeHead(status, { ...headers, 'content-type': 'application/json' }).end(JSON.stringify(body))
  }

  async #outcome(request: IncomingMessage, path: string): Promise<{ status: number; body: unknown }> {
    this.#expire()
    try {
      if (request.method === 'GET' && path === '/info') return { status: 200, body: this.#info() }
      const ticket = /^\/tickets\/([\w-]{10,})$/.exec(path)?.[1]
      if (request.method === 'GET' && ticket)
        return { status: 200, body: { state: this.#tickets.get(ticket)?.state ?? 'declined' } }
      if (request.method !== 'POST') throw new Refusal(404)
      const given = await jsonOf(request)
      if (path === '/unlockings') return { status: 201, body: { page: this.#ticket('unlock') } }
      return { status: 200, body: await this.#work(path, given) }
    } catch (error) {
      if (!(error instanceof CarrierError)) throw error
      const { fault, retriesLeft } = error
      const page = fault === 'pin-required' ? { page: this.#ticket('pin') } : {}
      return { status: 409, body: { error: fault, ...(retriesLeft !== undefined && { retriesLeft }), ...page } }
    }
  }

  #info() {
    const standing = this.#operations?.card.standing
    const base = { kind: 'software', algorithms: CARRIER_ALGORITHMS }
    if (!standing) return { ...base, state: 'new', serial: '', model: '', keys: [] }
    const { serial, model, isLocked, pinTriesLeft, keys } = standing
    const shown = keys.map(({ id, algorithm, sign, encryption }) => ({ id, algorithm, sign, encryption }))
    return { ...base, state: isLocked ? 'locked' : 'ready', serial, model, pinTriesLeft, keys: shown }
  }

  async #work(path: string, given: Record<string, unknown>): Promise<unknown> {
    const operations = this.#operations
    if (!operations) throw new CarrierError('pin-required')
    if (path === '/keys') {
      const { key, request } = await operations.generateKey(given.algorithm as CarrierAlgorithm)
      return { key, request: toBase64(request) }
    }
    if (path === '/pairs') {
      const [sign, encryption, envelope] = [given.sign, given.encryption, given.envelope].map(octets)
      if (!sign) throw new Refusal(400)
      operations.importPair({ sign, ...(encryption && { encryption }), ...(envelope && { envelope }) })
      return {}
    }
    if (path === '/signatures' && typeof given.text === 'string') {
      const { signature, certificate } = await operations.sign(
        new TextEncoder().encode(given.text),
        octets(given.certificate),
      )
      return { signature: toBase64(signature), certificate: toBase64(certificate) }
    }
    throw new Refusal(404)
  }

  /** Address of a page of ours, good once. */
  #ticket(purpose: Purpose): string {
    for (const [id, { until }] of this.#tickets)
      if (until < this.#now() || this.#tickets.size > MAX_TICKETS) this.#tickets.delete(id)
    const id = randomBytes(18).toString('base64url')
    this.#tickets.set(id, { state: 'waiting', purpose, until: this.#now() + TICKET_MS })
    return `${this.url}/${purpose}?ticket=${id}`
  }

  /** What the person sees and types into. */
  async #page(
    request: IncomingMessage,
    response: ServerResponse,
    path: string,
    search: URLSearchParams,
  ): Promise<void> {
    const isPost = request.method === 'POST'
    // A form on somebody else's page must not spend PINs.
    if (isPost && request.headers.origin !== this.url) throw new Refusal(403)
    const form = isPost ? new URLSearchParams(await bodyOf(request)) : search
    const id = form.get('ticket') ?? ''
    const ticket = this.#tickets.get(id)
    const isLive = ticket?.state === 'waiting' && ticket.until >= this.#now()
    const html = isLive ? (isPost ? this.#entered(path, id, form) : this.#shown(ticket.purpose, id)) : overPage()
    response.writeHead(200, PAGE_HEADERS).end(html)
  }

  #shown(purpose: Purpose, ticket: string, problem?: string): string {
    const standing = this.#operations?.card.standing
    const state = { ticket, ...(problem && { problem }), ...(standing && { serial: standing.serial }) }
    if (!standing) return newPage(state)
    return purpose === 'unlock' || standing.isLocked ? unlockPage(state) : pinPage(state)
  }

  #entered(path: string, id: string, form: URLSearchParams): string {
    const close = (state: TicketState) => {
      const ticket = this.#tickets.get(id)
      if (ticket) ticket.state = state
    }
    try {
      if (path === '/declined') {
        close('declined')
        return donePage()
      }
      const html = this.#take(path, form)
      close('entered')
      return html
    } catch (error) {
      if (!(error instanceof CarrierError)) throw error
      return this.#shown(this.#tickets.get(id)?.purpose ?? 'pin', id, problemText(error))
    }
  }

  #take(path: string, form: URLSearchParams): string {
    const pin = form.get('pin') ?? ''
    if (path === '/new' && !this.#operations) {
      if (pin !== form.get('again')) throw new CarrierError('pin-malformed')
      const { card, unlockCode } = SoftwareCard.create(this.#settings.path, pin, this.#settings.token?.pin)
      this.#use(card)
      this.#enter(pin)
      return createdPage(unlockCode)
    }
    if (!this.#operations) throw new CarrierError('pin-required')
    if (path === '/unlock') this.#operations.card.unlock((form.get('code') ?? '').trim(), pin)
    this.#enter(pin)
    return donePage()
  }

  #enter(pin: string): void {
    this.#operations?.card.enter(pin)
    this.#openUntil = this.#now() + OPEN_MS
  }

  #use(card: SoftwareCard): void {
    const { token } = this.#settings
    this.#operations = new CarrierOperations(card, token && { module: token.module, token: token.token })
  }

  #expire(): void {
    if (this.#now() > this.#openUntil) this.#operations?.close()
  }
}

const PAGES: ReadonlySet<string> = new Set(['/pin', '/unlock', '/new', '/declined'])
const PAGE_HEADERS = {
  'content-type': 'text/html; charset=utf-8',
  'content-security-policy':
    "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; frame-ancestors 'none'",
  'x-frame-options': 'DENY',
  'referrer-policy': 'same-origin',
  'cache-control': 'no-store',
}

const PROBLEMS: Partial<Record<CarrierFault, string>> = {
  'pin-wrong': 'PIN 不对 · wrong PIN',
  'pin-locked': 'PIN 已锁死，请用解锁码 · locked: the unlocking code is needed',
  'pin-malformed': 'PIN 要 6–16 位，两次一致 · 6 to 16 characters, the same twice',
  'unlock-wrong': '解锁码不对 · wrong unlocking code',
}

function problemText({ fault, retriesLeft }: CarrierError): string {
  const left = retriesLeft === undefined ? '' : `，还可试 ${retriesLeft} 次 · ${retriesLeft} left`
  return `${PROBLEMS[fault] ?? fault}${left}`
}

function octets(value: unknown): Uint8Array | undefined {
  return typeof value === 'string' ? fromBase64(value) : undefined
}

async function jsonOf(request: IncomingMessage): Promise<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(await bodyOf(request))
    if (typeof value === 'object' && value !== null) return value as Record<string, unknown>
  } catch (error) {
    if (error instanceof Refusal) throw error
  }
  throw new Refusal(400)
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = []
  let bytes = 0
  for await (const part of request) {
    bytes += (part as Buffer).length
    if (bytes > MAX_BODY_BYTES) throw new Refusal(413)
    parts.push(part as Buffer)
  }
  return Buffer.concat(parts).toString('utf8')
}
