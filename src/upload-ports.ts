// What people send in: forms whose large files are on disk.

import type { Result } from '#core/verdict.ts'
import type { NamedBytes } from '#core/verify.ts'

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
