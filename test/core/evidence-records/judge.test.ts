import { createHash } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { nodePrimitives } from '#adapters/crypto/primitives.node.ts'
import { openSigner } from '#adapters/keys/signer.ts'
import { makeTimestampToken } from '#adapters/pkijs/timestamp-token.ts'
import { OID } from '#core/asn1/oids.ts'
import * as write from '#core/asn1/write.ts'
import { type EvidenceRecordRequest, judgeEvidenceRecord } from '#core/evidence-records/judge.ts'
import { formatOf } from '#core/formats.ts'
import type { TrustInputs } from '#core/trust.ts'
import { certificate, privateKey, REFERENCE } from '../../fixtures/built.ts'
import { CONTENT, harm, trustIn } from '../../support/judged.ts'

type Hash = 'sha1' | 'sha256' | 'sha384' | 'sha512'
const OIDS: Record<Hash, string> = { sha1: OID.sha1, sha256: OID.sha256, sha384: OID.sha384, sha512: OID.sha512 }
const DAY_MS = 86_400_000
const OTHER = new TextEncoder().encode('another document')

// Independent of the code under test: node:crypto and the text of RFC 4998 §4.2 and §5.2.
const digest = (hash: Hash, ...parts: Uint8Array[]) =>
  parts.reduce((made, part) => made.update(part), createHash(hash)).digest()
const sorted = (hashes: Uint8Array[]) => [...hashes].sort((a, b) => Buffer.compare(a, b))
const algorithm = (hash: Hash) => write.sequence(write.oid(OIDS[hash]))

interface Stamp {
  hash?: Hash
  /** Lists of the reduced tree; absent: the timestamp is over `root`. */
  lists?: Uint8Array[][]
  root: Uint8Array
  genTime?: number
  spoilSignature?: boolean
}

async function stamp({ hash = 'sha256', lists, root, genTime = REFERENCE, ...rest }: Stamp): Promise<Uint8Array> {
  const token = await makeTimestampToken({
    imprint: { digest: hash, hashed: root },
    genTime,
    serial: 41,
    policy: '1.2.3',
    signer: openSigner(privateKey('rsa', 'tsa')),
    certificate: certificate('rsa', 'tsa'),
    certificates: [certificate('rsa', 'tsa')],
    ...rest,
  })
  const tree = lists?.map((list) => write.sequence(...list.map((one) => write.octetString(one))))
  return write.sequence(
    write.implicit(0, algorithm(hash)),
    ...(tree ? [write.implicit(2, write.sequence(...tree))] : []),
    token,
  )
}

/** The `timeStamp` field: the last one of an ArchiveTimeStamp made here. */
function tokenOf(archived: Uint8Array): Uint8Array {
  const start = Buffer.from(archived).indexOf(Buffer.from(write.oid(OID.signedData)))
  return archived.subarray(start - 4)
}

function record(chains: Uint8Array[][], hashes: Hash[] = ['sha256'], { version = 1, more = [] as Uint8Array[] } = {}) {
  return write.sequence(
    write.integer(version),
    write.sequence(...hashes.map(algorithm)),
    ...more,
    write.sequence(...chains.map((chain) => write.sequence(...chain))),
  )
}

const judge = (file: Uint8Array, data: Uint8Array[] = [CONTENT], changes: Partial<TrustInputs> = {}) =>
  judgeEvidenceRecord({ file, data, trust: trustIn('rsa', changes) } satisfies EvidenceRecordRequest, nodePrimitives)

/** A tree of two groups: the first list holds the content and another document, the second a neighbouring node. */
function tree(hash: Hash, leaf: Uint8Array) {
  const lists = [[digest(hash, OTHER), leaf], [digest(hash, new Uint8Array([1]))]]
  const node = digest(hash, ...sorted(lists[0] as Uint8Array[]))
  return { hash, lists, root: digest(hash, ...sorted([...(lists[1] as Uint8Array[]), node])) }
}

const initial = () => stamp(tree('sha256', digest('sha256', CONTENT)))
const renewalOf = async (before: Uint8Array, changes: Partial<Stamp> = {}) =>
  stamp({ root: digest('sha256', tokenOf(before)), genTime: REFERENCE + 1000, ...changes })
const at = REFERENCE + DAY_MS

describe('the first timestamp (RFC 4998 §4.3)', () => {
  it('proves data in its tree, directly stamped data, and nothing else', async () => {
    const inTree = await judge(record([[await initial()]]))
    expect([inTree.verdict, inTree.technical, harm(inTree)]).toEqual(['VALID', 'intact', []])
    expect(inTree.times.proven).toBe(REFERENCE)
    const alone = record([[await stamp({ root: digest('sha256', CONTENT) })]])
    expect((await judge(alone)).verdict).toBe('VALID')
    const changed = await judge(alone, [OTHER])
    expect([changed.verdict, changed.technical]).toEqual(['INVALID', 'broken'])
    expect(changed.times.proven).toBeUndefined()
  })

  it('covers every one of several objects, or is not VALID', async () => {
    const file = record([[await initial()]])
    expect((await judge(file, [CONTENT, OTHER])).verdict).toBe('VALID')
    const foreign = await judge(file, [CONTENT, new Uint8Array([2])])
    expect([foreign.verdict, harm(foreign)]).toEqual(['INDETERMINATE', ['evidence-record.data-not-covered']])
  })

  it('a node of the tree is no object: its children are not what was archived', async () => {
    const [first = []] = tree('sha256', digest('sha256', CONTENT)).lists
    const children = Buffer.concat(sorted(first))
    expect((await judge(record([[await initial()]]), [children])).verdict).toBe('INDETERMINATE')
  })

  it('is INDETERMINATE without the data, with the record read to the end', async () => {
    const report = await judge(record([[await initial()]]), [])
    expect([report.verdict, report.technical, report.subIndication]).toEqual([
      'INDETERMINATE',
      'digest-only',
      'SIGNED_DATA_NOT_FOUND',
    ])
  })

  it.each<[string, (good: ReturnType<typeof tree>) => Stamp]>([
    ['tsp.imprint', (good) => ({ ...good, root: digest('sha256', good.root) })],
    ['cms.signature', (good) => ({ ...good, spoilSignature: true })],
    ['algorithm.weak', () => tree('sha1', digest('sha1', CONTENT))],
    ['evidence-record.hash-length', (good) => ({ ...good, lists: [...good.lists, [new Uint8Array(31)]] })],
  ])('refuses %s', async (code, change) => {
    const file = record([[await stamp(change(tree('sha256', digest('sha256', CONTENT))))]], ['sha256', 'sha1'])
    const report = await judge(file)
    expect(report.verdict).toBe('INVALID')
    expect(harm(report)).toContain(code)
  })
})

