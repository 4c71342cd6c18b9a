// `npm run reproduce`: builds the committed sources twice, in two folders of different names with files of different ages, and compares
// every file of the result byte for byte. Ends with 0 when all are the same.
import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  utimesSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'

const ROOT = fileURLToPath(new URL('..', import.meta.url))

const filesBelow = (folder) =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))

/** Path → SHA-256 of everything that a build in `folder` makes. */
function built(folder, agedSeconds) {
  mkdirSync(folder)
  const archive = execFileSync('git', ['-C', ROOT, 'archive', 'HEAD'], { maxBuffer: 1024 * 1024 * 1024 })
  execFileSync('tar', ['-x', '-C', folder], { input: archive })
  symlinkSync(realpathSync(join(ROOT, 'node_modules')), join(folder, 'node_modules'))
  for (const file of filesBelow(join(folder, 'src'))) utimesSync(file, agedSeconds, agedSeconds)
  execFileSync(process.execPath, ['scripts/build.mjs'], {
    cwd: folder,
    stdio: 'inherit',
    env: environment(agedSeconds),
  })
  const dist = join(folder, 'dist')
  const sha256 = (file) => createHash('sha256').update(readFileSync(file)).digest('hex')
  return new Map(filesBelow(dist).map((file) => [relative(dist, file), sha256(file)]))
}

/** Another zone and another language each time: neither may be seen in what is built. */
function environment(agedSeconds) {
  const isFirst = agedSeconds % 2 === 0
  return { ...process.env, TZ: isFirst ? 'Asia/Shanghai' : 'America/New_York', LANG: isFirst ? 'zh_CN.UTF-8' : 'C' }
}

const scratch = mkdtempSync(join(tmpdir(), 'zhengxun-reproduce-'))
try {
  const first = built(join(scratch, 'a'), 1_600_000_000)
  const second = built(join(scratch, 'another-folder'), 1_700_000_001)
  const names = [...new Set([...first.keys(), ...second.keys()])].sort()
  const different = names.filter((name) => first.get(name) !== second.get(name))
  for (const name of different) console.log(`DIFFERENT ${name}`)
  const whole = createHash('sha256')
    .update(names.map((name) => `${first.get(name)}  ${name}\n`).join(''))
    .digest('hex')
  console.log(`A18: built twice: ${names.length} files, ${different.length} different; all together ${whole}`)
  process.exitCode = names.length > 0 && different.length === 0 ? 0 : 1
} finally {
  rmSync(scratch, { recursive: true, force: true })
}
