import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { request } from 'node:http'
import { join } from 'node:path'
import { Hono } from 'hono'
import { describe, expect, it } from 'vitest'
import { SignIn } from '#features/accounts/inputs.ts'
import { addressFrom, listen } from '#http/listen.node.ts'
import type { AppEnv } from '#src/route.ts'

/** Section → the level of each of its items (ASVS 5.0.0; 70 of level 1, 183 of level 2, 92 of level 3). */
const LEVELS = `
1.1 22|1.2 1111122223|1.3 112222222223|1.4 222|1.5 123|2.1 122|2.2 112|2.3 12223|2.4 23
3.1 3|3.2 113|3.3 12223|3.4 11222233|3.5 11122333|3.6 3|3.7 22333|4.1 12233|4.2 23333|4.3 22|4.4 1222
5.1 2|5.2 112333|5.3 113|5.4 222|6.1 122|6.2 111111112222|6.3 11223333|6.4 112233|6.5 22222333|6.6 2223|6.7 33|6.8 2222
7.1 222|7.2 1111|7.3 22|7.4 11222|7.5 223|7.6 22|8.1 1233|8.2 1123|8.3 133|8.4 23|9.1 111|9.2 1222
10.1 22|10.2 223|10.3 22223|10.4 1111122222233333|10.5 22222|10.6 22|10.7 222
11.1 2233|11.2 22233|11.3 11233|11.4 1222|11.5 23|11.6 23|11.7 33|12.1 12233|12.2 11|12.3 22223
13.1 2333|13.2 222223|13.3 2233|13.4 1222233|14.1 22|14.2 12223333|14.3 122|15.1 12233|15.2 12233|15.3 1222222|15.4 3333
16.1 2|16.2 22222|16.3 2222|16.4 222|16.5 2223|17.1 23|17.2 22223333|17.3 22`

const ITEMS = LEVELS.trim()
  .split(/[|\n]/)
  .flatMap((section) => {
    const [number = '', levels = ''] = section.split(' ')
    return [...levels].map((level, index) => ({ id: `${number}.${index + 1}`, level: Number(level) }))
  })

const STATES = ['满足', '部分', '未满足', '不适用'] as const

interface Row {
  id: string
  level: number
  point: string
  state: string
  how: string
  tests: { file: string; title: string }[]
}

