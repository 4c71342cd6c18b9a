// What differs between two reports: verdict, times, chains, and each step with the findings only one side has.
// No clause: house rule. Both reports are of the same object or of two; nothing is judged here.

import { canonicalJson } from './bytes/canonical-json.ts'
import type { StepStatus } from './verdict.ts'
import type {
  BilingualText,
  ChainLinkJson,
  FindingJson,
  ReportInput,
  ReportJson,
  SignerJson,
  StepJson,
} from './verification-report.ts'

/** `null`: the report says nothing there. */
export interface FieldDifference {
  /** Dotted, as in the JSON of the report: `times.proven`. */
  field: string
  before: string | null
  after: string | null
}

export interface StepDifference {
  id: string
  title: BilingualText
  /** `null`: there is no such step. */
  before: StepStatus | null
  after: StepStatus | null
  onlyBefore: FindingJson[]
  onlyAfter: FindingJson[]
}

export interface SignerDifference {
  role: SignerJson['role']
  subject?: string
  serialHex?: string
  presence: 'both' | 'before' | 'after'
  fields: FieldDifference[]
  steps: StepDifference[]
  /** Both chains where they differ. */
  chain: { before: ChainLinkJson[]; after: ChainLinkJson[] } | null
}

export interface ReportComparison {
  /** Nothing differs but the moment of validation. */
  isSame: boolean
  fields: FieldDifference[]
  /** Of the whole object. */
  steps: StepDifference[]
  /** Those with a difference. */
  signers: SignerDifference[]
  inputs: { onlyBefore: ReportInput[]; onlyAfter: ReportInput[] }
}

const VALIDATION_TIME = 'times.validation'

export function compareReports(before: ReportJson, after: ReportJson): ReportComparison {
  const fields = fieldsBetween(fieldsOf(before), fieldsOf(after))
  const steps = stepsBetween(before.steps, after.steps)
  const signers = signersBetween(before.signers, after.signers)
  const inputs = only(before.inputs, after.inputs, canonicalJson)
  const found = [fields.filter(({ field }) => field !== VALIDATION_TIME), steps, signers, ...Object.values(inputs)]
  return { isSame: found.every((list) => list.length === 0), fields, steps, signers, inputs }
}

type Fields = Readonly<Record<string, string | undefined>>

function fieldsOf(report: ReportJson): Fields {
  const { kind, verdict, indication, subIndication, technical, dialect, engine, secondOpinion } = report
  return {
    kind,
    verdict,
    indication,
    subIndication,
    technical,
    dialect,
    ...timesOf(report.times),
    ...stopOf(report),
    'engine.version': `${engine.name} ${engine.version}`,
    'secondOpinion.outcome': secondOpinion?.outcome,
  }
}

function signerFieldsOf({ verdict, technical, level, ...signer }: SignerJson): Fields {
  const { [VALIDATION_TIME]: _, ...times } = timesOf(signer.times)
  return { verdict, technical, level, ...times, ...stopOf(signer) }
}

function timesOf({ claimed, proven, validation }: ReportJson['times']) {
  return { 'times.claimed': claimed, 'times.proven': proven, [VALIDATION_TIME]: validation }
}

function stopOf({ stopsValidating }: Pick<ReportJson, 'stopsValidating'>): Fields {
  return { 'stopsValidating.at': stopsValidating?.at, 'stopsValidating.code': stopsValidating?.code }
}

function fieldsBetween(before: Fields, after: Fields): FieldDifference[] {
  return Object.keys(before)
    .filter((field) => before[field] !== after[field])
    .map((field) => ({ field, before: before[field] ?? null, after: after[field] ?? null }))
}

function stepsBetween(before: readonly StepJson[], after: readonly StepJson[]): StepDifference[] {
  return pairs(before, after, ({ id }) => id).flatMap(([one, other]) => {
    const either = one ?? other
    if (!either) return []
    const { onlyBefore, onlyAfter } = only(one?.findings ?? [], other?.findings ?? [], canonicalJson)
    const isSame = one?.status === other?.status && onlyBefore.length + onlyAfter.length === 0
    const { id, title } = either
    return isSame
      ? []
      : [{ id, title, before: one?.status ?? null, after: other?.status ?? null, onlyBefore, onlyAfter }]
  })
}

function signersBetween(before: readonly SignerJson[], after: readonly SignerJson[]): SignerDifference[] {
  const key = ({ role, issuer, serialHex }: SignerJson) => canonicalJson([role, issuer ?? null, serialHex ?? null])
  return pairs(before, after, key).flatMap(([one, other]) => {
    const difference = signerBetween(one, other)
    return difference ? [difference] : []
  })
}

function signerBetween(one: SignerJson | undefined, other: SignerJson | undefined): SignerDifference | undefined {
  const either = one ?? other
  if (!either) return undefined
  const { role, subject, serialHex } = either
  const fields = fieldsBetween(fieldsOrNone(one, either), fieldsOrNone(other, either))
  const steps = stepsBetween(one?.steps ?? [], other?.steps ?? [])
  const chains = { before: one?.chain ?? [], after: other?.chain ?? [] }
  const chain = canonicalJson(chains.before) === canonicalJson(chains.after) ? null : chains
  const presence = one && other ? 'both' : one ? 'before' : 'after'
  if (presence === 'both' && fields.length + steps.length === 0 && !chain) return undefined
  return { role, ...(subject && { subject }), ...(serialHex && { serialHex }), presence, fields, steps, chain }
}

/** A signer one side does not have has the same fields there, all of them empty. */
function fieldsOrNone(signer: SignerJson | undefined, either: SignerJson): Fields {
  if (signer) return signerFieldsOf(signer)
  return Object.fromEntries(Object.keys(signerFieldsOf(either)).map((field) => [field, undefined]))
}

/** The first with the first of the same key, the second with the second; what has no partner stands alone. */
function pairs<T>(
  before: readonly T[],
  after: readonly T[],
  keyOf: (one: T) => string,
): [T | undefined, T | undefined][] {
  const left = new Map<string, T[]>()
  for (const one of after) left.set(keyOf(one), [...(left.get(keyOf(one)) ?? []), one])
  const matched = before.map((one): [T, T | undefined] => [one, left.get(keyOf(one))?.shift()])
  const alone = after.filter((one) => left.get(keyOf(one))?.includes(one))
  return [...matched, ...alone.map((one): [undefined, T] => [undefined, one])]
}

function only<T>(before: readonly T[], after: readonly T[], keyOf: (one: T) => string) {
  const matched = pairs(before, after, keyOf)
  return {
    onlyBefore: matched.flatMap(([one, other]) => (one && !other ? [one] : [])),
    onlyAfter: matched.flatMap(([one, other]) => (other && !one ? [other] : [])),
  }
}
