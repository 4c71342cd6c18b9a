// The outside world as verbs see it. Implemented in adapters, chosen in main.*; a port that a runtime cannot offer says so by `unavailable`.

import type { ProbeRequest, ProbeResult } from '#core/checks/probe-result.ts'
import type { DrawnPage } from '#core/documents/ofd/drawing/page.ts'
import type { DrawingProblem } from '#core/documents/ofd/drawing/scene.ts'
import type { Sm2Envelope } from '#core/keystores/sm2-envelope.ts'
import type { Language } from '#core/messages/index.ts'
import type { ClockStanding } from '#core/network/own-clock.ts'
import type { Primitives } from '#core/primitives.ts'
import type { ReportModel } from '#core/reports/model.ts'
import type { DrawingFault, SealDesign } from '#core/seals/drawing/draw.ts'
import type { UsedMaterial } from '#core/trust.ts'
import type { Instant, Result } from '#core/verdict.ts'
import type { ReportJson } from '#core/verification-report.ts'
import type { NamedBytes, VerificationRequest } from '#core/verify.ts'
import type { Wishes } from '#core/x509/request-profiles.ts'
import type { Db, Tx } from '#db/database.ts'
import type { EstateBackups } from './backup-ports.ts'
import type { Issuers, SecretVault } from './issuing-ports.ts'
import type { MinistryExchange } from './ministry-port.ts'
import type { NoticeSender } from './notice-ports.ts'
import type { DeliveryReader, Packager } from './packaging-ports.ts'
import {
  KEY_PURPOSES,
  type KeyPurpose,
  SEALED_PURPOSES,
  SERVICE_KEYS,
  type SealedPurpose,
  type ServiceKey,
} from './service-keys.ts'
import type { IdentityProvider, Passkeys } from './sign-in-ports.ts'

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

export { KEY_PURPOSES, type KeyPurpose, SEALED_PURPOSES, SERVICE_KEYS, type SealedPurpose, type ServiceKey }

export interface VaultKey {
  id: string
  algorithm: ServiceKey
  /** DER SubjectPublicKeyInfo. */
  publicKey: Uint8Array
}

/** The private keys of the service: made and used inside. One leaves only inside a package, by way of `Packager`. */
export interface KeyVault {
  /** Makes a key pair and seals the private half, in `tx`. */
  generate(tx: Tx, order: { algorithm: ServiceKey; purpose: KeyPurpose; now: Instant }): Promise<VaultKey>
  /**
   * Signs `message`: DER for ECDSA and SM2 (under the default identifier), octets for RSA and Ed25519; always with the digest of the algorithm.
   * @throws AppError `not-found` for an unknown key or another purpose, `unavailable` when the key cannot be unsealed.
   */
  sign(db: Db | Tx, keyId: string, purpose: KeyPurpose, message: Uint8Array): Promise<Uint8Array>
  /** Opens the key once for several signatures of one piece of work, each as `sign` makes it, and closes it afterwards. @throws AppError as `sign` */
  signing<T>(db: Db | Tx, keyId: string, purpose: KeyPurpose, work: (sign: Sign) => Promise<T>): Promise<T>
  /**
   * Opens the envelope a CA sent an SM2 encryption key in with the sealed key it was made for, proves that the key inside belongs to
   * the public key the envelope names, and seals it for `site-encryption`, in `tx`.
   * @throws AppError as `sign`, and `bad-input` with `envelope.…` for an envelope that does not open
   */
  unwrap(tx: Tx, order: EnvelopeOrder): Promise<VaultKey>
  /**
   * Makes an SM2 key for somebody else's encryption certificate: sealed in escrow, in `tx`, where it signs nothing and never leaves, and as
   * DER SM2EnvelopedKey for the holder of another SM2 key.
   * @param order.recipient DER SubjectPublicKeyInfo of the signing key of who shall have it
   * @throws AppError `bad-input` for another kind of key
   */
  escrow(tx: Tx, order: { recipient: Uint8Array; now: Instant }): Promise<VaultKey & { envelope: Uint8Array }>
  /** A key that is nobody's and is kept nowhere: what it signs is looked at and thrown away. */
  throwAway(algorithm: ServiceKey): Promise<ThrowAwayKey>
}

export type Sign = (message: Uint8Array) => Promise<Uint8Array>

export interface ThrowAwayKey {
  /** DER SubjectPublicKeyInfo. */
  publicKey: Uint8Array
  sign: Sign
}

/** How the rows of one table of sealed things stand. */
export interface SealedRows {
  table: string
  rows: number
  /** Not yet under the current key-encryption key and cipher. */
  waiting: number
  /** Under a key-encryption key that is not in hand. */
  unopenable: number
  /** Check values of the key-encryption keys its rows are under. */
  keks: string[]
}

