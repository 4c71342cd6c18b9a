import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'

/** Names that open nothing: judging of text, our own listening side, constants. */
const HARMLESS = new Set(['isIP', 'isIPv4', 'isIPv6', 'createServer', 'rootCertificates'])
const OPENING_MODULES = /^(?:node:)?(net|tls|http|https|http2|dgram|dns|dns\/promises|child_process|inspector)$/
const OPENING_PACKAGES = new Set(['pg', 'nodemailer', 'undici', 'ws', 'ssh2', 'axios', 'openid-client'])

/** Who opens connections, or starts programs that may, outside `adapters/egress`: each with its reason. Folders end with a slash. */
const ALLOWED: Readonly<Record<string, string>> = {
  'src/adapters/egress/': 'the one way out',
  'src/lab/': 'loopback peers for trying things; absent without the sample estate',
  'src/cli/bench/': 'measurements against our own loopback servers; no part of the service',
  'src/db/open.node.ts': 'our own database, at the address of the configuration',
  'src/db/steady-pool.ts': 'our own database, a connection that is given up when it does not answer',
  'src/db/scope.ts': 'hands on connections of our own database; opens none',
  'src/db/open.worker.ts': 'our own database, through the binding of the configuration',
  'src/adapters/database/': 'starts our own PostgreSQL on this machine and asks it',
  'src/adapters/backup/take.node.ts': 'our own database',
  'src/adapters/backup/drill.node.ts': 'a scratch server of ours on loopback',
  'src/adapters/backup/estate/sandbox.node.ts': 'programs without a network, as a user of their own',
  'src/adapters/backup/estate/mariadb-client.node.ts':
    'a scratch server of ours, or the one a person names on the command line',
  'src/adapters/backup/estate/sftp-store.node.ts':
    'ssh is given the address that the egress has judged, never the name',
  'src/adapters/backup/estate/restore-postgres.node.ts': 'a scratch server of ours on loopback',
  'src/adapters/backup/estate/postgres-scratch.node.ts': 'a scratch server of ours on loopback',
  'src/adapters/backup/estate/make-manifest.node.ts': 'a command line tool on the machine of the database',
  'src/adapters/checkpoints/syslog.node.ts':
    'TCP and TLS over a socket the egress has judged, datagrams to an address it has judged',
  'src/adapters/checkpoints/database.node.ts': 'a second database of the configuration, as the first',
  'src/adapters/keys/token/token.node.ts': 'starts our own process around a cryptographic device',
  'src/adapters/probes/tls/ask.ts': 'TLS over a socket the egress has judged',
  'src/adapters/probes/postgresql.ts': 'the driver is given the address that the egress has judged, never the name',
  'src/adapters/oidc/provider.node.ts': 'the library asks through the egress',
  'src/adapters/notices/mail.node.ts': 'speaks over a socket the egress has judged',
}

/** Of these the source must show that they are handed what the egress has judged. */
const HANDED: Readonly<Record<string, RegExp>> = {
  'src/adapters/probes/tls/ask.ts': /= \{\s+socket,\s+host,[^}]+\}\s+const secured = connect\(options\)/,
  'src/adapters/checkpoints/syslog.node.ts': /egress\.addresses\(to\)[\s\S]+createSocket/,
  'src/adapters/oidc/provider.node.ts': /\[customFetch\]: fetchThrough\(egress\)/,
  'src/adapters/probes/postgresql.ts': /const \{ socket, address, .*await egress\.connect[\s\S]+host: address,/,
  'src/adapters/notices/mail.node.ts': /connection: socket/,
  'src/adapters/backup/estate/sftp-store.node.ts':
    /const \[address\] = await egress\.addresses[\s\S]+'--', address, 'sftp'/,
}

interface Source {
  file: string
  text: string
}

