// `npm run test:image`: builds the container image of deploy/Containerfile, over bases made here because no image registry is asked, looks at what
// is in it, and runs it against Debian's PostgreSQL as docs/deployment.md says. Needs root on Debian; about ten minutes and 6 GB in TMPDIR.
import { mkdtempSync } from 'node:fs'
import { setPriority, tmpdir } from 'node:os'
import { join } from 'node:path'
import test from 'node:test'
import { fileURLToPath } from 'node:url'
import { IMAGE_PACKAGES, installDebianPackages } from './debian-packages.mjs'
import { withDebianPostgres } from './debian-postgres.mjs'
import { buildImage } from './image/build.mjs'
import { checkContents } from './image/contents.mjs'
import { engineIn } from './image/engine.mjs'
import { checkRunning } from './image/running.mjs'

/** What stands in the way here, if anything. */
function obstacle() {
  if (process.getuid?.() !== 0) return 'it takes root, to unpack Debian packages and to mount file systems'
  const missing = installDebianPackages(IMAGE_PACKAGES)
  return missing.length > 0 && `these Debian packages are missing: ${missing.join(' ')}`
}

process.chdir(fileURLToPath(new URL('..', import.meta.url)))
// Beside others on the machine, who should not feel it.
setPriority(10)
const skip = obstacle()
if (skip) {
  console.error(`SKIPPED the container image was neither built nor run: ${skip}`)
  process.exitCode = 1
}
test('the container image', { skip }, async (t) => {
  const engine = engineIn(mkdtempSync(join(tmpdir(), 'zhengxun-image-')))
  try {
    buildImage(engine)
    await checkContents(t.test.bind(t), engine)
    await withDebianPostgres((url) => checkRunning(t.test.bind(t), engine, url))
  } finally {
    engine.remove()
  }
})
