import { describe, expect, it } from 'vitest'
import { nodePrimitives } from '#adapters/crypto/primitives.node.ts'
import { openSigner } from '#adapters/keys/signer.ts'
import { makeTimestampToken } from '#adapters/pkijs/timestamp-token.ts'
import { judgeOfd } from '#core/documents/ofd/judge.ts'
import { algorithmRulesOf, builtInPolicy } from '#core/verification-policy.ts'
import { certificate, privateKey, REFERENCE } from '../../../fixtures/built.ts'
import { harm, parsed, trustIn } from '../../../support/judged.ts'
import {
  documentFiles,
  gmMessage,
  makeSeal,
  SEAL,
  type SignaturePlan,
  sealedOfd,
  signInto,
  sm3,
  zip,
} from '../../../support/ofd.ts'

const DAY = 86_400_000
const PAGE = 'Doc_0/Pages/Page_0/Content.xml'
const HOME = 'Doc_0/Signs/Sign_0'

const judge = (file: Uint8Array, changes: Parameters<typeof trustIn>[1] = {}) =>
  judgeOfd({ file, trust: trustIn('sm2', changes) }, nodePrimitives)

type Files = Map<string, Buffer>
const edit = (name: string, from: string, to: string) => (files: Files) =>
  files.set(name, Buffer.from((files.get(name)?.toString() ?? '').replace(from, to)))
const add =
  (name: string, text = '<x/>') =>
  (files: Files) =>
    files.set(name, Buffer.from(text))

const token = (signature: Uint8Array) =>
  makeTimestampToken({
    imprint: { digest: 'sm3', hashed: new Uint8Array(sm3(signature)) },
    genTime: REFERENCE - DAY,
    serial: 1,
    policy: '1.2.3',
    signer: openSigner(privateKey('sm2', 'tsa')),
    certificate: certificate('sm2', 'tsa'),
    certificates: [certificate('sm2', 'tsa')],
  })

describe('a sealed OFD', () => {
  it.each([
    ['v4', 'gbt38540-v4', { seal: { version: 4 } }],
    ['v1', 'gmt0031-v1', { seal: { version: 1 } }],
    ['v5', 'gmt0031-v5', { seal: { version: 5 } }],
    ['v4 with the signer by digest', 'gbt38540-v4', { seal: { byDigest: true } }],
    ['v4 without Seal.esl', 'gbt38540-v4', { withSealFile: false }],
    ['v4 with its type left out', 'gbt38540-v4', { type: undefined }],
    ['v4 with the digest named by its identifier', 'gbt38540-v4', { checkMethod: '1.2.156.10197.1.401' }],
    ['v4 with SHA-256 digests of the files', 'gbt38540-v4', { checkMethod: 'SHA-256', digest: 'sha256' }],
    ['v4 whose own seal file is not digested but is the signed seal', 'gbt38540-v4', { omits: [`${HOME}/Seal.esl`] }],
  ] as const)('is VALID: %s', async (_, dialect, changes) => {
    const report = await judge(await sealedOfd(changes as Partial<SignaturePlan>))
    expect([report.verdict, report.technical, report.dialect, harm(report)]).toEqual(['VALID', 'intact', dialect, []])
  })

  it('with a GB/T 35275 signature is VALID, over the file or over its digest', async () => {
    for (const kind of ['cms', 'cms-digest'] as const) {
      const report = await judge(await sealedOfd({ kind, type: 'Sign', signer: 'user-sign', signerKey: 'user-sign' }))
      expect([kind, report.verdict, report.technical]).toEqual([kind, 'VALID', 'intact'])
    }
  })

  it('sealed twice is VALID twice, and says where both stand', async () => {
    const report = await judge(await sealedOfd({}, (files) => signInto(files, { boundary: '20 200 40 40' })))
    expect([report.verdict, harm(report)]).toEqual(['VALID', []])
    expect(report.signers.filter(({ role }) => role === 'seal-signer')).toHaveLength(2)
    expect(report.marks?.signatures.map(({ field, places }) => [field, places])).toEqual([
      ['s0', [{ page: 0, rectangle: [120, 200, 160, 240] }]],
      ['s1', [{ page: 0, rectangle: [20, 200, 60, 240] }]],
    ])
  })

  it('with folder entries, stored instead of packed, is the same', async () => {
    const files = documentFiles()
    await signInto(files)
    const withFolders = zip([['Doc_0/', Buffer.alloc(0)], ...files, ['Doc_0/Empty/', Buffer.alloc(0)]], {
      isStored: true,
    })
    expect((await judge(withFolders)).verdict).toBe('VALID')
  })

  it('always names what is not signed, also where that is as it should be', async () => {
    const { steps } = await judge(await sealedOfd())
    const coverage = steps.find(({ id }) => id === 'ofd.coverage')
    expect(coverage?.evidence).toMatchObject({ files: 17, covered: 14 })
    expect(String(coverage?.evidence?.notCovered).split(', ').sort()).toEqual(
      ['Signature.xml', 'SignedValue.dat']
        .map((name) => `${HOME}/${name}`)
        .concat('Doc_0/Signs/Signatures.xml')
        .sort(),
    )
  })

  it('a raw signature names nobody: INDETERMINATE, and VALID_WITH_DEFECTS once its certificate is supplied', async () => {
    const file = await sealedOfd({ kind: 'raw', type: 'Sign', signer: 'user-sign', signerKey: 'user-sign' })
    const alone = await judge(file)
    expect([alone.verdict, alone.technical]).toEqual(['INDETERMINATE', 'digest-only'])
    expect(harm(alone)).toContain('ofd.signer-unnamed')
    const supplied = { intermediates: [parsed('sm2', 'issuing'), parsed('sm2', 'user-sign')] }
    const named = await judge(file, supplied)
    expect([named.verdict, named.technical, harm(named)]).toEqual([
      'VALID_WITH_DEFECTS',
      'intact',
      ['ofd.signed-value-raw'],
    ])
    const stranger = await judge(file, { intermediates: [parsed('sm2', 'issuing'), parsed('sm2', 'seal-signer')] })
    expect([stranger.verdict, stranger.technical]).toEqual(['INDETERMINATE', 'digest-only'])
  })
})

