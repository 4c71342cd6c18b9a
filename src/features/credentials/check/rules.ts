// What is said to people about a certificate they bring (在线检测): facts in, plain words out. Pure; the words stand in core/messages/credentials.ts.

import { civilDateOf } from '#core/calendar/civil.ts'
import { daysLeft } from '#core/renewal/expiry.ts'
import type { Instant } from '#core/verdict.ts'
import type { CredentialState } from '../rules.ts'

export interface CheckedFacts {
  holder: { name: string; organisation: string; units: string; identityMasked: string }
  issuer: string
  notBefore: Instant
  notAfter: Instant
  algorithm: string
  bits: number | undefined
  isSha1: boolean
  isCa: boolean
  use: 'sign' | 'encryption' | 'both'
  /**
   * `genuine`: its issuer is trusted and signed it · `forged`: it names one that is trusted, which did not sign it ·
   * `stranger`: its issuer is not known here · `refused`: genuine, and against a rule.
   */
  trust: 'genuine' | 'forged' | 'stranger' | 'refused'
  /** `unknown`: nobody could say. */
  revocation: 'good' | 'revoked' | 'unknown'
  /** Issued by way of this service, and of the asker's district. */
  own?: { id: string; state: CredentialState } | undefined
}

export type Tone = 'good' | 'warn' | 'bad' | 'unknown' | 'none'

export interface Line {
  topic: 'holder' | 'validity' | 'revocation' | 'algorithm' | 'issuer' | 'use'
  tone: Tone
  code: string
  params: Record<string, string | number>
}

/** What to do next; the console puts it on one button. */
export type NextStep = 'none' | 'renew' | 'upgrade' | 'rekey' | 'new' | 'resume' | 'write' | 'activate' | 'ask-centre'

export interface Answer {
  standing: Standing
  tone: Tone
  lines: Line[]
  upgrade: 'none' | 'available' | 'due'
  next: NextStep
}

export const STANDINGS = {
  forged: 'bad',
  revoked: 'bad',
  suspended: 'bad',
  superseded: 'bad',
  expired: 'bad',
  'not-yet': 'warn',
  stranger: 'unknown',
  refused: 'bad',
  'not-active': 'warn',
  'cannot-say': 'unknown',
  expiring: 'warn',
  good: 'good',
} as const satisfies Record<string, Tone>
export type Standing = keyof typeof STANDINGS

/** A renewal may be asked for so long before the end. House rule. */
export const RENEWAL_DAYS = 60

export function answerTo(facts: CheckedFacts, now: Instant): Answer {
  const standing = standingOf(facts, now)
  const upgrade = upgradeOf(facts)
  const lines = [
    holderLine(facts),
    validityLine(facts, now),
    revocationLine(facts),
    algorithmLine(facts, upgrade),
    issuerLine(facts),
    usageLine(facts),
  ]
  return { standing, tone: STANDINGS[standing], lines, upgrade, next: nextStep(facts, standing, upgrade) }
}

/** The gravest counts. What this service did itself it knows better than any list. */
function standingOf({ trust, revocation, own, notBefore, notAfter }: CheckedFacts, now: Instant): Standing {
  if (trust === 'forged') return 'forged'
  if (own?.state === 'superseded' || own?.state === 'suspended') return own.state
  if (own?.state === 'revoked' || revocation === 'revoked') return 'revoked'
  if (now > notAfter) return 'expired'
  if (now < notBefore) return 'not-yet'
  if (trust !== 'genuine') return trust
  if (own?.state === 'issued' || own?.state === 'written') return 'not-active'
  if (revocation === 'unknown') return 'cannot-say'
  return daysLeft(notAfter, now) <= RENEWAL_DAYS ? 'expiring' : 'good'
}

