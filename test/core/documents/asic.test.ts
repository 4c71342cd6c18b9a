import { describe, expect, it } from 'vitest'
import { formatOf } from '#core/formats.ts'
import { codesOf } from '#core/verification-report.ts'
import {
  ARCHIVED,
  cades,
  type Entry,
  entriesOf,
  expired,
  judge,
  manifestOf,
  octets,
  timestamp,
  xmlSignature,
  zipOf,
} from './asic-maker.ts'

const SIMPLE = octets('application/vnd.etsi.asic-s+zip')
const EXTENDED = octets('application/vnd.etsi.asic-e+zip')
const CONTRACT = octets('甲方付款一百元')
const ANNEX = octets('附件')

const simple = { mimetype: SIMPLE, '合同.txt': CONTRACT, 'META-INF/signature.p7s': await cades(CONTRACT) }
const files = { '合同.txt': CONTRACT, 'annex/附 1.txt': ANNEX }
const manifest = manifestOf('META-INF/signature001.p7s', files)
const signature = await cades(manifest)
const extended = {
  mimetype: EXTENDED,
  ...files,
  'META-INF/ASiCManifest001.xml': manifest,
  'META-INF/signature001.p7s': signature,
}

const found = async (container: Uint8Array) => {
  const report = await judge(container)
  return { report, codes: codesOf(report) }
}
const isAccepted = (verdict: string) => verdict.startsWith('VALID')
const textOfCovers = (report: Awaited<ReturnType<typeof judge>>) =>
  report.signers.flatMap(({ steps }) => steps.flatMap((one) => one.findings)).find(({ code }) => code === 'asic.covers')
    ?.params

describe('a signed container', () => {
  it.each([
    ['simple', simple],
    ['extended', extended],
  ])('of the %s form is VALID, and says what is signed', async (_, content) => {
    const container = zipOf(entriesOf(content))
    const report = await judge(container)
    expect([report.kind, report.verdict, report.technical]).toEqual(['asic', 'VALID', 'intact'])
    expect(String(textOfCovers(report)?.names)).toContain('合同.txt')
    expect(formatOf(container)).toBe('asic')
  })

  it('is the same whether files are packed or stored', async () => {
    const packed = entriesOf(extended).map((one) => ({ ...one, isDeflated: one.name !== 'mimetype' }))
    expect((await judge(zipOf(packed))).verdict).toBe('VALID')
  })

  it('without a mimetype is told by its names', async () => {
    const { mimetype: _, ...rest } = simple
    const container = zipOf(entriesOf(rest))
    expect(formatOf(container)).toBe('asic')
    expect((await judge(container)).verdict).toBe('VALID')
  })

  it('that is only an archive is none', () => {
    expect(formatOf(zipOf(entriesOf(files)))).toBe('zip')
  })
})

const changed = (content: Record<string, Uint8Array>, name: string, bytes: Uint8Array) => ({
  ...content,
  [name]: bytes,
})
const without = (content: Record<string, Uint8Array>, ...names: string[]) =>
  Object.fromEntries(Object.entries(content).filter(([name]) => !names.includes(name)))
const other = manifestOf('META-INF/signature001.p7s', { '合同.txt': octets('甲方付款九百元'), 'annex/附 1.txt': ANNEX })
const empty = manifestOf('META-INF/signature001.p7s', {})
const outside = octets(Buffer.from(manifest).toString().replace('annex/', '../annex/'))
const critical = manifestOf(
  'META-INF/signature001.p7s',
  files,
  '<ASiCManifestExtensions><Extension Critical="true"/></ASiCManifestExtensions>',
)

const overOther = { ...extended, 'META-INF/signature001.p7s': await cades(other) }
const resigned = async (made: Uint8Array) => ({
  ...extended,
  'META-INF/ASiCManifest001.xml': made,
  'META-INF/signature001.p7s': await cades(made),
})
const overNothing = await resigned(empty)
const overOutside = await resigned(outside)
const overCritical = await resigned(critical)

