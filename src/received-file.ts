// One file of a multipart form, held in memory for as long as the answer takes.

import { AppError, type Ctx } from './context.ts'
import type { ReceivedForm } from './ports.ts'

const FILE = { type: 'string', format: 'binary' } as const
const TEXT = { type: 'string' } as const

/** The form as the description tells it, and no schema that would read the body before it is received. */
export const fileForm = (...texts: string[]) => ({
  body: {
    content: {
      'multipart/form-data': {
        schema: {
          type: 'object' as const,
          required: ['file', ...texts],
          properties: { file: FILE, ...Object.fromEntries(texts.map((name) => [name, TEXT])) },
        },
      },
    },
  },
})

/** @throws AppError `bad-input` or `limit` naming what is wrong with the form */
export async function withFile<T>(
  ctx: Ctx,
  request: Request,
  maxBytes: number,
  answer: (file: { name: string; bytes: Uint8Array }, form: ReceivedForm) => Promise<T>,
): Promise<T> {
  const limits = { files: { file: { maxBytes } }, maxFiles: 1, maxHeldBytes: maxBytes }
  const form = await ctx.ports.uploads.receive(request, limits)
  if (!form.ok) {
    const { code, params } = form.error
    throw new AppError(code === 'upload.file-too-large' ? 'limit' : 'bad-input', code, params)
  }
  try {
    const [file] = form.value.files('file')
    if (!file || !('bytes' in file)) throw new AppError('bad-input', 'upload.file-required')
    return await answer(file, form.value)
  } finally {
    await form.value.discard()
  }
}
