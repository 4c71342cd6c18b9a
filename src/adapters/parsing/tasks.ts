// What a thread that reads untrusted bytes is asked, and what it answers.

import type { OfdDescription, OfdPreparation } from '#adapters/making/ofd-description.ts'
import type { FieldOrder, PreparedField } from '#adapters/making/pdf-field.ts'
import type { PictureOrder } from '#adapters/seals/pictures.node.ts'
import type { DrawnPage } from '#core/documents/ofd/drawing/page.ts'
import type { DrawingProblem } from '#core/documents/ofd/drawing/scene.ts'
import type { DrawingFault } from '#core/seals/drawing/draw.ts'
import type { UsedMaterial } from '#core/trust.ts'
import type { Result } from '#core/verdict.ts'
import type { ReportJson } from '#core/verification-report.ts'
import type { NamedBytes } from '#core/verify.ts'
import type { AppError } from '#src/context.ts'
import type { Delivery } from '#src/packaging-ports.ts'
import type { SealImage, VerifierRequest } from '#src/ports.ts'

export type Task =
  | { verify: VerifierRequest }
  | { gather: VerifierRequest }
  | { draw: { bytes: Uint8Array; page: number } }
  | { prepare: Preparation }
  | { picture: PictureOrder }
  | { deliver: { files: readonly NamedBytes[]; passwords: readonly string[] } }

/** What signing a file needs to know of it: see `Preparer`. */
export type Preparation =
  | { field: FieldOrder }
  | { ofdDescription: OfdPreparation }
  | { ofdPackage: OfdPreparation; value: Uint8Array }

export type Prepared =
  | { field: PreparedField }
  | { ofdDescription: OfdDescription }
  | { ofdPackage: Uint8Array }
  | { refused: Pick<AppError, 'kind' | 'code' | 'params'> }

export type Answer =
  | { report: ReportJson }
  | { gathered: UsedMaterial[] }
  | { page: Result<DrawnPage, DrawingProblem> }
  | { prepared: Prepared }
  | { picture: Result<SealImage, DrawingFault> }
  | { delivery: Delivery }
