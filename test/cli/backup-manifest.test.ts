import { createHash, createHmac } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readEstateManifest } from '#adapters/backup/estate/manifest.ts'
import { runBackup } from '#cli/backup.ts'
import { withDatabase } from '../database.ts'

const { owner, url } = await withDatabase()
const root = mkdtempSync(join(tmpdir(), 'zhengxun-manifest-'))
afterAll(() => rmSync(root, { recursive: true, force: true }))
beforeAll(async () => {
  await owner.execute('create schema app')
  await owner.execute('create table app.person (id int, name text)')
  await owner.execute(`insert into app.person values (1, '张三'), (2, '李四')`)
})

async function run(...argv: string[]) {
  const said: string[] = []
  const say = (text: string) => {
    said.push(text)
  }
  return { code: await runBackup(['manifest', ...argv], { out: say, err: say }), said: said.join('') }
}

describe('zhengxun backup manifest', () => {
  it('runs the backup on the snapshot it counted, and vouches for what came of it', async () => {
    const key = join(root, 'key')
    writeFileSync(key, '清单密钥\n')
    // Stands in for a dump: it writes down what it was called with.
    const backup = ['sh', '-c', 'printf %s "$1" > "$0"', join(root, 'app.dump'), '{snapshot}']
    const set = ['--tool', 'pg-dump', '--root', root, '--set', 'app-1', '--file', 'app.dump']
    const { code } = await run(...set, '--database', url, '--key', key, '--', ...backup)
    expect(code).toBe(0)
    const text = readFileSync(join(root, 'app-1.manifest.json'), 'utf8')
    const manifest = readEstateManifest(text)
    const dump = readFileSync(join(root, 'app.dump'))
    expect(dump.toString()).toMatch(/^[0-9A-F]{8}-[0-9A-F]{8}-\d+$/)
    expect(manifest).toMatchObject({
      ...{ set: 'app-1', kind: 'full', parent: null, tool: 'pg-dump', encryption: null },
      server: { product: 'postgresql', database: new URL(url).pathname.slice(1) },
      files: [{ path: 'app.dump', size: dump.length, sha256: createHash('sha256').update(dump).digest('hex') }],
    })
    expect(manifest?.tables.find(({ table }) => table === 'app.person')).toMatchObject({
      before: { rows: 2 },
      after: { rows: 2 },
    })
    const mac = readFileSync(join(root, 'app-1.manifest.json.mac'), 'utf8').trim()
    expect(mac).toBe(createHmac('sha256', '清单密钥').update(text).digest('hex'))
  })

  it('tells what was written meanwhile apart, where the backup does not take the snapshot', async () => {
    const insert = `insert into app.person values (3, '王五')`
    const backup = ['psql', '-q', '-d', url, '-c', insert]
    const set = ['--tool', 'pg-dump', '--root', root, '--set', 'app-2', '--file', 'app.dump']
    expect((await run(...set, '--database', url, '--', ...backup)).code).toBe(0)
    const manifest = readEstateManifest(readFileSync(join(root, 'app-2.manifest.json'), 'utf8'))
    expect(manifest?.tables.find(({ table }) => table === 'app.person')).toMatchObject({
      before: { rows: 2 },
      after: { rows: 3 },
    })
  })

  it('writes nothing for a backup that failed or left nothing, and refuses what it cannot read', async () => {
    const set = ['--tool', 'files', '--root', root, '--set', 'bad']
    expect(await run(...set, '--file', 'app.dump', '--', 'false')).toMatchObject({ code: 1 })
    expect(await run(...set)).toMatchObject({ code: 1 })
    expect(await run(...set, '--file', 'not there')).toMatchObject({ code: 1 })
    expect(() => readFileSync(join(root, 'bad.manifest.json'))).toThrow()
    expect(await run('--tool', 'nothing', '--root', root, '--set', 'x')).toMatchObject({ code: 64 })
    expect(await run('--tool', 'files', '--root', root, '--set', '../x')).toMatchObject({ code: 64 })
    expect(await run('--tool', 'files', '--root', root, '--wrong')).toMatchObject({ code: 64 })
  })
})