/** Only people's certificates are upgraded here; those of CAs are their own affair. */
function upgradeOf({ algorithm, bits = 0, isSha1, isCa, trust }: CheckedFacts): Answer['upgrade'] {
  if (isCa || trust === 'forged' || algorithm === 'SM2') return 'none'
  return isSha1 || (algorithm === 'RSA' && bits < 2048) ? 'due' : 'available'
}

const BY_STANDING: Partial<Record<Standing, NextStep>> = {
  forged: 'ask-centre',
  revoked: 'new',
  suspended: 'resume',
  superseded: 'none',
  'not-yet': 'none',
  stranger: 'ask-centre',
  refused: 'ask-centre',
  'cannot-say': 'ask-centre',
}

function nextStep({ own, isCa }: CheckedFacts, standing: Standing, upgrade: Answer['upgrade']): NextStep {
  if (isCa) return standing === 'good' ? 'none' : 'ask-centre'
  if (standing === 'not-active') return own?.state === 'issued' ? 'write' : 'activate'
  const step = BY_STANDING[standing]
  if (step) return step
  if (standing === 'expired') return 'new'
  // What this service did not issue it can only make anew.
  if (upgrade !== 'none') return own ? 'upgrade' : 'new'
  if (standing === 'expiring') return own ? 'renew' : 'new'
  return 'none'
}

const line = (topic: Line['topic'], tone: Tone, name: string, params: Line['params'] = {}): Line => ({
  ...{ topic, tone, params },
  code: `credentials.check.${topic}.${name}`,
})

function holderLine({ holder, isCa }: CheckedFacts): Line {
  const { name, organisation, units, identityMasked } = holder
  const where = [organisation, units].filter(Boolean).join(' ')
  if (isCa) return line('holder', 'none', 'authority', { name })
  if (!identityMasked) return line('holder', 'none', where ? 'named' : 'bare', { name, where })
  return line('holder', 'none', where ? 'person' : 'person-bare', { name, where, identity: identityMasked })
}

function validityLine({ notBefore, notAfter }: CheckedFacts, now: Instant): Line {
  const [from, until] = [civilDateOf(notBefore), civilDateOf(notAfter)]
  if (now < notBefore) return line('validity', 'warn', 'not-yet', { from, until })
  const days = daysLeft(notAfter, now)
  if (now > notAfter) return line('validity', 'bad', 'over', { until, days: -days })
  if (days < 1) return line('validity', 'warn', 'today', { until })
  return line('validity', days <= RENEWAL_DAYS ? 'warn' : 'good', 'left', { until, days })
}

function revocationLine({ own, revocation, trust }: CheckedFacts): Line {
  if (own?.state === 'suspended') return line('revocation', 'bad', 'suspended')
  if (own?.state === 'superseded') return line('revocation', 'bad', 'superseded')
  if (own?.state === 'revoked' || revocation === 'revoked') return line('revocation', 'bad', 'revoked')
  if (trust === 'forged' || trust === 'stranger') return line('revocation', 'unknown', 'nobody-to-ask')
  return revocation === 'good' ? line('revocation', 'good', 'good') : line('revocation', 'unknown', 'unknown')
}

function algorithmLine({ algorithm, bits }: CheckedFacts, upgrade: Answer['upgrade']): Line {
  const named = { algorithm: bits && algorithm === 'RSA' ? `RSA ${bits}` : algorithm }
  if (algorithm === 'SM2') return line('algorithm', 'good', 'national', named)
  const names = { none: 'other', available: 'upgradable', due: 'upgrade-due' } as const
  return line('algorithm', upgrade === 'due' ? 'bad' : upgrade === 'available' ? 'warn' : 'none', names[upgrade], named)
}

const BY_TRUST = { genuine: 'good', forged: 'bad', stranger: 'unknown', refused: 'bad' } as const

function issuerLine({ trust, issuer }: CheckedFacts): Line {
  return line('issuer', BY_TRUST[trust], trust, { issuer })
}

function usageLine({ use, isCa }: CheckedFacts): Line {
  return line('use', 'none', isCa ? 'authority' : use)
}
