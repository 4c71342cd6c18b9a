// One instance of the service at ordinary work, made to be killed: tickets, requests with keys, certificates that come back.
// argv: database URL, the key-encryption key (hex), a word its names begin with. Acknowledges each finished piece on a line of its own.

import { eq } from 'drizzle-orm'
import { openKeyVault } from '#adapters/keys/vault.node.ts'
import { readDelivery } from '#adapters/keystores/delivery.node.ts'
import { requestMaker } from '#adapters/pkijs/request.ts'
import { OID } from '#core/asn1/oids.ts'
import { writePem } from '#core/bytes/pem.ts'
import { parseRequest } from '#core/x509/request.ts'
import { openDatabase } from '#db/open.node.ts'
import { certificateRequests } from '#db/schema/certificates.ts'
import { acceptReply, CreateLineage, createLineage, OpenRequest, openRequest } from '#features/certificates/index.ts'
import { OpenTicket, TicketStep } from '#features/tickets/life/inputs.ts'
import { openTicket } from '#features/tickets/life/open.ts'
import { takeStep } from '#features/tickets/life/steps.ts'
import { actorOf, testCtx } from '../context.ts'
import { ext, general, issue, type Key, makeKey } from '../core/x509/authority.ts'

const [url = '', kek = '', word = ''] = process.argv.slice(2)
const DAY_MS = 86_400_000
const { db } = openDatabase(url, { poolSize: 4, applicationName: 'work-child' })
// Read here: the thread of the service is not part of what is killed.
const deliveryReader = { readDelivery: async (...given: Parameters<typeof readDelivery>) => readDelivery(...given) }
const ports = { keys: openKeyVault(Buffer.from(kek, 'hex')), requestMaker, deliveryReader }
const ctx = () => testCtx(db, { actor: actorOf('operator'), now: Date.now(), ports })
const acknowledge = (kind: string, id: string | number) => process.stdout.write(`${kind} ${id}\n`)

const authorityKey = makeKey('p256')
const lasting = { notBefore: Date.now() - DAY_MS, notAfter: Date.now() + 3650 * DAY_MS }
const authority = await issue(
  { subject: `CN=CA ${word}`, extensions: [ext.ca(), ext.keyUsage(5, 6)], ...lasting },
  authorityKey,
)

for (let turn = 1; ; turn++) {
  const host = `${word}-${turn}.rsj.sh.gov.cn`
  const lineage = await createLineage(
    ctx(),
    CreateLineage.parse({ name: host, purpose: '网站', owner: '信息科', trust: 'private' }),
  )
  acknowledge('lineage', lineage.id)
  const { id } = await openRequest(ctx(), lineage.id, OpenRequest.parse({ algorithm: 'p256', commonName: host }))
  acknowledge('request', id)
  const ticket = await openTicket(
    ctx(),
    OpenTicket.parse({ kind: 'fault', title: host, reportedBy: '值班员', phenomenon: '不能访问' }),
  )
  acknowledge('ticket', ticket.id)
  await answer(id, host, turn)
  acknowledge('issued', id)
  await takeStep(ctx(), ticket.id, TicketStep.parse({ step: 'assign', name: '张三' }))
  acknowledge('assigned', ticket.id)
}

async function answer(requestId: string, host: string, serial: number): Promise<void> {
  const [row] = await db.select().from(certificateRequests).where(eq(certificateRequests.id, requestId))
  const read = parseRequest(row?.der ?? new Uint8Array())
  if (!read.ok) throw new Error('the request does not parse')
  const extensions = [ext.notCa(), ext.keyUsage(0), ext.purposes(false, OID.serverAuth), ext.names(general.dns(host))]
  const leaf = await issue(
    {
      subject: `C=CN,CN=${host}`,
      issuer: `CN=CA ${word}`,
      serial,
      extensions,
      ...lasting,
      notAfter: Date.now() + 90 * DAY_MS,
    },
    { publicKeyInfo: read.value.publicKeyInfo } as Key,
    authorityKey,
  )
  const text = [leaf, authority].map(({ raw }) => writePem('CERTIFICATE', raw)).join('\n')
  const files = [{ name: 'reply.pem', bytes: new TextEncoder().encode(text) }]
  const outcome = await acceptReply(ctx(), { requestId, files, passwords: [] })
  if (!outcome.isAccepted) throw new Error(`refused: ${outcome.findings.map(({ code }) => code).join()}`)
}
