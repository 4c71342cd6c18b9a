import { describe, expect, it } from 'vitest'
import { isProvedEverywhere, type Placement, placementState, type Sighting } from '#core/renewal/deployment.ts'
import { judgeLineage, type LineageFacts } from '#core/renewal/lineage.ts'

const DAY = 86_400_000
const NOW = Date.UTC(2026, 10, 21)
const BEGUN = NOW - 3_600_000

const seen = (fingerprint: string | null, change: Partial<Sighting> = {}): Sighting => ({
  place: '10.0.0.1:443',
  seen: fingerprint,
  codes: [],
  isJudged: true,
  at: NOW,
  ...change,
})
const on = (nodeName: string, ...sightings: Sighting[]): Placement => ({
  bindingId: nodeName,
  nodeName,
  expected: 'new',
  sightings,
})

describe('a binding', () => {
  it.each<[string, Sighting[], string]>([
    ['is proved when every address shows the certificate', [seen('new'), seen('new')], 'proved'],
    ['is another’s when one address shows another', [seen('new'), seen('old')], 'other'],
    ['is silent when one address shows nothing', [seen('new'), seen(null)], 'silent'],
    ['is not proved before it was asked', [], 'unasked'],
    ['is not silent when nobody could tell', [seen(null, { isJudged: false })], 'unasked'],
    ['is not proved by what was seen before the work began', [seen('new', { at: BEGUN - 1 })], 'unasked'],
    ['is not proved while one address was not asked again', [seen('new'), seen('new', { at: BEGUN - 1 })], 'unasked'],
    [
      'is not proved by a chain in plain text without a handshake',
      [seen('new', { codes: ['tls.handshake-failed'] })],
      'silent',
    ],
    [
      'is not proved when another leaf answers a moment later',
      [seen('new', { codes: ['tls.answers-differ'] })],
      'silent',
    ],
    ['is proved although something else is wrong there', [seen('new', { codes: ['tls.chain-root-sent'] })], 'proved'],
  ])('%s', (_, sightings, state) => {
    expect(placementState(on('a', ...sightings), BEGUN)).toBe(state)
  })

  it('that is to serve nothing is proved by silence alone', () => {
    const gone = (sighting: Sighting) => placementState({ ...on('a', sighting), expected: null }, BEGUN)
    expect(gone(seen(null))).toBe('proved')
    expect(gone(seen('old'))).toBe('other')
    expect(gone(seen(null, { isJudged: false }))).toBe('unasked')
  })
})

describe('a lineage is renewed', () => {
  it('only when every binding proves it', () => {
    const [a, b, c] = ['a', 'b', 'c'].map((name) => on(name, seen('new'))) as [Placement, Placement, Placement]
    expect(isProvedEverywhere([a, b, c], BEGUN)).toBe(true)
    expect(isProvedEverywhere([a, b, on('c', seen('old'))], BEGUN)).toBe(false)
    expect(isProvedEverywhere([a, b, on('c')], BEGUN)).toBe(false)
    expect(isProvedEverywhere([], BEGUN)).toBe(false)
  })
})

const certificate = (fingerprint: string, change: object = {}) => ({
  fingerprint,
  subject: `CN=${fingerprint}`,
  notBefore: NOW - 10 * DAY,
  notAfter: NOW + 180 * DAY,
  state: 'active' as const,
  isKeyCompromised: false,
  ...change,
})
const facts = (change: Partial<LineageFacts>): LineageFacts => ({
  name: '*.rsj.sh.gov.cn',
  trust: 'public',
  certificates: [certificate('new'), certificate('old', { state: 'superseded' })],
  placements: [on('node-a', seen('new')), on('node-b', seen('new'))],
  evidence: [],
  isRunOpen: false,
  ...change,
})
const codes = (change: Partial<LineageFacts>) =>
  judgeLineage(facts(change), NOW).map(({ verdict, code }) => `${verdict} ${code}`)

