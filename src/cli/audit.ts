// `audit verify`: recomputes the whole audit trail, without the service, and names the first row that is not what was written.

import { readFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { z } from 'zod'
import { textOf } from '#core/messages/index.ts'
import { openDatabase } from '#db/open.node.ts'
import { type AuditVerification, type ChainHead, verifyAudit } from '#features/audit/index.ts'
import { withDatabaseUrl } from './database.ts'
import { type Command, EXIT, type Io } from './io.ts'

const USAGE = `usage: zhengxun audit verify [--checkpoint FILE] [--json]
  The output of --json, kept outside the database, is the FILE of a later --checkpoint: only with one can a trail
  be seen to be cut off at its end, or rewritten to its end.
`

/** What `--json` writes, or its `head` alone. */
const Head = z.object({ seq: z.number().int().min(0), hash: z.string().regex(/^[0-9a-f]{64}$/) })
const Checkpoint = z.union([z.object({ head: Head }).transform(({ head }) => head), Head])

export const runAudit: Command = async (argv, io) => {
  const options = readOptions(argv)
  if (typeof options === 'string') {
    io.err(`${options}${USAGE}`)
    return EXIT.usage
  }
  const verification = await withDatabaseUrl(async ({ url }) => {
    const { db, close } = openDatabase(url, {
      poolSize: 2,
      applicationName: 'zhengxun audit',
      statementTimeoutMs: 300_000,
    })
    try {
      return await verifyAudit(db, options.checkpoint)
    } finally {
      await close()
    }
  })
  report(verification, options.isJson, io)
  return verification.isIntact ? EXIT.ok : EXIT.failed
}

function readOptions(argv: readonly string[]): { checkpoint?: ChainHead; isJson: boolean } | string {
  try {
    const { values, positionals } = parseArgs({
      args: [...argv],
      allowPositionals: true,
      options: { checkpoint: { type: 'string' }, json: { type: 'boolean', default: false } },
    })
    if (positionals.length !== 1 || positionals[0] !== 'verify') return ''
    if (values.checkpoint === undefined) return { isJson: values.json }
    const checkpoint = Checkpoint.safeParse(JSON.parse(readFileSync(values.checkpoint, 'utf8')))
    if (!checkpoint.success) return `${values.checkpoint} is no checkpoint\n`
    return { checkpoint: checkpoint.data, isJson: values.json }
  } catch (error) {
    return `${error instanceof Error ? error.message : String(error)}\n`
  }
}

function report(verification: AuditVerification, isJson: boolean, io: Io): void {
  const { isIntact, rows, head, broken } = verification
  if (isJson) io.out(`${JSON.stringify(verification)}\n`)
  else if (isIntact) io.out(`审计记录完整 · the trail is intact: ${rows} rows, head ${head.seq} ${head.hash}\n`)
  else if (broken) {
    const text = (['zh', 'en'] as const).map((language) => textOf(broken.code, language)).join(' · ')
    io.out(`审计记录不完整 · the trail is broken at row ${broken.seq}: ${text}\n`)
  }
}
