import { execFileSync, spawnSync } from 'node:child_process'
import { createCipheriv, createHmac, pbkdf2Sync, randomBytes } from 'node:crypto'
import {
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { estateBackups } from '#adapters/backup/estate/engine.node.ts'
import { type ManifestOrder, makeManifest } from '#adapters/backup/estate/make-manifest.node.ts'
import { createEgress } from '#adapters/egress/egress.ts'
import { newestFirst } from '#core/backups/chain.ts'
import { judgeCompleteness } from '#core/backups/completeness.ts'
import { type BackupKind, TENDER_PLAN } from '#core/backups/source.ts'
import { judgeDrill } from '#core/backups/usability.ts'
import type { DrillOrder, SourceOrder } from '#src/backup-ports.ts'
import { passableFolder } from '../../folder.ts'
import {
  APPLICATION,
  BIN,
  backrest,
  hasDebianTools,
  KEY,
  type Production,
  STANZA,
  startProduction,
} from './production.ts'

/** A drill of every fault takes minutes; the short run drills the healthy twins and what only a drill can see. */
const EVERY_DRILL = process.env.ZHENGXUN_BACKUP_FAULTS === 'all'
const HOUR_MS = 3_600_000
const PASSPHRASE = new TextEncoder().encode('中间件备份口令 2026')

interface Judged {
  completeness: string[]
  usability: string[]
}

interface Row {
  fault: string
  own: string
  completeness: string[]
  usability: string[] | null
}

describe.skipIf(!hasDebianTools)(
  'backups of PostgreSQL as others make them (F13; needs postgresql and pgbackrest of Debian)',
  () => {
    let production: Production
    let pristine: string
    const dataDirectory = passableFolder('drills')
    const table: Row[] = []

    const estate = () =>
      estateBackups({ dataDirectory, backupRoots: [production.folder], egress: createEgress({ allow: [] }) })
    const orderFor = (kind: BackupKind, path: string, given: Partial<SourceOrder> = {}): SourceOrder => ({
      kind,
      place: { transport: 'local', path },
      offsite: null,
      stanza: STANZA,
      seal: async (manifest) => createHmac('sha256', KEY).update(manifest).digest(),
      passphrase: null,
      knownManifests: {},
      ...given,
    })
    const QUERIES: DrillOrder['queries'] = [
      { name: '证书张数', sql: 'select count(*) from ra.certificate', expect: { kind: 'at-least', value: '4000' } },
    ]

    /** Both verdicts as a person would get them. */
    async function judge(order: SourceOrder, isDrilled: boolean, now = Date.now()): Promise<Judged> {
      const { seen } = await estate().look(order)
      const plan = { ...TENDER_PLAN, hasOffsite: order.offsite !== null }
      const completeness = judgeCompleteness(seen, plan, now).reasons.map(({ code, verdict }) => `${verdict} ${code}`)
      const newest = seen.reachable ? newestFirst(seen.sets)[0]?.name : undefined
      if (!isDrilled || newest === undefined) return { completeness, usability: [] }
      const drill = { ...order, drillId: randomBytes(8).toString('hex'), set: newest, extensions: [], roles: [] }
      const outcome = await estate().drill({ ...drill, queries: QUERIES, maxBytes: 2e9 }, now, () => undefined)
      expect(outcome.isIsolated).toBe(true)
      expect(readdirSync(join(dataDirectory, 'drills'))).toEqual([])
      if (process.env.ZHENGXUN_BACKUP_TALK) process.stdout.write(`${JSON.stringify(outcome.seen.problem)}\n`)
      const usability = judgeDrill(outcome.seen, plan).map(({ code, verdict }) => `${verdict} ${code}`)
      return { completeness, usability }
    }

    function note(fault: string, own: string, judged: Judged, isDrilled: boolean) {
      table.push({ fault, own, completeness: judged.completeness, usability: isDrilled ? judged.usability : null })
    }

    beforeAll(async () => {
      production = await startProduction()
      await production.sql(APPLICATION)
    }, 120_000)

    afterAll(async () => {
      const layers = (codes: readonly string[] | null) =>
        codes === null
          ? 'not drilled'
          : codes.length === 0
            ? 'pass'
            : codes.map((one) => one.replace('backup.', '')).join(', ')
      const lines = table.map(
        (row) => `| ${row.fault} | ${row.own} | ${layers(row.completeness)} | ${layers(row.usability)} |`,
      )
      process.stdout.write(`\n| fault | own check | 完成性 | 可用性 |\n|---|---|---|---|\n${lines.join('\n')}\n`)
      await production.stop()
      rmSync(dataDirectory, { recursive: true, force: true })
    })

    describe('pgBackRest, a full and an incremental backup', () => {
      let full: string
      let incremental: string

      beforeAll(async () => {
        expect(production.pgbackrest(production.repository, 'stanza-create').text).toBe('')
        const tool = 'pgbackrest'
        full = (await production.make({ tool, set: '', command: backrest(production, 'full') })).manifest.set
        await production.sql(`insert into ra.request select n, 'open', 'later' from generate_series(5001, 5100) n`)
        incremental = (await production.make({ tool, set: '', command: backrest(production, 'incr') })).manifest.set
        pristine = join(production.folder, 'pristine')
        execFileSync('cp', ['-a', production.repository, pristine])
      }, 120_000)

      const stored = (repo: string, label: string) => join(repo, 'backup', STANZA, label, 'pg_data')
      const filesIn = (repo: string, label: string) => {
        const folder = stored(repo, label)
        return readdirSync(folder, { recursive: true, withFileTypes: true })
          .filter((entry) => entry.isFile() && /\/base\/\d+$/.test(entry.parentPath) && /^\d+\.gz$/.test(entry.name))
          .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
          .sort()
      }
      /** A relation's file that the incremental backup holds anew. */
      const changed = (repo: string) => {
        const inFull = new Set(filesIn(repo, full))
        return filesIn(repo, incremental).find((path) => inFull.has(path)) ?? ''
      }
      const segments = (repo: string) => {
        const folder = join(repo, 'archive', STANZA)
        return readdirSync(folder, { recursive: true, withFileTypes: true })
          .filter((entry) => /^[0-9A-F]{24}-[0-9a-f]{40}\.gz$/.test(entry.name))
          .map((entry) => join(entry.parentPath, entry.name))
      }
      const neededSegment = (repo: string) => {
        const info = readFileSync(join(repo, 'backup', STANZA, 'backup.info'), 'utf8')
        const line = info.split('\n').find((one) => one.startsWith(`${incremental}=`)) ?? ''
        const { 'backup-archive-start': name } = JSON.parse(line.slice(line.indexOf('=') + 1)) as Record<string, string>
        return segments(repo).find((path) => path.includes(`/${name}-`)) ?? ''
      }
      const flip = (path: string) => {
        const bytes = readFileSync(path)
        const at = Math.floor(bytes.length / 2)
        bytes[at] = (bytes[at] ?? 0) ^ 1
        writeFileSync(path, bytes)
      }
      const ownCheck = (repo: string) => {
        const told = (args: string[]) => {
          const { code, text } = production.pgbackrest(repo, ...args)
          return { code, text }
        }
        const info = told(['info']).text.includes('status: ok') ? 'ok' : 'error'
        const verify = told(['--output=text', 'verify'])
        const said = /status: (\w+)/.exec(verify.text)?.[1] ?? (verify.text.trim() === '' ? 'silent' : 'text')
        return `info ${info}, verify exit ${verify.code} ${said}`
      }

      /** Besides those that are always drilled. */
      const IN_SHORT = new Set([
        'one bit flipped in a data file',
        'file emptied in the full, not used by the incremental',
      ])

      const FAULTS: [string, (repo: string) => void, string[], string[], boolean][] = [
        ['none', () => undefined, [], [], true],
        [
          'file of the incremental deleted',
          (repo) => rmSync(join(stored(repo, incremental), changed(repo))),
          ['fail backup.presence.file-missing'],
          ['fail backup.restore.failed'],
          false,
        ],
        [
          'one bit flipped in a data file',
          (repo) => flip(join(stored(repo, incremental), changed(repo))),
          ['fail backup.checksum.file-differs'],
          ['fail backup.restore.failed'],
          false,
        ],
        [
          'log segment needed for consistency deleted',
          (repo) => rmSync(neededSegment(repo)),
          ['fail backup.chain.log-missing'],
          ['fail backup.start.failed'],
          true,
        ],
        [
          'one bit flipped in a log segment',
          (repo) => flip(neededSegment(repo)),
          ['fail backup.chain.log-differs'],
          ['fail backup.start.failed'],
          false,
        ],
        [
          'file emptied in the full, not used by the incremental',
          (repo) => truncateSync(join(stored(repo, full), changed(repo))),
          ['fail backup.size.file-empty'],
          [],
          false,
        ],
        [
          'full backup gone from the place',
          (repo) => rmSync(join(repo, 'backup', STANZA, full), { recursive: true }),
          ['fail backup.presence.file-missing'],
          ['fail backup.restore.failed'],
          false,
        ],
        [
          'file replaced and its SHA-1 rewritten',
          (repo) => {
            // What a careful hand would do: the repository agrees with itself again.
            const manifest = join(repo, 'backup', STANZA, incremental, 'backup.manifest')
            writeFileSync(
              manifest,
              readFileSync(manifest, 'utf8').replace(/"checksum":"[0-9a-f]{40}"/, `"checksum":"${'a'.repeat(40)}"`),
            )
          },
          ['fail backup.checksum.manifest-forged'],
          ['fail backup.checksum.differs-at-restore'],
          false,
        ],
      ]

      it.each(FAULTS.filter(([fault, , , , isDrilled]) => EVERY_DRILL || isDrilled || IN_SHORT.has(fault)))(
        '%s',
        async (fault, plant, completeness, usability, always) => {
          const repo = join(production.folder, 'planted')
          rmSync(repo, { recursive: true, force: true })
          execFileSync('cp', ['-a', pristine, repo])
          plant(repo)
          const own = ownCheck(repo)
          const isDrilled = always || EVERY_DRILL
          const judged = await judge(orderFor('pgbackrest', repo), isDrilled)
          note(`pgBackRest: ${fault}`, own, judged, isDrilled)
          for (const code of completeness) expect(judged.completeness).toContain(code)
          if (completeness.length === 0) expect(judged.completeness).toEqual([])
          if (isDrilled) expect(judged.usability).toEqual(usability)
        },
        90_000,
      )

      it('table emptied before a good backup', async () => {
        await production.sql('create table ra.saved as select * from ra.certificate; delete from ra.certificate')
        await production.make({ tool: 'pgbackrest', set: '', command: backrest(production, 'incr') })
        await production.sql('insert into ra.certificate select * from ra.saved; drop table ra.saved')
        const own = ownCheck(production.repository)
        const judged = await judge(orderFor('pgbackrest', production.repository), EVERY_DRILL)
        note('pgBackRest: table emptied before a good backup', own, judged, EVERY_DRILL)
        expect(judged.completeness).toContain('fail backup.application.table-emptied')
        if (EVERY_DRILL) expect(judged.usability).toEqual(['fail backup.application.query-unmet'])
      }, 90_000)

      it('is as old as it is', async () => {
        const late = Date.now() + 29 * HOUR_MS
        expect((await judge(orderFor('pgbackrest', pristine), false, late)).completeness).toEqual([
          'fail backup.age.newest-too-old',
        ])
      })
    })

    describe('pg_dump', () => {
      let at = 0
      /** A folder with one dump, as the job leaves it. */
      async function dump(
        format: 'p' | 'c',
        given: { args?: string[]; then?: (path: string) => void; order?: Partial<ManifestOrder> } = {},
      ): Promise<{ folder: string; path: string; set: string }> {
        const folder = join(production.folder, `dump-${at++}`)
        execFileSync('cp', ['-a', production.files, folder])
        rmSync(folder, { recursive: true })
        mkdirSync(folder)
        const path = join(folder, 'ra.dump')
        const written = join(production.files, 'ra.dump')
        const set = 'ra-full'
        const line = [join(BIN, 'pg_dump'), '--snapshot={snapshot}', `-F${format}`, '-d', production.url, '-f', written]
        await production.make({
          tool: 'pg-dump',
          set,
          files: ['ra.dump'],
          command: [...line, ...(given.args ?? [])],
          ...given.order,
        })
        renameSync(written, path)
        given.then?.(path)
        // The job's own manifest is made of what the job left behind.
        if (given.then) {
          await production
            .make({
              tool: 'pg-dump',
              set,
              files: [`../${folder.split('/').at(-1)}/ra.dump`],
              command: ['true'],
              ...given.order,
            })
            .catch(() => undefined)
        }
        for (const suffix of ['.manifest.json', '.manifest.json.mac'])
          renameSync(join(production.files, set + suffix), join(folder, set + suffix))
        return { folder, path, set }
      }
      const listed = (path: string) => `pg_restore -l exit ${spawnSync(join(BIN, 'pg_restore'), ['-l', path]).status}`

      it.each(['p', 'c'] as const)(
        'healthy, format %s',
        async (format) => {
          const { folder, path } = await dump(format)
          const judged = await judge(orderFor('pg-dump', folder), true)
          note(`pg_dump -F${format}: none`, format === 'c' ? listed(path) : 'none exists', judged, true)
          expect(judged).toEqual({ completeness: [], usability: [] })
        },
        60_000,
      )

      it.each<[string, 'p' | 'c', (path: string) => void, string[], string[]]>([
        [
          'truncated',
          'c',
          (path) => truncateSync(path, statSync(path).size - 2_000),
          ['fail backup.size.truncated'],
          ['fail backup.checksum.differs-at-restore'],
        ],
        [
          'truncated',
          'p',
          (path) => truncateSync(path, statSync(path).size - 2_000),
          ['fail backup.size.truncated'],
          ['fail backup.checksum.differs-at-restore'],
        ],
        [
          'emptied',
          'c',
          (path) => truncateSync(path),
          ['fail backup.size.file-empty', 'fail backup.size.nothing'],
          ['fail backup.checksum.differs-at-restore'],
        ],
        [
          'one bit flipped',
          'c',
          (path) => flipMiddle(path),
          ['fail backup.checksum.file-differs'],
          ['fail backup.checksum.differs-at-restore'],
        ],
        [
          'one bit flipped',
          'p',
          (path) => flipMiddle(path),
          ['fail backup.checksum.file-differs'],
          ['fail backup.checksum.differs-at-restore'],
        ],
        [
          'gone',
          'c',
          (path) => rmSync(path),
          ['fail backup.presence.file-missing', 'fail backup.size.nothing'],
          ['fail backup.presence.gone-at-restore'],
        ],
      ])(
        '%s, format %s',
        async (fault, format, plant, completeness, usability) => {
          const { folder, path } = await dump(format)
          plant(path)
          const own = format === 'c' ? listed(path) : 'none exists'
          // Such a drill ends before a server is made: it costs nothing.
          const judged = await judge(orderFor('pg-dump', folder), true)
          note(`pg_dump -F${format}: ${fault}`, own, judged, true)
          expect(judged.completeness.filter((one) => !one.includes('.age.'))).toEqual(completeness)
          expect(judged.usability).toEqual(usability)
        },
        60_000,
      )

      it('with a manifest somebody wrote anew is not believed, neither by its code nor by memory', async () => {
        const { folder, set } = await dump('c')
        const path = join(folder, `${set}.manifest.json`)
        const { manifests } = await estate().look(orderFor('pg-dump', folder))
        writeFileSync(path, readFileSync(path, 'utf8').replace('"rows": 4000', '"rows": 3999'))
        const judged = await judge(orderFor('pg-dump', folder), true)
        note('pg_dump -Fc: manifest forged', 'never looked at', judged, true)
        expect(judged.completeness).toContain('fail backup.checksum.manifest-forged')
        expect(judged.usability).toEqual(['fail backup.presence.no-manifest'])
        // Without a key only what was first seen under this name gives it away.
        const { seal: _, ...keyless } = orderFor('pg-dump', folder, { knownManifests: manifests })
        expect((await judge(keyless, false)).completeness).toContain('fail backup.checksum.manifest-forged')
        const { seal: __, ...unknown } = orderFor('pg-dump', folder)
        expect((await judge(unknown, false)).completeness).toEqual(['warn backup.checksum.manifest-unsealed'])
      }, 60_000)

      it('whose code was taken away is forged, and whose manifest was taken away is told', async () => {
        const { folder, set } = await dump('c')
        rmSync(join(folder, `${set}.manifest.json.mac`))
        expect((await judge(orderFor('pg-dump', folder), false)).completeness).toContain(
          'fail backup.checksum.manifest-forged',
        )
        rmSync(join(folder, `${set}.manifest.json`))
        const judged = await judge(orderFor('pg-dump', folder), false)
        note('pg_dump -Fc: manifest deleted', 'never looked at', judged, false)
        expect(judged.completeness).toContain('fail backup.presence.manifest-missing')
      }, 60_000)

      it.each<[string, (copy: string) => void, number, string[]]>([
        ['equal', () => undefined, 0, []],
        [
          'stale: only the backup before, two days on',
          (copy) => rmSync(join(copy, 'ra-2')),
          49,
          ['fail backup.offsite.stale'],
        ],
        ['different: one bit', (copy) => flipMiddle(join(copy, 'ra-2')), 0, ['fail backup.offsite.differs']],
        ['gone', (copy) => rmSync(copy, { recursive: true }), 0, ['unknown backup.offsite.unreachable']],
      ])(
        'off site %s',
        async (fault, plant, hours, expected) => {
          for (const set of ['ra-1', 'ra-2']) {
            const line = [join(BIN, 'pg_dump'), '--snapshot={snapshot}', '-Fc', '-d', production.url]
            const path = join(production.files, set)
            await production.make({ tool: 'pg-dump', set, files: [set], command: [...line, '-f', path] })
          }
          const main = join(production.folder, `main-${at++}`)
          const copy = join(production.folder, `copy-${at++}`)
          for (const folder of [main, copy]) execFileSync('cp', ['-a', production.files, folder])
          plant(copy)
          const offsite = { transport: 'local', path: copy } as const
          const judged = await judge(orderFor('pg-dump', main, { offsite }), false, Date.now() + hours * HOUR_MS)
          note(`pg_dump -Fc: off site ${fault}`, 'never looked at', judged, false)
          for (const name of readdirSync(production.files)) rmSync(join(production.files, name))
          expect(judged.completeness.filter((one) => !one.includes('.age.'))).toEqual(expected)
        },
        60_000,
      )

      it('that leaves an object of the schema out is found by the drill (drift)', async () => {
        const { folder, path } = await dump('c', { args: ['--exclude-table=ra.open_request'] })
        const judged = await judge(orderFor('pg-dump', folder), true)
        note('pg_dump -Fc: schema drift, a view left out', listed(path), judged, true)
        expect(judged).toEqual({ completeness: [], usability: ['fail backup.compare.schema-differs'] })
      }, 60_000)
    })

    describe('pg_basebackup', () => {
      const make = async (set: string) => {
        const line = [join(BIN, 'pg_basebackup'), '-Ft', '-z', '-X', 'stream', '-c', 'fast', '-d', production.url]
        const command = [...line, '-D', join(production.files, set)]
        await production.make({ tool: 'pg-basebackup', set, files: [set], command })
      }

      it('healthy, and with its log deleted', async () => {
        await make('base')
        const verify = () =>
          `pg_verifybackup exit ${spawnSync(join(BIN, 'pg_verifybackup'), [join(production.files, 'base')]).status}`
        const good = await judge(orderFor('pg-basebackup', production.files), true)
        note('pg_basebackup: none', verify(), good, true)
        expect(good).toEqual({ completeness: [], usability: [] })
        rmSync(join(production.files, 'base', 'pg_wal.tar.gz'))
        const cut = await judge(orderFor('pg-basebackup', production.files), true)
        note('pg_basebackup: log deleted', verify(), cut, true)
        clear()
        expect(cut.completeness).toContain('fail backup.presence.file-missing')
        expect(cut.usability).toEqual(['fail backup.presence.gone-at-restore'])
      }, 90_000)

      it('with settings that want to run something is restored without them', async () => {
        const mark = join(production.files, 'ran')
        await production.sql(`alter system set archive_cleanup_command = 'touch ${mark}'`)
        await production.sql(`alter system set recovery_end_command = 'touch ${mark}'`)
        await make('armed')
        await production.sql('alter system reset all')
        const armed = await judge(orderFor('pg-basebackup', production.files), true)
        const left = readdirSync(production.files)
        clear()
        expect(armed).toEqual({ completeness: [], usability: [] })
        expect(left).not.toContain('ran')
      }, 90_000)
    })

    describe('files with a manifest', () => {
      it('are usable when each came back as it was, and not when one octet differs', async () => {
        const path = join(production.files, 'ca.pfx')
        writeFileSync(path, randomBytes(100_000))
        await makeManifest({
          ...{ tool: 'files', root: production.files, set: 'keys', kind: 'full', parent: null, files: ['ca.pfx'] },
          ...{ stanza: '', encryption: null, command: [], key: KEY, now: Date.now },
        })
        const drilled = async () => {
          const order = { ...orderFor('files', production.files), drillId: 'keys', set: 'keys', queries: [] }
          const given = { ...order, extensions: [], roles: [], maxBytes: 1e9 }
          const outcome = await estate().drill(given, Date.now(), () => undefined)
          return judgeDrill(outcome.seen, TENDER_PLAN).map(({ code }) => code)
        }
        const good = await drilled()
        flipMiddle(path)
        const bad = await drilled()
        clear()
        expect([good, bad]).toEqual([[], ['backup.checksum.differs-at-restore']])
      })
    })

    /** What the test before left in the place of files. */
    function clear() {
      for (const name of readdirSync(production.files)) rmSync(join(production.files, name), { recursive: true })
    }

    describe('an encrypted dump', () => {
      const encrypt = (plain: Buffer) => {
        const salt = randomBytes(8)
        const derived = pbkdf2Sync(PASSPHRASE, salt, 10_000, 48, 'sha256')
        const cipher = createCipheriv('aes-256-cbc', derived.subarray(0, 32), derived.subarray(32))
        return Buffer.concat([Buffer.from('Salted__'), salt, cipher.update(plain), cipher.final()])
      }

      it('opens with its key, and names the layer with another key, with none, and damaged', async () => {
        const plain = join(production.files, 'plain.dump')
        const sealed = join(production.files, 'ra.dump.enc')
        const passFile = join(production.folder, 'passphrase')
        writeFileSync(passFile, PASSPHRASE)
        const script = `${join(BIN, 'pg_dump')} --snapshot={snapshot} -Fc -d '${production.url}' -f ${plain} && openssl enc -aes-256-cbc -pbkdf2 -salt -in ${plain} -out ${sealed} -pass file:${passFile} && rm ${plain}`
        await production.make({
          tool: 'pg-dump',
          set: 'sealed',
          files: ['ra.dump.enc'],
          command: ['sh', '-c', script],
          encryption: 'openssl-enc-aes-256-cbc-pbkdf2',
        })
        const place = (given: Partial<SourceOrder>) => orderFor('pg-dump', production.files, given)
        const good = await judge(place({ passphrase: PASSPHRASE }), true)
        note('pg_dump encrypted: none', 'none exists', good, true)
        expect(good).toEqual({ completeness: [], usability: [] })
        const wrong = await judge(place({ passphrase: new TextEncoder().encode('another') }), true)
        note('pg_dump encrypted: wrong key', 'none exists', wrong, true)
        expect(wrong.completeness).toContain('fail backup.decrypt.wrong-key')
        expect(wrong.usability).toEqual(['fail backup.decrypt.wrong-key'])
        const none = await judge(place({}), true)
        note('pg_dump encrypted: no key', 'none exists', none, true)
        expect(none.completeness).toContain('fail backup.decrypt.no-key')
        expect(none.usability).toEqual(['fail backup.decrypt.no-key'])
        // What OpenSSL opens we open, and the other way round.
        const ours = join(production.folder, 'ours.enc')
        writeFileSync(ours, encrypt(Buffer.from('PGDMP the same')))
        expect(
          execFileSync('openssl', ['enc', '-d', '-aes-256-cbc', '-pbkdf2', '-in', ours, '-pass', `file:${passFile}`], {
            encoding: 'utf8',
          }),
        ).toBe('PGDMP the same')
      }, 90_000)
    })
  },
)

function flipMiddle(path: string) {
  const bytes = readFileSync(path)
  const at = Math.floor(bytes.length / 2)
  bytes[at] = (bytes[at] ?? 0) ^ 1
  writeFileSync(path, bytes)
}