const sources: Source[] = readdirSync('src', { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile() && entry.name.endsWith('.ts') && !entry.parentPath.startsWith('src/web'))
  .map((entry) => join(entry.parentPath, entry.name))
  .map((file) => ({ file, text: readFileSync(file, 'utf8') }))

/** What of a source could open a connection: imported values, and the names every runtime has. */
function openingsOf(text: string): string[] {
  const imports = [...text.matchAll(/^import (?!type )([^'"]*?) from ['"]([^'"]+)['"]/gms)].flatMap(
    ([, names = '', module = '']) => {
      if (!OPENING_MODULES.test(module) && !OPENING_PACKAGES.has(module)) return []
      return valuesOf(names)
        .filter((name) => !HARMLESS.has(name))
        .map((name) => `${name} of ${module}`)
    },
  )
  const late = [...text.matchAll(/(?:import|require)\(\s*['"]([^'"]+)['"]/g)].flatMap(([, module = '']) =>
    OPENING_MODULES.test(module) || OPENING_PACKAGES.has(module) ? [`late import of ${module}`] : [],
  )
  const code = text.replace(/^\s*(\/\/|\/?\*).*$/gm, '')
  const globals = [...code.matchAll(/(?<![\w.#'"])(fetch|WebSocket|EventSource)\((?!\w+\??: )/g)].map(
    ([, name]) => `${name}`,
  )
  return [...imports, ...late, ...globals]
}

/** `{ a, type B, c as d }`, a default or a namespace: the values among them, by the name they have there. */
function valuesOf(names: string): string[] {
  const [, alone = '', listed = ''] = /^([^{]*)(?:\{(.*)\})?$/s.exec(names.trim()) ?? []
  const values = [...alone.split(','), ...listed.split(',')].map((one) => one.trim())
  return values.filter((one) => one !== '' && !one.startsWith('type ')).map((one) => one.split(' as ')[0] ?? one)
}

const reasonFor = (file: string) =>
  Object.keys(ALLOWED).find((place) => (place.endsWith('/') ? file.startsWith(place) : file === place))

describe('nothing leaves but through adapters/egress (A10)', () => {
  const opening = sources
    .map(({ file, text }) => ({ file, openings: openingsOf(text) }))
    .filter((one) => one.openings[0])

  it('all sources were read, the way out among them', () => {
    expect(sources.length).toBeGreaterThan(500)
    expect(opening.map(({ file }) => file)).toEqual(
      expect.arrayContaining(['src/adapters/egress/connection.ts', 'src/adapters/egress/fetch.ts']),
    )
  })

  it('whoever opens a connection, or starts a program that may, is listed with a reason', () => {
    expect(opening.filter(({ file }) => reasonFor(file) === undefined)).toEqual([])
    console.log(
      `A10: ${opening.length} of ${sources.length} sources may open a connection, each listed with its reason`,
    )
  })

  it('and each reason is still needed', () => {
    const used = new Set(opening.map(({ file }) => reasonFor(file)))
    expect(Object.keys(ALLOWED).filter((place) => !used.has(place))).toEqual([])
  })

  it.each(Object.entries(HANDED))('%s is handed what was judged', (file, shown) => {
    expect(shown.test(sources.find((one) => one.file === file)?.text ?? '')).toBe(true)
  })

  it.each([
    ["import { connect } from 'node:net'", ['connect of node:net']],
    ["import { isIP, type Socket } from 'node:net'", []],
    ["import type { Socket } from 'node:net'", []],
    ["import { type Socket, request as ask } from 'node:http'", ['request of node:http']],
    ["import net from 'net'", ['net of net']],
    ["import * as tls from 'node:tls'", ['* of node:tls']],
    ["import {\n  Agent,\n  get,\n} from 'node:https'", ['Agent of node:https', 'get of node:https']],
    ["const dns = await import('node:dns')", ['late import of node:dns']],
    ['await fetch(url)', ['fetch']],
    ['new WebSocket(url)', ['WebSocket']],
    ['await egress.fetch({ url })', []],
    ['  fetch(request: Request): Promise<Response>', []],
    ['// fetch(url)', []],
  ])('an opening is seen for what it is: %s', (text, expected) => expect(openingsOf(text)).toEqual(expected))
})
