// What is remembered of a chain is what does not depend on the moment, for the very question that was asked. Any other question,
// any other chain and every moment are judged anew, and no reader of a report can change what the next one is told.

import { beforeAll, expect, it } from 'vitest'
import { nodePrimitives } from '#adapters/crypto/primitives.node.ts'
import { DATED_POLICY } from '#core/algorithm-policy.ts'
import type { Certificate } from '#core/x509/certificate.ts'
import { judgePath, type PathReport, type PathRequest } from '#core/x509/path.ts'
import { ext, issue, makeKey, NOW } from './authority.ts'

let root: Certificate
let issuer: Certificate
let leaf: Certificate

beforeAll(async () => {
  const [rootKey, issuerKey, leafKey] = [makeKey(), makeKey(), makeKey()]
  const authority = [ext.ca(), ext.keyUsage(5, 6)]
  root = await issue({ subject: 'CN=Root', extensions: authority }, rootKey)
  issuer = await issue({ subject: 'CN=Issuer', issuer: 'CN=Root', extensions: authority }, issuerKey, rootKey)
  leaf = await issue({ subject: 'CN=Leaf', issuer: 'CN=Issuer' }, leafKey, issuerKey)
})

function judge(variation: Partial<PathRequest> = {}): Promise<PathReport> {
  const evidence = { intermediates: [issuer], crls: [], ocsps: [], requireRevocation: false }
  return judgePath({ target: leaf, anchors: [root], at: NOW, ...evidence, ...variation }, nodePrimitives)
}

const codesOf = (report: PathReport) => report.steps.flatMap((one) => one.findings).map(({ code }) => code)

it.each<[string, Partial<PathRequest>, string]>([
  ['a smaller depth', { maxDepth: 0 }, 'path.too-deep'],
  ['a host name', { hostNames: ['ca.example'] }, 'path.host-name'],
  ['a mailbox', { mailboxes: ['li@example.cn'] }, 'path.mailbox'],
  ['a policy that must be stated', { requireExplicitPolicy: true }, 'path.policy-unacceptable'],
  ['a stricter profile', { profile: 'rfc5280' }, 'profile.authority-key-identifier-missing'],
  ['another algorithm policy', { algorithmPolicy: { authLevel: 5 } }, 'path.key-weak'],
])('a chain found good before is refused when asked with %s, and is good again without', async (_, asked, code) => {
  expect((await judge()).judgement.verdict).toBe('VALID')
  expect(codesOf(await judge(asked))).toContain(code)
  expect(codesOf(await judge())).not.toContain(code)
})

it('a chain without its issuer is judged by what is there, after the whole one was judged', async () => {
  expect((await judge()).judgement.verdict).toBe('VALID')
  expect(codesOf(await judge({ intermediates: [] }))).toContain('path.issuer-not-found')
})

it('what a reader changes in a report is not in the next one', async () => {
  const first = await judge({ algorithmPolicy: DATED_POLICY })
  const untouched = structuredClone(first.steps)
  for (const step of first.steps) {
    step.status = 'failed'
    step.findings.push({ code: 'test.planted', effect: 'fatal', clause: 'none' })
  }
  first.policies.push('1.2.3')
  const second = await judge({ algorithmPolicy: DATED_POLICY })
  expect(second.steps).toEqual(untouched)
  expect(second.policies).toEqual([])
})
