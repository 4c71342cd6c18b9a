// Checkpoints of the audit trail in a file of lines that is only appended to, and on the disk before anybody is told so. Best on a disk
// that the service can write and not rewrite (WORM share, `chattr +a`).

import { type FileHandle, open } from 'node:fs/promises'
import { basename, dirname, resolve } from 'node:path'
import type { CheckpointCopy, CheckpointPlace } from '#src/ports.ts'

/** Where a line that is given again must stand: more than a thousand of them. */
const TAIL_BYTES = 1_048_576

export function checkpointFile(path: string): CheckpointPlace {
  return {
    name: `file:${basename(path)}`,
    kind: 'file',
    put: async (checkpoints) => {
      const file = await open(path, 'a+', 0o600)
      try {
        const tail = await tailOf(file)
        const fresh = newIn(tail, checkpoints)
        if (fresh.length === 0) return
        // A line that a power failure cut off stays as it is, on a line of its own.
        const start = tail === '' || tail.endsWith('\n') ? '' : '\n'
        await file.appendFile(start + fresh.map(({ line }) => `${line}\n`).join(''))
        await file.sync()
      } finally {
        await file.close()
      }
      await syncFolder(dirname(resolve(path)))
    },
  }
}

async function tailOf(file: FileHandle): Promise<string> {
  const { size } = await file.stat()
  const length = Math.min(size, TAIL_BYTES)
  const { buffer, bytesRead } = await file.read(Buffer.alloc(length), 0, length, size - length)
  return buffer.subarray(0, bytesRead).toString('utf8')
}

/** What the file does not hold yet. @throws when it holds a later checkpoint, and not the one given: the trail has forked. */
function newIn(tail: string, checkpoints: readonly CheckpointCopy[]): CheckpointCopy[] {
  const held = new Set(tail.split('\n'))
  const last = Math.max(0, ...[...tail.matchAll(/"seq":(\d+)/g)].map(([, seq]) => Number(seq)))
  const fresh = checkpoints.filter(({ line }) => !held.has(line))
  const forked = fresh.find(({ seq }) => seq <= last)
  if (forked) throw new Error(forkWords(forked.seq, last))
  return fresh
}

export function forkWords(seq: number, last: number): string {
  return `已有检查点 ${last}，与现在的检查点 ${seq} 不属于同一条记录链 · holds checkpoint ${last}, which is not of the trail that checkpoint ${seq} is of`
}

/** A file that was made just now is only there for good once its folder is on the disk. */
async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, 'r')
  try {
    await folder.sync()
  } finally {
    await folder.close()
  }
}
