// The CRL distribution point: one complete list for each issuing CA. A new edition appears when something is revoked,
// when a fault is switched, or when half the life of the last one is over.

import type { Hono } from 'hono'
import { makeCrl } from '#adapters/pkijs/crl.ts'
import { fromHex } from '#core/bytes/hex.ts'
import type { Instant } from '#core/verdict.ts'
import type { UserCanary } from './canaries.ts'
import { FAMILIES, type Family } from './family.ts'
import { type FaultId, faultsOf } from './faults.ts'
import { DAY_MS, type Hierarchy } from './hierarchy.ts'
import { binary, labApp } from './http-service.ts'
import type { CertificateRegister } from './register.ts'
import type { IsOn } from './switches.ts'

const LIFE_MS = DAY_MS

export interface CrlPointOptions {
  now: () => Instant
  isOn: IsOn
  hierarchies: Record<Family, Hierarchy>
  register: CertificateRegister
  canaries: Record<Family, UserCanary>
}

interface Edition {
  madeAt: Instant
  /** What it was made from: revocations and faults. */
  state: string
  /** Milliseconds of its making: grows over restarts of the laboratory too. */
  number: number
  der: Uint8Array
}

/** `GET /{family}.crl`, and `GET /{family}.cer` for the issuing CA's certificate. */
export function crlPoint(options: CrlPointOptions): Hono {
  const editions = new Map<Family, Edition>()
  const app = labApp(options.isOn)
  app.get('/:file{[a-z0-9]+\\.(crl|cer)}', async (c) => {
    const [name, kind] = c.req.param('file').split('.')
    const family = FAMILIES.find((one) => one === name)
    if (!family) return c.notFound()
    if (kind === 'cer') return binary(options.hierarchies[family].issuing, 'application/pkix-cert')
    const edition = await currentEdition(family, editions.get(family), options)
    editions.set(family, edition)
    return binary(edition.der, 'application/pkix-crl')
  })
  return app
}

async function currentEdition(family: Family, last: Edition | undefined, options: CrlPointOptions): Promise<Edition> {
  const { now, register, isOn } = options
  const faults = faultsOf('crl-point').filter(isOn)
  const state = `${register.version} ${faults.join(' ')}`
  const madeAt = Math.max(now(), (last?.madeAt ?? 0) + 1)
  const isCurrent = last?.state === state && madeAt - last.madeAt < LIFE_MS / 2
  if (last && isCurrent && !faults.includes('crl.same-number-different')) return last
  const number = last && faults.includes('crl.same-number-different') ? last.number : madeAt
  return { madeAt, state, number, der: await makeEdition(family, { madeAt, number, faults }, options) }
}

interface Making {
  madeAt: Instant
  number: number
  faults: readonly FaultId[]
}

async function makeEdition(
  family: Family,
  { madeAt, number, faults }: Making,
  options: CrlPointOptions,
): Promise<Uint8Array> {
  const { issuingName, issuingSigner } = options.hierarchies[family]
  const has = (fault: FaultId) => faults.includes(fault)
  const shiftMs = has('crl.expired') ? -3 * LIFE_MS : has('crl.not-yet-valid') ? LIFE_MS : 0
  const thisUpdate = madeAt + shiftMs
  // Whole seconds: a list that differs under one number must differ in more than its signature.
  const nextUpdate = thisUpdate + LIFE_MS + (has('crl.same-number-different') ? (madeAt % 3_600) * 1_000 : 0)
  const { serials } = options.canaries[family]
  const hidden = [
    ...(has('crl.revoked-canary-missing') ? [serials.revoked] : []),
    ...(has('crl.serial-vanished') ? [serials.alsoRevoked] : []),
  ]
  const listed = options.register.revoked(family).filter(({ serial }) => !hidden.includes(serial))
  return makeCrl({
    issuer: issuingName,
    signer: issuingSigner,
    thisUpdate,
    ...(has('crl.next-update-missing') ? {} : { nextUpdate }),
    ...(has('crl.number-missing') ? {} : { number: has('crl.number-decreased') ? number - 7 * DAY_MS : number }),
    entries: listed.map(({ serial, revocation }) => ({ serial: fromHex(serial) ?? new Uint8Array(), ...revocation })),
    spoilSignature: has('crl.signature-invalid'),
  })
}
