// What leaves the service in other hands is signed, so that whoever takes it can tell with `sha256sum` and OpenSSL alone where it came from.

import { utf8Octets } from '#core/asn1/write.ts'
import { toHex } from '#core/bytes/hex.ts'
import { writePem } from '#core/bytes/pem.ts'
import type { Db, Tx } from '#db/database.ts'
import type { Ctx } from '#src/context.ts'
import type { VaultKey } from '#src/ports.ts'
import { signOutgoing } from './checkpoint.ts'

export interface SignedSums {
  /** As `sha256sum` writes and checks it. */
  sums: Uint8Array
  /** DER, over `sums`. */
  signature: Uint8Array
  key: VaultKey
}

/** @param what and of which number: nothing else that is signed with this key begins the same way */
export async function signSums(
  ctx: Ctx,
  what: string,
  files: Readonly<Record<string, Uint8Array>>,
  db: Db | Tx = ctx.db,
): Promise<SignedSums> {
  const named = Object.entries(files).map(
    async ([name, bytes]) => [name, toHex(await ctx.ports.primitives.digest('sha256', bytes))] as const,
  )
  const sums = sumsText(what, await Promise.all(named))
  return { sums, ...(await signOutgoing(ctx, sums, db)) }
}

/** The first line is a comment to `sha256sum -c`; it keeps the signature from standing for anything else. */
export function sumsText(what: string, sha256: readonly (readonly [name: string, hex: string])[]): Uint8Array {
  return utf8Octets([`# ${what}\n`, ...sha256.map(([name, hex]) => `${hex}  ${name}\n`)].join(''))
}

/** The key as OpenSSL takes it. */
export const signerPem = (publicKey: Uint8Array): Uint8Array => utf8Octets(writePem('PUBLIC KEY', publicKey))
