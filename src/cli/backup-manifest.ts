// `backup manifest`: run by the job that makes a backup, at backup time; writes what a drill is held against later.

import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { type ManifestOrder, makeManifest } from '#adapters/backup/estate/make-manifest.node.ts'
import { BACKUP_KINDS } from '#core/backups/source.ts'
import { type Command, EXIT } from './io.ts'

export const MANIFEST_USAGE = `usage: zhengxun backup manifest --tool ${BACKUP_KINDS.join('|')} --root DIR --set NAME
         [--file PATH]… [--database URL | --database-file FILE | --mariadb-defaults FILE --schema NAME] [--parent NAME] [--stanza NAME] [--encrypted]
         [--key FILE] [-- COMMAND…]
  writes DIR/NAME.manifest.json (and .mac with --key); {snapshot} in COMMAND becomes the snapshot that was counted
`

const OPTIONS = {
  tool: { type: 'string' },
  root: { type: 'string' },
  set: { type: 'string', default: '' },
  file: { type: 'string', multiple: true },
  database: { type: 'string' },
  'database-file': { type: 'string' },
  'mariadb-defaults': { type: 'string' },
  schema: { type: 'string' },
  parent: { type: 'string' },
  stanza: { type: 'string', default: '' },
  encrypted: { type: 'boolean', default: false },
  key: { type: 'string' },
} as const

const firstLine = (path: string) => (readFileSync(path, 'utf8').split('\n')[0] ?? '').trim()

/** `undefined` for a command line that is wrong. */
export function readOrder(argv: readonly string[]): ManifestOrder | undefined {
  const end = argv.indexOf('--')
  const command = end < 0 ? [] : argv.slice(end + 1)
  const { values } = parseArgs({ args: argv.slice(0, end < 0 ? undefined : end), options: OPTIONS })
  const tool = BACKUP_KINDS.find((kind) => kind === values.tool)
  const isNamed = tool === 'pgbackrest' ? values.stanza !== '' : /^[^/\0]{1,200}$/.test(values.set)
  if (!tool || values.root === undefined || !isNamed) return undefined
  const database = values.database ?? (values['database-file'] && firstLine(values['database-file']))
  return {
    tool,
    root: resolve(values.root),
    set: values.set,
    kind: values.parent === undefined ? 'full' : 'incremental',
    parent: values.parent ?? null,
    files: values.file ?? [],
    ...(database && { database }),
    ...(values['mariadb-defaults'] &&
      values.schema && { mariadb: { defaultsFile: resolve(values['mariadb-defaults']), database: values.schema } }),
    stanza: values.stanza,
    encryption: values.encrypted ? 'openssl-enc-aes-256-cbc-pbkdf2' : null,
    command,
    ...(values.key && { key: new TextEncoder().encode(firstLine(values.key)) }),
    now: Date.now,
  }
}

export const runManifest: Command = async (argv, io) => {
  let order: ManifestOrder | undefined
  try {
    order = readOrder(argv)
  } catch (error) {
    io.err(`${error instanceof Error ? error.message : ''}\n`)
  }
  if (!order) {
    io.err(MANIFEST_USAGE)
    return EXIT.usage
  }
  try {
    const { path, sha256, manifest } = await makeManifest(order)
    io.out(`${path}\n`)
    io.err(`${sha256} · ${manifest.tables.length} 张表 tables · ${manifest.files.length} 个文件 files\n`)
    return EXIT.ok
  } catch (error) {
    io.err(`没有写清单 · no manifest was written: ${error instanceof Error ? error.message : ''}\n`)
    return EXIT.failed
  }
}
