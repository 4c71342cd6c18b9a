import { spawnSync } from 'node:child_process'
import PDFKit from 'pdfkit'
import { afterAll, describe, expect, it } from 'vitest'
import { webCiphers } from '#adapters/crypto/ciphers.web.ts'
import { nodePrimitives } from '#adapters/crypto/primitives.node.ts'
import { latin1 } from '#core/asn1/values.ts'
import { judgePdf } from '#core/documents/pdf/judge.ts'
import { type Encryption, type Encryptor, encryptedObject, encryptor } from '../../../support/encrypted-pdf.ts'
import { detachedSigner, harm, trustIn } from '../../../support/judged.ts'
import { opensslWorkshop } from '../../../support/openssl.ts'
import { appended, DOCUMENT, type Objects, pdfOf, replaced, signed, stream, textField } from '../../../support/pdf.ts'

const sign = detachedSigner('rsa')
const web = { ...nodePrimitives, ciphers: webCiphers }
const judge = (file: Uint8Array, password?: string, primitives = nodePrimitives) =>
  judgePdf({ file, trust: trustIn('rsa'), ...(password !== undefined && { password }) }, primitives)
const workshop = opensslWorkshop()
afterAll(() => workshop.close())

const encrypted = (objects: Objects, by: Encryptor): Objects =>
  Object.fromEntries(
    Object.entries(objects).map(([number, body]) => [number, encryptedObject(Number(number), body, by)]),
  )

/** The usual document under this encryption, signed over the octets as they stand. */
function document(order: Encryption, objects: Objects = {}): Promise<Uint8Array> {
  const by = encryptor(order)
  return signed(
    pdfOf({ ...encrypted({ ...DOCUMENT, ...objects }, by), 20: by.dictionary }, `/Encrypt 20 0 R ${by.id}`),
    sign,
  )
}

const ORDERS = ([2, 3, 4, 5, 6] as const).map((revision) => ({ revision, user: 'für uns', owner: 'boss' }))
const methodOf = (report: Awaited<ReturnType<typeof judge>>) =>
  report.steps[0]?.findings.find(({ code }) => code === 'pdf.encrypted')?.params?.method

describe.each(ORDERS)('an encrypted PDF (revision $revision)', (order) => {
  it('opens with the password of the user or of the owner, and says so', async () => {
    const file = await document(order)
    for (const password of [order.user, order.owner]) {
      const report = await judge(file, password)
      expect([report.verdict, harm(report)]).toEqual(['VALID', []])
      expect(methodOf(report)).toBe(
        { 2: 'RC4 40', 3: 'RC4 128', 4: 'AES 128', 5: 'AES 256', 6: 'AES 256' }[order.revision],
      )
    }
    expect((await judge(file, order.user, web)).verdict).toBe('VALID')
  })

  it('asks for a password, and says of a wrong one that it is wrong', async () => {
    const file = await document(order)
    for (const [password, code] of [
      [undefined, 'pdf.password-needed'],
      ['', 'pdf.password-needed'],
      ['für un', 'pdf.password-wrong'],
    ] as const) {
      const report = await judge(file, password)
      expect([report.verdict, report.subIndication, harm(report)]).toEqual([
        'INDETERMINATE',
        'SIGNED_DATA_NOT_FOUND',
        [code],
      ])
    }
  })

  it('needs no password where the user has none', async () => {
    expect((await judge(await document({ ...order, user: '' }))).verdict).toBe('VALID')
    expect((await judge(await document({ ...order, user: '' }), 'anything')).verdict).toBe('VALID')
  })

  it('is INVALID with one octet of its text changed', async () => {
    const file = await document({ ...order, user: '' })
    const at = latin1(file).indexOf('stream\n') + 12
    file[at] = (file[at] ?? 0) ^ 1
    expect((await judge(file)).technical).toBe('broken')
  })

  it('is written as an independent reader expects it', async () => {
    const path = workshop.put(await document(order))
    const text = spawnSync('pdfsig', ['-nocert', '-upw', order.user, path], { encoding: 'utf8' })
    // poppler takes the password in Latin-1 before revision 5: the same letters there need no other encoding than ASCII's.
    if (order.revision >= 5) expect(text.stdout).toContain('Signature is Valid')
    const own = spawnSync('pdfsig', ['-nocert', '-opw', order.owner, path], { encoding: 'utf8' })
    expect(own.stdout).toContain('Signature is Valid')
  })

  it('tells what was changed later as in a file that is not encrypted', async () => {
    const by = encryptor({ ...order, user: '' })
    const trailer = `/Encrypt 20 0 R ${by.id}`
    const file = await document({ ...order, user: '' })
    const update = (objects: Objects) => judge(appended(file, encrypted(objects, by), trailer))
    const filled = await update({ 7: textField('Li Si') })
    expect([filled.verdict, filled.marks?.signatures[0]?.changes[0]?.where]).toEqual(['VALID', 'Name'])
    expect(harm(await update({ 4: stream('BT (other text) Tj ET') }))).toContain('pdf.later-page-changed')
  })

  it('does not let another key replace the one it was signed under', async () => {
    const file = await document({ ...order, user: '' })
    const other = encryptor({ ...order, user: '', owner: 'intruder' })
    const report = await judge(appended(file, { 21: other.dictionary }, `/Encrypt 21 0 R ${other.id}`))
    expect(report.verdict).toBe('INVALID')
    expect(harm(report)).toContain(order.revision === 4 ? 'pdf.unreadable' : 'pdf.encryption-changed')
    expect((await judge(appended(file, {}))).verdict).toBe('INVALID')
  })
})

