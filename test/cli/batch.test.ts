import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { zipSync } from 'fflate'
import { afterAll, describe, expect, it } from 'vitest'
import { runVerify } from '#cli/verify.ts'
import { certificate, REFERENCE } from '../fixtures/built.ts'
import { CONTENT, userSignature } from '../support/judged.ts'

const directory = mkdtempSync(join(tmpdir(), 'zhengxun-batch-'))
afterAll(() => rmSync(directory, { recursive: true, force: true }))

function put(name: string, bytes: Uint8Array | string): string {
  const path = join(directory, name)
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, bytes)
  return path
}

const good = await userSignature('rsa')
const bad = await userSignature('rsa', { signer: { spoilSignature: true } })
const detached = await userSignature('rsa', { data: { isDetached: true } })
const root = put('root.der', certificate('rsa', 'root'))
const issuing = put('issuing.der', certificate('rsa', 'issuing'))
const trusted = ['--anchor', root, '--intermediate', issuing, '--at', new Date(REFERENCE).toISOString()]

async function verify(...argv: string[]) {
  const out: string[] = []
  const err: string[] = []
  const status = await runVerify(argv, { out: (text) => void out.push(text), err: (text) => void err.push(text) })
  const lines = out.map((line) => JSON.parse(line))
  return {
    status,
    out,
    err: err.join(''),
    lines,
    told: lines.map((one) => [one.file, one.verdict ?? one.error?.code]).sort(),
  }
}

put('all-good/甲.p7s', good)
put('all-good/sub/合同.txt.p7s', detached)
put('all-good/sub/合同.txt', CONTENT)
put('all-good/.hidden', 'x')
put('mixed/a.p7s', good)
put('mixed/b.p7s', bad)
put('mixed/c', 'rubbish')

describe('verify --batch', () => {
  it('verifies a folder, signatures with what they lie beside, and ends with 0 when all is VALID', async () => {
    const { status, told, err } = await verify('--batch', join(directory, 'all-good'), ...trusted)
    expect(told).toEqual([
      ['sub/合同.txt.p7s', 'VALID'],
      ['甲.p7s', 'VALID'],
    ])
    expect(status).toBe(0)
    expect(err).toContain('2/2')
  })

  it('ends with 1 when something is INVALID, and with 2 when something is unknown or refused', async () => {
    expect((await verify('--batch', join(directory, 'mixed'), ...trusted)).status).toBe(1)
    const unknown = put('unknown.zip', zipSync({ a: good, b: CONTENT }))
    expect(await verify('--batch', unknown, ...trusted)).toMatchObject({ status: 2 })
    const refused = put('refused.zip', zipSync({ a: good, 'b.zip': zipSync({ a: good }) }))
    const { status, told } = await verify('--batch', refused, ...trusted)
    expect(told).toEqual([
      ['a', 'VALID'],
      ['b.zip', 'zip.nested'],
    ])
    expect(status).toBe(2)
  })

  it('follows a manifest, whose names never leave its folder', async () => {
    put('m/s', detached)
    put('m/c', CONTENT)
    const manifest = put('m/list.csv', 'file,content\ns,c\ns,\n../root.der,\n')
    const { told } = await verify('--batch', manifest, ...trusted)
    expect(told).toEqual([
      ['../root.der', 'batch.file-missing'],
      ['s', 'INDETERMINATE'],
      ['s', 'VALID'],
    ])
  })

  it('goes on where an earlier run stopped: what it settled is not judged again but counts, what changed is', async () => {
    const folder = join(directory, 'mixed')
    const first = await verify('--batch', folder, ...trusted)
    const settled = first.out.filter((line) => !JSON.parse(line).file.startsWith('c'))
    const results = put('results.jsonl', `${settled.join('')}{"file":"c","verdi`)
    const second = await verify('--batch', folder, '--resume', results, ...trusted)
    expect(second.told).toEqual([['c', 'INDETERMINATE']])
    expect(second.status).toBe(1)
    put('mixed/b.p7s', good)
    const third = await verify('--batch', folder, '--resume', results, ...trusted)
    put('mixed/b.p7s', bad)
    expect(third.told).toEqual([
      ['b.p7s', 'VALID'],
      ['c', 'INDETERMINATE'],
    ])
    expect(third.status).toBe(2)
  })

  it('refuses what is no folder, archive or manifest, and options that do not go together, with 64', async () => {
    const calls = [
      ['--batch', join(directory, 'nowhere')],
      ['--batch', root],
      ['--batch', join(directory, 'mixed'), root],
      ['--batch', join(directory, 'mixed'), '--content', root],
      ['--batch', join(directory, 'mixed'), '--resume', join(directory, 'nowhere')],
      [root, '--resume', root],
    ]
    for (const call of calls) expect((await verify(...call)).status, call.join(' ')).toBe(64)
  })
})

describe('verify --compare', () => {
  it('ends with 0 for reports that say the same, and with 1 and the differences for others', async () => {
    const { out } = await verify('--batch', join(directory, 'mixed'), ...trusted)
    const reportOf = (name: string) => put(`${name}.json`, out.find((line) => JSON.parse(line).file === name) ?? '')
    const [a, b] = [reportOf('a.p7s'), reportOf('b.p7s')]
    expect(await verify(a, a, '--compare')).toMatchObject({ status: 0, lines: [{ isSame: true }] })
    const { status, lines } = await verify(a, b, '--compare')
    expect(status).toBe(1)
    expect(lines[0].fields).toContainEqual({ field: 'verdict', before: 'VALID', after: 'INVALID' })
    expect((await verify(a, root, '--compare')).status).toBe(64)
  })
})
