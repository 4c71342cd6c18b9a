// Builds deploy/Containerfile over bases made here, from Debian packages and the Node that runs this: no image registry is asked.
import { execFileSync } from 'node:child_process'
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { homedir } from 'node:os'
import { dirname, join } from 'node:path'

const SUITE = 'bookworm'
const BUILD_BASE = 'localhost/zhengxun-build-base'
const RUN_BASE = 'localhost/zhengxun-run-base'
const CERTIFICATES = '/etc/ssl/certs/ca-certificates.crt'

/** What may lie in a folder where the service was tried, and must not leave it. */
export const PLANTED = [
  '.env',
  'src/.env.local',
  '.zhengxun/kek',
  '.git/config',
  'src/debug.log',
  'node_modules/planted.js',
]

/** Makes the images `zhengxun-build`, the first stage, and `zhengxun`. */
export function buildImage(engine) {
  const { folder } = engine
  buildBase(engine, join(folder, 'build-base'))
  runBase(engine, join(folder, 'run-base'))
  const context = sources(join(folder, 'context'))
  const build = (...target) => {
    const bases = ['--build-arg', `BUILD_IMAGE=${BUILD_BASE}`, '--build-arg', `RUN_IMAGE=${RUN_BASE}`]
    const args = [
      'build',
      '--format',
      'docker',
      '-f',
      'deploy/Containerfile',
      ...bases,
      ...settingsOfNpm(),
      ...target,
      '.',
    ]
    engine.podman(args, { cwd: context, stdio: ['ignore', 'inherit', 'inherit'] })
  }
  build('--target', 'build', '-t', 'zhengxun-build')
  build('-t', 'zhengxun')
}

/** The machine's own, lent to the steps of the build and written into no image. */
function settingsOfNpm() {
  const lent = { [CERTIFICATES]: CERTIFICATES, [join(homedir(), '.npmrc')]: '/root/.npmrc' }
  const volumes = Object.entries(lent).filter(([file]) => existsSync(file))
  return ['--isolation', 'chroot', '--network', 'host', ...volumes.flatMap(([from, to]) => ['-v', `${from}:${to}:ro`])]
}

/** What is committed, and beside it what must not be taken along. */
function sources(context) {
  mkdirSync(context)
  const archive = execFileSync('git', ['archive', 'HEAD'], { maxBuffer: 1024 * 1024 * 1024 })
  execFileSync('tar', ['-x', '-C', context], { input: archive })
  for (const path of PLANTED) {
    mkdirSync(dirname(join(context, path)), { recursive: true })
    writeFileSync(join(context, path), 'planted')
  }
  // As whoever has a strict umask fetches them.
  for (const path of ['package.json', 'deploy/health.mjs']) chmodSync(join(context, path), 0o600)
  return context
}

/** Like node:…-slim: a small Debian with Node and npm. */
function buildBase(engine, root) {
  debian(root, 'essential', ['ca-certificates', 'libstdc++6'])
  cpSync(process.execPath, join(root, 'usr/bin/node'))
  const npm = join(dirname(process.execPath), '../lib/node_modules/npm')
  cpSync(npm, join(root, 'usr/lib/node_modules/npm'), { recursive: true, verbatimSymlinks: true })
  symlinkSync('../lib/node_modules/npm/bin/npm-cli.js', join(root, 'usr/bin/npm'))
  engine.import(root, BUILD_BASE, `ENV NODE_EXTRA_CA_CERTS=${CERTIFICATES}`)
}

/** Like Distroless: the libraries Node needs, certificates, time zones, a user; and no program but Node. */
function runBase(engine, root) {
  debian(root, 'extract', ['base-files', 'ca-certificates', 'libstdc++6', 'netbase', 'tzdata'])
  for (const programs of ['bin', 'sbin', 'usr/bin', 'usr/sbin', 'usr/games', 'usr/share/doc'])
    rmSync(join(root, programs), { recursive: true })
  const authorities = join(root, 'usr/share/ca-certificates/mozilla')
  const bundle = readdirSync(authorities).map((name) => readFileSync(join(authorities, name), 'utf8'))
  writeFileSync(join(root, CERTIFICATES), bundle.join(''))
  writeFileSync(
    join(root, 'etc/passwd'),
    'root:x:0:0::/root:/sbin/nologin\nnonroot:x:65532:65532::/home/nonroot:/sbin/nologin\n',
  )
  writeFileSync(join(root, 'etc/group'), 'root:x:0:\nnonroot:x:65532:\n')
  mkdirSync(join(root, 'nodejs/bin'), { recursive: true })
  cpSync(process.execPath, join(root, 'nodejs/bin/node'))
  engine.import(root, RUN_BASE)
}

function debian(root, variant, packages) {
  const args = ['--quiet', `--variant=${variant}`, `--include=${packages.join(',')}`, SUITE, root]
  execFileSync('mmdebstrap', args, { stdio: ['ignore', 'ignore', 'inherit'] })
}