type Twin = [code: string, verdict: string, changes: Partial<SignaturePlan>, after?: (files: Files) => unknown]

const TWINS: Twin[] = [
  // The files and what is done to them after sealing.
  ['ofd.reference-changed', 'INVALID', {}, edit(PAGE, '100', '900')],
  ['ofd.reference-changed', 'INVALID', {}, edit('OFD.xml', '<ofd:DocID>1', '<ofd:DocID>2')],
  ['ofd.reference-missing', 'INVALID', {}, (files) => files.delete('Doc_0/Attachs/a.bin')],
  ['ofd.file-smuggled', 'INVALID', {}, add('Doc_0/Pages/Page_9/Content.xml')],
  ['ofd.signature-not-listed', 'INVALID', {}, add('Doc_0/Signs/Sign_7/Signature.xml')],
  ['ofd.entry-alias', 'INVALID', {}, add('Doc_0/pages/Page_0/Content.xml')],
  ['ofd.entry-name-unsafe', 'INVALID', {}, add('../outside.xml')],
  ['ofd.entry-name-unsafe', 'INVALID', {}, add('Doc_0\\Pages\\x.xml')],
  ['ofd.seal-file-differs', 'INVALID', { sealFile: makeSeal({ ...SEAL, name: '别的章' }) }],
  ['ofd.signed-value-missing', 'INVALID', {}, (files) => files.delete(`${HOME}/SignedValue.dat`)],
  ['ofd.signature-file-missing', 'INVALID', {}, (files) => files.delete(`${HOME}/Signature.xml`)],
  ['ofd.signature-list-unreadable', 'INVALID', {}, (files) => files.delete('Doc_0/Signs/Signatures.xml')],
  [
    'ofd.signatures-stripped',
    'INVALID',
    {},
    edit('OFD.xml', '<ofd:Signatures>/Doc_0/Signs/Signatures.xml</ofd:Signatures>', ''),
  ],
  [
    'ofd.signatures-stripped',
    'INVALID',
    {},
    edit(
      'Doc_0/Signs/Signatures.xml',
      '<ofd:Signature ID="s0" Type="Seal" BaseLoc="/Doc_0/Signs/Sign_0/Signature.xml"/>',
      '',
    ),
  ],
  [
    'ofd.ambiguous',
    'INVALID',
    {},
    edit('OFD.xml', '<ofd:DocRoot>', '<ofd:DocRoot>Doc_1/Document.xml</ofd:DocRoot><ofd:DocRoot>'),
  ],
  ['seals.data-hash', 'INVALID', {}, edit(`${HOME}/Signature.xml`, '120 200', '121 200')],
  [
    'ofd.signed-value-shared',
    'INVALID',
    {},
    (files) => {
      const list = files.get('Doc_0/Signs/Signatures.xml')?.toString() ?? ''
      files.set(
        'Doc_0/Signs/Signatures.xml',
        Buffer.from(
          list.replace(
            '</ofd:Signatures>',
            '<ofd:Signature ID="s9" BaseLoc="/Doc_0/Signs/Sign_9/Signature.xml"/></ofd:Signatures>',
          ),
        ),
      )
      files.set('Doc_0/Signs/Sign_9/Signature.xml', files.get(`${HOME}/Signature.xml`) ?? Buffer.alloc(0))
    },
  ],
  [
    'ofd.signature-doubled',
    'INVALID',
    {},
    edit(
      'Doc_0/Signs/Signatures.xml',
      '</ofd:Signatures>',
      '<ofd:Signature ID="s0" BaseLoc="/Doc_0/Signs/Sign_0/Signature.xml"/></ofd:Signatures>',
    ),
  ],
  // What was never signed.
  ['ofd.entry-file-not-covered', 'INVALID', { omits: ['OFD.xml'] }],
  ['ofd.document-not-covered', 'INVALID', { omits: ['Doc_0/Document.xml'] }],
  ['ofd.page-not-covered', 'INVALID', { omits: [PAGE] }],
  ['ofd.template-not-covered', 'INVALID', { omits: ['Doc_0/Tpls/Tpl_0/Content.xml'] }],
  ['ofd.resource-not-covered', 'INVALID', { omits: ['Doc_0/PublicRes.xml'] }],
  ['ofd.resource-not-covered', 'INVALID', { omits: ['Doc_0/Res/image.png'] }],
  ['ofd.resource-not-covered', 'INVALID', { omits: ['Doc_0/Res/f.ttf'] }],
  ['ofd.annotation-not-covered', 'INVALID', { omits: ['Doc_0/Annots/Page_0/Annotation.xml'] }],
  ['ofd.attachment-not-covered', 'INVALID', { omits: ['Doc_0/Attachs/a.bin'] }],
  ['ofd.tag-not-covered', 'INVALID', { omits: ['Doc_0/Tags/Tag.xml'] }],
  // Signature.xml itself.
  ['ofd.references-empty', 'INVALID', { rewrite: (xml) => xml.replace(/<ofd:Reference .*<\/ofd:Reference>/, '') }],
  [
    'ofd.reference-escapes',
    'INVALID',
    { adds: '<ofd:Reference FileRef="/../../etc/passwd"><ofd:CheckValue>AAAA</ofd:CheckValue></ofd:Reference>' },
  ],
  [
    'ofd.check-value-unreadable',
    'INVALID',
    { adds: '<ofd:Reference FileRef="/OFD.xml"><ofd:CheckValue>?</ofd:CheckValue></ofd:Reference>' },
  ],
  ['ofd.check-method-unknown', 'INVALID', { checkMethod: 'CRC32' }],
  ['algorithm.weak', 'INVALID', { checkMethod: 'MD5', digest: 'md5' }],
  ['algorithm.weak', 'INVALID', { checkMethod: 'SHA1', digest: 'sha1' }],
  [
    'ofd.ambiguous',
    'INVALID',
    { rewrite: (xml) => xml.replace('<ofd:SignedInfo>', '<ofd:SignedInfo/><ofd:SignedInfo>') },
  ],
  ['ofd.seal-without-seal', 'INVALID', { kind: 'cms', signer: 'user-sign', signerKey: 'user-sign' }],
  ['ofd.sign-with-seal', 'VALID_WITH_DEFECTS', { type: 'Sign', withSealFile: false }],
  ['ofd.stamp-page-missing', 'INDETERMINATE', { page: '77' }],
  ['ofd.stamp-without-size', 'VALID_WITH_DEFECTS', { boundary: '10 10 0 0' }],
  ['ofd.stamp-off-page', 'VALID_WITH_DEFECTS', { boundary: '500 500 40 40' }],
  ['ofd.times-differ', 'VALID_WITH_DEFECTS', { written: '2001-01-01 00:00:00' }],
  // The seal signature, step by step (GM/T 0031-2014 §6.2.3).
  ['seals.signature', 'INVALID', { signerKey: 'seal-maker' }],
  ['seals.data-hash', 'INVALID', { dataHash: sm3('another') }],
  ['seals.maker-signature', 'INVALID', { seal: { makerKey: 'seal-signer' } }],
  ['seals.signer-not-listed', 'INVALID', { seal: { signers: ['user-sign'] } }],
  ['seals.signer-not-listed', 'INVALID', { seal: { signers: ['user-sign'], byDigest: true } }],
  ['seals.expired', 'INVALID', { seal: { until: REFERENCE - 2 * DAY } }],
  ['seals.not-yet-valid', 'INVALID', { seal: { from: REFERENCE } }],
  ['seals.time-in-future', 'INVALID', { at: REFERENCE + DAY }],
  ['ofd.property-info-elsewhere', 'INDETERMINATE', { propertyInfo: '/Doc_0/Signs/Sign_9/Signature.xml' }],
  ['ofd.property-info-other', 'VALID_WITH_DEFECTS', { propertyInfo: 'SM3' }],
  ['seals.picture-undecodable', 'VALID_WITH_DEFECTS', { seal: { picture: { ...SEAL.picture, data: 'nothing' } } }],
  ['seals.picture-type', 'VALID_WITH_DEFECTS', { seal: { picture: { ...SEAL.picture, type: 'GIF' } } }],
  ['seals.picture-size', 'VALID_WITH_DEFECTS', { seal: { picture: { ...SEAL.picture, width: 0 } } }],
]

