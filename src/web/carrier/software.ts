// The carrier in software (`zhengxun carrier`) behind the hook of the page: paired once, asked on loopback. Its PIN is typed into its own window.

import { type Carrier, type CarrierInfo, CarrierProblem, type CarrierProblemName } from './carrier.ts'
import { waitForPin } from './pin-window.tsx'

export interface Pairing {
  url: string
  token: string
}

const STORED = 'zhengxun.carrier'
const LOOPBACK = /^http:\/\/127\.0\.0\.1:\d{1,5}$/
/** How long somebody may take to type. */
const TYPING_MS = 3 * 60_000
const LOOK_EVERY_MS = 400

/** `#URL#TOKEN`, as the carrier prints it; nothing else is believed. */
export function pairingFrom(hash: string): Pairing | undefined {
  const [, url = '', token = ''] = hash.split('#')
  return LOOPBACK.test(url) && /^[\w-]{20,}$/.test(token) ? { url, token } : undefined
}

export function pair(pairing: Pairing | undefined): void {
  if (pairing) localStorage.setItem(STORED, JSON.stringify(pairing))
  else localStorage.removeItem(STORED)
  offerSoftwareCarrier()
}

export function pairedWith(): Pairing | undefined {
  try {
    const { url, token } = JSON.parse(localStorage.getItem(STORED) ?? '{}') as Partial<Pairing>
    return pairingFrom(`#${url}#${token}`)
  } catch {
    return undefined
  }
}

let offered: Carrier | undefined

/** A program of the workplace comes first. */
export function offerSoftwareCarrier(): void {
  if (window.zhengxunUKey && window.zhengxunUKey !== offered) return
  const pairing = pairedWith()
  offered = pairing && softwareCarrier(pairing)
  if (offered) window.zhengxunUKey = offered
  else delete window.zhengxunUKey
}

interface Info {
  kind: 'software'
  state: CarrierInfo['state']
  serial: string
  model: string
  algorithms: CarrierInfo['algorithms']
  keys: { sign?: string; encryption?: string }[]
}

function softwareCarrier(pairing: Pairing): Carrier {
  const work = <T>(path: string, body: object) => asked<T>(pairing, path, body)
  return {
    list: async () => {
      const { keys, ...info } = await told<Info>(pairing, '/info')
      const certificates = keys.flatMap(({ sign, encryption }) =>
        sign ? [{ sign, ...(encryption && { encryption }) }] : [],
      )
      return [{ ...info, certificates }]
    },
    generateKey: (_serial, algorithm) => work('/keys', { algorithm }),
    importPair: (_serial, given) => work('/pairs', given),
    sign: (text, by) => work('/signatures', { text, ...(by?.certificate && { certificate: by.certificate }) }),
    unlock: async () => {
      const { page } = await told<{ page: string }>(pairing, '/unlockings', {})
      await typed(pairing, page)
    },
  }
}

interface Refused {
  error: string
  /** Where the PIN is typed. */
  page?: string
}

const NAMES: Record<string, CarrierProblemName> = {
  'pin-wrong': 'pin-wrong',
  'pin-locked': 'pin-locked',
  'key-missing': 'key-missing',
  'algorithm-unsupported': 'algorithm-unsupported',
  'certificate-other-key': 'certificate-other-key',
  'envelope-unopenable': 'envelope-unopenable',
}

/** With the PIN, where it is wanted: once. */
async function asked<T>(pairing: Pairing, path: string, body: object): Promise<T> {
  try {
    return await told<T>(pairing, path, body)
  } catch (error) {
    if (!(error instanceof PinWanted)) throw error
    await typed(pairing, error.page)
    return told<T>(pairing, path, body)
  }
}

class PinWanted extends Error {
  readonly page: string
  constructor(page: string) {
    super('pin')
    this.page = page
  }
}

async function told<T>({ url, token }: Pairing, path: string, body?: object): Promise<T> {
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' }
  const init = body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) }
  const response = await fetch(`${url}${path}`, { ...init, headers, credentials: 'omit' }).catch(() => {
    throw new CarrierProblem('not-running')
  })
  if (response.status === 409) {
    const { error, page } = (await response.json()) as Refused
    if (error === 'pin-required' && page?.startsWith(`${url}/`)) throw new PinWanted(page)
    throw new CarrierProblem(NAMES[error] ?? 'failed')
  }
  // Its token is of today: the program was started anew, or is another one's.
  if (response.status === 401 || response.status === 403) throw new CarrierProblem('unpaired')
  if (!response.ok) throw new CarrierProblem('failed')
  return (await response.json()) as T
}

/** Opens the carrier's window and waits until its person has typed. The window is another program's: we only ask how it ended. */
async function typed(pairing: Pairing, page: string): Promise<void> {
  const ticket = new URL(page).searchParams.get('ticket') ?? ''
  const until = Date.now() + TYPING_MS
  const wait = waitForPin(page)
  try {
    while (Date.now() < until && !wait.isGivenUp) {
      const { state } = await told<{ state: string }>(pairing, `/tickets/${ticket}`)
      if (state === 'entered') return
      if (state === 'declined') break
      await new Promise((done) => setTimeout(done, LOOK_EVERY_MS))
    }
  } finally {
    wait.end()
  }
  throw new CarrierProblem('declined')
}
