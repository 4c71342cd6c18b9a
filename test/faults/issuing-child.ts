// One instance of the service that orders and issues one credential, made to be killed on the way.
// argv: database URL, the key-encryption key (hex), the order (JSON, octets in hex), the name of a point. Says `ordered` and `issued` with
// what it acknowledges, and `signed` with the serial number of everything its key signed.

import { openSecretVault } from '#adapters/keys/secrets.node.ts'
import { openKeyVault } from '#adapters/keys/vault.node.ts'
import { toHex } from '#core/bytes/hex.ts'
import { openDatabase } from '#db/open.node.ts'
import { type CredentialOrder, issueCredential, orderCredential } from '#features/authority/index.ts'
import type { Sign } from '#src/ports.ts'
import { testCtx } from '../context.ts'
import { contents } from '../lab/der.ts'
import { dieAt } from './dying.ts'
import { ISSUING_POINTS } from './issuing-points.ts'

const [url = '', kek = '', order = '{}', pointName = ''] = process.argv.slice(2)
const point = ISSUING_POINTS.find(({ name }) => name === pointName)
const die = dieAt(point, point?.passes ?? 0)
const say = (...words: string[]) => process.stdout.write(`${words.join(' ')}\n`)

/** What its key signs with, and may die of. */
const watched =
  (sign: Sign): Sign =>
  async (message) => {
    if (point?.when === 'before-signing') die()
    const signature = await sign(message)
    // Said before anybody could die of it: pipes are written at once.
    say('signed', toHex(contents(message, 1)))
    if (point?.when === 'after-signing') die()
    return signature
  }

const vault = openKeyVault(Buffer.from(kek, 'hex'))
const keys: typeof vault = {
  ...vault,
  signing: (db, keyId, purpose, work) => vault.signing(db, keyId, purpose, (sign) => work(watched(sign))),
}

const { db, close } = openDatabase(url, { poolSize: 4, applicationName: 'issuing-child' })
const ctx = testCtx(db, { now: Date.now(), ports: { keys, secrets: openSecretVault(Buffer.from(kek, 'hex')) } })
const read = JSON.parse(order) as CredentialOrder & { request: string }
const wanted: CredentialOrder = { ...read, request: new Uint8Array(Buffer.from(read.request, 'hex')) }
const { issuanceId } = await db.transaction((tx) => orderCredential(tx, ctx, wanted))
say('ordered', issuanceId)
const standing = await issueCredential(ctx, issuanceId)
if (standing.state === 'issued') say('issued', issuanceId, toHex(standing.pair.response))
await close()