describe('a sealed OFD with one thing wrong', () => {
  it.each(TWINS)('%s: %s', async (code, verdict, changes, after) => {
    const report = await judge(await sealedOfd(changes, after))
    expect([report.verdict, harm(report)]).toEqual([verdict, expect.arrayContaining([code])])
  })

  it.each([1, 5] as const)('is refused in version %d for the same steps', async (version) => {
    const seal = { version }
    const report = async (changes: Partial<SignaturePlan>) => harm(await judge(await sealedOfd(changes)))
    expect(await report({ seal, signerKey: 'seal-maker' })).toContain('seals.signature')
    expect(await report({ seal: { ...seal, makerKey: 'seal-signer' } })).toContain('seals.maker-signature')
    expect(await report({ seal: { ...seal, signers: ['user-sign'] } })).toContain('seals.signer-not-listed')
    expect(await report({ seal: { ...seal, until: REFERENCE - 2 * DAY } })).toContain('seals.expired')
    expect(await report({ seal, dataHash: sm3('another') })).toContain('seals.data-hash')
  })

  it('is refused when a second seal is added to a list that the first one closed', async () => {
    const files = documentFiles()
    await signInto(files, {
      rewrite: (xml) =>
        xml.replace(
          '</ofd:References>',
          `<ofd:Reference FileRef="/Doc_0/Signs/Signatures.xml"><ofd:CheckValue>${sm3(files.get('Doc_0/Signs/Signatures.xml') ?? '').toString('base64')}</ofd:CheckValue></ofd:Reference></ofd:References>`,
        ),
    })
    expect((await judge(zip(files))).verdict).toBe('VALID')
    await signInto(files)
    const report = await judge(zip(files))
    expect([report.verdict, harm(report)]).toEqual(['INVALID', ['ofd.signed-after-closing']])
  })

  it('is refused when a page was changed between two seals, though the later one fits', async () => {
    const report = await judge(
      await sealedOfd({}, async (files) => {
        edit(PAGE, '100', '900')(files)
        await signInto(files)
      }),
    )
    expect([report.verdict, report.technical, harm(report)]).toEqual(['INVALID', 'broken', ['ofd.reference-changed']])
  })

  it('says that a later seal leaves out an earlier one', async () => {
    const report = await judge(await sealedOfd({}, (files) => signInto(files, { omits: [`${HOME}/Signature.xml`] })))
    expect([report.verdict, harm(report)]).toEqual(['VALID_WITH_DEFECTS', ['ofd.earlier-signature-not-covered']])
  })

  it('is refused with a second document that nobody signed', async () => {
    const second = '<ofd:DocBody><ofd:DocInfo/><ofd:DocRoot>Doc_1/Document.xml</ofd:DocRoot></ofd:DocBody>'
    const files = documentFiles()
    edit('OFD.xml', '</ofd:OFD>', `${second}</ofd:OFD>`)(files)
    files.set('Doc_1/Document.xml', files.get('Doc_0/Document.xml') ?? Buffer.alloc(0))
    await signInto(files, { omits: ['Doc_1/Document.xml'] })
    const report = await judge(zip(files))
    expect([report.verdict, harm(report)]).toEqual([
      'INVALID',
      expect.arrayContaining(['ofd.document-not-signed', 'ofd.document-not-covered']),
    ])
  })

  it.each([
    [
      'ofd.version-not-covered',
      '<ofd:Versions><ofd:Version ID="1" Index="1" Current="true" BaseLoc="Doc_0/Versions/V1.xml"/></ofd:Versions>',
    ],
  ])('is refused with a revision outside the signature: %s', async (code, versions) => {
    const files = documentFiles()
    edit('OFD.xml', '<ofd:Signatures>', `${versions}<ofd:Signatures>`)(files)
    await signInto(files)
    add('Doc_0/Versions/V1.xml', '<v/>')(files)
    const report = await judge(zip(files))
    expect([report.verdict, harm(report)]).toEqual(['INVALID', expect.arrayContaining([code])])
  })

  it('is refused where the page has a DOCTYPE, though it is signed so', async () => {
    const files = documentFiles()
    edit(PAGE, '?>\n', '?>\n<!-- a --><!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>')(files)
    await signInto(files)
    const report = await judge(zip(files))
    expect([report.verdict, harm(report)]).toEqual(['INVALID', ['ofd.doctype']])
  })

  it('is INDETERMINATE where a page is in an encoding programs disagree about', async () => {
    const files = documentFiles()
    edit(PAGE, 'UTF-8', 'UTF-7')(files)
    await signInto(files)
    expect(harm(await judge(zip(files)))).toEqual(['ofd.encoding'])
  })

  it('is refused for one changed file behind any number of harmless remarks', async () => {
    const remark = '<ofd:Reference FileRef="OFD.xml"><ofd:CheckValue>@</ofd:CheckValue></ofd:Reference>'
    const files = documentFiles()
    const digest = sm3(files.get('OFD.xml') ?? '').toString('base64')
    const rewrite = (xml: string) =>
      xml.replace('<ofd:References CheckMethod="SM3">', (tag) => tag + remark.replace('@', digest).repeat(300))
    await signInto(files, { rewrite })
    edit(PAGE, '100', '900')(files)
    const report = await judge(zip(files))
    expect([report.verdict, harm(report)]).toEqual(['INVALID', expect.arrayContaining(['ofd.reference-changed'])])
  })

  it('is refused where the page shown is the file of a signature, which nobody signs', async () => {
    const files = documentFiles()
    edit('Doc_0/Document.xml', 'Pages/Page_0/Content.xml', 'Signs/Sign_1/Signature.xml')(files)
    await signInto(files)
    await signInto(files)
    const report = await judge(zip(files))
    expect([report.verdict, harm(report)]).toEqual(['INVALID', expect.arrayContaining(['ofd.page-not-covered'])])
  })

  it('names an image that copies the picture of the seal', async () => {
    const files = documentFiles()
    files.set('Doc_0/Res/image.png', Buffer.from(SEAL.picture.data))
    await signInto(files)
    expect(harm(await judge(zip(files)))).toEqual(['ofd.seal-picture-copied'])
  })
})

