// The checkpoints of the two standards that software can have a part in, each with the proof that is judged from today's facts. Clause texts
// are in our own words. `isSourced: false`: the number or the wording of the clause was not compared with the standard (clause unverified).

import type { Prove } from './proofs.ts'
import * as prove from './proofs.ts'

export const STANDARDS = ['gb-t-39786', 'gb-t-22239'] as const
export type Standard = (typeof STANDARDS)[number]

export interface Checkpoint {
  id: string
  standard: Standard
  layer: 'physical' | 'network' | 'device' | 'application' | 'computing' | 'centre'
  clause: string
  isSourced: boolean
  /** 应 · 宜 · 可. */
  demand: 'demanded' | 'advised' | 'possible'
  prove: Prove
}

function checkpoint(
  id: string,
  standard: Standard,
  layer: Checkpoint['layer'],
  clause: string,
  demand: Checkpoint['demand'],
  proof: Prove,
  isSourced = false,
): Checkpoint {
  return { id, standard, layer, clause, isSourced, demand, prove: proof }
}

// biome-ignore format: a table, read in rows
export const CHECKPOINTS: readonly Checkpoint[] = [
  checkpoint('cryptography.physical-identity', 'gb-t-39786', 'physical', '8.1 a)', 'advised', prove.outside),
  checkpoint('cryptography.physical-records', 'gb-t-39786', 'physical', '8.1 b)', 'advised', prove.outside),
  checkpoint('cryptography.physical-video', 'gb-t-39786', 'physical', '8.1 c)', 'advised', prove.outside),
  checkpoint('cryptography.network-identity', 'gb-t-39786', 'network', '8.2 a)', 'demanded', prove.tls),
  checkpoint('cryptography.network-integrity', 'gb-t-39786', 'network', '8.2 b)', 'advised', prove.tls),
  checkpoint('cryptography.network-confidentiality', 'gb-t-39786', 'network', '8.2 c)', 'demanded', prove.tls),
  checkpoint('cryptography.network-gm', 'gb-t-39786', 'network', '8.2', 'demanded', prove.deployment),
  checkpoint('cryptography.network-borders', 'gb-t-39786', 'network', '8.2 d)', 'advised', prove.egress),
  checkpoint('cryptography.device-identity', 'gb-t-39786', 'device', '8.3 a)', 'demanded', prove.deployment),
  checkpoint('cryptography.device-remote', 'gb-t-39786', 'device', '8.3 b)', 'demanded', prove.tls),
  checkpoint('cryptography.device-log', 'gb-t-39786', 'device', '8.3 e)', 'advised', prove.chain),
  checkpoint('cryptography.device-programs', 'gb-t-39786', 'device', '8.3 f)', 'advised', prove.built),
  checkpoint('cryptography.app-identity', 'gb-t-39786', 'application', '8.4 a)', 'demanded', prove.factors, true),
  checkpoint('cryptography.app-access', 'gb-t-39786', 'application', '8.4 b)', 'advised', prove.rights, true),
  checkpoint('cryptography.app-labels', 'gb-t-39786', 'application', '8.4 c)', 'advised', prove.absent, true),
  checkpoint('cryptography.app-transport-secret', 'gb-t-39786', 'application', '8.4 d)', 'demanded', prove.tls, true),
  checkpoint('cryptography.app-storage-secret', 'gb-t-39786', 'application', '8.4 e)', 'demanded', prove.sealed, true),
  checkpoint('cryptography.app-transport-whole', 'gb-t-39786', 'application', '8.4 f)', 'advised', prove.tls, true),
  checkpoint('cryptography.app-storage-whole', 'gb-t-39786', 'application', '8.4 g)', 'advised', prove.chain, true),
  checkpoint('cryptography.app-undeniable', 'gb-t-39786', 'application', '8.4 h)', 'advised', prove.recorded),
  checkpoint('protection.identity', 'gb-t-22239', 'computing', '8.1.4.1', 'demanded', prove.passwords),
  checkpoint('protection.two-factors', 'gb-t-22239', 'computing', '8.1.4.1 d)', 'demanded', prove.factors, true),
  checkpoint('protection.access', 'gb-t-22239', 'computing', '8.1.4.2', 'demanded', prove.policies),
  checkpoint('protection.audit', 'gb-t-22239', 'computing', '8.1.4.3', 'demanded', prove.chain, true),
  checkpoint('protection.intrusion', 'gb-t-22239', 'computing', '8.1.4.4', 'demanded', prove.built),
  checkpoint('protection.malware', 'gb-t-22239', 'computing', '8.1.4.5', 'demanded', prove.deployment),
  checkpoint('protection.trusted', 'gb-t-22239', 'computing', '8.1.4.6', 'possible', prove.outside),
  checkpoint('protection.integrity', 'gb-t-22239', 'computing', '8.1.4.7', 'demanded', prove.chain),
  checkpoint('protection.secrecy', 'gb-t-22239', 'computing', '8.1.4.8', 'demanded', prove.sealed),
  checkpoint('protection.backup', 'gb-t-22239', 'computing', '8.1.4.9', 'demanded', prove.backup),
  checkpoint('protection.remains', 'gb-t-22239', 'computing', '8.1.4.10', 'demanded', prove.sessions),
  checkpoint('protection.personal', 'gb-t-22239', 'computing', '8.1.4.11', 'demanded', prove.recorded),
  checkpoint('protection.system-admin', 'gb-t-22239', 'centre', '8.1.5.1', 'demanded', prove.conflicts, true),
  checkpoint('protection.audit-admin', 'gb-t-22239', 'centre', '8.1.5.2', 'demanded', prove.retention, true),
  checkpoint('protection.security-admin', 'gb-t-22239', 'centre', '8.1.5.3', 'demanded', prove.conflicts, true),
  checkpoint('protection.central', 'gb-t-22239', 'centre', '8.1.5.4', 'demanded', prove.copies, true),
]
