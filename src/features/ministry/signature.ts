// Who made a copy: the digest of its file, signed with the key whose fingerprint people know from the audit page. The signature lies beside
// the file, and comes from here again when whoever carried the file on left it behind.

import type { Db, Tx } from '#db/database.ts'
import type { ministryCopies } from '#db/schema/ministry.ts'
import { signerPem, signSums, sumsText } from '#features/audit/index.ts'
import type { Ctx } from '#src/context.ts'
import { zipWithoutDates } from '#src/undated-zip.ts'

type MinistryCopy = typeof ministryCopies.$inferSelect
type Named = Pick<MinistryCopy, 'sequence' | 'fileName' | 'fileSha256'>
type SignedCopy = Named & Pick<MinistryCopy, 'signature' | 'publicKey'>

const whatOf = (sequence: number) => `zhengxun-ministry-copy-1 ${sequence}`

export async function signCopy(
  tx: Db | Tx,
  ctx: Ctx,
  { sequence, fileName }: Omit<Named, 'fileSha256'>,
  file: Uint8Array,
) {
  const { signature, key } = await signSums(ctx, whatOf(sequence), { [fileName]: file }, tx)
  return { signature, keyAlgorithm: key.algorithm, publicKey: key.publicKey }
}

/** What lies beside the copy, by name. */
export function signatureFiles({ sequence, fileName, fileSha256, signature, publicKey }: SignedCopy) {
  return {
    [`${fileName}.sha256sums`]: sumsText(whatOf(sequence), [[fileName, fileSha256]]),
    [`${fileName}.sha256sums.sig`]: signature,
    [`${fileName}.signer.pem`]: signerPem(publicKey),
  }
}

export function signatureZip(copy: SignedCopy): { name: string; bytes: Uint8Array } {
  return { name: `${copy.fileName}.signature.zip`, bytes: zipWithoutDates(signatureFiles(copy)) }
}