/** Puts what is sealed under the current key-encryption key. */
export interface KeyRotation {
  /** Makes a new key-encryption key; what is sealed from now on is under it. Its id. @throws AppError `precondition` where the settings hold it */
  begin(): Promise<string>
  /** Drops those before the current one. How many. @throws AppError `precondition` while a row is under one of them */
  forget(db: Db): Promise<number>
  status(db: Db | Tx): Promise<{ currentKekId: string; tables: SealedRows[] }>
  /** Safe to cut off and to run again, also twice at once. Rows that do not open are named and left as they are. */
  rotate(
    db: Db,
    onProgress?: (rewrapped: number) => void,
  ): Promise<{ rewrapped: number; broken: { id: string; code: string }[] }>
}

/** A place outside the database that keeps copies of the checkpoints of the audit trail. */
export interface CheckpointPlace {
  /** As the settings name it, without any secret. */
  name: string
  kind: 'file' | 'syslog' | 'database'
  /**
   * Resolves once all are kept (file, database) or handed over (syslog). One given again is no error.
   * @throws Error with plain words, within half a minute
   */
  put(checkpoints: readonly CheckpointCopy[]): Promise<void>
}

export interface CheckpointCopy {
  seq: number
  at: Instant
  /** One line of JSON without its end, under 2,000 characters. */
  line: string
}

/** How the audit trail is hashed and signed, and where its checkpoints go. */
export interface AuditOutside {
  hash: 'sha256' | 'sm3'
  /** Of the keys that sign checkpoints from now on. */
  keyAlgorithm: 'p256' | 'sm2'
  places: readonly CheckpointPlace[]
}

export interface EnvelopeOrder {
  keyId: string
  purpose: KeyPurpose
  envelope: Sm2Envelope
  now: Instant
}

export interface RequestSubject {
  /** Attributes by their short names (`C`, `O`, `CN`) in order. */
  subject: Readonly<Record<string, string>>
  /** DNS names and IP addresses. */
  sans: readonly string[]
  /** Asked for beside the names; absent: nothing. */
  wishes?: Wishes
}

/** Lays out certification requests. */
export interface RequestMaker {
  /** DER of a PKCS#10 request for `key`, signed through `sign`. */
  make(order: RequestSubject, key: VaultKey, sign: (message: Uint8Array) => Promise<Uint8Array>): Promise<Uint8Array>
}

/** A file that was received but not read: it lies on this machine's disk until the form that brought it is discarded. */
export interface StoredFile {
  name: string
  path: string
  sizeBytes: number
}

export type ReceivedFile = NamedBytes | StoredFile

/** A multipart form whose large files are on disk. */
export interface ReceivedForm {
  text(field: string): string | undefined
  /** In the order they came; `anchors[]` is the same field as `anchors`. */
  files(field: string): readonly ReceivedFile[]
  /** Removes what lies on disk. Call it when the request is answered, whatever became of it. */
  discard(): Promise<void>
}

export interface UploadLimits {
  /** By field; a field that is not here takes no files. */
  files: Readonly<Record<string, FileLimits>>
  maxFiles: number
  /** Of all files that are held in memory together. */
  maxHeldBytes: number
  /** Of all files, wherever they lie; absent: what the fields allow. */
  maxTotalBytes?: number
}

export interface FileLimits {
  maxBytes: number
  /** Larger ones go to disk, where there is one; absent: held whatever the size. */
  storedAboveBytes?: number
}

/** What was wrong with a form: the field or file at fault is in `params`. */
export interface UploadProblem {
  code:
    | 'upload.not-multipart'
    | 'upload.cut-off'
    | 'upload.file-too-large'
    | 'upload.too-many-files'
    | 'upload.too-much'
    | 'upload.field-unknown'
  params?: Readonly<Record<string, string | number>>
}

export interface Uploads {
  /** Takes a request's body as it comes in. Nothing is left on disk when a problem is returned. */
  receive(request: Request, limits: UploadLimits): Promise<Result<ReceivedForm, UploadProblem>>
  /** A file that lies on disk, or its octets from `start` up to `end`; the caller has looked at the size. */
  read(file: StoredFile, range?: { start: number; end: number }): Promise<Uint8Array>
}

/** What a verification is asked for. Plain data: it travels to the thread that reads untrusted bytes. */
export interface VerifierRequest extends Omit<VerificationRequest, 'content'> {
  /** A stored file is read by that thread, piece by piece. */
  content?: ReceivedFile
  /** Asks another engine about the raw signatures: a disagreement is INDETERMINATE with an alarm. */
  crossCheck: boolean
}

export interface Verifier {
  /** Never rejects: overrun, overload and failure are INDETERMINATE reports with their reason. */
  verify(request: VerifierRequest): Promise<ReportJson>
}

