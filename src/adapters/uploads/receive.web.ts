// Multipart forms where there is no disk: the runtime's own parser, everything held, within the runtime's own limit on bodies.

import { err, ok } from '#core/verdict.ts'
import type { Uploads } from '#src/ports.ts'
import { FormParts, Refused } from './form.ts'

export const webUploads: Uploads = {
  async receive(request, limits) {
    const parts = new FormParts(limits)
    try {
      const form = await request.formData().catch(() => {
        throw new Refused('upload.not-multipart')
      })
      for (const [field, value] of form) {
        if (typeof value === 'string') parts.addText(field, value)
        else await take(parts, field, value)
      }
      return ok(parts.form(async () => {}))
    } catch (error) {
      if (error instanceof Refused) return err(error.problem)
      throw error
    }
  },
  read() {
    throw new Error('this runtime has no disk')
  },
}

async function take(parts: FormParts, field: string, file: File): Promise<void> {
  const open = parts.beginFile(field, file.name)
  open.refuseAbove(file.size)
  parts.addReceived(file.size)
  parts.addHeld(file.size)
  open.end({ name: file.name, bytes: new Uint8Array(await file.arrayBuffer()) })
}
