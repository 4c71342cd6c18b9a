import { describe, expect, it } from 'vitest'
import { runCsr } from '#cli/csr.ts'
import { TARGETS } from '#core/targets/catalogue.ts'

async function recipe(...argv: string[]) {
  let out = ''
  let err = ''
  const code = await runCsr(['recipe', ...argv], { out: (text) => (out += text), err: (text) => (err += text) })
  return { code, out, err }
}

describe('csr recipe', () => {
  it('lists the targets, one a line', async () => {
    const { code, out } = await recipe()
    expect(code).toBe(0)
    expect(
      out
        .trim()
        .split('\n')
        .map((line) => line.split(' ')[0]),
    ).toEqual(TARGETS.map(({ id }) => id))
  })

  it.each(TARGETS)('prints the recipe of $id in either language', async ({ id, title }) => {
    const ask = (...more: string[]) =>
      recipe('--target', id, '--cn', '*.rsj.sh.gov.cn', '--san', 'rsj.sh.gov.cn', ...more)
    const [zh, en] = [await ask(), await ask('--lang', 'en')]
    expect([zh.code, en.code, zh.err, en.err]).toEqual([0, 0, '', ''])
    expect(zh.out).toContain(`# ${title.zh}`)
    expect(zh.out).toContain('## 六、回退')
    expect(en.out).toContain('## 6. Roll back')
    // The English recipe is English: file contents and commands hold no other script either.
    expect(en.out.replaceAll(title.zh, '')).not.toMatch(/\p{Script=Han}/u)
  })

  it('gives the same as JSON, with settings of the target', async () => {
    const { out } = await recipe('--target', 'haproxy', '--cn', 'a.cn', '--set', 'bundleFile=/x y/z.pem', '--json')
    expect(JSON.parse(out)).toMatchObject({ target: 'haproxy', verified: 'executed' })
    expect(out).toContain("'/x y/z.pem'")
  })

  it.each([
    [['--target', 'abacus', '--cn', 'a.cn'], 64, 'abacus'],
    [['--target', 'nginx'], 64, 'commonName'],
    [['--target', 'nginx', '--cn', 'a.cn', '--lang', 'de'], 64, 'zh|en'],
    [['--target', 'nginx', '--cn', 'a.cn', '--set', 'directory'], 64, 'name=value'],
    [['--target', 'nginx', '--cn', 'a.cn', '--san', 'a b'], 1, 'a b'],
    [['--target', 'nginx', '--cn', 'a.cn', '--org', 'a\nb'], 1, 'invisible'],
  ] as const)('of %j exits with %i and names %s', async (argv, code, named) => {
    const answer = await recipe(...argv)
    expect([answer.code, answer.out]).toEqual([code, ''])
    expect(answer.err).toContain(named)
  })
})