describe('attacks on a container', () => {
  it.each<[string, Record<string, Uint8Array>, string]>([
    ['a data object swapped in the simple form', changed(simple, '合同.txt', ANNEX), 'cms.message-digest'],
    ['a data object swapped in the extended form', changed(extended, '合同.txt', ANNEX), 'asic.reference-digest'],
    [
      'two data objects exchanged',
      { ...extended, '合同.txt': ANNEX, 'annex/附 1.txt': CONTRACT },
      'asic.reference-digest',
    ],
    ['a second data object in the simple form', changed(simple, 'evil.txt', ANNEX), 'asic.several-objects'],
    ['a file nobody signed', changed(extended, 'evil.txt', ANNEX), 'asic.not-signed'],
    ['a file as a Mac adds it', changed(extended, '__MACOSX/evil.txt', ANNEX), 'asic.not-signed'],
    ['a manifest for other files', changed(extended, 'META-INF/ASiCManifest001.xml', other), 'cms.message-digest'],
    ['the signature over another manifest', overOther, 'cms.message-digest'],
    ['a signed manifest that lists nothing', overNothing, 'asic.manifest-empty'],
    ['a signed reference that leads out', overOutside, 'asic.reference-outside'],
    ['an extension that must be understood', overCritical, 'asic.manifest-extension'],
    [
      'two manifests for one signature',
      changed(extended, 'META-INF/ASiCManifest002.xml', other),
      'asic.manifest-ambiguous',
    ],
    ['a signature without its manifest', without(extended, 'META-INF/ASiCManifest001.xml'), 'asic.manifest-missing'],
    ['a manifest without its signature', without(extended, 'META-INF/signature001.p7s'), 'asic.no-signature'],
    [
      'a manifest that is no XML',
      changed(extended, 'META-INF/ASiCManifest001.xml', octets('bla')),
      'asic.manifest-unreadable',
    ],
    ['a signed file that was taken out', without(extended, 'annex/附 1.txt'), 'asic.reference-missing'],
    ['the data object taken out', without(simple, '合同.txt'), 'asic.object-missing'],
    ['a folder like META-INF', changed(extended, 'meta-inf/signature001.p7s', signature), 'asic.entry-refused'],
    [
      'a folder like META-INF with another file',
      changed(extended, 'Meta-Inf/other.p7s', signature),
      'asic.name-ambiguous',
    ],
    ['a path that leads out', changed(extended, '../evil.txt', ANNEX), 'asic.entry-refused'],
    ['a path with a backslash', changed(extended, 'annex\\附 1.txt', ANNEX), 'asic.entry-refused'],
  ])('%s: never VALID', async (_, content, code) => {
    const { report, codes } = await found(zipOf(entriesOf(content)))
    expect(codes).toContain(code)
    expect(isAccepted(report.verdict)).toBe(false)
  })

  const twice = (name: string, bytes: Uint8Array): Entry[] => [...entriesOf(extended), { name, bytes }]
  it.each<[string, Entry[], string]>([
    ['the type twice', twice('mimetype', SIMPLE), 'asic.entry-refused'],
    ['a file twice', twice('合同.txt', ANNEX), 'asic.entry-refused'],
    ['a file twice, in other letters', twice('META-INF/SIGNATURE001.p7s', signature), 'asic.entry-refused'],
    [
      'a file the directory does not list',
      [{ name: '合同.txt', bytes: ANNEX, isHidden: true }, ...entriesOf(extended)],
      'asic.hidden-file',
    ],
  ])('%s: refused', async (_, entries, code) => {
    const { report, codes } = await found(zipOf(entries))
    expect(codes).toContain(code)
    expect(report.verdict).toBe('INVALID')
  })

  it('octets in front of the container move everything and are refused', async () => {
    const moved = new Uint8Array([...octets('GIF89a'), ...zipOf(entriesOf(extended))])
    expect((await judge(moved)).verdict).toBe('INVALID')
  })

  it.each<[string, Entry[], string]>([
    [
      'not first',
      [...entriesOf(without(extended, 'mimetype')), { name: 'mimetype', bytes: EXTENDED }],
      'asic.mimetype-not-first',
    ],
    ['packed', entriesOf(extended).map((one) => ({ ...one, isDeflated: true })), 'asic.mimetype-compressed'],
    [
      'followed by a line end',
      entriesOf({ ...extended, mimetype: octets('application/vnd.etsi.asic-e+zip\n') }),
      'asic.mimetype-spaces',
    ],
    ['of something else', entriesOf({ ...extended, mimetype: octets('text/plain') }), 'asic.mimetype-unknown'],
  ])('a type %s is a defect', async (_, entries, code) => {
    const { report, codes } = await found(zipOf(entries))
    expect(codes).toContain(code)
    expect(report.verdict).toBe('VALID_WITH_DEFECTS')
  })
})

const signedLongAgo = async () => {
  const bytes = await cades(manifest, expired)
  return { ...extended, 'META-INF/signature001.p7s': bytes }
}

const archived = async (content: Record<string, Uint8Array>, listed: Record<string, Uint8Array>, number = '') => {
  const archive = manifestOf(`META-INF/timestamp${number}.tst`, listed)
  return {
    ...content,
    [`META-INF/ASiCArchiveManifest${number}.xml`]: archive,
    [`META-INF/timestamp${number}.tst`]: await timestamp(archive),
  }
}

