import { describe, expect, it } from 'vitest'
import { datesOf } from '../../src/web/sla/dates.ts'

describe('days as people paste them from a notice', () => {
  it.each([
    ['2027-02-05', ['2027-02-05']],
    ['2027/2/5，2月6日', ['2027-02-05', '2027-02-06']],
    ['1月30日至2月1日', ['2027-01-30', '2027-01-31', '2027-02-01']],
    ['2月5日至7日、2.13', ['2027-02-05', '2027-02-06', '2027-02-07', '2027-02-13']],
    ['2027-02-05~2027-02-06\n2027-02-05', ['2027-02-05', '2027-02-06']],
    ['', []],
  ])('%j is %j', (text, days) => expect(datesOf(text, 2027)).toEqual(days))

  it.each(['2月29日', '2月5日至2月4日', '2月5日至至7日', '初一', '2027-13-01', '1月1日至3月1日'])(
    '%j is no day',
    (text) => expect(datesOf(text, 2027)).toBeUndefined(),
  )
})