const PAGE = readFileSync('docs/asvs.md', 'utf8')
const rows: Row[] = PAGE.split('\n')
  .filter((line) => /^\| \d/.test(line))
  .map((line) => {
    const [, id = '', level = '', point = '', state = '', how = '', tests = ''] = line
      .split(/(?<!\\)\|/)
      .map((cell) => cell.trim().replaceAll('\\|', '|'))
    const named = [...tests.matchAll(/`([^`]+)` › (.+?)(?=<br>|$)/g)]
    return {
      ...{ id, level: Number(level), point, state, how },
      tests: named.map(([, file = '', title = '']) => ({ file, title })),
    }
  })

describe('the page on ASVS 5.0.0', () => {
  it('has every item of levels 1 and 2, once, in order, with its level', () => {
    const wanted = ITEMS.filter(({ level }) => level <= 2)
    expect(wanted).toHaveLength(253)
    expect(wanted.filter(({ level }) => level === 1)).toHaveLength(70)
    expect(rows.map(({ id, level }) => ({ id, level }))).toEqual(wanted)
  })

  it('says of each whether it holds, and how or why', () => {
    for (const { id, point, state, how } of rows) {
      expect(STATES, id).toContain(state)
      expect(
        [point, how].filter((text) => text === '' || text === '—'),
        id,
      ).toEqual([])
    }
  })

  it('names tests that are there', () => {
    const named = rows.flatMap(({ id, tests }) => tests.map((test) => ({ id, ...test })))
    expect(named.length).toBeGreaterThan(100)
    const gone = named.filter(({ file, title }) => {
      if (!existsSync(file)) return true
      return !readFileSync(file, 'utf8').replaceAll("\\'", "'").includes(title)
    })
    expect(gone).toEqual([])
  })

  it('claims nothing for what does not apply or is not met, and counts right', () => {
    const count = (state: (typeof STATES)[number]) => rows.filter((row) => row.state === state).length
    const [met, partly, not, absent] = [count('满足'), count('部分'), count('未满足'), count('不适用')]
    const without = rows.filter(({ state, tests }) => (state === '未满足' || state === '不适用') && tests.length > 0)
    expect(without.map(({ id }) => id)).toEqual([])
    expect(PAGE).toContain(`适用 ${253 - absent} 项：满足 ${met}，部分 ${partly}，未满足 ${not}；不适用 ${absent} 项。`)
    const shown = rows.filter(({ state, tests }) => state === '满足' && tests.length > 0).length
    console.log(
      `A14: ASVS 5.0.0 level 1+2: ${253 - absent} of 253 apply, ${met} met (${shown} shown by a test, the others by a reason), ${partly} in part, ${not} not${partly + not > 0 ? ' (all applicable: not reached)' : ''}`,
    )
  })
})

const sources = readdirSync('src', { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile() && /\.tsx?$/.test(entry.name))
  .map((entry) => join(entry.parentPath, entry.name))
  .map((file) => ({ file, text: readFileSync(file, 'utf8') }))
const filesWith = (pattern: RegExp) => sources.filter(({ text }) => pattern.test(text)).map(({ file }) => file)

describe('what has no suite of its own', () => {
  it('programs are started without a shell', () => {
    expect(filesWith(/import \{[^}]*\b(exec|execSync)\b[^}]*\} from 'node:child_process'/)).toEqual([])
    expect(filesWith(/shell: true/)).toEqual([])
    expect(filesWith(/from 'node:child_process'/).length).toBeGreaterThan(5)
  })

  it('regular expressions and templates are not made from input', () => {
    // Element names that these two files themselves list.
    expect(
      filesWith(/new RegExp\(/)
        .filter((file) => !file.startsWith('src/web/'))
        .sort(),
    ).toEqual(['src/adapters/backup/estate/s3-store.ts', 'src/adapters/making/ofd-package.ts'])
  })

  it('the browser keeps the language, where a carrier for trials is, and nothing else', () => {
    // The pairing opens nothing without the PIN, which the carrier asks for in its own window, nor from another origin.
    expect(filesWith(/localStorage|sessionStorage|indexedDB|document\.cookie/)).toEqual([
      'src/web/carrier/software.ts',
      'src/web/language/index.ts',
    ])
  })

  it('a body cannot reach the prototype of an object', () => {
    const body = JSON.parse('{"username":"a","password":"b","__proto__":{"isAdmin":true},"constructor":{"x":1}}')
    const read = SignIn.parse(body) as object as Record<string, unknown>
    expect(Object.keys(read).sort()).toEqual(['password', 'username'])
    expect(['isAdmin' in read, 'isAdmin' in {}]).toEqual([false, false])
  })

  it('the address of who asks is taken from proxies that are believed only', async () => {
    const seen = async (believed: string[], forwarded: string) => {
      const app = new Hono<AppEnv>().get('/', (c) => c.text(addressFrom(believed)(c)))
      return (await ask((one, env) => app.fetch(one, env), 'GET', { 'x-forwarded-for': forwarded })).body
    }
    expect(await seen([], '198.51.100.9')).toBe('127.0.0.1')
    expect(await seen(['127.0.0.1'], '198.51.100.9')).toBe('198.51.100.9')
    // What the sender made up stands to the left.
    expect(await seen(['127.0.0.1', '10.0.0.1'], '1.2.3.4, 198.51.100.9, 10.0.0.1')).toBe('198.51.100.9')
  })

  it('a method that no route declares is answered by none', async () => {
    const app = new Hono<AppEnv>().get('/', (c) => c.text('here'))
    const { status, body } = await ask((one, env) => app.fetch(one, env), 'TRACE', { 'x-secret': 'told-back' })
    expect(status).toBeGreaterThanOrEqual(400)
    expect(body).not.toContain('told-back')
  })
})

/** One request to a server of our own on loopback, by a method that `fetch` may not know. */
async function ask(
  answer: (request: Request, env: object) => Response | Promise<Response>,
  method: string,
  headers: Record<string, string>,
): Promise<{ status: number; body: string }> {
  const listener = await listen('127.0.0.1', 0)
  listener.serve(answer)
  try {
    return await new Promise((resolve, reject) => {
      const sent = request({ host: '127.0.0.1', port: listener.port, method, headers }, (response) => {
        let body = ''
        response.on('data', (chunk: Buffer) => {
          body += chunk.toString()
        })
        response.on('end', () => resolve({ status: response.statusCode ?? 0, body }))
      })
      sent.once('error', reject)
      sent.end()
    })
  } finally {
    await listener.close(0)
  }
}
