// Keeps a signature by certificate with its round, after holding it against what is signed in this very transaction.

import type { SignOffRole } from '#core/round-archive/record.ts'
import type { Tx } from '#db/database.ts'
import { roundSignatures } from '#db/schema/inspections.ts'
import { AppError, type Ctx } from '#src/context.ts'
import type { RoundRow } from '../transition.ts'
import { type Signer, signOffDocument } from './document.ts'
import type { JudgedSignature } from './judge.ts'
import { demandSignature } from './settings.ts'

export interface SignedRole {
  role: SignOffRole
  round: RoundRow
  digest: string
  signer: Signer
}

/** @throws AppError `precondition` without a signature where one is required, `conflict` when it stands for another content */
export async function keepSignature(
  tx: Tx,
  ctx: Ctx,
  { role, round, digest, signer }: SignedRole,
  signature: JudgedSignature | undefined,
): Promise<void> {
  await demandSignature(tx, signature !== undefined)
  if (!signature) return
  if (signature.document !== signOffDocument(role, round, digest, signer))
    throw new AppError('conflict', 'inspections.content-changed', { id: round.id })
  await tx.insert(roundSignatures).values({ roundId: round.id, role, ...signature, signedAt: ctx.now })
}
