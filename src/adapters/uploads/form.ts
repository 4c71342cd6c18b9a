// What both receivers share: the form that comes of the parts, and the rules a part must keep.

import type { ReceivedFile, ReceivedForm, UploadLimits, UploadProblem } from '#src/ports.ts'

/** A part that breaks a rule ends the reading of its form. */
export class Refused extends Error {
  readonly problem: UploadProblem
  constructor(code: UploadProblem['code'], params?: UploadProblem['params']) {
    super(code)
    this.problem = { code, ...(params && { params }) }
  }
}

/** Names of uploads are shown, never used as paths. */
const MAX_NAME_LENGTH = 255

/** A file of the form that is still being read. */
export interface OpenFile {
  /** @throws Refused */
  refuseAbove(sizeBytes: number): void
  storedAboveBytes: number
  end(file: ReceivedFile): void
}

export class FormParts {
  private readonly texts = new Map<string, string>()
  private readonly received: { field: string; file: ReceivedFile }[] = []
  private readonly limits: UploadLimits
  private heldBytes = 0
  private totalBytes = 0

  constructor(limits: UploadLimits) {
    this.limits = limits
  }

  addText(field: string, value: string): void {
    this.texts.set(plain(field), value)
  }

  /** Keeps the place of a file that is still being read, so that files stay in the order they came. */
  beginFile(field: string, fileName: string): OpenFile {
    const name = fileName.slice(0, MAX_NAME_LENGTH)
    const limits = this.limits.files[plain(field)]
    if (!limits) throw new Refused('upload.field-unknown', { field })
    if (this.received.length >= this.limits.maxFiles) {
      throw new Refused('upload.too-many-files', { maxFiles: this.limits.maxFiles })
    }
    const place = { field: plain(field), file: { name, bytes: new Uint8Array() } as ReceivedFile }
    this.received.push(place)
    const refuseAbove = (sizeBytes: number) => {
      const { maxBytes } = limits
      if (sizeBytes > maxBytes) throw new Refused('upload.file-too-large', { field, name, maxBytes })
    }
    return {
      refuseAbove,
      storedAboveBytes: limits.storedAboveBytes ?? Number.POSITIVE_INFINITY,
      end: (file) => {
        place.file = { ...file, name }
      },
    }
  }

  /** @throws Refused when the form as a whole holds too much */
  addHeld(bytes: number): void {
    this.heldBytes += bytes
    const maxBytes = this.limits.maxHeldBytes
    if (this.heldBytes > maxBytes) throw new Refused('upload.too-much', { maxBytes })
  }

  /** @throws Refused when the form as a whole is too large */
  addReceived(bytes: number): void {
    this.totalBytes += bytes
    const maxBytes = this.limits.maxTotalBytes ?? Number.POSITIVE_INFINITY
    if (this.totalBytes > maxBytes) throw new Refused('upload.too-much', { maxBytes })
  }

  form(discard: () => Promise<void>): ReceivedForm {
    return {
      text: (field) => this.texts.get(field),
      files: (field) => this.received.filter((one) => one.field === field).map((one) => one.file),
      discard,
    }
  }
}

/** Browsers and command lines differ in how they name a field of several files. */
function plain(field: string): string {
  return field.replace(/\[\]$/, '')
}