describe('archive timestamps', () => {
  it('hold a signature whose certificate has ended since, and only with them', async () => {
    const content = await signedLongAgo()
    expect((await judge(zipOf(entriesOf(content)))).verdict).toBe('INVALID')
    const whole = await archived(content, without(content, 'mimetype'))
    const report = await judge(zipOf(entriesOf(whole)))
    expect(report.verdict).toBe('VALID')
    expect(report.signers[0]?.times.proven).toBe(ARCHIVED)
  })

  it('prove nothing for what their manifest does not list', async () => {
    const content = await signedLongAgo()
    const whole = await archived(content, { '合同.txt': CONTRACT })
    const report = await judge(zipOf(entriesOf(whole)))
    expect([report.verdict, report.signers[0]?.times.proven]).toEqual(['INVALID', undefined])
  })

  it('prove nothing where what they list was changed', async () => {
    const content = await signedLongAgo()
    const listed = { ...without(content, 'mimetype'), 'META-INF/signature001.p7s': signature }
    const report = await judge(zipOf(entriesOf(await archived(content, listed))))
    expect(codesOf(report)).toContain('asic.reference-digest')
    expect(report.signers[0]?.times.proven).toBeUndefined()
  })

  it('that somebody added and that do not fit never condemn, and never leave the verdict VALID', async () => {
    const archive = manifestOf('META-INF/timestamp.tst', { 'META-INF/signature001.p7s': signature })
    const content = {
      ...extended,
      'META-INF/ASiCArchiveManifest.xml': archive,
      'META-INF/timestamp.tst': await timestamp(octets('something else')),
    }
    const { report, codes } = await found(zipOf(entriesOf(content)))
    expect(codes).toContain('cms.archive-timestamp-broken')
    expect(report.verdict).toBe('INDETERMINATE')
  })

  it('are what a container without a signature is about, and a signature over their manifest is one', async () => {
    const archive = manifestOf('META-INF/timestamp.tst', files)
    const foreign = { 'META-INF/ASiCArchiveManifest.xml': archive, 'META-INF/timestamp.tst': await timestamp(archive) }
    const stamped = zipOf(entriesOf({ mimetype: EXTENDED, ...files, ...foreign }))
    expect((await judge(stamped)).verdict).toBe('VALID')
    expect(isAccepted((await judge(stamped, { anchors: [] })).verdict)).toBe(false)
    const overArchive = manifestOf('META-INF/signature.p7s', files)
    const made = { 'META-INF/ASiCArchiveManifest.xml': overArchive, 'META-INF/signature.p7s': await cades(overArchive) }
    const signed = zipOf(entriesOf({ mimetype: EXTENDED, ...files, ...made }))
    expect(isAccepted((await judge(signed, { anchors: [] })).verdict)).toBe(false)
    const other = zipOf(entriesOf({ mimetype: EXTENDED, ...files, ...made, 'META-INF/signature.p7s': signature }))
    expect((await judge(other)).verdict).toBe('INVALID')
  })

  it('cover no file for a container that is about something else', async () => {
    const main = manifestOf('META-INF/timestamp.tst', { '合同.txt': CONTRACT })
    const archive = manifestOf('META-INF/timestamp2.tst', { 'annex/附 1.txt': ANNEX })
    const content = {
      mimetype: EXTENDED,
      ...files,
      'META-INF/ASiCManifest.xml': main,
      'META-INF/timestamp.tst': await timestamp(main),
      'META-INF/ASiCArchiveManifest.xml': archive,
      'META-INF/timestamp2.tst': await timestamp(archive),
    }
    expect((await found(zipOf(entriesOf(content)))).codes).toContain('asic.not-covered')
  })

  it('that cover each other end in a report', async () => {
    const first = manifestOf('META-INF/timestamp1.tst', { 'META-INF/timestamp2.tst': octets('x') })
    const second = manifestOf('META-INF/timestamp2.tst', { 'META-INF/timestamp1.tst': octets('x') })
    const content = {
      ...extended,
      'META-INF/ASiCArchiveManifest1.xml': first,
      'META-INF/ASiCArchiveManifest2.xml': second,
      'META-INF/timestamp1.tst': await timestamp(first),
      'META-INF/timestamp2.tst': await timestamp(second),
    }
    expect(isAccepted((await judge(zipOf(entriesOf(content)))).verdict)).toBe(false)
  })
})

