// What the world fetches from an authority, without a session: its certificate, its lists, its answers. Nothing here says who somebody is.

import { and, desc, eq } from 'drizzle-orm'
import { Hono } from 'hono'
import { fromBase64 } from '#core/bytes/base64.ts'
import { MAX_OCSP_REQUEST_BYTES } from '#core/issuance/answer-ocsp.ts'
import { authorities, authorityCrls } from '#db/schema/authority.ts'
import type { Ctx } from '#src/context.ts'
import { KeptAnswers } from './kept-answers.ts'
import { answerOcsp } from './responder.ts'

const HOUR_SECONDS = 3_600
/** Of an answer that somebody between us and who asked may keep: the less, the sooner a lost key is known. */
const OCSP_SECONDS = 300
/** Of a list: a new one may come within the minute. */
const CRL_SECONDS = 60

/** `/pki/…`. @param open a context in which nobody has signed in, over the whole estate */
export function publicationRoutes(open: (request: Request) => Ctx): Hono {
  const app = new Hono()
  const kept = new KeptAnswers()
  app.post('/ocsp', async (c) => {
    const length = Number(c.req.header('content-length') ?? Number.NaN)
    // Read only when it says that it is short: whoever asks by POST knows the length.
    if (!(length <= MAX_OCSP_REQUEST_BYTES)) return c.body(null, 413)
    return ocsp(open(c.req.raw), new Uint8Array(await c.req.arrayBuffer()), kept, false)
  })
  // RFC 6960 appendix A.1: Base64, then percent-encoded.
  app.get('/ocsp/*', (c) => {
    const text = c.req.path.slice(c.req.path.indexOf('/ocsp/') + '/ocsp/'.length)
    return ocsp(open(c.req.raw), textOf(text), kept, true)
  })
  app.get('/:file{[a-z0-9-]+\\.(crl|cer)}', (c) => {
    const file = c.req.param('file')
    const ctx = open(c.req.raw)
    return file.endsWith('.cer') ? certificate(ctx, file.slice(0, -4)) : list(ctx, file.slice(0, -4), c.req.raw)
  })
  return app
}

function textOf(text: string): Uint8Array {
  if (text.length > MAX_OCSP_REQUEST_BYTES) return new Uint8Array()
  try {
    return fromBase64(decodeURIComponent(text)) ?? new Uint8Array()
  } catch {
    // Not percent-encoded as it says: no question at all.
    return new Uint8Array()
  }
}

async function ocsp(ctx: Ctx, question: Uint8Array, kept: KeptAnswers, mayBeKept: boolean): Promise<Response> {
  const { der, isCacheable } = await answerOcsp(ctx, question, kept)
  const control = mayBeKept && isCacheable ? `public, max-age=${OCSP_SECONDS}, no-transform` : 'no-store'
  return file(der, 'application/ocsp-response', { 'Cache-Control': control })
}

async function certificate({ db }: Ctx, label: string): Promise<Response> {
  const [row] = await db
    .select({ der: authorities.certificate })
    .from(authorities)
    .where(and(eq(authorities.label, label), eq(authorities.kind, 'builtin')))
  if (!row?.der) return missing()
  return file(row.der, 'application/pkix-cert', { 'Cache-Control': `public, max-age=${HOUR_SECONDS}` })
}

/** The number is its tag: the octets are read only for who has another one. */
async function list({ db }: Ctx, name: string, request: Request): Promise<Response> {
  const isDelta = name.endsWith('-delta')
  const label = isDelta ? name.slice(0, -'-delta'.length) : name
  const { id, number, thisUpdate, nextUpdate } = authorityCrls
  const [row] = await db
    .select({ id, number, thisUpdate, nextUpdate })
    .from(authorityCrls)
    .innerJoin(authorities, eq(authorities.id, authorityCrls.authorityId))
    .where(and(eq(authorities.label, label), eq(authorityCrls.isDelta, isDelta)))
    .orderBy(desc(number))
    .limit(1)
  if (!row) return missing()
  const headers = {
    ETag: `"${isDelta ? 'd' : 'c'}${row.number}"`,
    'Last-Modified': new Date(row.thisUpdate).toUTCString(),
    Expires: new Date(row.nextUpdate).toUTCString(),
    'Cache-Control': `public, max-age=${CRL_SECONDS}, no-transform`,
  }
  if (request.headers.get('if-none-match') === headers.ETag) return new Response(null, { status: 304, headers })
  const [whole] = await db.select({ crl: authorityCrls.crl }).from(authorityCrls).where(eq(id, row.id))
  return whole ? file(whole.crl, 'application/pkix-crl', headers) : missing()
}

const missing = () => new Response('not found', { status: 404, headers: { 'Content-Type': 'text/plain' } })

function file(der: Uint8Array, type: string, headers: Record<string, string>): Response {
  return new Response(new Uint8Array(der), { headers: { 'Content-Type': type, ...headers } })
}
