// zlint's own test material: certificates with the verdict zlint's authors expect of each lint. What our rules say about them is
// compared, triple by triple. The expectations are theirs; nothing in them was made by this product.

import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { nodePrimitives } from '#adapters/crypto/primitives.node.ts'
import { readPem } from '#core/bytes/pem.ts'
import { lintFacts } from '#core/lint/facts.ts'
import { outcomeOf } from '#core/lint/lint.ts'
import type { LintRule } from '#core/lint/rule.ts'
import { CERTIFICATE_RULES, SHARED_RULES } from '#core/lint/rules/index.ts'
import { type LintedCertificate, readLintedCertificate } from '#core/lint/subject.ts'

const CORPUS = new URL('../../../../shared/corpora/zlint/', import.meta.url)

export const hasCorpus = existsSync(new URL('expectations.json', CORPUS))

export interface Triple {
  source: string
  lint: string
  file: string
  /** `NA`, `NE`, `Pass`: silent. `Notice`, `Warn`, `Error`: speaks. */
  expected: 'NA' | 'NE' | 'Pass' | 'Notice' | 'Warn' | 'Error'
}

export interface Compared extends Triple {
  rules: string[]
  ours: Triple['expected'] | 'unreadable'
  /** We speak where zlint speaks, with the same gravity, and are silent where it is. */
  agrees: boolean
}

export const RULES: readonly LintRule<LintedCertificate>[] = [...CERTIFICATE_RULES, ...SHARED_RULES]

export function triples(): Triple[] {
  return JSON.parse(readFileSync(new URL('expectations.json', CORPUS), 'utf8')) as Triple[]
}

export function corpusFiles(): string[] {
  return readdirSync(CORPUS).filter((name) => name.endsWith('.pem'))
}

export function corpusCertificate(file: string): Uint8Array {
  const text = readFileSync(new URL(file, CORPUS), 'utf8')
  return readPem(text)[0]?.bytes ?? new Uint8Array()
}

const CONTEXT = { audience: 'public', at: Date.UTC(2026, 10, 21) } as const

const SUBJECTS = new Map<string, LintedCertificate | undefined>()

/** zlint asks whether the key of the certificate verifies its signature, so we do too. */
export async function corpusSubject(file: string): Promise<LintedCertificate | undefined> {
  if (SUBJECTS.has(file)) return SUBJECTS.get(file)
  const bytes = corpusCertificate(file)
  const facts = await lintFacts('certificate', bytes, nodePrimitives)
  const read = readLintedCertificate(bytes, { ...CONTEXT, ...facts })
  const subject = read.ok ? read.value : undefined
  SUBJECTS.set(file, subject)
  return subject
}

const GRAVITY = { error: 'Error', warning: 'Warn', notice: 'Notice' } as const

function oursOf(rule: LintRule<LintedCertificate>, one: LintedCertificate): Triple['expected'] {
  const outcome = outcomeOf(rule, one, one.issuedAt)
  if (outcome === 'not-applicable') return 'NA'
  if (outcome === 'not-effective') return 'NE'
  return outcome.length > 0 ? GRAVITY[rule.severity] : 'Pass'
}

const SILENT = new Set(['NA', 'NE', 'Pass'])

const ORDER = ['NA', 'NE', 'Pass', 'Notice', 'Warn', 'Error'] as const

/** Every triple of a lint that our rules claim. Where several rules claim one lint, they answer together: the gravest counts. */
export function comparison(): Promise<Compared[]> {
  made ??= compare()
  return made
}

let made: Promise<Compared[]> | undefined

async function compare(): Promise<Compared[]> {
  const compared: Compared[] = []
  for (const triple of triples()) {
    const rules = RULES.filter(({ zlint }) => zlint.includes(triple.lint))
    if (rules.length === 0) continue
    const subject = await corpusSubject(triple.file)
    const outcomes = subject ? rules.map((rule) => ORDER.indexOf(oursOf(rule, subject))) : []
    const ours = subject ? (ORDER[Math.max(...outcomes)] ?? 'NA') : 'unreadable'
    const agrees = ours === triple.expected || (SILENT.has(ours) && SILENT.has(triple.expected))
    compared.push({ ...triple, rules: rules.map(({ id }) => id), ours, agrees })
  }
  return compared
}

/** Where we differ from the material, and why; each of them by itself. Nothing else may differ. */
export const EXPLAINED: readonly { lint: string; file: string; expected: string; why: string }[] = [
  {
    lint: 'e_ca_country_name_invalid',
    file: 'caInvalCountryCode.pem',
    expected: 'NA',
    why: 'the material expects both Error and NA of this one file; we say Error, as its other line does',
  },
  {
    lint: 'e_ca_organization_name_missing',
    file: 'caOrgNameMissing.pem',
    expected: 'NA',
    why: 'the material expects both Error and NA of this one file; we say Error, as its other line does',
  },
  {
    lint: 'e_ca_multiple_reserved_policy_oids',
    file: 'ca1_sub1_cr1_anyx_mulx_varx_effx.pem',
    expected: 'NA',
    why: 'zlint was told by its configuration that the certificate is a cross-certificate; the bytes do not say so',
  },
  {
    lint: 'n_mp_allowed_eku',
    file: 'mpCrossCertNoEKU.pem',
    expected: 'Pass',
    why: 'zlint was told by its configuration that the certificate is a cross-certificate; the bytes do not say so',
  },
  {
    lint: 'e_subj_contains_html_entities',
    file: 'html_entity_ok3.pem',
    expected: 'Pass',
    why: 'zlint was told by its configuration to skip this lint; the subject does hold &amp;',
  },
]

export function explanationOf({ lint, file, expected }: Triple): string | undefined {
  return EXPLAINED.find((known) => known.lint === lint && known.file === file && known.expected === expected)?.why
}
