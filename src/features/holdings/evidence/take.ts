// Hands out the evidence of a credential. Who took it, and the head of its chain, are in the trail first.

import { joinBytes } from '#core/bytes/bytes.ts'
import { recordAudit } from '#features/audit/index.ts'
import { zipStream } from '#features/verification/index.ts'
import type { Ctx } from '#src/context.ts'
import { collect } from './collect.ts'
import { EVIDENCE_FORMAT, linked, MANIFEST, type Manifest, manifestBytes } from './manifest.ts'

export interface Evidence {
  fileName: string
  bytes: Uint8Array
}

/** @throws AppError `not-found` */
export async function takeEvidence(ctx: Ctx, id: string): Promise<Evidence> {
  const { manifest, entries } = await ctx.db.transaction(async (tx) => {
    const { credential, requestNumber, auditSeqs, seals, entries: collected } = await collect(tx, ctx, id)
    const { subject, signSha256, encryptionSha256 } = credential
    const made: Manifest = {
      ...{ format: EVIDENCE_FORMAT, version: 1, madeAt: new Date(ctx.now).toISOString() },
      madeBy: ctx.actor.type === 'account' ? ctx.actor.name : ctx.actor.type,
      credential: { id, subject, requestNumber, signSha256, encryptionSha256 },
      seals,
      auditSeqs,
      ...linked(collected),
    }
    await recordAudit(tx, ctx, {
      action: 'holdings.evidence-taken',
      object: { type: 'credential', id },
      detail: {
        head: made.head,
        entries: made.entries.length,
        requestNumber,
        seals: seals.map(({ number }) => number),
      },
    })
    return { manifest: made, entries: collected }
  })
  const files = [...entries, { path: MANIFEST, bytes: manifestBytes(manifest) }]
  const parts: Uint8Array[] = []
  for await (const part of zipStream(files.map(({ path, bytes }) => ({ name: path, load: async () => bytes }))))
    parts.push(part)
  return { fileName: `evidence-${manifest.credential.requestNumber ?? id}.zip`, bytes: joinBytes(parts) }
}
