import { describe, expect, it } from 'vitest'
import { instantOf, MINUTE_MS } from '#core/calendar/civil.ts'
import { periodOf } from '#core/sla/period.ts'
import { assess, type FaultResponse, forecast, gradeOf, type PeriodFacts, withheld } from '#core/sla/standards.ts'

const H1 = periodOf('2025H1')
if (!H1) throw new Error('2025H1 is a period')
const END = H1.to

const NOTHING: PeriodFacts = {
  period: H1,
  quarters: [],
  purchases: [],
  demands: [],
  tickets: [],
  patchLists: [],
  faults: [],
  submissions: [],
  documents: [],
}

/** So many promises due in May, the first `late` of them a minute late. */
const promised = (total: number, late: number) =>
  Array.from({ length: total }, (_, index) => {
    const dueAt = instantOf('2025-05-12', '17:30') + index
    return { id: `T${index}`, dueAt, doneAt: index < late ? dueAt + MINUTE_MS : dueAt }
  })

const stateOf = (facts: Partial<PeriodFacts>, id: string, now = END) =>
  assess({ ...NOTHING, ...facts }, now).standards.find((standard) => standard.id === id)

describe('the seven standards', () => {
  it('take "more than 95 %" strictly: 229 of 240 are met, 228 are not, nor are 19 of 20', () => {
    expect(stateOf({ tickets: promised(240, 11) }, 'tickets')).toMatchObject({
      state: 'met',
      passed: 229,
      counted: 240,
    })
    expect(stateOf({ tickets: promised(240, 12) }, 'tickets')?.state).toBe('not-met')
    expect(stateOf({ tickets: promised(20, 1) }, 'tickets')?.state).toBe('not-met')
    expect(stateOf({ tickets: promised(21, 1) }, 'tickets')?.state).toBe('met')
  })

  it('take "more than 90 %" of the demands strictly too', () => {
    expect(stateOf({ demands: promised(20, 2) }, 'demands')?.state).toBe('not-met')
    expect(stateOf({ demands: promised(21, 2) }, 'demands')?.state).toBe('met')
  })

  it('count an open overdue ticket, and not one that is open and not yet due', () => {
    const now = instantOf('2025-05-12', '18:00')
    const open = (id: string, dueAt: number | null) => ({ id, dueAt, doneAt: null })
    const tickets = [...promised(40, 0), open('late', now - 1), open('due now', now), open('paused', null)]
    expect(stateOf({ tickets }, 'tickets', now)).toMatchObject({ counted: 41, passed: 40, failed: ['late'] })
    // One due on the first day after the period belongs to the next.
    expect(stateOf({ tickets: [open('next', H1.to)] }, 'tickets', END + MINUTE_MS)?.state).toBe('not-applicable')
  })

  it('demand an answer in less than 15 minutes for every fault, and a report for every solved one', () => {
    const fault = (ms: number | null, hasReport = true): FaultResponse => ({
      id: `F${ms}`,
      reportedAt: H1.from,
      respondedAt: ms === null ? null : H1.from + ms,
      isSolved: true,
      hasRecord: true,
      hasReport,
    })
    const quick = Array.from({ length: 40 }, () => fault(MINUTE_MS))
    expect(stateOf({ faults: [...quick, fault(15 * MINUTE_MS - 1)] }, 'fault-response')?.state).toBe('met')
    expect(stateOf({ faults: [...quick, fault(15 * MINUTE_MS)] }, 'fault-response')).toMatchObject({
      state: 'not-met',
      passed: 40,
      counted: 41,
    })
    expect(stateOf({ faults: [fault(MINUTE_MS, false)] }, 'fault-response')?.state).toBe('not-met')
    // Nobody answered, but the 15 minutes are not over.
    expect(stateOf({ faults: [fault(null)] }, 'fault-response', H1.from + MINUTE_MS)?.state).toBe('not-applicable')
    expect(stateOf({ faults: [fault(null)] }, 'fault-response', H1.from + 15 * MINUTE_MS)?.state).toBe('not-met')
  })

  it('want every purchase ordered within 60 days of signing, with its proof', () => {
    const purchase = (orderedOn: string | null, hasProof = true) => [
      { id: 'P', signedOn: '2025-01-01', orderedOn, hasProof },
    ]
    expect(stateOf({ purchases: purchase('2025-03-02') }, 'purchases')?.state).toBe('met')
    expect(stateOf({ purchases: purchase('2025-03-03') }, 'purchases')?.state).toBe('not-met')
    expect(stateOf({ purchases: purchase('2025-03-02', false) }, 'purchases')?.state).toBe('not-met')
    expect(stateOf({ purchases: purchase(null) }, 'purchases')?.state).toBe('not-met')
    expect(stateOf({}, 'purchases')?.state).toBe('not-applicable')
  })

  it('want a whole patch list each quarter, with a reason where a product is behind', () => {
    const product = {
      name: 'nginx',
      version: '1.26.0',
      patchLevel: '1.26.0',
      vendorLatest: '1.26.0',
      checkedOn: '2025-03-20',
      reason: '',
    }
    const list = (change: Partial<typeof product>, submittedAt: number | null = H1.from) => ({
      quarters: ['2025Q1'],
      patchLists: [{ quarter: '2025Q1', submittedAt, products: [{ ...product, ...change }] }],
    })
    expect(stateOf(list({}), 'patch-lists')?.state).toBe('met')
    expect(stateOf(list({ vendorLatest: '1.28.0' }), 'patch-lists')?.state).toBe('not-met')
    expect(stateOf(list({ vendorLatest: '1.28.0', reason: '待停机窗口' }), 'patch-lists')?.state).toBe('met')
    expect(stateOf(list({ checkedOn: '' }), 'patch-lists')?.state).toBe('not-met')
    expect(stateOf(list({}, null), 'patch-lists')?.state).toBe('not-met')
    expect(stateOf({ quarters: ['2025Q1'] }, 'patch-lists')).toMatchObject({ state: 'not-met', failed: ['2025Q1'] })
  })

  it('judge submissions by the lower of completeness and accuracy, more than 98 %, each on time', () => {
    const row = (change: object) => ({
      submissions: [
        {
          id: 'S',
          dueAt: H1.from + 1_000,
          submittedAt: H1.from,
          expected: 100,
          delivered: 99,
          checked: 1_000,
          bad: 0,
          ...change,
        },
      ],
    })
    expect(stateOf(row({}), 'data-submission')).toMatchObject({ state: 'met', passed: 99, counted: 100 })
    expect(stateOf(row({ delivered: 98 }), 'data-submission')?.state).toBe('not-met')
    expect(stateOf(row({ bad: 20 }), 'data-submission')).toMatchObject({ state: 'not-met', passed: 980 })
    expect(stateOf(row({ bad: 19 }), 'data-submission')?.state).toBe('met')
    expect(stateOf(row({ submittedAt: H1.from + 1_001 }), 'data-submission')?.state).toBe('not-met')
    expect(stateOf(row({ checked: 0 }), 'data-submission')?.state).toBe('not-met')
  })

  it('judge documents by the lower of what is there and what is right, more than 95 %', () => {
    const set = (complete: number, correct: number) => ({
      documents: [{ id: 'D', required: 100, complete, sampled: 20, correct }],
    })
    expect(stateOf(set(96, 20), 'documents')?.state).toBe('met')
    expect(stateOf(set(95, 20), 'documents')?.state).toBe('not-met')
    expect(stateOf(set(96, 19), 'documents')).toMatchObject({ state: 'not-met', passed: 19, counted: 20 })
  })
})

