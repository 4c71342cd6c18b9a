// The document a certificate signs at sign-off: short, canonical, and bound to one round, one role and one person.

import { canonicalJson } from '#core/bytes/canonical-json.ts'
import { SIGN_OFF_FORMAT, type SignOffRole } from '#core/round-archive/record.ts'
import { AppError, type Ctx } from '#src/context.ts'
import { digestOfRound, itemsOf } from '../content.ts'
import { findRound } from '../list.ts'
import { person } from '../person.ts'
import { type RoundRow, stateOf } from '../transition.ts'

export interface Signer {
  personId: string
  name: string
}

/** @param digest of the content the signature stands for */
export function signOffDocument(
  role: SignOffRole,
  round: RoundRow,
  digest: string,
  { personId, name }: Signer,
): string {
  const { id, inspectorPersonId, inspectorName, signedAt } = round
  const inspection = role === 'reviewer' ? { personId: inspectorPersonId, name: inspectorName, signedAt } : null
  return canonicalJson({
    format: SIGN_OFF_FORMAT,
    version: 1,
    role,
    round: id,
    digest,
    inspection,
    signer: { personId, name },
  })
}

/**
 * What the person asking would sign now. It holds as long as no result changes.
 * @throws AppError `not-found`, `precondition` (state, open items), `forbidden` (the reviewer inspected it himself)
 */
export async function documentToSign(ctx: Ctx, roundId: string, role: SignOffRole): Promise<string> {
  const signer = person(ctx)
  const round = await findRound(ctx.db, roundId)
  if (role === 'reviewer') {
    if (stateOf(round) !== 'awaiting-review' || round.digest === null)
      throw new AppError('precondition', 'inspections.not-awaiting-review', { state: round.state })
    if (round.inspectorPersonId === signer.personId) throw new AppError('forbidden', 'inspections.same-person')
    return signOffDocument(role, round, round.digest, signer)
  }
  if (stateOf(round) !== 'awaiting-manual')
    throw new AppError('precondition', 'inspections.not-awaiting-signature', { state: round.state })
  const items = await itemsOf(ctx.db, roundId)
  const open = items.filter(({ conclusion }) => conclusion === null).length
  if (open > 0) throw new AppError('precondition', 'inspections.items-open', { count: open })
  return signOffDocument(role, round, await digestOfRound(ctx.ports.primitives, round, items), signer)
}
