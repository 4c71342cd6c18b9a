// What the judge owes the foreign corpora, set by set. A figure here only ever goes up.

import { readFileSync } from 'node:fs'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { beforeAll, describe, expect, it } from 'vitest'
import type { ReportJson } from '#core/verification-report.ts'
import {
  type CaseResult,
  corpusCases,
  corpusResults,
  HAS_CORPORA,
  type Score,
  type ScoredCase,
  scoreOf,
  WITHOUT_CORPORA,
} from './corpus.ts'

const JUDGED_KINDS = [
  'certificate-path',
  'cms',
  'timestamp',
  'ocsp',
  'seal',
  'seal-signature',
  'evidence-record',
  'jws',
  'asic',
]

const SCHEMA = new URL('../../../docs/verification-report.schema.json', import.meta.url)
const isReport = new Ajv2020({ strict: true, allowUnionTypes: true }).compile(JSON.parse(readFileSync(SCHEMA, 'utf8')))

/** What a report that is not VALID leaves unsaid. */
function unsaid({ inputs, verdict, indication, subIndication, steps, signers }: ReportJson): string[] {
  const name = inputs[0]?.name
  const findings = [...steps, ...signers.flatMap((one) => one.steps)].flatMap((one) => one.findings)
  const wordless = findings.filter(
    ({ text }) => !/[一-鿿]/.test(text.zh) || !/[a-z]/i.test(text.en) || /\{\w+\}/.test(text.zh + text.en),
  )
  const said = wordless.map(({ code }) => `${name}: no text for ${code}`)
  if (verdict === 'VALID' || verdict === 'VALID_WITH_DEFECTS') {
    return subIndication === undefined && indication === 'TOTAL_PASSED'
      ? said
      : [...said, `${name}: VALID and ${indication}`]
  }
  const effect = verdict === 'INVALID' ? 'fatal' : 'unknown'
  if (indication !== (verdict === 'INVALID' ? 'TOTAL_FAILED' : 'INDETERMINATE')) said.push(`${name}: ${indication}`)
  if (subIndication === undefined) said.push(`${name}: no sub-indication`)
  return findings.some((finding) => finding.effect === effect) ? said : [...said, `${name}: no ${effect} finding`]
}

interface Floor {
  set: string
  tag?: string
  /** Share of the scored cases that must be right. */
  share: number
  /** Fewer cases than this would mean that nobody looked. */
  cases: number
}

const FLOORS: readonly Floor[] = [
  { set: 'pkits', share: 1, cases: 127 },
  { set: 'x509-limbo', tag: 'core', share: 0.98, cases: 70 },
  { set: 'x509-limbo', share: 0.85, cases: 106 },
  { set: 'openssl-verify', share: 0.96, cases: 93 },
  { set: 'ocsp-openssl', share: 1, cases: 27 },
  { set: 'timestamps', share: 1, cases: 15 },
  { set: 'cms-misc', share: 1, cases: 7 },
  { set: 'pyhanko-ades', share: 12 / 13, cases: 13 },
  { set: 'attacks-cms', share: 1, cases: 8 },
  { set: 'attacks-tst', share: 1, cases: 5 },
  { set: 'attacks-chain', share: 1, cases: 3 },
  { set: 'sm2', share: 1, cases: 13 },
  { set: 'gm', share: 1, cases: 13 },
  { set: 'dss-cades', share: 0.95, cases: 39 },
  { set: 'dss-jades', share: 25 / 26, cases: 26 },
  { set: 'dss-asic', share: 61 / 63, cases: 63 },
]

describe.skipIf(!HAS_CORPORA)(`corpora (${WITHOUT_CORPORA})`, () => {
  let cases: ScoredCase[] = []
  let results = new Map<string, CaseResult>()
  const kinds = new Set<string>()
  const misshapen: string[] = []
  const speechless: string[] = []
  const missed = (wanted: Score, among: readonly ScoredCase[]) =>
    among.filter((one) => scoreOf(one, results.get(one.id)) === wanted).map((one) => one.id)

  beforeAll(async () => {
    cases = corpusCases()
    results = await corpusResults((report) => {
      kinds.add(report.kind)
      speechless.push(...unsaid(report))
      if (isReport(JSON.parse(JSON.stringify(report)))) return
      const error = isReport.errors?.[0]
      misshapen.push(`${report.inputs[0]?.name}: ${error?.instancePath} ${error?.message}`)
    })
  }, 120_000)

  it('gives every case of every kind a report, and accepts nothing that must not be accepted', () => {
    expect(cases.length).toBeGreaterThanOrEqual(836)
    expect(missed('false-accept', cases)).toEqual([])
    expect(missed('failed', cases)).toEqual([])
    expect(results.size).toBe(cases.length)
  })

  it('gives every report the published shape', () => {
    expect([...kinds].sort()).toEqual(expect.arrayContaining([...JUDGED_KINDS].sort()))
    expect(misshapen).toEqual([])
  })

  it('never concludes without a reason, in both languages and as EN 319 102-1 names it', () => {
    expect(speechless).toEqual([])
  })

  it('fails on no case by an error of its own', () => {
    const broken = [...results.values()].filter(({ codes }) => codes.includes('verification.internal'))
    expect(broken.map(({ id }) => id)).toEqual([])
  })

  it.each(FLOORS.map((floor) => ({ ...floor, name: [floor.set, floor.tag].filter(Boolean).join(' ') })))(
    '$name: at least $share right',
    ({ set, tag, share, cases: least }) => {
      const among = cases.filter(
        (one) => one.set === set && JUDGED_KINDS.includes(one.kind) && (!tag || one.tags?.includes(tag)),
      )
      const scored = among.filter((one) => scoreOf(one, results.get(one.id)) !== 'unscored')
      const wrong = scored.filter((one) => scoreOf(one, results.get(one.id)) !== 'right').map((one) => one.id)
      expect(scored.length).toBeGreaterThanOrEqual(least)
      expect(1 - wrong.length / scored.length, `wrong: ${wrong.join(', ')}`).toBeGreaterThanOrEqual(share)
    },
  )
})