/** A place on a page, in millimetres from its top left corner as people see it. */
export interface Placement {
  /** From 1. */
  page: number
  leftMm: number
  topMm: number
  widthMm: number
  heightMm: number
}

export interface MakingOrder {
  file: Uint8Array
  /** Claimed as the time of signing. */
  at: Instant
  key: { algorithm: ServiceKey; publicKey: Uint8Array; sign(message: Uint8Array): Promise<Uint8Array> }
  /** DER, of the signer and above. */
  certificate: Uint8Array
  chain: readonly Uint8Array[]
  /** Name of the signer, for people. */
  signer: string
  reason?: string
  location?: string
  /** Authorities to ask for a timestamp, in this order until one answers; none: no timestamp. */
  timestampUrls: readonly string[]
}

export interface SigningOrder extends MakingOrder {
  /** Absent: nothing is shown. */
  shown?: { placement: Placement; lines: readonly string[] }
  /** 1 nothing may change later, 2 forms may be filled and signed, 3 also annotated; absent: an ordinary signature. */
  certification?: 1 | 2 | 3
}

export interface SealingOrder extends MakingOrder {
  format: 'pdf' | 'ofd'
  /** DER of the SESeal. */
  seal: Uint8Array
  picture: Uint8Array
  placement: Placement
}

/** Signs and seals documents: a new revision, every octet of the old one as it was. */
export interface DocumentMaker {
  /** @throws AppError with a code of `signing.*` for a file that cannot be signed, or without the timestamp asked for */
  signPdf(order: SigningOrder): Promise<Uint8Array>
  /** @throws AppError as `signPdf` */
  seal(order: SealingOrder): Promise<Uint8Array>
}

/** Asks timestamp authorities. */
export interface Timestamper {
  /**
   * DER of a token over `octets` by SHA-256, of the first authority that answers, and its address.
   * Whether it is trusted is for those who verify to say. @throws AppError `unavailable` when none does
   */
  stamp(octets: Uint8Array, urls: readonly string[]): Promise<{ token: Uint8Array; authority: string }>
}

/** Draws pages for people to look at; the verdict never depends on it. */
export interface PageDrawer {
  /** Never rejects: overrun, overload and failure are problems with their reason. @param page from 0 */
  drawOfdPage(bytes: Uint8Array, page: number): Promise<Result<DrawnPage, DrawingProblem>>
}

export interface SealImage {
  /** Red on nothing, with its size inside. */
  png: Uint8Array
  /** Of a drawn one; a scan has none. */
  svg?: string
  widthMm: number
  heightMm: number
}

export interface ScanOrder {
  /** A PNG. */
  bytes: Uint8Array
  /** Of the seal without the paper around it. */
  widthMm: number
  dpi: number
}

/** Makes the pictures of electronic seals. */
export interface SealPictures {
  /** Never rejects: overrun, overload and failure are faults with their reason. @param dpi 72 to 600 */
  drawSeal(design: SealDesign, dpi: number): Promise<Result<SealImage, DrawingFault>>
  /** As `drawSeal`, of a scanned impression. */
  cleanSeal(order: ScanOrder): Promise<Result<SealImage, DrawingFault>>
}

/** Takes out of an object what its verdict rests on. */
export interface Gatherer {
  /** The chains, and the revocation evidence and timestamps in the object, each once, in the order they were met. Never rejects: nothing where the judgement overran. */
  gather(request: VerifierRequest): Promise<UsedMaterial[]>
}

/** Puts reports on paper. */
export interface Printer {
  /** A PDF on A4 with its fonts inside. Same report, language and number: same bytes. `number` is absent where nothing was kept. */
  verificationReport(report: ReportJson, options: { language: Language; number?: string }): Promise<Uint8Array>
  /** A report of the shelf, in Chinese. Same report, number and digest: same bytes. The longest tables end in a pointer to the spreadsheet. */
  operationsReport(report: ReportModel, named: { number: string; digest: string }): Promise<Uint8Array>
}

/** Our own wall clock against time servers. */
export interface OwnClock {
  /** How it stood when they were last asked by this process. */
  standing(): ClockStanding
  /** Never rejects: silence is a standing too. */
  check(): Promise<ClockStanding>
}

/** The seal over what accounts may do: who writes to the database without the key cannot make one. */
export interface RightsSeal {
  /** Makes the key, in `tx`; it takes the place of an earlier one. */
  begin(tx: Tx, now: Instant): Promise<void>
  /**
   * HMAC-SHA-256 of each text, hex; `undefined` where this process has no key and checks nothing.
   * @throws AppError `unavailable` when the key is gone or does not open
   */
  codes(db: Db | Tx, texts: readonly string[]): Promise<string[] | undefined>
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
