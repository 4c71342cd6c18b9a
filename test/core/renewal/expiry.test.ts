import { describe, expect, it } from 'vitest'
import { expiryCalendar, expiryLevel, renewBy } from '#core/renewal/expiry.ts'
import { projectRenewals, renewalsPerYear } from '#core/renewal/projection.ts'
import { brokenValidityLimit, reusableUntil, validityDays, validityLimitAt } from '#core/renewal/validity-limits.ts'
import { applyWaivers, isInForce, mayWaive } from '#core/renewal/waivers.ts'

const DAY = 86_400_000
const at = (text: string) => Date.parse(`${text}T00:00:00Z`)
/** As CAs write it: the last second is part of the validity. */
const lasting = (from: string, days: number) => ({ notBefore: at(from), notAfter: at(from) + days * DAY - 1_000 })

describe('the limits of SC-081v3', () => {
  it.each([
    ['2026-03-14', 398],
    ['2026-03-15', 200],
    ['2027-03-14', 200],
    ['2027-03-15', 100],
    ['2029-03-14', 100],
    ['2029-03-15', 47],
  ])('a certificate from %s may last %i days and not one more', (from, days) => {
    expect(validityLimitAt(at(from)).maxValidityDays).toBe(days)
    expect(brokenValidityLimit(lasting(from, days))).toBeUndefined()
    expect(brokenValidityLimit(lasting(from, days + 1))?.maxValidityDays).toBe(days)
  })

  it('counts the last second as part of the validity, and a day begun as a day', () => {
    const exact = lasting('2026-04-01', 200)
    expect(validityDays(exact)).toBe(200)
    expect(validityDays({ ...exact, notAfter: exact.notAfter + 1_000 })).toBe(201)
  })

  it('a certificate of 398 days issued the day before keeps its life', () => {
    expect(brokenValidityLimit(lasting('2026-03-14', 398))).toBeUndefined()
  })

  it.each([
    ['domain', '2026-04-01', at('2026-04-01') + 200 * DAY],
    // Shortened by a rule that comes after the validation: 200 days until the eve of 2027-03-15, by then more than 100 old.
    ['domain', '2026-12-01', at('2027-03-15') - 1],
    ['domain', '2027-01-15', at('2027-01-15') + 100 * DAY],
    ['domain', '2029-03-15', at('2029-03-15') + 10 * DAY],
    ['identity', '2026-04-01', at('2026-04-01') + 398 * DAY],
    ['identity', '2025-06-01', at('2025-06-01') + 398 * DAY],
    ['identity', '2024-06-01', at('2026-03-15') - 1],
  ] as const)('a validation (%s) of %s may be used until its clock ends', (kind, validated, until) => {
    expect(new Date(reusableUntil(kind, at(validated))).toISOString()).toBe(new Date(until).toISOString())
  })
})

describe('when an expiry becomes urgent', () => {
  it('shows a calendar whose entries begin exactly where the level changes', () => {
    for (const validity of [lasting('2026-04-01', 200), lasting('2029-04-01', 47), lasting('2026-01-01', 3650)]) {
      for (const { level, at: begins } of expiryCalendar(validity)) {
        expect(expiryLevel(validity, begins)).toBe(level)
        expect(expiryLevel(validity, begins - 1)).not.toBe(level)
      }
    }
  })

  it('asks for a renewal at two thirds of the life', () => {
    expect((renewBy(lasting('2029-04-01', 47)) - at('2029-04-01')) / DAY).toBeCloseTo(31.33, 1)
  })
})

describe('the renewals to come', () => {
  const current = lasting('2026-11-01', 199)
  const perYear = (trust: 'public' | 'private', share?: number) =>
    renewalsPerYear(
      projectRenewals(current, at('2026-11-21'), {
        trust,
        until: at('2030-12-31'),
        ...(share === undefined ? {} : { renewAfterShare: share }),
      }),
    )

  it('grow with the limits for public trust', () => {
    const counts = Object.fromEntries(perYear('public').map(({ year, count }) => [year, count]))
    // 365 / (2/3 × 99) = 5.5 and 365 / (2/3 × 46) = 11.9, by hand.
    expect([5, 6]).toContain(counts[2028])
    expect([11, 12]).toContain(counts[2030])
    expect(counts[2027]).toBeLessThan(counts[2028] as number)
  })

  it('come to the eight a year of 2029 when everybody waits for the last day', () => {
    expect(perYear('public', 1).find(({ year }) => year === 2030)?.count).toBe(8)
  })

  it('stay as they are for a private hierarchy', () => {
    const counts = perYear('private').map(({ count }) => count)
    expect(Math.max(...counts) - Math.min(...counts)).toBeLessThanOrEqual(3)
    expect(perYear('private').find(({ year }) => year === 2030)?.count).toBe(3)
  })

  it('begin now where the time to renew has passed', () => {
    const [first] = projectRenewals(lasting('2026-01-01', 300), at('2026-11-21'), {
      trust: 'public',
      until: at('2027-01-01'),
    })
    expect(first?.at).toBe(at('2026-11-21'))
  })
})

describe('a waiver', () => {
  const now = at('2026-11-21')
  const reason = { code: 'lineage.expiring', verdict: 'warn', citation: '' } as const
  const waiver = { code: 'lineage.expiring', until: now + 10 * DAY }

  it('hides its alarm until its last moment, and from then on it alarms again', () => {
    expect(applyWaivers([reason], [waiver], now).alarming).toEqual([])
    expect(applyWaivers([reason], [waiver], waiver.until - 1).waived).toEqual([reason])
    expect(applyWaivers([reason], [waiver], waiver.until).alarming).toEqual([reason])
  })

  it('hides nothing but its own alarm, and nothing once a person ended it', () => {
    const other = { ...reason, code: 'tls.chain-incomplete' }
    expect(applyWaivers([other], [waiver], now).alarming).toEqual([other])
    expect(isInForce({ ...waiver, endedAt: now }, now)).toBe(false)
  })

  it('is refused for what harms others, for a day that has passed and for longer than anybody remembers', () => {
    expect(mayWaive(waiver, now)).toEqual({ ok: true, value: true })
    expect(mayWaive({ ...waiver, code: 'tls.revoked' }, now)).toMatchObject({ error: 'waiver.never' })
    expect(mayWaive({ ...waiver, until: now }, now)).toMatchObject({ error: 'waiver.in-the-past' })
    expect(mayWaive({ ...waiver, until: now + 401 * DAY }, now)).toMatchObject({ error: 'waiver.too-long' })
    // Should one stand in the table all the same, it hides nothing.
    const revoked = { ...reason, code: 'tls.revoked', verdict: 'fail' } as const
    expect(applyWaivers([revoked], [{ ...waiver, code: 'tls.revoked' }], now).alarming).toEqual([revoked])
  })
})
