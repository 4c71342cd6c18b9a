import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { nodePrimitives } from '#adapters/crypto/primitives.node.ts'
import { signPdf } from '#adapters/making/pdf.ts'
import { preparerHere } from '#adapters/making/preparer.ts'
import { runVerify } from '#cli/verify.ts'
import { identityOf, tablePdf } from '../adapters/making/stage.ts'
import { certificate, REFERENCE } from '../fixtures/built.ts'
import { closedDocument } from '../support/encrypted-pdf.ts'
import { userAttributes, userSignature } from '../support/judged.ts'
import { type Sign, signed } from '../support/pdf.ts'

const directory = mkdtempSync(join(tmpdir(), 'zhengxun-pdf-'))
afterAll(() => rmSync(directory, { recursive: true, force: true }))
const path = (name: string) => join(directory, name)
function put(name: string, bytes: Uint8Array | string): string {
  writeFileSync(path(name), bytes)
  return path(name)
}

const trusted = [
  ...['--anchor', put('root.der', certificate('rsa', 'root'))],
  ...['--intermediate', put('issuing.der', certificate('rsa', 'issuing'))],
  ...['--at', new Date(REFERENCE).toISOString()],
]

async function verify(...argv: string[]) {
  const out: string[] = []
  const err: string[] = []
  const status = await runVerify([...argv, ...trusted], {
    out: (text) => void out.push(text),
    err: (text) => void err.push(text),
  })
  return { status, out: out.join(''), err: err.join('') }
}

const sign: Sign = (content) =>
  userSignature('rsa', {
    signer: { attributes: userAttributes('rsa', content) },
    data: { content, isDetached: true },
  })
const SECRET = 'correct horse 密码'
const closed = put('closed.pdf', await signed(closedDocument(SECRET), sign))
const right = put('right.txt', `${SECRET}\n`)

describe('verify FILE.pdf that is protected by a password', () => {
  it('asks for the password: nothing is concluded without it', async () => {
    const { status, out } = await verify(closed)
    expect([status, out]).toEqual([2, expect.stringContaining('pdf.password-needed')])
  })

  it('says that a password is wrong', async () => {
    const { status, out } = await verify(closed, '--password-file', put('wrong.txt', 'incorrect'))
    expect([status, out]).toEqual([2, expect.stringContaining('pdf.password-wrong')])
  })

  it('judges it with the first line of the password file, and tells the password to nobody', async () => {
    const { status, out, err } = await verify(closed, '--json', '--password-file', right)
    expect([status, JSON.parse(out).verdict]).toEqual([0, 'VALID'])
    expect(out + err).not.toContain(SECRET)
  })

  it('names a password file that is not there', async () => {
    const { status, err } = await verify(closed, '--password-file', path('absent.txt'))
    expect([status, err]).toEqual([64, expect.stringContaining('absent.txt')])
  })
})

describe('verify FILE.pdf --revision N --out REVISION.pdf', () => {
  const signedOver = (file: Uint8Array) =>
    signPdf({ file, at: REFERENCE, identity: identityOf('rsa') }, preparerHere(nodePrimitives))
  const first = signedOver(tablePdf())
  const second = first.then(signedOver)

  it('copies each signed revision octet by octet', async () => {
    const file = put('two.pdf', await second)
    const whole = readFileSync(file)
    for (const [number, expected] of [await first, await second].entries()) {
      const out = path(`revision-${number + 1}.pdf`)
      expect((await verify(file, '--revision', String(number + 1), '--out', out)).status).toBe(0)
      expect(readFileSync(out).equals(expected)).toBe(true)
    }
    expect(readFileSync(file).equals(whole)).toBe(true)
  })

  it('never overwrites, and least of all the file itself', async () => {
    const file = put('one.pdf', await first)
    const before = readFileSync(file)
    const { status, err } = await verify(file, '--revision', '1', '--out', file)
    expect([status, err]).toEqual([64, expect.stringContaining('--out')])
    expect(readFileSync(file).equals(before)).toBe(true)
  })

  it('tells the revisions there are when it is asked for another', async () => {
    const file = put('again.pdf', await first)
    const { status, err } = await verify(file, '--revision', '7', '--out', path('none.pdf'))
    expect([status, err]).toEqual([64, expect.stringMatching(/known: .*1 \(\d+ bytes\)/)])
  })
})
