// Who is signed in, and what that lets them see. The server decides; this only keeps useless buttons away.

import { type QueryClient, useQuery, useQueryClient } from '@tanstack/react-query'
import type { Factor, Owed, Role } from '#src/context.ts'
import { get, ProblemError, write } from '../api.ts'

export interface Account {
  id: string
  name: string
  username: string
  roles: Role[]
  /** What this session has proven. */
  factors: Factor[]
  /** What it has still to bring before it may do anything else. */
  owes: Owed | null
  /** What the account can bring beside its password. */
  enrolled: Factor[]
  hasRecoveryCodes: boolean
  isUnderprotected: boolean
}

export type GivenProof = { kind: 'password'; password: string } | { kind: 'totp' | 'recovery-code'; code: string }

const ME = ['me'] as const
/** Tell what was proven in each: a new factor shows there too. */
export const OWN_SESSIONS = ['own-sessions'] as const
/** Whether the server ended the session by itself: the sign-in form says so. */
const ENDED = ['session-ended'] as const

/** What one person has seen is not shown to the next. The session's own query stays: somebody watches it. */
function enter(client: QueryClient, account: Account | null): void {
  client.setQueryData(ME, account)
  client.removeQueries({ predicate: ({ queryKey }) => queryKey[0] !== ME[0] })
}

export function isSignInNeeded(error: unknown): boolean {
  return error instanceof ProblemError && error.problem.status === 401
}

/** A refusal for want of a session: is there none? A proof given meanwhile has replaced the token that the refused request brought. */
export function recheckSession(client: QueryClient): void {
  void client.refetchQueries({ queryKey: ME, exact: true })
}

export function isSignedIn(client: QueryClient): boolean {
  return Boolean(client.getQueryData(ME))
}

/** The sign-in form comes over the same address. */
function endSession(client: QueryClient): void {
  if (client.getQueryData(ME)) client.setQueryData(ENDED, true)
  client.setQueryData(ME, null)
}

/** `undefined` while asking, `null` when nobody is signed in. */
export function useSession() {
  const client = useQueryClient()
  const me = useQuery({
    queryKey: ME,
    queryFn: async (): Promise<Account | null> => {
      try {
        return await get<Account>('/me')
      } catch (error) {
        if (!isSignInNeeded(error)) throw error
        endSession(client)
        return null
      }
    },
    staleTime: 60_000,
  })
  return {
    account: me.data,
    hasEnded: client.getQueryData<boolean>(ENDED) ?? false,
    error: me.error,
    retry: () => void me.refetch(),
    /** The account is asked for again: what it owes or can bring has changed. */
    refresh: () => {
      for (const queryKey of [ME, OWN_SESSIONS]) void client.invalidateQueries({ queryKey })
    },
    /** The second step, or a fresh proof. */
    prove: async (proof: GivenProof) => {
      const { account } = await write<{ account: Account }>('POST', '/sessions/current/proofs', proof)
      client.setQueryData(ME, account)
    },
    /** The same by what a passkey or a UKey answered: `/sessions/current/passkey-proofs`, … */
    proveWith: async (path: string, answer: object) => {
      const { account } = await write<{ account: Account }>('POST', path, answer)
      client.setQueryData(ME, account)
    },
    /** `/sessions/passkey`, `/sessions/certificate`, `/sessions/oidc`. */
    signInWith: async (path: string, answer: object) => {
      const { account } = await write<{ account: Account }>('POST', path, answer)
      enter(client, account)
    },
    signIn: async (username: string, password: string) => {
      const { account } = await write<{ account: Account }>('POST', '/sessions', { username, password })
      enter(client, account)
    },
    signOut: async () => {
      // A session that has ended already is as good as signed out.
      await write('DELETE', '/sessions/current').catch((error: unknown) => {
        if (!isSignInNeeded(error)) throw error
      })
      enter(client, null)
    },
  }
}

