// Run inside the container: prints every folder that a file can be written to, of all that can be seen.
import { readdirSync, rmSync, writeFileSync } from 'node:fs'

/** Kept by the kernel; what is writable there belongs to processes, not to files. */
const OF_THE_KERNEL = ['/proc', '/sys']

function isWritable(folder) {
  try {
    writeFileSync(`${folder}/.tried`, '')
    rmSync(`${folder}/.tried`)
    return true
  } catch {
    return false
  }
}

function foldersIn(folder) {
  try {
    return readdirSync(folder, { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map((entry) => `${folder === '/' ? '' : folder}/${entry.name}`)
      .filter((path) => !OF_THE_KERNEL.includes(path))
  } catch {
    return []
  }
}

const writable = (folder) => [...(isWritable(folder) ? [folder] : []), ...foldersIn(folder).flatMap(writable)]
console.log(JSON.stringify(writable('/')))