describe('an encrypted PDF', () => {
  const readable = { revision: 6, user: '', owner: 'boss' } as const

  it('may leave its metadata readable', async () => {
    for (const revision of [4, 6] as const) {
      const file = await document({ ...readable, revision, encryptsMetadata: false })
      expect((await judge(file)).verdict).toBe('VALID')
    }
  })

  it('whose permissions were altered beside their protected copy is told so', async () => {
    const file = await document(readable)
    const by = encryptor(readable)
    const altered = { ...encrypted(DOCUMENT, by), 20: by.dictionary.replace('/P -44', '/P -12') }
    const report = await judge(await signed(pdfOf(altered, `/Encrypt 20 0 R ${by.id}`), sign))
    expect([report.verdict, harm(report)]).toEqual(['VALID_WITH_DEFECTS', ['pdf.encryption-permissions']])
    expect(harm(await judge(file))).toEqual([])
  })

  it.each([
    ['/Filter /Standard', '/Filter /Adobe.PubSec', 'pdf.encryption-public-key'],
    ['/Filter /Standard', '/Filter /Foo.Secret', 'pdf.encryption-unsupported'],
    ['/R 6', '/R 7', 'pdf.encryption-unsupported'],
    ['/AESV3', '/AESV2', 'pdf.encryption-unsupported'],
  ])('is refused by name when %s is %s', async (text, by, code) => {
    const order = encryptor(readable)
    const dictionary = order.dictionary.replace(text, by)
    const file = pdfOf({ ...encrypted(DOCUMENT, order), 20: dictionary }, `/Encrypt 20 0 R ${order.id}`)
    expect(harm(await judge(file))).toEqual([code])
  })

  it('that is broken inside is a report, not a crash', async () => {
    const file = await document(readable)
    expect((await judge(replaced(file, '/UE <', '/UF <'))).verdict).toBe('INVALID')
  })

  it.each(['1.3', '1.4', '1.6', '1.7ext3'] as const)(
    'made by another program (PDF %s) opens, and only with its password',
    async (version) => {
      const file = await foreign(version)
      const codes = async (password?: string) => harm(await judge(file, password))
      expect(await codes('open me')).toEqual(['pdf.no-signature'])
      expect(await codes('owner')).toEqual(['pdf.no-signature'])
      expect(await codes('open it')).toEqual(['pdf.password-wrong'])
      expect(await codes()).toEqual(['pdf.password-needed'])
    },
  )
})

function foreign(pdfVersion: '1.3' | '1.4' | '1.6' | '1.7ext3'): Promise<Uint8Array> {
  const file = new PDFKit({ pdfVersion, userPassword: 'open me', ownerPassword: 'owner', info: { Title: 'x' } })
  const parts: Buffer[] = []
  return new Promise((resolve) => {
    file.on('data', (part: Buffer) => parts.push(part))
    file.on('end', () => resolve(new Uint8Array(Buffer.concat(parts))))
    file.text('words on a page')
    file.end()
  })
}
