import { expect, it } from 'vitest'
import { nodePrimitives } from '#adapters/crypto/primitives.node.ts'
import { OID } from '#core/asn1/oids.ts'
import * as write from '#core/asn1/write.ts'
import { judgeSignerTrust } from '#core/cms/signer-trust.ts'
import { NOTHING_EMBEDDED } from '#core/trust.ts'
import { spareOlderTokens } from '#core/tsp/rules.ts'
import { conclude } from '#core/verdict.ts'
import {
  type CrlTemplate,
  ext,
  extension,
  issue,
  makeKey,
  NOW,
  type RevokedEntry,
  writeCrl,
} from '../x509/authority.ts'

const CA = 'CN=CA,O=Test'
const SERIAL = 9
const DAY_MS = 86_400_000

async function signerWith(revoked: RevokedEntry[], list: Partial<CrlTemplate> = {}, ends = NOW + DAY_MS) {
  const caKey = makeKey()
  const ca = await issue({ subject: CA, extensions: [ext.ca(), ext.keyUsage(5, 6)] }, caKey)
  const template = { subject: 'CN=signer', issuer: CA, serial: SERIAL, notAfter: ends }
  const certificate = await issue(template, makeKey(), caKey)
  const crls = [await writeCrl({ issuer: CA, revoked, ...list }, caKey)]
  const trust = { anchors: [ca], intermediates: [], crls, ocsps: [], at: NOW, requireRevocation: true }
  const stepsAt = async (proven?: number) =>
    (await judgeSignerTrust(certificate, NOTHING_EMBEDDED, trust, proven, nodePrimitives)).steps
  const judgedAt = async (proven?: number) => {
    const { verdict, subIndication } = conclude(await stepsAt(proven))
    return [verdict, subIndication]
  }
  return { certificate, stepsAt, judgedAt }
}

it('a revoked signer is judged by the moment that is proven (EN 319 102-1 §5.6.2.4)', async () => {
  const revokedAt = NOW - 2 * DAY_MS
  const { judgedAt, stepsAt } = await signerWith([{ serial: SERIAL, revokedAt, reason: 4 }])
  expect(await judgedAt(revokedAt - 1000)).toEqual(['VALID', undefined])
  expect(await judgedAt(revokedAt)).toEqual(['INVALID', 'REVOKED'])
  expect(await judgedAt()).toEqual(['INDETERMINATE', 'REVOKED_NO_POE'])
  const notes = (await stepsAt(revokedAt - 1000)).flatMap(({ findings }) => findings)
  expect(notes.find(({ code }) => code === 'revocation.later')?.params?.revokedAt).toBe(
    new Date(revokedAt).toISOString(),
  )
})

it('a certificate on hold may be released: the matter is open', async () => {
  const { judgedAt } = await signerWith([{ serial: SERIAL, reason: 6 }])
  expect(await judgedAt()).toEqual(['INDETERMINATE', 'TRY_LATER'])
})

it('an invalidity date before the proven moment outweighs the later revocation (RFC 5280 §5.3.2)', async () => {
  const revokedAt = NOW - DAY_MS
  const proven = NOW - 2 * DAY_MS
  const since = async (invalidSince: number) =>
    (await signerWith([{ serial: SERIAL, revokedAt, reason: 1, invalidSince }])).judgedAt(proven)
  expect(await since(proven)).toEqual(['INDETERMINATE', 'REVOKED_NO_POE'])
  expect(await since(proven + 1000)).toEqual(['VALID', undefined])
})

it('a list after the end of a certificate must say that it keeps those that ended (X.509)', async () => {
  const ended = NOW - DAY_MS
  const keeps = (since: number) => ({
    extensions: [extension(OID.expiredCertsOnCrl, false, write.generalizedTime(since))],
  })
  const at = async (list: Partial<CrlTemplate>) => (await signerWith([], list, ended)).judgedAt(ended - 1000)
  expect(await at(keeps(ended))).toEqual(['VALID', undefined])
  expect(await at(keeps(ended + 1000))).toEqual(['INDETERMINATE', 'TRY_LATER'])
  expect(await at({})).toEqual(['INDETERMINATE', 'TRY_LATER'])
})

it('an authority that gave up its key without losing it leaves older tokens valid (RFC 3161 §4)', async () => {
  const revokedAt = NOW - DAY_MS
  const token = async (reason: number | undefined, genTime: number) => {
    const entry = { serial: SERIAL, revokedAt, ...(reason !== undefined && { reason }) }
    const { certificate, stepsAt } = await signerWith([entry])
    return conclude((await stepsAt()).map((one) => spareOlderTokens(one, certificate, genTime))).verdict
  }
  expect(await token(4, revokedAt - 1000)).toBe('VALID')
  expect(await token(4, revokedAt)).not.toBe('VALID')
  expect(await token(1, revokedAt - 1000)).not.toBe('VALID')
  expect(await token(undefined, revokedAt - 1000)).not.toBe('VALID')
})
