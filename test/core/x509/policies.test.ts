import { describe, expect, it } from 'vitest'
import { OID } from '#core/asn1/oids.ts'
import * as write from '#core/asn1/write.ts'
import type { Certificate } from '#core/x509/certificate.ts'
import { type PolicyInputs, processPolicies } from '#core/x509/policies.ts'

const A = '1.2.3.1'
const B = '1.2.3.2'
const C = '1.2.3.3'

interface Stated {
  policies?: string[]
  mappings?: [string, string][]
  explicit?: number
  inhibitMapping?: number
  inhibitAny?: number
  isSelfIssued?: boolean
}

/** Only names and policy extensions are looked at. */
function certificate({ policies, mappings, explicit, inhibitMapping, inhibitAny, isSelfIssued }: Stated): Certificate {
  const extensions: { oid: string; critical: boolean; value: Uint8Array }[] = []
  const add = (oid: string, value: Uint8Array) => extensions.push({ oid, critical: true, value })
  if (policies) add(OID.certificatePolicies, write.sequence(...policies.map((one) => write.sequence(write.oid(one)))))
  if (mappings) {
    const pairs = mappings.map(([from, to]) => write.sequence(write.oid(from), write.oid(to)))
    add(OID.policyMappings, write.sequence(...pairs))
  }
  const counts = [explicit, inhibitMapping].flatMap((count, tag) =>
    count === undefined ? [] : [write.implicit(tag, write.integer(count))],
  )
  if (counts.length > 0) add(OID.policyConstraints, write.sequence(...counts))
  if (inhibitAny !== undefined) add(OID.inhibitAnyPolicy, write.integer(inhibitAny))
  const issuer = { rdns: [], raw: Uint8Array.of(0) }
  const subject = isSelfIssued
    ? issuer
    : { rdns: [[{ oid: 'x', tag: 12, text: 'x', raw: issuer.raw }]], raw: Uint8Array.of(1) }
  return { extensions, issuer, subject } as unknown as Certificate
}

const outcome = (path: Stated[], inputs: PolicyInputs = {}) => processPolicies(path.map(certificate), inputs)

describe('certificate policies (RFC 5280 §6.1, RFC 9618)', () => {
  it.each<[string, Stated[], PolicyInputs, string[] | 'unacceptable']>([
    ['the same policy all along', [{ policies: [A] }, { policies: [A] }], { requireExplicitPolicy: true }, [A]],
    ['different policies', [{ policies: [A] }, { policies: [B] }], { requireExplicitPolicy: true }, 'unacceptable'],
    ['different policies that nobody demands', [{ policies: [A] }, { policies: [B] }], {}, []],
    ['no policies where one is demanded', [{}, {}], { requireExplicitPolicy: true }, 'unacceptable'],
    [
      'any-policy above a policy',
      [{ policies: [OID.anyPolicy] }, { policies: [A] }],
      { requireExplicitPolicy: true },
      [A],
    ],
    [
      'any-policy that is inhibited',
      [{ policies: [OID.anyPolicy] }, { policies: [A] }],
      { requireExplicitPolicy: true, inhibitAnyPolicy: true },
      'unacceptable',
    ],
    [
      'a policy outside the initial set',
      [{ policies: [A] }, { policies: [A] }],
      { initialPolicies: [B], requireExplicitPolicy: true },
      'unacceptable',
    ],
    [
      'a mapped policy, named in the first domain',
      [{ policies: [A], mappings: [[A, B]] }, { policies: [B] }],
      { initialPolicies: [A], requireExplicitPolicy: true },
      [A],
    ],
    [
      'a mapped policy asked for in the second domain',
      [{ policies: [A], mappings: [[A, B]] }, { policies: [B] }],
      { initialPolicies: [B], requireExplicitPolicy: true },
      'unacceptable',
    ],
    [
      'a mapping that is inhibited',
      [{ policies: [A], mappings: [[A, B]] }, { policies: [B] }],
      { inhibitPolicyMapping: true, requireExplicitPolicy: true },
      'unacceptable',
    ],
    [
      'a mapping below any-policy',
      [{ policies: [OID.anyPolicy], mappings: [[A, C]] }, { policies: [C] }],
      { initialPolicies: [A], requireExplicitPolicy: true },
      [A],
    ],
    [
      'an explicit policy demanded by a CA at once',
      [{ policies: [A], explicit: 0 }, { policies: [B] }],
      {},
      'unacceptable',
    ],
    [
      'an explicit policy demanded one certificate later',
      [{ policies: [A], explicit: 1 }, { policies: [B] }],
      {},
      'unacceptable',
    ],
    ['an explicit policy demanded too far down', [{ policies: [A], explicit: 3 }, { policies: [B] }], {}, []],
    [
      'a self-issued certificate that does not count',
      [{ policies: [A], explicit: 2 }, { policies: [A], isSelfIssued: true }, { policies: [B] }],
      {},
      [],
    ],
    [
      'any-policy inhibited by a CA',
      [{ policies: [A], inhibitAny: 0 }, { policies: [OID.anyPolicy] }],
      { requireExplicitPolicy: true },
      'unacceptable',
    ],
  ])('%s', (_title, path, inputs, expected) => {
    const { policies, isUnacceptable } = outcome(path, inputs)
    expect(isUnacceptable ? 'unacceptable' : policies).toEqual(expected)
  })

  it('a mapping from or to any-policy is reported', () => {
    expect(outcome([{ policies: [A], mappings: [[A, OID.anyPolicy]] }, { policies: [A] }]).mapsAnyPolicy).toBe(true)
    expect(outcome([{ policies: [A], mappings: [[A, B]] }, { policies: [B] }]).mapsAnyPolicy).toBe(false)
  })

  it('mappings that multiply at every level cost no more than their number (CVE-2023-0464)', () => {
    const all = Array.from({ length: 40 }, (_, index) => `1.2.4.${index}`)
    const mappings = all.slice(0, 20).flatMap((from) => all.slice(0, 20).map((to): [string, string] => [from, to]))
    const path = Array.from({ length: 20 }, () => ({ policies: all.slice(0, 20), mappings }))
    const started = process.cpuUsage().user
    expect(outcome(path, { requireExplicitPolicy: true }).policies).toHaveLength(20)
    expect((process.cpuUsage().user - started) / 1000).toBeLessThan(1000)
  })
})
