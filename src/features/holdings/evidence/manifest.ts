// What an evidence pack says of itself: every entry with its digest, each linked to the one before, and the end of that chain.

import { createHash } from 'node:crypto'
import { z } from 'zod'
import { canonicalJson } from '#core/bytes/canonical-json.ts'

export const EVIDENCE_FORMAT = 'zhengxun-credential-evidence'
export const MANIFEST = 'manifest.json'
/** Names that both sides know. */
export const PATHS = {
  request: 'request.json',
  materials: 'materials.json',
  csr: 'request.p10',
  sign: 'certificates/sign.cer',
  encryption: 'certificates/encryption.cer',
  events: 'events.json',
  lint: 'lint.json',
  standing: 'revocation/standing.json',
  list: 'revocation/list.crl',
  audit: 'audit.jsonl',
  checkpoint: 'checkpoint.jsonl',
  seals: 'seals.json',
  readme: 'README.txt',
} as const

export const sealPath = (number: string) => `seals/${number}.esl`

const Digest = z.string().regex(/^[0-9a-f]{64}$/)

export const Manifest = z.strictObject({
  format: z.literal(EVIDENCE_FORMAT),
  version: z.literal(1),
  madeAt: z.string(),
  madeBy: z.string(),
  credential: z.strictObject({
    id: z.string(),
    subject: z.string(),
    requestNumber: z.string().nullable(),
    signSha256: Digest,
    encryptionSha256: Digest.nullable(),
  }),
  /** That list its signing certificate. Absent in packs of before there were any. */
  seals: z.array(z.strictObject({ number: z.string().regex(/^[0-9A-Za-z]{1,40}$/), sha256: Digest })).default([]),
  /** Rows of the audit trail in `audit.jsonl`, in their order. */
  auditSeqs: z.array(z.number().int().positive()),
  entries: z.array(z.strictObject({ path: z.string(), bytes: z.number(), sha256: Digest, link: Digest })),
  /** The last link: stands in the audit trail as well (`holdings.evidence-taken`). */
  head: Digest,
})
export type Manifest = z.output<typeof Manifest>

export const sha256 = (bytes: Uint8Array | string) => createHash('sha256').update(bytes).digest('hex')

const BEGINNING = sha256('zhengxun-credential-evidence-1')

/** Takes an entry out, puts one in, or swaps two, and every link after it is another. */
export function linked(entries: readonly { path: string; bytes: Uint8Array }[]): Pick<Manifest, 'entries' | 'head'> {
  let head = BEGINNING
  const rows = entries.map(({ path, bytes }) => {
    const digest = sha256(bytes)
    head = linkOf(head, path, digest)
    return { path, bytes: bytes.length, sha256: digest, link: head }
  })
  return { entries: rows, head }
}

function linkOf(before: string, path: string, digest: string): string {
  return sha256(`${before}\n${path}\n${digest}`)
}

/** The first entry whose link does not follow from the one before; undefined when all do, and end in the head. */
export function brokenLink({ entries, head }: Pick<Manifest, 'entries' | 'head'>): string | undefined {
  let before = BEGINNING
  for (const { path, sha256: digest, link } of entries) {
    if (linkOf(before, path, digest) !== link) return path
    before = link
  }
  return before === head ? undefined : MANIFEST
}

export function manifestBytes(manifest: Manifest): Uint8Array {
  return new TextEncoder().encode(`${canonicalJson(manifest)}\n`)
}
