// One rotation in a process of its own, to be killed: URL, then the key-encryption keys, the current one first.

import { openKeyring } from '#adapters/keys/keyring.node.ts'
import { keyRotation } from '#adapters/keys/rotation.node.ts'
import { openDatabase } from '#db/open.node.ts'

const [url = '', ...keks] = process.argv.slice(2)
const { db, close } = openDatabase(url, { poolSize: 1, applicationName: 'rotation' })
const ring = openKeyring(keks.map((hex) => Buffer.from(hex, 'hex')))
await keyRotation(ring).rotate(db, (rewrapped) => process.stdout.write(`${rewrapped}\n`))
await close()
