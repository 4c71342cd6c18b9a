// Multipart forms on a machine with a disk: parts are taken as they come in, small files are held, large ones are written to a
// folder of the request's own. A gigabyte passes through without being in memory.

import { randomUUID } from 'node:crypto'
import { type FileHandle, mkdir, open, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { ReadableStream } from 'node:stream/web'
import { Busboy } from '@fastify/busboy'
import { concatBytes } from '#core/bytes/bytes.ts'
import { err, ok } from '#core/verdict.ts'
import type { ReceivedFile, UploadLimits, Uploads } from '#src/ports.ts'
import { FormParts, Refused } from './form.ts'

const MAX_TEXT_BYTES = 256 * 1024
const MAX_TEXTS = 100

/** @param root folder for what is under way; made when first needed, readable by this user only */
export function diskUploads(root: string): Uploads {
  return {
    async receive(request, limits) {
      const folder = join(root, randomUUID())
      const discard = () => rm(folder, { recursive: true, force: true })
      try {
        const parts = await readParts(request, limits, folder)
        return ok(parts.form(discard))
      } catch (error) {
        await discard()
        if (error instanceof Refused) return err(error.problem)
        throw error
      }
    },
    async read({ path, sizeBytes }, { start, end } = { start: 0, end: sizeBytes }) {
      const handle = await open(path)
      try {
        const bytes = new Uint8Array(Math.max(0, Math.min(end, sizeBytes) - start))
        const { bytesRead } = await handle.read(bytes, 0, bytes.length, start)
        if (bytesRead < bytes.length) throw new Error('a received file is shorter than it was')
        return bytes
      } finally {
        await handle.close()
      }
    },
  }
}

/** @throws Refused for a form that breaks a rule; Error when the disk does not take it */
async function readParts(request: Request, limits: UploadLimits, folder: string): Promise<FormParts> {
  const parts = new FormParts(limits)
  const type = request.headers.get('content-type') ?? ''
  if (!request.body || !/^multipart\/form-data\s*;/i.test(type)) throw new Refused('upload.not-multipart')
  const busboy = newBusboy(type)
  const taking: Promise<void>[] = []
  const streams: Readable[] = []
  let refusal: unknown
  const refuse = (error: unknown) => {
    refusal ??= error
    busboy.destroy(error as Error)
  }
  busboy.on('field', (field, value, _, isTruncated) => {
    if (isTruncated) refuse(new Refused('upload.file-too-large', { field, name: field, maxBytes: MAX_TEXT_BYTES }))
    else parts.addText(field, value)
  })
  busboy.on('file', (field, stream, fileName) => {
    streams.push(stream)
    taking.push(takeFile(parts, { field, fileName: fileName ?? '', stream, folder }).catch(refuse))
  })
  await pipeline(Readable.fromWeb(request.body as ReadableStream), busboy).catch(() => {
    refusal ??= new Refused('upload.cut-off')
  })
  // A part that was cut off never ends by itself.
  if (refusal) for (const stream of streams) stream.destroy()
  await Promise.all(taking)
  if (refusal) throw refusal
  return parts
}

function newBusboy(type: string): InstanceType<typeof Busboy> {
  try {
    return new Busboy({
      headers: { 'content-type': type },
      limits: { fieldSize: MAX_TEXT_BYTES, fields: MAX_TEXTS, headerPairs: 50 },
    })
  } catch {
    // No boundary, or one that is none.
    throw new Refused('upload.not-multipart')
  }
}

interface Part {
  field: string
  fileName: string
  stream: Readable
  folder: string
}

async function takeFile(parts: FormParts, part: Part): Promise<void> {
  const open = parts.beginFile(part.field, part.fileName)
  const held: Uint8Array[] = []
  let sizeBytes = 0
  let disk: { handle: FileHandle; path: string } | undefined
  try {
    for await (const piece of part.stream as AsyncIterable<Uint8Array>) {
      sizeBytes += piece.length
      open.refuseAbove(sizeBytes)
      parts.addReceived(piece.length)
      held.push(piece)
      if (!disk && sizeBytes <= open.storedAboveBytes) {
        parts.addHeld(piece.length)
        continue
      }
      disk ??= await newFile(part.folder)
      await writeAll(disk.handle, held.splice(0))
    }
  } finally {
    await disk?.handle.close()
  }
  open.end(received(disk?.path, held, sizeBytes))
}

function received(path: string | undefined, held: readonly Uint8Array[], sizeBytes: number): ReceivedFile {
  return path ? { name: '', path, sizeBytes } : { name: '', bytes: concatBytes(...held) }
}

async function newFile(folder: string): Promise<{ handle: FileHandle; path: string }> {
  await mkdir(folder, { recursive: true, mode: 0o700 })
  const path = join(folder, randomUUID())
  return { handle: await open(path, 'wx', 0o600), path }
}

async function writeAll(handle: FileHandle, pieces: readonly Uint8Array[]): Promise<void> {
  for (const piece of pieces) await handle.writeFile(piece)
}