describe('renewals (RFC 4998 §5.2, §5.3)', () => {
  it('a later timestamp stands for the one before it, and for no other bytes', async () => {
    const first = await initial()
    const good = await judge(record([[first, await renewalOf(first)]]), [CONTENT], { at })
    expect([good.verdict, harm(good), good.times.proven]).toEqual(['VALID', [], REFERENCE])
    const other = await renewalOf(first, { root: digest('sha256', tokenOf(first).subarray(1)) })
    const bad = await judge(record([[first, other]]), [CONTENT], { at })
    expect([bad.verdict, bad.technical]).toEqual(['INVALID', 'broken'])
    const inTree = await renewalOf(first, tree('sha256', digest('sha256', tokenOf(first))))
    expect((await judge(record([[first, inTree]]), [CONTENT], { at })).verdict).toBe('VALID')
    const notInTree = await renewalOf(first, tree('sha256', digest('sha256', OTHER)))
    expect(harm(await judge(record([[first, notInTree]]), [CONTENT], { at }))).toContain(
      'evidence-record.renewal-not-covered',
    )
  })

  it('a new chain stands for the data and all chains before, by its own algorithm', async () => {
    const chain = [await initial()]
    const chained = async (before: Uint8Array, data = CONTENT) => {
      const root = digest('sha512', digest('sha512', data), digest('sha512', before))
      const second = await stamp({ ...tree('sha512', root), genTime: REFERENCE + 1000 })
      return judge(record([chain, [second]], ['sha256', 'sha512']), [CONTENT], { at })
    }
    const before = write.sequence(write.sequence(...chain))
    const good = await chained(before)
    expect([good.verdict, good.technical, harm(good)]).toEqual(['VALID', 'intact', []])
    const otherChain = await chained(write.sequence(...chain))
    expect([otherChain.verdict, otherChain.technical]).toEqual(['INVALID', 'broken'])
    expect(harm(await chained(before, OTHER))).toEqual(['evidence-record.data-not-covered'])
  })

  it('times must rise, and a chain keeps its algorithm', async () => {
    const first = await initial()
    const early = await renewalOf(first, { genTime: REFERENCE - 1000 })
    expect(harm(await judge(record([[first, early]])))).toEqual(['evidence-record.order'])
    const stronger = await stamp({ hash: 'sha512', root: digest('sha512', tokenOf(first)), genTime: REFERENCE + 1 })
    const mixed = await judge(record([[first, stronger]], ['sha256', 'sha512']))
    expect([mixed.verdict, harm(mixed)]).toEqual(['INVALID', ['evidence-record.digest-changed']])
  })
})

describe('the form (RFC 4998 §3.1)', () => {
  it.each<[string, string, Parameters<typeof record>[2], Parameters<typeof record>[1]]>([
    ['INVALID', 'evidence-record.version', { version: 2 }, ['sha256']],
    ['INDETERMINATE', 'evidence-record.encrypted', { more: [write.explicit(1, write.oid('1.2.3'))] }, ['sha256']],
    ['VALID_WITH_DEFECTS', 'evidence-record.digest-not-announced', {}, ['sha512']],
  ])('is %s with %s', async (verdict, code, options, hashes) => {
    const report = await judge(record([[await initial()]], hashes, options))
    expect([report.verdict, harm(report)]).toEqual([verdict, [code]])
  })

  it('is recognised by its bytes, and refused when truncated anywhere', async () => {
    const file = record([[await initial()]])
    expect(formatOf(file)).toBe('evidence-record')
    expect(
      formatOf(write.sequence(write.integer(1), write.sequence(algorithm('sha256'), write.octetString(OTHER)))),
    ).toBe('unknown')
    for (const length of [0, 1, 5, 40, file.length - 1]) {
      expect((await judge(file.subarray(0, length))).verdict).toBe('INVALID')
    }
  })
})

const SAMPLE = new URL('../../../../shared/corpora/', import.meta.url)

describe.skipIf(!existsSync(SAMPLE))('a record made by others (needs ../shared/corpora)', () => {
  const read = (path: string) => new Uint8Array(readFileSync(new URL(path, SAMPLE)))

  it('holds for its data and for no other', async () => {
    const file = read('dss-evidence-record/dss-evidence-record-asn1/BIN-1_ER.ers')
    const data = read('timestamps/ers/BIN.bin')
    const good = await judge(file, [data])
    expect([good.technical, harm(good).filter((code) => code.startsWith('evidence-record'))]).toEqual(['intact', []])
    expect(harm(await judge(file, [data.subarray(1)]))).toContain('evidence-record.data-not-covered')
  })
})