/** What a role may do here, in the console's own words. */
const MAY = {
  operate: ['operator'],
  'import-register': ['system-admin'],
  'announce-days': ['system-admin'],
  'see-archive': ['operator', 'auditor', 'audit-admin'],
  'stamp-archive': ['operator', 'auditor'],
  'see-signers': ['operator', 'auditor', 'security-admin', 'audit-admin'],
  'register-signers': ['security-admin'],
  'plan-rounds': ['operator', 'system-admin'],
  'review-rounds': ['operator', 'auditor'],
  'see-estate': ['operator', 'auditor', 'ra-officer', 'system-admin', 'security-admin', 'audit-admin'],
  'see-results': ['operator', 'auditor'],
  'see-backups': ['operator', 'auditor', 'system-admin', 'security-admin', 'audit-admin'],
  'back-up': ['operator', 'system-admin'],
  'see-certificates': ['operator', 'auditor', 'ra-officer', 'district-clerk', 'security-admin'],
  'see-lineage': ['operator', 'auditor', 'ra-officer', 'security-admin'],
  'request-certificates': ['operator', 'ra-officer'],
  'see-requests': ['operator', 'ra-officer', 'auditor'],
  'see-discovery': ['operator', 'auditor', 'ra-officer', 'security-admin'],
  'see-allowances': ['operator', 'auditor', 'ra-officer', 'security-admin', 'system-admin'],
  'allow-discovery': ['system-admin'],
  'see-issuers': ['operator', 'security-admin', 'auditor'],
  'connect-issuers': ['security-admin'],
  'see-authorities': ['ra-officer', 'operator', 'system-admin', 'auditor'],
  'change-authorities': ['ra-officer', 'system-admin'],
  'order-certificates': ['operator'],
  'see-recipes': ['operator', 'ra-officer', 'auditor', 'security-admin'],
  'sign-documents': ['operator'],
  'see-seals': ['district-clerk', 'ra-officer', 'operator', 'auditor'],
  'request-seals': ['district-clerk', 'ra-officer'],
  'make-seals': ['ra-officer', 'operator'],
  verify: ['operator', 'auditor', 'ra-officer', 'district-clerk'],
  'handle-requests': ['district-clerk', 'ra-officer'],
  'see-holders': ['district-clerk', 'ra-officer', 'auditor'],
  'see-staff': ['district-clerk', 'ra-officer', 'auditor'],
  'keep-staff': ['district-clerk', 'ra-officer'],
  'keep-units': ['ra-officer'],
  'see-duties': ['ra-officer', 'auditor'],
  'see-ministry': ['ra-officer', 'operator', 'auditor'],
  'copy-to-ministry': ['ra-officer', 'operator'],
  'decide-user-requests': ['district-clerk', 'ra-officer'],
  'check-online': ['district-clerk', 'ra-officer', 'operator', 'auditor'],
  'see-trust': ['operator', 'auditor', 'ra-officer', 'security-admin'],
  'see-trust-changes': ['operator', 'auditor', 'security-admin'],
  'change-trust': ['security-admin'],
  'watch-verifications': ['operator', 'auditor'],
  'see-notices': ['operator', 'auditor', 'system-admin', 'security-admin', 'audit-admin'],
  'set-channels': ['security-admin'],
  'see-approvals': ['operator', 'ra-officer', 'system-admin', 'security-admin', 'auditor', 'audit-admin'],
  'open-emergency': ['operator', 'security-admin'],
  'see-accounts': ['system-admin', 'security-admin', 'audit-admin'],
  'change-accounts': ['security-admin'],
  'see-audit': ['auditor', 'audit-admin'],
  'ask-retention': ['audit-admin'],
  'see-holdings': ['auditor', 'audit-admin'],
  'see-compliance': ['security-admin', 'audit-admin', 'auditor'],
  'see-reports': ['operator', 'auditor', 'system-admin', 'security-admin', 'audit-admin'],
  'make-reports': ['operator'],
  'check-reports': ['operator', 'auditor'],
} as const satisfies Record<string, readonly Role[]>

export type Permission = keyof typeof MAY

export function may(account: Account | null | undefined, permission: Permission): boolean {
  const allowed: readonly Role[] = MAY[permission]
  return account?.roles.some((role) => allowed.includes(role)) ?? false
}

export function useMay(permission: Permission): boolean {
  return may(useSession().account, permission)
}