describe('the grade', () => {
  it('is 优秀 with seven, 良好 with six, 一般 with five at 97 %, and nothing the papers price below', () => {
    expect([7, 6, 5, 4, 0].map((met) => gradeOf(met))).toEqual([
      { grade: 'excellent', pay: 10_000 },
      { grade: 'good', pay: 10_000 },
      { grade: 'fair', pay: 9_700 },
      { grade: 'failed', pay: null },
      { grade: 'failed', pay: null },
    ])
  })

  it('falls from 优秀 to 良好 by one late ticket, and to 一般 with the documents: 150,000 of 5,000,000', () => {
    expect(assess({ ...NOTHING, tickets: promised(240, 11) }, END).grade).toBe('excellent')
    expect(assess({ ...NOTHING, tickets: promised(240, 12) }, END)).toMatchObject({ grade: 'good', pay: 10_000 })
    const documents = [{ id: 'D', required: 100, complete: 90, sampled: 10, correct: 10 }]
    const fair = assess({ ...NOTHING, tickets: promised(240, 12), documents }, END)
    expect(fair).toMatchObject({ met: 5, grade: 'fair' })
    expect(withheld(5_000_000_00, fair)).toBe(150_000_00)
    expect(withheld(5_000_000_00, gradeOf(4))).toBeNull()
  })

  it('comes out the same from the same rows a year later', () => {
    const facts = { ...NOTHING, tickets: promised(240, 12) }
    expect(assess(facts, END + 365 * 86_400_000)).toEqual(assess(facts, END))
  })
})

describe('the early warning', () => {
  const now = instantOf('2025-06-01', '09:00')
  const open = (count: number) =>
    Array.from({ length: count }, (_, index) => ({
      id: `O${index}`,
      dueAt: instantOf('2025-06-20', '17:30'),
      doneAt: null,
    }))

  it('says four more may fail: 180 due, 7 failed, 60 to come', () => {
    const facts = { ...NOTHING, tickets: [...promised(180, 7), ...open(60)] }
    expect(forecast('tickets', facts, now)).toEqual({
      id: 'tickets',
      decided: 180,
      failed: 7,
      pending: 60,
      mayStillFail: 4,
    })
    // Sixty expected but not yet reported weigh the same.
    expect(forecast('tickets', { ...facts, tickets: promised(180, 7) }, now, 60).mayStillFail).toBe(4)
  })

  it('is exact: with four more the standard holds, with five it does not', () => {
    expect(stateOf({ tickets: promised(240, 7 + 4) }, 'tickets')?.state).toBe('met')
    expect(stateOf({ tickets: promised(240, 7 + 5) }, 'tickets')?.state).toBe('not-met')
  })

  it('is negative once nothing can mend it', () => {
    expect(forecast('tickets', { ...NOTHING, tickets: promised(20, 1) }, now).mayStillFail).toBe(-1)
  })
})

describe('a period', () => {
  it('is a half-year or a year of Shanghai time, with its quarters', () => {
    expect([H1.from, H1.to]).toEqual([instantOf('2025-01-01'), instantOf('2025-07-01')])
    expect(periodOf('2025H2')?.to).toBe(instantOf('2026-01-01'))
    expect(periodOf('2025')?.quarters.map(({ name }) => name)).toEqual(['2025Q1', '2025Q2', '2025Q3', '2025Q4'])
    expect([periodOf('2025H3'), periodOf('25H1'), periodOf('')]).toEqual([undefined, undefined, undefined])
  })
})
