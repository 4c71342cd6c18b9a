import { spawnSync } from 'node:child_process'
import { describe, expect, it } from 'vitest'
import { messages } from '#core/messages/index.ts'
import { TARGETS, targetOf } from '#core/targets/catalogue.ts'
import { type FilledRecipe, fillRecipe, type RecipeValues } from '#core/targets/fill.ts'
import { KEY_IN_PACKAGE, keylessFormats, PACKAGE_FORMATS, STEP_KINDS, type Target } from '#core/targets/target.ts'

const SITE: RecipeValues = {
  commonName: '*.rsj.sh.gov.cn',
  names: ['*.rsj.sh.gov.cn', 'rsj.sh.gov.cn', '10.0.0.7', 'fd00::7'],
  organization: 'Shanghai Test Bureau',
}

function filled(target: Target, values: RecipeValues = SITE): FilledRecipe {
  const recipe = fillRecipe(target, values)
  if (!recipe.ok) throw new Error(`${target.id}: ${recipe.error.code} ${JSON.stringify(recipe.error.params)}`)
  return recipe.value
}

/** Everything an operator could copy. */
const linesOf = (recipe: FilledRecipe) =>
  STEP_KINDS.flatMap((kind) => recipe.steps[kind]).flatMap(({ command, file }) => [
    ...(command === undefined ? [] : [command]),
    ...(file ? [file.path, file.content] : []),
  ])

const named = (id: string): Target => targetOf(id) ?? expect.fail(`no target ${id}`)