describe('an archive that two programs read differently', () => {
  const files = async () => {
    const made = documentFiles()
    await signInto(made)
    return made
  }

  it('is refused with a doubled entry, wherever the changed one stands', async () => {
    const changed = ['Doc_0/Pages/Page_0/Content.xml', Buffer.from('<x/>')] as const
    for (const entries of [
      [...(await files()), changed],
      [changed, ...(await files())],
    ]) {
      const report = await judge(zip(entries))
      expect([report.verdict, harm(report)]).toEqual(['INVALID', expect.arrayContaining(['ofd.entry-duplicate'])])
    }
  })

  it.each([
    ['ofd.entry-disagrees', { localName: { [PAGE]: 'Doc_0/Pages/Page_0/Content.xm_' } }],
    ['ofd.entry-disagrees', { extra: { [PAGE]: Buffer.from('757006000100000000ff', 'hex') } }],
    ['ofd.entry-not-a-file', { mode: { [PAGE]: 0xa1ff } }],
    ['ofd.bytes-outside-entries', { between: Buffer.from('hidden') }],
    ['ofd.hidden-entry', { between: Buffer.from(zip([['x.xml', Buffer.from('<x/>')]]).subarray(0, 50)) }],
  ])('is refused: %s', async (code, options) => {
    const report = await judge(zip(await files(), options))
    expect([report.verdict, harm(report)]).toEqual(['INVALID', expect.arrayContaining([code])])
  })

  it('with a comment is VALID_WITH_DEFECTS: nobody signed it', async () => {
    const report = await judge(zip(await files(), { comment: 'hello' }))
    expect([report.verdict, harm(report)]).toEqual(['VALID_WITH_DEFECTS', ['ofd.archive-comment']])
  })

  it('is refused within a moment where it unpacks to too much', async () => {
    const made = await files()
    made.set('Doc_0/bomb.bin', Buffer.alloc(3_000_000))
    expect(harm(await judge(zip(made)))).toEqual(expect.arrayContaining(['ofd.entry-bomb']))
  })
})

