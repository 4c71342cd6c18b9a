// Feeds a plain dump to a scratch server statement by statement, as a role that may nothing but own its database. psql is never asked.

import { once } from 'node:events'
import { type Readable, Writable } from 'node:stream'
import type pg from 'pg'
import { from as copyFrom } from 'pg-copy-streams'
import { cutPlainDump, type DumpPiece } from '#core/backups/plain-dump.ts'
import { failed } from './stage.ts'

/** Of pg_dump itself, and harmless: they guard psql, or say which database is meant. */
const HARMLESS_META = /^\\(restrict|unrestrict|connect)\b[^`|]*$/

/** What only the owner of a whole server may do, and a copy of one database does not need. */
const SKIPPED =
  /^(ALTER\s[\s\S]*\sOWNER\s+TO\s|GRANT\s|REVOKE\s|ALTER\s+DEFAULT\s+PRIVILEGES\s|COMMENT\s+ON\s+EXTENSION\s|CREATE\s+EXTENSION\s|(CREATE|ALTER|DROP)\s+DATABASE\s|SET\s+(SESSION\s+AUTHORIZATION|ROLE)\s|SET\s+client_encoding\s*=\s*'UTF-?8'$|SET\s+transaction_timeout\b)/i

interface Refused {
  count: number
  line: number
  problem: string
}

/** @throws StageFailed for a client's command, for refused statements, for a dump that stops in the middle */
export async function feedDump(client: pg.Client, dump: Readable): Promise<void> {
  const cutter = cutPlainDump()
  const feeder = { client, refused: { count: 0, line: 0, problem: '' } as Refused, copy: undefined as Copy | undefined }
  for await (const chunk of dump) {
    for (const piece of cutter.push((chunk as Buffer).toString('latin1'))) await take(feeder, piece)
    stopAt(cutter.error())
  }
  for (const piece of cutter.end()) await take(feeder, piece)
  stopAt(cutter.error())
  const { count, line, problem } = feeder.refused
  if (count > 0) throw failed('restore.statements-refused', { count, line, problem })
}

function stopAt(error: { code: string; line: number } | undefined): void {
  if (error) throw failed('restore.failed', { problem: `line ${error.line}: ${error.code}` })
}

interface Copy {
  stream: Writable
  line: number
}

interface Feeder {
  client: pg.Client
  refused: Refused
  copy: Copy | undefined
}

async function take(feeder: Feeder, piece: DumpPiece): Promise<void> {
  if (piece.kind === 'meta') return judgeMeta(piece)
  if (piece.kind === 'statement') return attempt(feeder, piece.line, () => run(feeder.client, piece.text))
  if (piece.kind === 'copy') {
    feeder.copy = openCopy(feeder, piece.text, piece.line)
    return
  }
  const { copy } = feeder
  if (!copy) return
  if (piece.kind === 'copy-data') {
    if (!copy.stream.write(Buffer.from(piece.text, 'latin1'))) await once(copy.stream, 'drain').catch(() => undefined)
    return
  }
  feeder.copy = undefined
  await attempt(feeder, copy.line, async () => {
    copy.stream.end()
    if (copy.stream.errored) throw copy.stream.errored
    await once(copy.stream, 'finish')
  })
}

function judgeMeta({ text, line }: { text: string; line: number }): void {
  if (!HARMLESS_META.test(text)) throw failed('restore.meta-command', { line, command: text.slice(0, 80) })
}

async function run(client: pg.Client, text: string): Promise<void> {
  if (SKIPPED.test(text)) return
  await client.query(Buffer.from(text, 'latin1').toString('utf8'))
}

function openCopy(feeder: Feeder, text: string, line: number): Copy {
  const stream = feeder.client.query(copyFrom(Buffer.from(text, 'latin1').toString('utf8')))
  // A refused COPY goes on taking its data, and says so at its end.
  const sink = new Writable({
    highWaterMark: 1024 * 1024,
    write(chunk: Buffer, _encoding, done) {
      if (stream.destroyed || stream.errored) done()
      else if (stream.write(chunk)) done()
      else {
        const go = () => {
          stream.off('drain', go)
          stream.off('error', go)
          done()
        }
        stream.once('drain', go)
        stream.once('error', go)
      }
    },
    final(done) {
      if (problem) return done(problem)
      stream.once('finish', () => done())
      stream.once('error', (error: Error) => done(error))
      stream.end()
    },
  })
  let problem: Error | undefined
  stream.on('error', (error: Error) => {
    problem = error
  })
  sink.on('error', () => undefined)
  return { stream: sink, line }
}

async function attempt(feeder: Feeder, line: number, work: () => Promise<void>): Promise<void> {
  try {
    await work()
  } catch (error) {
    const problem = error instanceof Error ? error.message : String(error)
    if (/Connection terminated|not queryable/i.test(problem)) throw failed('restore.failed', { problem })
    const { refused } = feeder
    if (refused.count === 0) Object.assign(refused, { line, problem: problem.slice(0, 300) })
    refused.count++
  }
}
