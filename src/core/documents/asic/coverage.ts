// Which files of a container are signed and which are not, said by name (EN 319 162-1 §4.4; clause unverified): whoever opens it sees all of them, and
// must not take one for signed that nobody signed.

import { note, unknown } from '../../finding.ts'
import { type Finding, type Step, step } from '../../verdict.ts'
import { type Container, namesOf } from './container.ts'
import type { JudgedAssertion } from './judged-assertion.ts'

const CLAUSE = 'EN 319 162-1 §4.4 (clause unverified)'

export function judgeCoverage({ files }: Container, judged: readonly JudgedAssertion[]): Step {
  const signatures = judged.filter(
    ({ assertion }) => assertion.file.role === 'cades' || assertion.file.role === 'xades',
  )
  const counted = signatures.length > 0 ? signatures : judged.filter(({ decides }) => decides)
  const covered = new Set(counted.flatMap((one) => one.covered))
  const open = files.filter(({ role, name }) => role === 'data' && !covered.has(name)).map(({ name }) => name)
  const meta = files.filter(({ role, name }) => role === 'meta' && !covered.has(name)).map(({ name }) => name)
  const code = signatures.length > 0 ? 'asic.not-signed' : 'asic.not-covered'
  const findings: Finding[] = [
    ...(open.length > 0 ? [unknown(code, CLAUSE, 'SIGNED_DATA_NOT_FOUND', namesOf(open))] : []),
    ...(meta.length > 0 ? [note('asic.meta-not-signed', CLAUSE, namesOf(meta))] : []),
  ]
  const signed = files.filter(({ role, name }) => role === 'data' && covered.has(name)).length
  return step('asic.coverage', CLAUSE, findings, { objects: signed + open.length, covered: signed })
}