describe('the list of a whole package (GM/T 0099-2020)', () => {
  const NS = 'xmlns:ofd="http://www.ofdspec.org/2016"'
  const listed = (files: Files, without = '') => {
    const rows = [...files.keys()]
      .filter((name) => name !== without)
      .map((name) => `<ofd:File ID="1" FileLoc="/${name}"/>`)
    const xml = Buffer.from(
      `<ofd:DocEntries ${NS} ID="1"><ofd:SignedValueLoc>/signedvalue.dat</ofd:SignedValueLoc><ofd:FileList>${rows.join('')}</ofd:FileList></ofd:DocEntries>`,
    )
    files.set('OFDEntries.xml', xml)
    files.set('signedvalue.dat', gmMessage('user-sign', xml))
  }

  it('is taken with a seal inside, and proves only which files belong', async () => {
    const report = await judge(await sealedOfd({}, (files) => listed(files)))
    expect([report.verdict, harm(report)]).toEqual(['VALID', []])
    const plain = documentFiles()
    edit('OFD.xml', '<ofd:Signatures>/Doc_0/Signs/Signatures.xml</ofd:Signatures>', '')(plain)
    listed(plain)
    expect([(await judge(zip(plain))).verdict, harm(await judge(zip(plain)))]).toEqual([
      'INDETERMINATE',
      ['ofd.no-signature'],
    ])
  })

  it.each([
    ['ofd.entries-stranger', (files: Files) => listed(files, 'Doc_0/Attachs/a.bin')],
    [
      'ofd.entries-missing',
      (files: Files) => {
        files.set('gone.xml', Buffer.from('x'))
        listed(files)
        files.delete('gone.xml')
      },
    ],
    [
      'ofd.entries-not-signed',
      (files: Files) => {
        listed(files)
        files.delete('signedvalue.dat')
      },
    ],
    [
      'cms.content-differs',
      (files: Files) => {
        listed(files)
        edit('OFDEntries.xml', 'ID="1"', 'ID="2"')(files)
      },
    ],
  ] as const)('is refused: %s', async (code, after) => {
    const report = await judge(await sealedOfd({}, after))
    expect([report.verdict, harm(report)]).toEqual(['INVALID', expect.arrayContaining([code])])
  })
})