describe('what is said of a lineage', () => {
  it('is nothing while all is well', () => expect(codes({})).toEqual([]))

  it('names the node that was left behind', () => {
    const [reason, ...others] = judgeLineage(
      facts({ placements: [on('node-a', seen('new')), on('node-b', seen('old'))] }),
      NOW,
    )
    expect(others).toEqual([])
    expect(reason).toMatchObject({
      code: 'lineage.half-renewed',
      verdict: 'fail',
      params: { nodes: 'node-b', proved: 1, total: 2 },
    })
  })

  it('is half renewed during a run too, but not before the first node moved', () => {
    const old = [on('node-a', seen('old')), on('node-b', seen('old'))]
    expect(codes({ placements: old, isRunOpen: true })).toEqual([])
    expect(codes({ placements: old })).toEqual(['fail lineage.certificate-unexpected'])
    expect(codes({ placements: [on('node-a', seen('new')), ...old.slice(1)], isRunOpen: true })).toEqual([
      'fail lineage.half-renewed',
    ])
  })

  it('holds the limit of the day of issue against public certificates only', () => {
    const long = [certificate('new', { notBefore: NOW - 10 * DAY, notAfter: NOW + 191 * DAY })]
    expect(codes({ certificates: long })).toEqual(['warn lineage.validity-too-long'])
    expect(codes({ certificates: long, trust: 'private' })).toEqual([])
    const exact = [certificate('new', { notBefore: NOW - 10 * DAY, notAfter: NOW + 190 * DAY - 1_000 })]
    expect(codes({ certificates: exact })).toEqual([])
  })

  it('counts the clocks of the validations, for public trust', () => {
    const evidence = [
      { kind: 'domain' as const, validatedAt: NOW - 80 * DAY },
      { kind: 'identity' as const, validatedAt: NOW - 399 * DAY },
    ]
    // The names were validated on 2026-09-02: by the rule of 2027-03-15 that ends before its 200 days.
    expect(codes({ evidence })).toEqual(['warn lineage.identity-evidence-ended'])
    expect(codes({ evidence: [{ kind: 'domain', validatedAt: NOW - 171 * DAY }] })).toEqual([
      'warn lineage.domain-evidence-ending',
    ])
    expect(codes({ evidence, trust: 'private' })).toEqual([])
  })

  it('speaks of the end of what is served, not of what is history', () => {
    const ending = { notBefore: NOW - 190 * DAY, notAfter: NOW + 5 * DAY }
    expect(
      codes({ certificates: [certificate('new'), certificate('old', { ...ending, state: 'superseded' })] }),
    ).toEqual([])
    expect(codes({ certificates: [certificate('new', ending)] })).toEqual(['fail lineage.expiring'])
    expect(codes({ certificates: [certificate('new', { ...ending, notAfter: NOW - 1 })] })).toEqual([
      'fail lineage.expired',
    ])
  })

  it('speaks of the end of what a node still shows, whatever is to replace it', () => {
    const ending = certificate('old', { notBefore: NOW - 190 * DAY, notAfter: NOW + 5 * DAY, state: 'issued' })
    const behind = [on('node-a', seen('new')), on('node-b', seen('old'))]
    expect(codes({ certificates: [certificate('new'), ending], placements: behind })).toEqual([
      'fail lineage.expiring',
      'fail lineage.half-renewed',
    ])
    const done = [on('node-a', seen('new')), on('node-b', seen('new'))]
    expect(codes({ certificates: [certificate('new'), ending], placements: done })).toEqual([])
  })

  it('says that a compromised key or a withdrawn certificate is still served, and where', () => {
    const placements = [on('node-a', seen('new')), { ...on('node-b', seen('old')), expected: 'old' }]
    const compromised = [certificate('new'), certificate('old', { state: 'superseded', isKeyCompromised: true })]
    expect(judgeLineage(facts({ placements, certificates: compromised }), NOW)).toMatchObject([
      { code: 'lineage.key-compromised', params: { nodes: 'node-b' } },
    ])
    const revoked = [certificate('new'), certificate('old', { state: 'revoked' })]
    expect(codes({ placements, certificates: revoked })).toEqual(['fail lineage.withdrawn-still-served'])
    expect(codes({ certificates: revoked })).toEqual([])
  })
})
