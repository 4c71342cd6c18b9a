// The path inputs of a corpus case – x509-limbo, PKITS and `openssl verify` each have their own words – in those of the path judge.

import type { VerificationRequest } from '#core/verify.ts'
import type { KeyUsage } from '#core/x509/extensions.ts'
import type { Purpose } from '#core/x509/purposes.ts'
import type { Case } from './case.ts'

type PathOptions = NonNullable<VerificationRequest['path']>

interface PeerName {
  kind: string
  value: string
}

interface PathFields {
  purpose?: string
  extendedKeyUsage?: string[]
  usage?: string
  keyUsage?: string[]
  peerName?: PeerName
  peerNames?: PeerName[]
  maxChainDepth?: number
  policy?: {
    user_initial_policy_set?: string[]
    initial_explicit_policy?: boolean
    initial_policy_mapping_inhibit?: boolean
    initial_any_policy_inhibit?: boolean
  }
  opensslOptions?: string[]
}

const PURPOSES: Readonly<Record<string, Purpose>> = {
  sslclient: 'clientAuth',
  sslserver: 'serverAuth',
  codesign: 'codeSigning',
  smimesign: 'emailProtection',
  timestampsign: 'timeStamping',
  serverAuth: 'serverAuth',
  clientAuth: 'clientAuth',
  codeSigning: 'codeSigning',
  emailProtection: 'emailProtection',
  timeStamping: 'timeStamping',
  OCSPSigning: 'ocspSigning',
}

export function pathOptionsOf(one: Case): PathOptions {
  const fields = one as Case & PathFields
  const purpose = PURPOSES[fields.purpose ?? fields.extendedKeyUsage?.[0] ?? '']
  const keyUsage = fields.keyUsage ?? (fields.usage ? [fields.usage] : undefined)
  return {
    ...(purpose && { purpose }),
    ...(keyUsage && { keyUsage: keyUsage as KeyUsage[] }),
    ...namesOf(fields),
    ...policiesOf(fields),
    ...(fields.maxChainDepth !== undefined && { maxDepth: fields.maxChainDepth }),
    ...(one.set === 'openssl-verify' && opensslOf(fields.opensslOptions ?? [])),
  }
}

function namesOf({ peerName, peerNames = [] }: PathFields): PathOptions {
  const all = [...(peerName ? [peerName] : []), ...peerNames]
  const hostNames = all.filter((name) => name.kind === 'DNS' || name.kind === 'IP').map((name) => name.value)
  const mailboxes = all.filter((name) => name.kind === 'RFC822').map((name) => name.value)
  return { ...(hostNames.length > 0 && { hostNames }), ...(mailboxes.length > 0 && { mailboxes }) }
}

function policiesOf({ policy }: PathFields): PathOptions {
  if (!policy) return {}
  return {
    ...(policy.user_initial_policy_set && { initialPolicies: policy.user_initial_policy_set }),
    ...(policy.initial_explicit_policy && { requireExplicitPolicy: true }),
    ...(policy.initial_policy_mapping_inhibit && { inhibitPolicyMapping: true }),
    ...(policy.initial_any_policy_inhibit && { inhibitAnyPolicy: true }),
  }
}

/** `openssl verify` wants a self-signed root unless told otherwise. */
function opensslOf(options: readonly string[]): PathOptions {
  const optionOf = (name: string) => {
    const index = options.indexOf(name)
    return index < 0 ? undefined : options[index + 1]
  }
  const authLevel = optionOf('-auth_level')
  const depth = optionOf('-verify_depth')
  const policy = optionOf('-policy')
  return {
    partialChain: options.includes('-partial_chain'),
    ...(options.includes('-x509_strict') && { profile: 'rfc5280' as const }),
    ...(options.includes('-explicit_policy') && { requireExplicitPolicy: true }),
    ...(policy && { initialPolicies: [policy] }),
    ...(depth && { maxDepth: Number(depth) }),
    ...(authLevel && { algorithmPolicy: { authLevel: Number(authLevel) } }),
  }
}