describe('the catalogue of targets', () => {
  it('has at least twenty targets with ids of their own', () => {
    expect(TARGETS.length).toBeGreaterThanOrEqual(20)
    expect(new Set(TARGETS.map(({ id }) => id)).size).toBe(TARGETS.length)
    expect(TARGETS.every(({ id }) => /^[a-z0-9]+([.-][a-z0-9]+)*$/.test(id))).toBe(true)
    expect(targetOf('abacus')).toBeUndefined()
  })

  it.each(TARGETS)('$id: every step is there, in both languages, and a way back', (target) => {
    for (const kind of STEP_KINDS) expect(target.steps[kind].length, kind).toBeGreaterThan(0)
    const texts = [
      target.title,
      ...target.traps,
      ...STEP_KINDS.flatMap((kind) => target.steps[kind]).map((s) => s.text),
    ]
    for (const { zh, en } of texts) {
      expect([zh.trim(), en.trim()]).toEqual([zh, en])
      expect(zh && en).toBeTruthy()
      // A product's name may be the same in both languages; a sentence may not.
      if (zh === en) expect([target.title.zh, ...target.traps.map((trap) => trap.zh)].indexOf(zh)).toBe(0)
    }
    expect(target.traps.length).toBeGreaterThan(0)
    expect(target.source.length).toBeGreaterThan(10)
    expect(target.packageFormats.every((format) => PACKAGE_FORMATS.includes(format))).toBe(true)
    if (target.isExecutable) expect(STEP_KINDS.every((kind) => target.steps[kind].some((s) => s.command))).toBe(true)
  })

  it.each(TARGETS)('$id: is filled without a placeholder left over', (target) => {
    const recipe = filled(target)
    for (const text of [...linesOf(recipe), JSON.stringify(recipe.steps)]) expect(text).not.toMatch(/\{\{|undefined/)
  })

  it.each(TARGETS.filter(({ keyOrigin }) => keyOrigin === 'device'))(
    '$id: the key is born there, so no private key of ours is named and none is packed',
    (target) => {
      const said = linesOf(filled(target)).join('\n')
      expect(said).not.toMatch(/\.key\b|\.pfx\b|\.p12\b|\.jks\b|-inkey|PRIVATE KEY|importpfx|pkcs12/i)
      expect(target.packageFormats.filter((format) => KEY_IN_PACKAGE[format] === 'inside')).toEqual([])
      expect(keylessFormats(target)).toEqual(target.packageFormats)
    },
  )

  it('says executed only of recipes that the tests run', () => {
    const executed = TARGETS.filter(({ verified }) => verified === 'executed').map(({ id }) => id)
    expect(executed).toEqual(['nginx', 'apache', 'java-keystore', 'haproxy'])
  })
})

describe('filling a recipe', () => {
  it('puts every name into the request of nginx, quoted for the shell', () => {
    const [step] = filled(named('nginx')).steps.csr
    expect(step?.command).toContain(
      "-subj '/C=CN/O=Shanghai Test Bureau/CN=*.rsj.sh.gov.cn' " +
        "-addext subjectAltName='DNS:*.rsj.sh.gov.cn,DNS:rsj.sh.gov.cn,IP:10.0.0.7,IP:fd00::7'",
    )
  })

  it('takes the common name for the only name, and refuses a recipe with names when it is no host', () => {
    const [step] = filled(named('nginx'), { commonName: 'www.rsj.sh.gov.cn' }).steps.csr
    expect(step?.command).toContain('subjectAltName=DNS:www.rsj.sh.gov.cn')
    const refused = fillRecipe(named('nginx'), { commonName: '上海市电子印章' })
    expect(refused).toEqual({
      ok: false,
      error: { code: 'recipe.placeholder-unknown', params: { name: 'sanOpenssl' } },
    })
    expect(fillRecipe(named('hsm-server'), { commonName: '上海市电子印章' }).ok).toBe(true)
  })

  const EVIL = [
    `a'b`,
    `a"b`,
    'a$(id)b',
    'a`id`b',
    'a;id',
    'a b',
    'a\\b',
    'a/b',
    'a+b',
    'a,b',
    'a#b',
    'a=b',
    'a&b|c',
    'a*?[b]',
  ]

  it.each(EVIL)('hands %s to the program as it is, or refuses', (organization) => {
    const recipe = filled(named('nginx'), { ...SITE, organization, settings: { newDirectory: '/nowhere' } })
    const command = recipe.steps.csr[0]?.command ?? ''
    const script = command.replace(/^.*&& openssl/s, 'openssl() { printf "%s\\0" "$@"; }; openssl')
    const { stdout } = spawnSync('sh', ['-c', script], { encoding: 'utf8' })
    const words = stdout.split('\0')
    const subject = `/C=CN/O=${organization.replace(/[\\/+]/g, '\\$&')}/CN=*.rsj.sh.gov.cn`
    expect(words[words.indexOf('-subj') + 1]).toBe(subject)
  })

  it.each([
    ['a line break', { organization: 'a\nb' }, 'recipe.text'],
    ['a mark that turns the reading direction', { organization: 'a\u202eb' }, 'recipe.text'],
    ['a leading hyphen', { organization: '-subj' }, 'recipe.text'],
    ['a blank at the end', { organization: 'a ' }, 'recipe.text'],
    ['a text that is too long', { organization: 'a'.repeat(129) }, 'recipe.text'],
    ['a country of three letters', { country: 'CHN' }, 'recipe.text'],
    ['a name that is no host', { names: ['a b'] }, 'recipe.name-not-a-host'],
    ['a name with a quote', { names: [`a'.cn`] }, 'recipe.name-not-a-host'],
    ['a name in letters of a script', { names: ['人社.cn'] }, 'recipe.name-not-a-host'],
    ['a wildcard in the middle', { names: ['a.*.cn'] }, 'recipe.name-not-a-host'],
    ['an address to look at that is no host', { address: '$(id)' }, 'recipe.name-not-a-host'],
    ['an alias with a blank', { alias: 'a b' }, 'recipe.alias'],
    ['an alias like an option', { alias: '-a' }, 'recipe.alias'],
    ['a port that is none', { port: 65_536 }, 'recipe.port'],
    ['a short key', { keyBits: 1024 }, 'recipe.key-bits'],
    ['a setting of another target', { settings: { keystoreFile: '/x' } }, 'recipe.setting-unknown'],
    ['a path with a line break', { settings: { directory: '/a\nb' } }, 'recipe.value-not-quotable'],
    ['a path like an option', { settings: { directory: '-rf' } }, 'recipe.value-not-quotable'],
  ])('refuses %s', (_, change, code) => {
    const recipe = fillRecipe(named('nginx'), { ...SITE, ...change })
    expect(recipe).toMatchObject({ ok: false, error: { code } })
    expect(messages[code]).toBeDefined()
  })

  it('refuses for each dialect what that dialect cannot hold', () => {
    const refused = (id: string, change: Partial<RecipeValues>) => {
      const recipe = fillRecipe(named(id), { ...SITE, ...change })
      return recipe.ok ? 'filled' : recipe.error.code
    }
    // An nginx configuration expands the dollar sign, the shell of the same recipe would not.
    expect(refused('nginx', { settings: { directory: '/a$b' } })).toBe('recipe.value-not-quotable')
    expect(refused('windows-iis', { settings: { directory: 'C:\\a%b' } })).toBe('recipe.value-not-quotable')
    expect(refused('windows-iis', { settings: { directory: 'C:\\a b' } })).toBe('filled')
    expect(refused('windows-iis', { organization: '100%' })).toBe('recipe.value-not-quotable')
    expect(refused('nacos', { settings: { keystoreFile: '/a b' } })).toBe('recipe.value-not-quotable')
    expect(refused('h3c-comware', { settings: { entity: 'what?' } })).toBe('recipe.value-not-quotable')
    expect(refused('h3c-comware', { settings: { entity: '实体' } })).toBe('recipe.value-not-quotable')
  })

  it('doubles quotes inside an INF and separates the names of a certreq extension', () => {
    const file = filled(named('windows-iis'), { ...SITE, organization: 'Bureau, "East"' }).steps.csr[0]?.file
    expect(file?.content).toContain('Subject = "CN=*.rsj.sh.gov.cn,O=""Bureau, """"East"""""",C=CN"')
    expect(file?.content).toContain('_continue_ = "dns=*.rsj.sh.gov.cn&"\n_continue_ = "dns=rsj.sh.gov.cn&"')
    expect(file?.content).toMatch(/_continue_ = "ipaddress=fd00::7"\n/)
  })

  it('takes several words for a program and quotes each', () => {
    const recipe = filled(named('nginx'), { ...SITE, settings: { nginx: ['nginx', '-p', '/a b'] } })
    expect(recipe.steps.activate[0]?.command).toBe("nginx -p '/a b' -t && nginx -p '/a b' -s reload")
  })
})
