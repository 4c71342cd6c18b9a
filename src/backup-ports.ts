// How verbs see the backups of the estate: one port, whatever makes them and wherever they lie.

import type { BackupKind, SeenSource } from '#core/backups/source.ts'
import type { DrillSeen } from '#core/backups/usability.ts'

/** Where backups lie. A secret is handed over for the time of one call. */
export type BackupPlace =
  | { transport: 'local'; path: string }
  | {
      transport: 'sftp'
      host: string
      port: number
      user: string
      path: string
      /** A line of `known_hosts` without the name: `ssh-ed25519 AAAA…`. Another key is refused. */
      hostKey: string
      /** Private key in PEM or OpenSSH form. */
      privateKey: Uint8Array
    }
  | {
      transport: 's3'
      endpoint: string
      region: string
      bucket: string
      prefix: string
      accessKeyId: string
      secretAccessKey: Uint8Array
    }

export const QUERY_EXPECTATIONS = ['equals', 'at-least'] as const

export interface ApplicationQuery {
  name: string
  /** One statement that reads; its first value is compared. */
  sql: string
  expect: { kind: (typeof QUERY_EXPECTATIONS)[number]; value: string }
}

export interface SourceOrder {
  kind: BackupKind
  place: BackupPlace
  offsite: BackupPlace | null
  /** pgBackRest: which of the repository. */
  stanza: string
  /** HMAC-SHA-256 over a manifest; absent: no key is registered. */
  seal?: (manifest: Uint8Array) => Promise<Uint8Array>
  passphrase: Uint8Array | null
  /** SHA-256 of each manifest as it was first seen, by set. */
  knownManifests: Readonly<Record<string, string>>
}

export interface LookOutcome {
  seen: SeenSource
  /** SHA-256 of the manifests that may be remembered, by set. */
  manifests: Record<string, string>
}

export interface DrillOrder extends SourceOrder {
  drillId: string
  set: string
  /** Extensions and roles made before the restore, by a superuser the dump never is. */
  extensions: readonly string[]
  roles: readonly string[]
  queries: readonly ApplicationQuery[]
  maxBytes: number
}

export const ESTATE_DRILL_PHASES = ['look', 'fetch', 'restore', 'start', 'compare', 'queries', 'destroy'] as const
export type EstateDrillPhase = (typeof ESTATE_DRILL_PHASES)[number]

export interface EstateDrillOutcome {
  seen: DrillSeen
  phasesMs: Partial<Record<EstateDrillPhase, number>>
  /** e.g. `postgresql 15`; empty when it did not come that far. */
  server: string
  /** Whether the scratch server had no network and a user of its own. */
  isIsolated: boolean
}

/** Reads the backups that others make, and proves that they can be restored. */
export interface EstateBackups {
  /** Reads every byte. Never rejects for a damaged backup or a place that cannot be reached. */
  look(order: SourceOrder): Promise<LookOutcome>
  /** Never rejects for a damaged backup. Whatever it made is gone when it resolves. */
  drill(order: DrillOrder, beganAt: number, onPhase: (phase: EstateDrillPhase) => void): Promise<EstateDrillOutcome>
  /** Removes what killed drills left behind. For the start of the only process with this data directory. */
  sweep(): Promise<number>
}
