import type { ServiceKind } from '#lab/faults.ts'

/** One service of each kind, by its name in the laboratory, and a second site for the other key family. */
export const LABORATORY_SERVICES: readonly { name: string; kind: ServiceKind }[] = [
  { name: 'site-gov-b', kind: 'tls-site' },
  { name: 'site-cegn-a', kind: 'tls-site' },
  { name: 'crl', kind: 'crl-point' },
  { name: 'ocsp', kind: 'ocsp-responder' },
  { name: 'tsa-b', kind: 'timestamp-authority' },
  { name: 'seal-a', kind: 'seal-server' },
  { name: 'signing-a', kind: 'signing-server' },
  { name: 'authentication-b', kind: 'authentication' },
  { name: 'ra', kind: 'registration-authority' },
  { name: 'authentication', kind: 'virtual-address' },
]
