// The machines of the laboratory, as data: what stands where, under which name, with which role.

import type { FaultId, ServiceKind } from './faults.ts'
import type { Site } from './site-identities.ts'

export type Place = 'single' | 'a' | 'b' | 'virtual'

/** Loopback addresses that stand for machines. Linux answers on all of 127/8; elsewhere everything is 127.0.0.1. */
export const ADDRESSES: Readonly<Record<Place, string>> = {
  single: '127.0.0.1',
  a: '127.0.0.11',
  b: '127.0.0.12',
  virtual: '127.0.0.10',
}

export type Node = 'a' | 'b'
export const NODES: readonly Node[] = ['a', 'b']

export const SITES: readonly Site[] = [
  {
    name: 'site-gov',
    family: 'rsa',
    serverName: 'www.rsj.sh.gov.cn',
    names: ['*.rsj.sh.gov.cn', 'rsj.sh.gov.cn'],
  },
  {
    name: 'site-cegn',
    family: 'ecdsa',
    serverName: 'www.rsj.sh.cegn.cn',
    names: ['*.rsj.sh.cegn.cn', 'rsj.sh.cegn.cn'],
  },
  {
    name: 'site-worldskills',
    family: 'rsa',
    serverName: 'worldskills2022.com',
    names: ['worldskills2022.com', 'www.worldskills2022.com'],
  },
]

/** Systems that stand on two nodes behind one address. */
export const PAIRS = [
  { name: 'tsa', kind: 'timestamp-authority' },
  { name: 'seal', kind: 'seal-server' },
  { name: 'signing', kind: 'signing-server' },
  { name: 'authentication', kind: 'authentication' },
] as const satisfies readonly { name: string; kind: ServiceKind }[]

/** The two faults every listener has, by kind. */
export const LISTENER_FAULTS: Record<ServiceKind, { unreachable: FaultId; timeout: FaultId }> = {
  'tls-site': { unreachable: 'tls.unreachable', timeout: 'tls.timeout' },
  'crl-point': { unreachable: 'crl.unreachable', timeout: 'crl.timeout' },
  'ocsp-responder': { unreachable: 'ocsp.unreachable', timeout: 'ocsp.timeout' },
  'timestamp-authority': { unreachable: 'tsa.unreachable', timeout: 'tsa.timeout' },
  'seal-server': { unreachable: 'seal.unreachable', timeout: 'seal.timeout' },
  'signing-server': { unreachable: 'sign.unreachable', timeout: 'sign.timeout' },
  authentication: { unreachable: 'auth.unreachable', timeout: 'auth.timeout' },
  'registration-authority': { unreachable: 'ra.unreachable', timeout: 'ra.timeout' },
  'virtual-address': { unreachable: 'tcp.refused', timeout: 'tcp.timeout' },
}
