// The timestamp authority (RFC 3161, GB/T 20520): an SM3 imprint is stamped with SM2, any other with RSA.

import { randomBytes } from 'node:crypto'
import type { Hono } from 'hono'
import { openSigner, type Signer } from '#adapters/keys/signer.ts'
import type { Stamp } from '#adapters/making/stamp.ts'
import { hash } from '#adapters/pkijs/signed-data.ts'
import {
  makeTimestampRefusal,
  makeTimestampResponse,
  makeTimestampToken,
  readTimestampRequest,
  type TimestampOrder,
  type TimestampQuestion,
} from '#adapters/pkijs/timestamp-token.ts'
import type { Instant } from '#core/verdict.ts'
import { KEY_OF_FAMILY } from './family.ts'
import { type Hierarchy, type KeySource, labName, ordinaryValidity, serialOf } from './hierarchy.ts'
import { binary, labApp } from './http-service.ts'
import type { IsOn } from './switches.ts'

/** The policy the laboratory's tokens name (an arc for examples). */
export const TSA_POLICY = '1.2.3.4.1'
const FOREIGN_POLICY = '1.2.3.4.99'
const DRIFT_MS = 2_000
const ACCURACY = { accuracy: { millis: 500 } }

/** Imprint hashes that are stamped, and how long each is. */
const DIGEST_BYTES: Record<string, number> = {
  '2.16.840.1.101.3.4.2.1': 32,
  '2.16.840.1.101.3.4.2.2': 48,
  '2.16.840.1.101.3.4.2.3': 64,
  '1.2.156.10197.1.401': 32,
}
const SM3 = '1.2.156.10197.1.401'

export interface TimestampUnit {
  signer: Signer
  /** DER, extended key usage critical and alone. */
  certificate: Uint8Array
  /** DER, same key, extended key usage not critical. */
  notCritical: Uint8Array
  issuing: Uint8Array
}

export async function timestampUnit(hierarchy: Hierarchy, keys: KeySource, now: Instant): Promise<TimestampUnit> {
  const label = 'tsa'
  const signer = openSigner(keys(`${hierarchy.family}/${label}`, KEY_OF_FAMILY[hierarchy.family]))
  const order = {
    subject: labName('Laboratory Timestamp Unit'),
    publicKey: signer.spki,
    validity: ordinaryValidity(now),
    usages: ['digitalSignature', 'nonRepudiation'],
    purposes: ['timeStamping'],
  } as const
  return {
    signer,
    certificate: await hierarchy.issue({ ...order, label, purposesAreCritical: true }),
    notCritical: await hierarchy.issue({ ...order, label: `${label}-not-critical` }),
    issuing: hierarchy.issuing,
  }
}

export interface TimestampOptions {
  now: () => Instant
  isOn: IsOn
  units: Record<'rsa' | 'sm2', TimestampUnit>
}

/** `POST /` with a TimeStampReq as body (RFC 3161 §3.4). */
export function timestampAuthority(options: TimestampOptions): Hono {
  const app = labApp(options.isOn)
  app.post('/', async (c) => {
    const der = new Uint8Array(await c.req.arrayBuffer())
    return binary(await respond(der, options), 'application/timestamp-reply')
  })
  return app
}

async function respond(der: Uint8Array, { now, isOn, units }: TimestampOptions): Promise<Uint8Array> {
  const question = read(der)
  if (!question) return makeTimestampRefusal('badDataFormat')
  if (isOn('tsa.status-rejected')) return makeTimestampRefusal('timeNotAvailable', 'the time source is not available')
  if (DIGEST_BYTES[question.hashOid] !== question.hashed.length) return makeTimestampRefusal('badAlg')
  if (question.policy && question.policy !== TSA_POLICY) return makeTimestampRefusal('unacceptedPolicy')
  const unit = question.hashOid === SM3 ? units.sm2 : units.rsa
  const certificate = isOn('tsa.eku-not-critical') ? unit.notCritical : unit.certificate
  const nonce = question.nonce && isOn('tsa.nonce-mismatch') ? flipLast(question.nonce) : question.nonce
  const { hashed } = question
  return makeTimestampResponse({
    ...orderOf(unit, now() + (isOn('tsa.clock-drift') ? DRIFT_MS : 0)),
    imprint: { digest: { oid: question.hashOid }, hashed: isOn('tsa.imprint-mismatch') ? flipLast(hashed) : hashed },
    policy: isOn('tsa.policy-not-allowed') ? FOREIGN_POLICY : TSA_POLICY,
    serial: isOn('tsa.serial-reused') ? serialOf('tsa', 'reused') : randomSerial(),
    certificate,
    certificates: question.certReq ? [certificate, unit.issuing] : [],
    ...(nonce ? { nonce } : {}),
    ...(isOn('tsa.accuracy-missing') ? {} : ACCURACY),
    spoilSignature: isOn('tsa.signature-invalid'),
    ...(isOn('tsa.signer-binding-missing') ? { isUnbound: true } : {}),
  })
}

function read(der: Uint8Array): TimestampQuestion | undefined {
  try {
    return readTimestampRequest(der)
  } catch {
    return undefined
  }
}

function orderOf(unit: TimestampUnit, genTime: Instant): Pick<TimestampOrder, 'signer' | 'genTime' | 'fractionDigits'> {
  return { signer: unit.signer, genTime, fractionDigits: 3 }
}

/** What makers of signatures ask their authority for, without the way over the network. */
export function stampWith(units: TimestampOptions['units'], now: () => Instant): Stamp {
  return (octets, digest) => {
    const unit = digest === 'sm3' ? units.sm2 : units.rsa
    return makeTimestampToken({
      ...orderOf(unit, now()),
      ...ACCURACY,
      imprint: { digest, hashed: hash(digest, octets) },
      policy: TSA_POLICY,
      serial: randomSerial(),
      certificate: unit.certificate,
      certificates: [unit.certificate, unit.issuing],
    })
  }
}

function randomSerial(): Uint8Array {
  const serial = new Uint8Array(randomBytes(12))
  serial[0] = ((serial[0] ?? 0) & 0x3f) | 0x40
  return serial
}

function flipLast(bytes: Uint8Array): Uint8Array {
  const copy = bytes.slice()
  copy[copy.length - 1] = (copy.at(-1) ?? 0) ^ 1
  return copy
}
