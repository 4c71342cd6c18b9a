import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { nodePrimitives } from '#adapters/crypto/primitives.node.ts'
import { carriedTimestamps } from '#core/cms/carried.ts'
import { readMaterial } from '#core/cms/embedded.ts'
import { judgeCms } from '#core/cms/judge.ts'
import { readSignedData } from '#core/cms/signed-data.ts'
import { extensionOf } from '#core/x509/extensions.ts'
import { sameName } from '#core/x509/names.ts'
import { harm } from '../../support/judged.ts'

// Archived signatures that others made: the trust is their own roots, taken out of the files for this test only.
const HOME = fileURLToPath(new URL('../../../../shared/corpora/dss-cades/', import.meta.url))
const HAS_FILES = existsSync(HOME)
const bytes = (path: string) => new Uint8Array(readFileSync(`${HOME}${path}`))
const screenshot = 'detached/dss-cades/validation/dss-1469/screenshot2.png'

async function judged(file: Uint8Array, at: string, content?: string) {
  const data = readSignedData(file)
  const [signer] = data.ok ? data.value.signerInfos : []
  if (!data.ok || !signer) throw new Error('not signed data')
  const { certificates } = readMaterial(data.value, signer, carriedTimestamps(signer))
  const anchors = certificates.filter(
    (one) => sameName(one.subject, one.issuer) && extensionOf(one, 'basicConstraints'),
  )
  const trust = { anchors, intermediates: [], crls: [], ocsps: [], at: Date.parse(at), requireRevocation: false }
  return judgeCms({ file, trust, ...(content && { content: bytes(content) }) }, nodePrimitives)
}
const codesOf = (report: Awaited<ReturnType<typeof judged>>) =>
  report.signers[0]?.steps.flatMap((one) => one.findings.map(({ code }) => code)) ?? []

describe.skipIf(!HAS_FILES)(
  `archived signatures of others${HAS_FILES ? '' : ' (skipped: ../shared is not here)'}`,
  () => {
    it.each([
      [
        'an archive timestamp v2 over detached content',
        'dss-1469/cadesLTAwithATv2.sig',
        '2019-05-04T00:00:00Z',
        screenshot,
      ],
      [
        'timestamps judged years after their authorities ended',
        'evidence-record/Signature-C-LTA-d233a2d9-a257-40dc-bcdb-bf4516b6d1da.p7m',
        '2026-11-21T00:00:00Z',
        undefined,
      ],
    ])('hold with %s', async (_, path, at, content) => {
      const report = await judged(bytes(`dss-cades/${path}`), at, content)
      expect([report.verdict, harm(report)]).toEqual(['VALID', []])
      expect(codesOf(report)).toContain('cms.archive-timestamp-proves')
    })

    it('reach LT where they carry all the evidence, and no further with a broken archive timestamp', async () => {
      const report = await judged(bytes('dss-cades/cades-lta-copied-atst.p7m'), '2023-12-08T00:00:00Z')
      expect([report.verdict, report.signers[0]?.level]).toEqual(['INDETERMINATE', 'LT'])
    })

    it('reach no more than T where the revocation answer comes from a responder its CA never named', async () => {
      const report = await judged(bytes('dss-cades/cades-extended-a.pkcs7'), '2022-01-08T00:00:00Z')
      expect(codesOf(report)).toContain('cms.archive-timestamp-proves')
      expect([report.verdict, report.signers[0]?.level]).toEqual(['INDETERMINATE', 'T'])
      expect(harm(report)).toContain('ocsp.responder-not-authorised')
    })

    it('do not hold with one octet of a covered certificate changed', async () => {
      const file = bytes('dss-cades/dss-1469/cadesLTAwithATv2.sig')
      const data = readSignedData(file)
      const [certificate] = data.ok ? data.value.certificates.slice(-1) : []
      const last = (certificate?.byteOffset ?? 0) - file.byteOffset + (certificate?.length ?? 1) - 1
      file[last] = (file[last] ?? 0) ^ 1
      const report = await judged(file, '2019-05-04T00:00:00Z', screenshot)
      expect(codesOf(report)).toContain('cms.archive-timestamp-broken')
      expect(report.verdict).not.toMatch(/^VALID/)
    })

    it('are not proven by an archive timestamp copied from a signature timestamp, or by an index in the wrong form', async () => {
      for (const [path, at] of [
        ['cades-lta-copied-atst.p7m', '2023-12-08T00:00:00Z'],
        ['cades-dss1956.p7m', '2016-04-12T00:00:00Z'],
      ] as const) {
        const report = await judged(bytes(`dss-cades/${path}`), at)
        expect(codesOf(report)).toContain('cms.hash-index-unreadable')
        expect(report.verdict).not.toMatch(/^VALID/)
      }
    })

    it('stamp CAdES-C references as the standard says: the timestamps of a real X-L signature fit', async () => {
      const file = bytes('dss-cades/dss-1619/CAdES-XL-T1-Double-AV2.png.p7m')
      const data = readSignedData(file)
      const kinds = data.ok ? data.value.signerInfos.map((one) => carriedTimestamps(one).map(({ kind }) => kind)) : []
      expect(kinds).toEqual(Array(2).fill(expect.arrayContaining(['cades-c', 'archive-v2'])))
      const report = await judged(file, '2019-03-30T00:00:00Z')
      expect(report.signers.filter((one) => one.role === 'timestamp').map((one) => one.technical)).toEqual(
        Array(8).fill('intact'),
      )
    })
  },
)
