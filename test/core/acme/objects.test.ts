import { describe, expect, it } from 'vitest'
import { identifiersOf } from '#core/acme/identifiers.ts'
import { readAuthorization, readDirectory, readOrder, readProblem, readRenewalWindow } from '#core/acme/objects.ts'
import { waitMs } from '#core/acme/renewal.ts'
import { parseRequest } from '#core/x509/request.ts'
import { requestFor } from '../../support/issuing.ts'

const bytes = (value: unknown) => new TextEncoder().encode(typeof value === 'string' ? value : JSON.stringify(value))

const DIRECTORY = Object.fromEntries(
  ['newNonce', 'newAccount', 'newOrder', 'revokeCert', 'keyChange'].map((name) => [name, `https://ca.test/${name}`]),
)
const ORDER = { status: 'pending', authorizations: ['https://ca.test/1'], finalize: 'https://ca.test/f' }
const CHALLENGE = { type: 'dns-01', url: 'https://ca.test/c', status: 'pending', token: 'tok-en_1' }
const AUTHORIZATION = {
  identifier: { type: 'dns', value: 'rsj.test' },
  status: 'pending',
  wildcard: true,
  challenges: [CHALLENGE],
}

describe('what an ACME server answers', () => {
  it('is read, members nobody knows left aside', () => {
    expect(
      readDirectory(bytes({ ...DIRECTORY, aRandomKey: 'x', meta: { externalAccountRequired: true } })),
    ).toMatchObject({
      ok: true,
      value: { newOrder: 'https://ca.test/newOrder', isExternalAccountRequired: true },
    })
    expect(readOrder(bytes(ORDER))).toMatchObject({ ok: true, value: { status: 'pending' } })
    expect(readAuthorization(bytes(AUTHORIZATION))).toMatchObject({ ok: true, value: { isWildcard: true } })
  })

  it.each([
    ['acme.newOrder', readDirectory, { ...DIRECTORY, newOrder: 7 }],
    ['acme.keyChange', readDirectory, { ...DIRECTORY, keyChange: undefined }],
    ['acme.status', readOrder, { ...ORDER, status: 'done' }],
    ['acme.authorizations', readOrder, { ...ORDER, authorizations: [1] }],
    ['acme.authorizations', readOrder, { ...ORDER, authorizations: Array(501).fill('https://ca.test/1') }],
    ['acme.finalize', readOrder, { ...ORDER, finalize: null }],
    ['acme.certificate', readOrder, { ...ORDER, certificate: [] }],
    ['acme.type', readAuthorization, { ...AUTHORIZATION, identifier: { type: 'email', value: 'x' } }],
    ['acme.token', readAuthorization, { ...AUTHORIZATION, challenges: [{ ...CHALLENGE, token: '../../x' }] }],
    ['acme.token', readAuthorization, { ...AUTHORIZATION, challenges: [{ ...CHALLENGE, token: 'a b' }] }],
    ['acme.not-an-object', readOrder, '[]'],
    ['json.duplicate-member', readOrder, '{"status":"pending","status":"valid"}'],
    ['json.trailing', readOrder, `${JSON.stringify(ORDER)}x`],
    [
      'acme.window-reversed',
      readRenewalWindow,
      {
        suggestedWindow: { start: '2026-01-02T00:00:00Z', end: '2026-01-02T00:00:00Z' },
      },
    ],
    [
      'acme.end',
      readRenewalWindow,
      { suggestedWindow: { start: '2026-01-02T00:00:00Z', end: '2026-13-02T00:00:00Z' } },
    ],
  ] as const)('is refused as %s', (code, read, value) => {
    expect(read(bytes(value))).toMatchObject({ ok: false, error: { code } })
  })

  it('that is no problem document is a failure all the same, and a long one is cut', () => {
    expect(readProblem(bytes('<html>'))).toEqual({ type: '', detail: '', subproblems: [] })
    const problem = { type: 'urn:ietf:params:acme:error:caa', detail: `a\r\nb${'x'.repeat(1000)}` }
    expect(readProblem(bytes(problem))).toMatchObject({ type: 'caa', detail: expect.stringMatching(/^a b.{497}$/) })
    expect(readProblem(bytes({ ...problem, type: 'about:blank' })).type).toBe('')
  })
})

describe('how long is waited', () => {
  const limits = { defaultMs: 3_000, minMs: 1_000, maxMs: 60_000 }
  it.each([
    [undefined, 3_000],
    ['5', 5_000],
    ['0', 1_000],
    ['100000', 60_000],
    ['-5', 3_000],
    ['Thu, 01 Jan 1970 00:00:20 GMT', 10_000],
    ['never', 3_000],
  ])('%s', (header, expected) => {
    expect(waitMs(header, 10_000, limits)).toBe(expected)
  })
})

describe('the names an order asks for', () => {
  it('are those of the request, lower case and once, addresses too', async () => {
    const { request } = await requestFor('p256', '*.RSJ.test', 'rsj.test', '192.0.2.1')
    const read = parseRequest(request)
    expect(read.ok && identifiersOf(read.value)).toEqual([
      { type: 'dns', value: '*.rsj.test' },
      { type: 'dns', value: 'rsj.test' },
      { type: 'ip', value: '192.0.2.1' },
    ])
  })
})