describe('timestamps and policies', () => {
  it('a timestamp over the signature value proves the time of sealing', async () => {
    const report = await judge(await sealedOfd({ timestamp: async (value) => token(value) }))
    expect([report.verdict, report.times.proven]).toEqual(['VALID', REFERENCE - DAY])
    const other = await judge(await sealedOfd({ timestamp: async () => token(Buffer.from('another')) }))
    expect([other.verdict, harm(other)]).toEqual(['INVALID', expect.arrayContaining(['seals.timestamp-invalid'])])
  })

  it('a policy that accepts SHA-256 only refuses SM3 in seals and in the digests of files', async () => {
    const offline = builtInPolicy('offline')
    if (!offline) throw new Error('no offline policy')
    const rules = { algorithmPolicy: algorithmRulesOf({ ...offline, acceptedDigests: ['sha256'] }) }
    const report = await judge(await sealedOfd(), { rules })
    const weak = (id: string) =>
      [...report.steps, ...report.signers.flatMap(({ steps }) => steps)]
        .filter((step) => step.id === id)
        .flatMap(({ findings }) => findings.map(({ code }) => code))
    expect(report.verdict).toBe('INVALID')
    for (const id of ['ofd.references', 'seals.data-hash', 'seals.signature', 'seals.maker-signature']) {
      expect([id, weak(id)]).toEqual([id, expect.arrayContaining(['algorithm.weak'])])
    }
  })
})
