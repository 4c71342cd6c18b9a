// Whether a wish can be asked for, by what the person holds. Pure: the same for one request and for each of thousands of rows.

import { profileOf } from '#core/issuance/profiles.ts'
import type { RequestDetails } from '#db/schema/requests.ts'
import type { Staff } from '#features/organisation/index.ts'
import { AppError } from '#src/context.ts'
import type { HeldCredential } from './desk.ts'
import type { NewRequest } from './inputs.ts'
import { KEYED, KINDS, laneOf, type RequestKind, UPGRADE_PROFILE } from './rules.ts'

export interface Asked {
  credentialId: string | null
  details: RequestDetails
  lane: string
}

export type Wish = Pick<NewRequest, 'kind' | 'credentialId' | 'details'>

/** @throws AppError with what is missing, or in the way */
export function judgeWish(
  person: Pick<Staff, 'state' | 'name'>,
  { kind, credentialId, details }: Wish,
  held: readonly HeldCredential[],
): Asked {
  if (person.state !== 'active' && kind !== 'revoke' && kind !== 'suspend')
    throw new AppError('precondition', 'organisation.staff-left', { name: person.name })
  requireNeeds(kind, details)
  const credential = requireCredential(kind, credentialId, held)
  const isKeyed = (KEYED as readonly string[]).includes(kind)
  const profileId = kind === 'upgrade' ? UPGRADE_PROFILE : (details.profileId ?? credential?.profileId ?? undefined)
  if (isKeyed) requireFree(kind, profileId, held, credential)
  const lane = laneOf(kind, credential?.id ?? null, profileId)
  const keyed = isKeyed && profileId !== undefined && { profileId }
  return { credentialId: credential?.id ?? null, details: { ...details, ...keyed }, lane }
}

function requireNeeds(kind: RequestKind, details: RequestDetails): void {
  const { needs, causes } = KINDS[kind]
  for (const field of needs) if (!details[field]) throw new AppError('bad-input', 'requests.field-missing', { field })
  const { cause } = details
  if (cause !== undefined && !causes?.includes(cause))
    throw new AppError('bad-input', 'requests.cause-unknown', { cause, causes: (causes ?? []).join(', ') })
}

function requireCredential(
  kind: RequestKind,
  id: string | undefined,
  held: readonly HeldCredential[],
): HeldCredential | undefined {
  const { credential: states } = KINDS[kind]
  if (states === null) return undefined
  const one = held.find((credential) => credential.id === id)
  if (!one) throw new AppError('bad-input', 'requests.credential-missing')
  if (!(states as readonly string[]).includes(one.state))
    throw new AppError('precondition', 'requests.credential-state', { state: one.state })
  return one
}

const LIVE: readonly HeldCredential['state'][] = ['issued', 'written', 'active', 'suspended']

/** A second certificate of one kind beside the first is nobody's wish; taking its place is. */
function requireFree(
  kind: RequestKind,
  profileId: string | undefined,
  held: readonly HeldCredential[],
  replaced: HeldCredential | undefined,
): void {
  if (profileId === undefined) throw new AppError('bad-input', 'requests.field-missing', { field: 'profileId' })
  // Those of seals and services are ordered where they belong.
  if (!profileOf(profileId)?.carriesIdentity)
    throw new AppError('bad-input', 'authority.profile-unknown', { profile: profileId })
  const twin = held.find((one) => one.id !== replaced?.id && LIVE.includes(one.state) && one.profileId === profileId)
  if (twin) throw new AppError('conflict', 'requests.held-already')
  if (kind === 'upgrade' && replaced?.profileId === UPGRADE_PROFILE)
    throw new AppError('precondition', 'requests.upgraded-already')
}

/** The one credential a row can mean, where it names none: the only one of a state that the kind takes. */
export function onlyCredential(kind: RequestKind, held: readonly HeldCredential[]): string | undefined {
  const states = KINDS[kind].credential as readonly string[] | null
  const fitting = states ? held.filter(({ state }) => states.includes(state)) : []
  return fitting.length === 1 ? fitting[0]?.id : undefined
}
