import { randomBytes } from 'node:crypto'
import { readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { KekFile } from '#adapters/keys/kek-file.node.ts'
import { plainFile } from '#adapters/keys/providers/file.node.ts'
import { PASSPHRASE_COST, passphraseProvider } from '#adapters/keys/providers/passphrase.node.ts'
import { KekError } from '#adapters/keys/providers/provider.ts'
import { passableFolder } from '../../folder.ts'

const folder = passableFolder('kek')
afterAll(() => rmSync(folder, { recursive: true, force: true }))
let count = 0
const path = () => join(folder, `kek-${count++}`)
const hexOf = (keys: readonly Uint8Array[]) => keys.map((key) => Buffer.from(key).toString('hex'))

describe('the file of key-encryption keys', () => {
  it('is made once, whoever comes first, and only its owner may read it', async () => {
    const at = path()
    const made = await Promise.all([new KekFile(at, [plainFile]).keys(), new KekFile(at, [plainFile]).keys()])
    expect(hexOf(made[0])).toEqual(hexOf(made[1]))
    expect(statSync(at).mode & 0o777).toBe(0o600)
    expect(readFileSync(at, 'utf8')).toMatch(/^[0-9a-f]{64}\n$/)
  })

  it('gets a new key in front, keeps the old ones, and drops them when told', async () => {
    const at = path()
    const file = new KekFile(at, [plainFile])
    const [first] = hexOf(await file.keys())
    await file.begin()
    const [second, ...rest] = hexOf(await file.keys())
    expect([second === first, rest]).toEqual([false, [first]])
    expect(hexOf(await new KekFile(at, [plainFile]).keys())).toEqual([second, first])
    expect(await file.forget()).toBe(1)
    expect(hexOf(await file.keys())).toEqual([second])
    expect(await file.forget()).toBe(0)
  })

  it('refuses a file with a line that is no key, and an empty one', async () => {
    for (const text of ['', '\n', 'no key\n', `${'ab'.repeat(31)}\n`, 'passphrase:{}\n', 'sdf:x\n']) {
      const at = path()
      writeFileSync(at, text)
      await expect(new KekFile(at, [plainFile]).keys()).rejects.toBeInstanceOf(KekError)
    }
  })
})

describe.each(['international', 'gm'] as const)('a passphrase (%s)', (suite) => {
  const passphrase = '证巡 主密钥 的 口令 2026'

  it('guards the key: with it the file opens, without it nobody reads a key', async () => {
    const at = path()
    const keys = hexOf(await new KekFile(at, [passphraseProvider(passphrase, suite)]).keys())
    const text = readFileSync(at, 'utf8')
    expect(text).toMatch(/^passphrase:\{"box":/)
    expect(text).not.toContain(keys[0])
    expect(JSON.parse(text.slice('passphrase:'.length)).memoryCost).toBeGreaterThanOrEqual(65_536)
    expect(hexOf(await new KekFile(at, [passphraseProvider(passphrase, suite)]).keys())).toEqual(keys)
    const wrong = new KekFile(at, [passphraseProvider(`${passphrase}!`, suite)])
    await expect(wrong.keys()).rejects.toThrow(/口令不对/)
    await expect(new KekFile(at, [plainFile]).keys()).rejects.toThrow(/设置中没有它/)
  })

  it('refuses a file whose salt, cost or box was changed, and one that asks for too much', async () => {
    const guard = passphraseProvider(passphrase, suite)
    const value = JSON.parse(await guard.protect(randomBytes(32)))
    for (const changed of [
      { ...value, salt: Buffer.alloc(16).toString('base64') },
      { ...value, timeCost: PASSPHRASE_COST.timeCost - 1 },
      { ...value, box: `${value.box.slice(0, -8)}AAAAAAA=` },
      { ...value, memoryCost: 4_000_000_000 },
      { ...value, memoryCost: 0 },
      { ...value, parallelism: 1.5 },
      {},
    ])
      await expect(guard.open(JSON.stringify(changed))).rejects.toBeInstanceOf(KekError)
    await expect(guard.open('{')).rejects.toBeInstanceOf(KekError)
    await expect(guard.open(JSON.stringify(value))).resolves.toBeInstanceOf(Uint8Array)
  })

  it('takes over a file that lay open, and is itself changed, without another key', async () => {
    const at = path()
    const keys = hexOf(await new KekFile(at, [plainFile]).keys())
    await new KekFile(at, [passphraseProvider(passphrase, suite), plainFile]).protect()
    expect(readFileSync(at, 'utf8')).not.toContain(keys[0])
    const next = '另一个 更长的 口令 2027'
    await new KekFile(at, [passphraseProvider(next, suite, passphrase)]).protect()
    expect(hexOf(await new KekFile(at, [passphraseProvider(next, suite)]).keys())).toEqual(keys)
    await expect(new KekFile(at, [passphraseProvider(passphrase, suite)]).keys()).rejects.toThrow(/口令不对/)
  })
})

it('a passphrase has twelve characters or more', () => {
  expect(() => passphraseProvider('一二三四五六七八九十一', 'gm')).toThrow(/12/)
})