describe('timestamps without a signature', () => {
  it('over the data object of the simple form are judged as timestamps', async () => {
    const content = { mimetype: SIMPLE, '合同.txt': CONTRACT, 'META-INF/timestamp.tst': await timestamp(CONTRACT) }
    const report = await judge(zipOf(entriesOf(content)))
    expect([report.verdict, report.signers[0]?.role, report.times.proven]).toEqual(['VALID', 'timestamp', ARCHIVED])
    const swapped = await judge(zipOf(entriesOf({ ...content, '合同.txt': ANNEX })))
    expect([swapped.verdict, swapped.technical]).toEqual(['INVALID', 'broken'])
  })

  it('over a manifest hold for the files it lists', async () => {
    const listed = manifestOf('META-INF/timestamp.tst', files)
    const content = {
      mimetype: EXTENDED,
      ...files,
      'META-INF/ASiCManifest.xml': listed,
      'META-INF/timestamp.tst': await timestamp(listed),
    }
    expect((await judge(zipOf(entriesOf(content)))).verdict).toBe('VALID')
    const swapped = await judge(zipOf(entriesOf({ ...content, '合同.txt': ANNEX })))
    expect([swapped.verdict, swapped.technical]).toEqual(['INVALID', 'broken'])
    expect(isAccepted((await judge(zipOf(entriesOf({ ...content, 'evil.txt': ANNEX })))).verdict)).toBe(false)
  })
})

describe('an XML signature in a container', () => {
  const named = (name: string, text: string) => ({ mimetype: EXTENDED, [name]: octets(text) })

  it('is judged by its own rules, and the files it names are those of the container', async () => {
    const content = { ...named('a.txt', 'a'), 'META-INF/signatures.xml': xmlSignature('a.txt', octets('a')) }
    const report = await judge(zipOf(entriesOf(content)))
    expect([report.technical, report.dialect]).toEqual(['intact', 'asic-e-xades'])
    expect(codesOf(report)).not.toContain('asic.not-signed')
    const swapped = await judge(zipOf(entriesOf({ ...content, 'a.txt': octets('b') })))
    expect([swapped.verdict, swapped.technical]).toEqual(['INVALID', 'broken'])
  })

  it('does not hold for a file of that name in a folder', async () => {
    const content = { ...named('folder/a.txt', 'a'), 'META-INF/signatures.xml': xmlSignature('a.txt', octets('a')) }
    const { report, codes } = await found(zipOf(entriesOf(content)))
    expect(codes).toContain('asic.not-signed')
    expect(isAccepted(report.verdict)).toBe(false)
  })
})

describe('an evidence record in XML inside a container (RFC 6283)', () => {
  const recordOf = async (data: Uint8Array) => {
    const token = Buffer.from(await timestamp(data)).toString('base64')
    const chain = [
      '<DigestMethod Algorithm="http://www.w3.org/2001/04/xmlenc#sha256"/>',
      '<CanonicalizationMethod Algorithm="http://www.w3.org/TR/2001/REC-xml-c14n-20010315"/>',
      '<ArchiveTimeStamp Order="1"><TimeStamp>',
      `<TimeStampToken Type="RFC3161">${token}</TimeStampToken></TimeStamp></ArchiveTimeStamp>`,
    ].join('')
    return octets(
      `<EvidenceRecord xmlns="urn:ietf:params:xml:ns:ers" Version="1.0"><ArchiveTimeStampSequence><ArchiveTimeStampChain Order="1">${chain}</ArchiveTimeStampChain></ArchiveTimeStampSequence></EvidenceRecord>`,
    )
  }
  const simpleWith = (content: Uint8Array, record: Uint8Array) =>
    zipOf(entriesOf({ mimetype: SIMPLE, '合同.txt': content, 'META-INF/evidencerecord.xml': record }))

  it('is judged over the file it is for, and names it', async () => {
    const { report } = await found(simpleWith(CONTRACT, await recordOf(CONTRACT)))
    expect([report.verdict, report.technical]).toEqual(['VALID', 'intact'])
    const said = [...report.steps, ...report.signers.flatMap(({ steps }) => steps)].flatMap(({ findings }) => findings)
    expect(String(said.find(({ code }) => code === 'asic.covers')?.params?.names)).toContain('合同.txt')
  })

  it('proves nothing of another file, nor when its timestamp is another’s', async () => {
    const other = await found(simpleWith(octets('甲方付款九百元'), await recordOf(CONTRACT)))
    expect([other.report.verdict, other.report.subIndication]).toEqual(['INVALID', 'HASH_FAILURE'])
    expect(isAccepted((await judge(simpleWith(CONTRACT, await recordOf(ANNEX)))).verdict)).toBe(false)
  })

  it('that is XML of another kind is not judged, and said so', async () => {
    const { report, codes } = await found(simpleWith(CONTRACT, octets('<a/>')))
    expect([isAccepted(report.verdict), codes.includes('asic.not-judged')]).toEqual([false, true])
  })
})
