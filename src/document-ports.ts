// Documents, their verdicts, signatures, seals and pages, as verbs see them.

import type { DrawnPage } from '#core/documents/ofd/drawing/page.ts'
import type { DrawingProblem } from '#core/documents/ofd/drawing/scene.ts'
import type { Language } from '#core/messages/index.ts'
import type { ReportModel } from '#core/reports/model.ts'
import type { DrawingFault, SealDesign } from '#core/seals/drawing/draw.ts'
import type { UsedMaterial } from '#core/trust.ts'
import type { Instant, Result } from '#core/verdict.ts'
import type { ReportJson } from '#core/verification-report.ts'
import type { VerificationRequest } from '#core/verify.ts'
import type { ServiceKey } from './service-keys.ts'
import type { ReceivedFile } from './upload-ports.ts'

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

/** Takes out of an object what its verdict rests on. */
export interface Gatherer {
  /** The chains, and the revocation evidence and timestamps in the object, each once, in the order they were met. Never rejects: nothing where the judgement overran. */
  gather(request: VerifierRequest): Promise<UsedMaterial[]>
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

/** Puts reports on paper. */
export interface Printer {
  /** A PDF on A4 with its fonts inside. Same report, language and number: same bytes. `number` is absent where nothing was kept. */
  verificationReport(report: ReportJson, options: { language: Language; number?: string }): Promise<Uint8Array>
  /** A report of the shelf, in Chinese. Same report, number and digest: same bytes. The longest tables end in a pointer to the spreadsheet. */
  operationsReport(report: ReportModel, named: { number: string; digest: string }): Promise<Uint8Array>
}
