// The outside world as verbs see it. Implemented in adapters, chosen in main.*; a port that a runtime cannot offer says so by `unavailable`.

import type { ProbeRequest, ProbeResult } from '#core/checks/probe-result.ts'
import type { ClockStanding } from '#core/network/own-clock.ts'
import type { Primitives } from '#core/primitives.ts'
import type { Instant, Result } from '#core/verdict.ts'
import type { EstateBackups } from './backup-ports.ts'
import type {
  DocumentMaker,
  Gatherer,
  PageDrawer,
  Printer,
  SealPictures,
  Timestamper,
  Verifier,
} from './document-ports.ts'
import type { Issuers, SecretVault } from './issuing-ports.ts'
import type { AuditOutside, KeyRotation, KeyVault, RequestMaker, RightsSeal } from './key-ports.ts'
import type { MinistryExchange } from './ministry-port.ts'
import type { NoticeSender } from './notice-ports.ts'
import type { DeliveryReader, Packager } from './packaging-ports.ts'
import type { IdentityProvider, Passkeys } from './sign-in-ports.ts'
import type { Uploads } from './upload-ports.ts'

export type * from './document-ports.ts'
export * from './key-ports.ts'
export type * from './upload-ports.ts'

export interface Prober {
  /** Never rejects: what cannot be judged is a result with verdict `unknown` or `fail` and its reason. */
  run(request: ProbeRequest): Promise<ProbeResult>
}

/** What one source says of a certificate's revocation. `problem`: why it said nothing that counts; empty otherwise. */
export interface RevocationWord {
  status: 'good' | 'revoked' | 'unknown'
  problem: string
}

/** Asks whether a certificate is known to be revoked, apart from whether anybody serves it. */
export interface RevocationLookup {
  /** Asks the responder and the list that the certificate names. DER of both. Never rejects. */
  ask(question: { certificate: Uint8Array; issuer: Uint8Array; now: Instant }): Promise<{
    ocsp: RevocationWord
    crl: RevocationWord
  }>
}

/** `closed`: nothing listens. `not-tls`: something does, and shows no certificate. */
export type ChainReading =
  | { outcome: 'chain'; chain: Uint8Array[] }
  | { outcome: 'not-tls' | 'closed' | 'refused-by-policy' }

/** Reads what a server sends as its chain, at the least cost: for discovery. It proves no key. */
export interface ChainReader {
  /** Never rejects for what a network may do. */
  read(endpoint: { host: string; port: number; serverName: string; timeoutMs: number }): Promise<ChainReading>
}

/** Certificate files on this host. */
export interface CertificateFiles {
  /** Paths below the directory, bounded in depth and number. Rejects when it cannot be read. */
  list(directory: string): Promise<string[]>
  /** `undefined`: too large to be one. Rejects when it cannot be read. */
  read(path: string): Promise<Uint8Array | undefined>
}

export type Cell = string | number | null

export interface Sheet {
  name: string
  /** Widths in characters, by column; the first row is the heading. */
  widths?: readonly number[]
  rows: readonly (readonly Cell[])[]
}

export interface Spreadsheets {
  /** Same sheets, same bytes. Text that a spreadsheet program might run as a formula gets a leading apostrophe. */
  write(sheets: readonly Sheet[]): Promise<Uint8Array>
  /** Every sheet with its cells as text, numbers or null; the apostrophes of `write` are taken off again. */
  read(bytes: Uint8Array): Promise<Result<Sheet[], 'spreadsheet.unreadable' | 'spreadsheet.too-large'>>
}

/** What one table held when it was counted: rows, and a digest that does not depend on their order. */
export interface TableContent {
  rows: number
  digest: string
}

export interface TableComparison {
  /** `schema.name`. */
  table: string
  /** In one snapshot before the copy and in one after it: a table where they differ was written to meanwhile. */
  before: TableContent
  after: TableContent
  /** Absent when the restored database has no such table. */
  restored?: TableContent
}

export interface BackupTaken {
  /** SHA-256 of the manifest, hex. */
  manifestDigest: string
  sizeBytes: number
  fileCount: number
  tableCount: number
}

/** The files of a backup held against its manifest. Names are relative to the backup. */
export interface BackupFiles {
  manifest: 'intact' | 'missing' | 'altered'
  fileCount: number
  missing: string[]
  altered: string[]
  /** Write-ahead log segments the manifest calls for that are not there. */
  missingWal: string[]
}

export type DrillPhase = 'files' | 'copy' | 'start' | 'compare' | 'destroy'

export interface DrillEvidence {
  files: BackupFiles
  /** Why the restored server did not reach the end of recovery; absent when it did. */
  startError?: string
  /** Copy, start and recovery together. */
  recoveryTimeMs: number
  /** When the copy began: what was committed by then is in the backup. */
  takenAt: Instant | null
  tables: TableComparison[]
}

/** Copies the service's own database and proves that the copy can be restored. Every method takes minutes at most and then throws. */
export interface BackupEngine {
  /** @throws Error with a readable message when the copy cannot be made. */
  take(id: string): Promise<BackupTaken>
  /** Reads every byte; reports, never throws for a damaged backup. */
  inspect(id: string, manifestDigest: string): Promise<BackupFiles>
  /** Removes its files, also those of a copy that was cut off. Nothing there is no fault. */
  remove(id: string): Promise<void>
  /** Restores into a scratch server of its own, compares table by table, and destroys it. */
  drill(id: string, manifestDigest: string, onPhase: (phase: DrillPhase) => void): Promise<DrillEvidence>
}

/** What was found while the database was away, kept on this machine until it is back. Bounded: the inspection must not fill the disk. */
export interface KeptResults {
  /** On disk when it resolves. False, and nothing kept: there is no room. `name` is a file name: letters, digits, hyphens. */
  keep(name: string, text: string): Promise<boolean>
  /** Names, in their order. */
  names(): Promise<string[]>
  /** None when it is gone. */
  read(name: string): Promise<string | undefined>
  remove(name: string): Promise<void>
  /** Out of the way, for people to look at: it cannot be stored. */
  setAside(name: string): Promise<void>
}

export interface Passwords {
  /** Slow on purpose. The result holds its own salt and cost. */
  hash(password: string): Promise<string>
  /** Takes as long without a hash (an unknown account) as with one, and then says no. */
  verify(hash: string | undefined, password: string): Promise<boolean>
}

/** Our own wall clock against time servers. */
export interface OwnClock {
  /** How it stood when they were last asked by this process. */
  standing(): ClockStanding
  /** Never rejects: silence is a standing too. */
  check(): Promise<ClockStanding>
}

export interface Ports {
  ownClock: OwnClock
  deliveryReader: DeliveryReader
  packager: Packager
  verifier: Verifier
  pageDrawer: PageDrawer
  sealPictures: SealPictures
  gatherer: Gatherer
  uploads: Uploads
  keys: KeyVault
  secrets: SecretVault
  rights: RightsSeal
  keyRotation: KeyRotation
  auditOutside: AuditOutside
  issuers: Issuers
  ministry: MinistryExchange
  noticeSender: NoticeSender
  requestMaker: RequestMaker
  primitives: Primitives
  passwords: Passwords
  passkeys: Passkeys
  identityProvider: IdentityProvider
  prober: Prober
  revocationLookup: RevocationLookup
  chainReader: ChainReader
  certificateFiles: CertificateFiles
  spreadsheets: Spreadsheets
  printer: Printer
  documentMaker: DocumentMaker
  timestamper: Timestamper
  backupEngine: BackupEngine
  estateBackups: EstateBackups
  keptResults: KeptResults
}
