// Asks a MariaDB of the estate, by the system's own client: for counting at backup time.

import { spawn } from 'node:child_process'

/** Rows as lines, columns apart by tabs. @throws Error with the client's words */
export function askMariadb(place: { defaultsFile: string; database: string }, sql: string): Promise<string> {
  const args = ['--batch', '--raw', '--skip-column-names', '--default-character-set=utf8mb4', place.database]
  return new Promise((resolve, reject) => {
    const child = spawn('mariadb', [`--defaults-extra-file=${place.defaultsFile}`, ...args])
    const said = { out: '', err: '' }
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      said.out += text
    })
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      said.err += text
    })
    child.once('error', reject)
    child.once('close', (code) => (code === 0 ? resolve(said.out) : reject(new Error(said.err.trim().slice(-300)))))
    child.stdin.end(`set time_zone = '+00:00'; ${sql}`)
  })
}
