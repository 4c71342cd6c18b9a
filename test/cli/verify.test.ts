import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { runVerify } from '#cli/verify.ts'
import { writePem } from '#core/bytes/pem.ts'
import { certificate, REFERENCE } from '../fixtures/built.ts'
import { CONTENT, userSignature } from '../support/judged.ts'

const directory = mkdtempSync(join(tmpdir(), 'zhengxun-verify-'))
afterAll(() => rmSync(directory, { recursive: true, force: true }))
function put(name: string, bytes: Uint8Array | string): string {
  const path = join(directory, name)
  writeFileSync(path, bytes)
  return path
}

const root = put('root.pem', writePem('CERTIFICATE', certificate('rsa', 'root')))
const issuing = put('issuing.pem', writePem('CERTIFICATE', certificate('rsa', 'issuing')))
const good = put('good.p7s', await userSignature('rsa'))
const bad = put('bad.p7s', await userSignature('rsa', { signer: { spoilSignature: true } }))
const detached = put('detached.p7s', await userSignature('rsa', { data: { isDetached: true } }))
const content = put('content.txt', CONTENT)
const at = ['--at', new Date(REFERENCE).toISOString()]
const trusted = ['--anchor', root, '--intermediate', issuing, ...at]

async function verify(...argv: string[]) {
  const out: string[] = []
  const err: string[] = []
  const status = await runVerify(argv, { out: (text) => void out.push(text), err: (text) => void err.push(text) })
  return { status, out: out.join(''), err: err.join('') }
}

describe('verify FILE…', () => {
  it('ends with 0 when all is VALID and with 1 when something is INVALID', async () => {
    expect((await verify(good, ...trusted)).status).toBe(0)
    const both = await verify(good, bad, '--json', ...trusted)
    expect(both.status).toBe(1)
    const verdicts = both.out
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line).verdict)
    expect(verdicts).toEqual(['VALID', 'INVALID'])
  })

  it('calls a certificate whose signature does not verify broken, as it would a document', async () => {
    const judged = async (label: string) => {
      const { out } = await verify(put(`${label}.der`, certificate('rsa', label)), '--json', ...trusted)
      const { verdict, technical } = JSON.parse(out)
      return [verdict, technical]
    }
    expect(await judged('site-gov')).toEqual(['VALID', 'intact'])
    expect(await judged('site-expired')).toEqual(['INVALID', 'intact'])
    expect(await judged('site-bad-signature')).toEqual(['INVALID', 'broken'])
  })

  it('prints one report with --pdf, the same bytes each time, and refuses what it cannot print', async () => {
    const paths = ['one.pdf', 'two.pdf', 'english.pdf'].map((name) => join(directory, name))
    const [one = '', two = '', english = ''] = paths
    expect((await verify(bad, '--pdf', one, ...trusted)).status).toBe(1)
    await verify(bad, '--pdf', two, ...trusted)
    await verify(bad, '--pdf', english, '--lang', 'en', ...trusted)
    const [first, second, third] = paths.map((path) => readFileSync(path))
    expect(first?.subarray(0, 5).toString()).toBe('%PDF-')
    expect(second?.equals(first ?? Buffer.alloc(0))).toBe(true)
    expect(third?.equals(first ?? Buffer.alloc(0))).toBe(false)
    expect((await verify(good, bad, '--pdf', one, ...trusted)).status).toBe(64)
    expect((await verify(good, '--pdf', one, '--lang', 'fr', ...trusted)).status).toBe(64)
    expect((await verify(good, '--pdf', join(directory, 'absent', 'x.pdf'), ...trusted)).status).toBe(64)
  })

  it('ends with 2 when evidence is missing, and with 0 when it is supplied', async () => {
    expect((await verify(good, ...at)).status).toBe(2)
    expect((await verify(detached, ...trusted)).status).toBe(2)
    expect((await verify(detached, '--content', content, ...trusted)).status).toBe(0)
  })

  it('asks for what the policy asks for, and the report names it', async () => {
    const judged = async (...argv: string[]) => JSON.parse((await verify(good, '--json', ...argv, ...trusted)).out)
    expect(await judged()).toMatchObject({ verdict: 'VALID', policy: { id: 'offline', version: 1 } })
    const strict = await judged('--policy', 'default')
    expect(strict).toMatchObject({ verdict: 'INDETERMINATE', policy: { id: 'default', version: 1 } })
    const house = {
      id: 'house',
      name: { zh: '本局', en: 'House' },
      requireRevocation: false,
      crossCheck: false,
      leadDays: 9,
    }
    const file = (more: object) => put('policy.json', JSON.stringify({ ...house, ...more }))
    expect(await judged('--policy', file({}))).toMatchObject({ verdict: 'VALID', policy: { id: 'house', version: 1 } })
    expect((await judged('--policy', file({ acceptedDigests: ['sm3'] }))).verdict).toBe('INVALID')
  })

  it('names the field of a policy that is wrong, and the policies there are', async () => {
    const house = {
      id: 'house',
      name: { zh: '本局', en: 'House' },
      requireRevocation: false,
      crossCheck: false,
      leadDays: 9,
    }
    const refusal = async (text: string) => {
      const { status, err } = await verify(good, '--policy', put('wrong.json', text), ...trusted)
      expect(status).toBe(64)
      return err
    }
    expect(await refusal(JSON.stringify({ ...house, requireRevokation: true }))).toContain('requireRevokation')
    expect(await refusal(JSON.stringify({ ...house, leadDays: 'many' }))).toContain('leadDays')
    const later = { subject: { digest: 'sha1' }, deprecatedFrom: '2030-01-01', refusedFrom: '2031-01-01' }
    expect(await refusal(JSON.stringify({ ...house, algorithms: [later] }))).toContain('algorithms')
    expect(await refusal('{')).toContain('not JSON')
    const unknown = await verify(good, '--policy', 'lenient', ...trusted)
    expect(unknown.err).toContain('default, offline, corpus')
    expect((await verify(good, '--policy', 'offline', '--require-revocation', ...trusted)).status).toBe(64)
  })

  it.each([[[]], [['--at', 'yesterday', good]], [['--format', 'word', good]], [['--nonsense']], [['/no/such/file']]])(
    'ends with 64 for %j',
    async (argv) => {
      const { status, err } = await verify(...argv)
      expect(status).toBe(64)
      expect(err).not.toBe('')
    },
  )
})

describe('verify --cases', () => {
  it('prints one line a case, also for a case whose file is missing', async () => {
    const cases = put(
      'cases.jsonl',
      [
        { id: 'a', set: 's', kind: 'cms', file: 'good.p7s', anchors: ['root.pem'], intermediates: ['issuing.pem'] },
        { id: 'b', set: 's', kind: 'cms', file: 'gone.p7s' },
        { id: 'c', set: 's', kind: 'xml', file: 'content.txt' },
        { id: 'd', set: 'other', kind: 'cms', file: 'good.p7s' },
      ]
        .map((one) => JSON.stringify({ ...one, at: new Date(REFERENCE).toISOString() }))
        .join('\n'),
    )
    const { status, out } = await verify('--cases', cases, '--set', 's')
    expect(status).toBe(0)
    const lines = out
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line))
    const verdictOf = (id: string) => lines.find((line) => line.id === id)?.verdict
    expect([lines.length, verdictOf('a'), verdictOf('b'), verdictOf('c')]).toEqual([
      3,
      'VALID',
      'INDETERMINATE',
      'INVALID',
    ])
  })
})
