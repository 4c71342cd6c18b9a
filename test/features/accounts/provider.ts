// A provider of identities on loopback, written from OpenID Connect Core 1.0 and RFC 7636; what it says can be bent one claim at a time.

import { createHash, createSign, generateKeyPairSync, randomBytes } from 'node:crypto'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

export interface Bend {
  claims?: Record<string, unknown>
  /** Signed by a key it does not publish. */
  isForged?: boolean
  /** The answer in the address names another issuer (RFC 9207). */
  iss?: string
}

export async function provider({ clientId, clientSecret }: { clientId: string; clientSecret: string }) {
  const keys = generateKeyPairSync('rsa', { modulusLength: 2048 })
  const strangers = generateKeyPairSync('rsa', { modulusLength: 2048 })
  const codes = new Map<string, { nonce: string; challenge: string; redirect: string; subject: string }>()
  const asked: string[] = []
  let bend: Bend = {}
  let issuer = ''

  const server = createServer((request, response) => {
    const url = new URL(request.url ?? '/', issuer)
    asked.push(url.pathname)
    let body = ''
    request.on('data', (chunk) => {
      body += chunk
    })
    request.on('end', () => {
      const [status, answer] = answerTo(url, new URLSearchParams(body), request.headers.authorization)
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(answer))
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`

  function answerTo(url: URL, form: URLSearchParams, authorization = ''): [number, object] {
    if (url.pathname === '/.well-known/openid-configuration')
      return [
        200,
        {
          issuer,
          authorization_endpoint: `${issuer}/authorize`,
          token_endpoint: `${issuer}/token`,
          jwks_uri: `${issuer}/keys`,
          response_types_supported: ['code'],
          subject_types_supported: ['public'],
          id_token_signing_alg_values_supported: ['RS256'],
          token_endpoint_auth_methods_supported: ['client_secret_basic', 'client_secret_post'],
          authorization_response_iss_parameter_supported: true,
        },
      ]
    if (url.pathname === '/keys')
      return [200, { keys: [{ ...keys.publicKey.export({ format: 'jwk' }), kid: 'one', use: 'sig', alg: 'RS256' }] }]
    return url.pathname === '/token' ? token(form, authorization) : [404, {}]
  }

  function token(form: URLSearchParams, authorization: string): [number, object] {
    const basic = Buffer.from(authorization.replace('Basic ', ''), 'base64').toString()
    const isClient = basic === `${clientId}:${clientSecret}` || form.get('client_secret') === clientSecret
    const grant = codes.get(form.get('code') ?? '')
    codes.delete(form.get('code') ?? '')
    const proof = createHash('sha256')
      .update(form.get('code_verifier') ?? '')
      .digest('base64url')
    if (!isClient || !grant || grant.challenge !== proof || grant.redirect !== form.get('redirect_uri'))
      return [400, { error: 'invalid_grant' }]
    const now = Math.floor(Date.now() / 1000)
    const claims = { iss: issuer, sub: grant.subject, aud: clientId, iat: now, exp: now + 300, nonce: grant.nonce }
    const idToken = jwt({ ...claims, ...bend.claims }, bend.isForged ? strangers.privateKey : keys.privateKey)
    return [200, { access_token: 'unused', token_type: 'Bearer', id_token: idToken }]
  }

  return {
    issuer,
    asked,
    bend: (how: Bend) => {
      bend = how
    },
    /** What its page does when somebody has signed in there: where it sends the browser. */
    signIn(authorizationUrl: string, subject: string): string {
      const { searchParams: given } = new URL(authorizationUrl)
      if (given.get('code_challenge_method') !== 'S256' || given.get('client_id') !== clientId)
        throw new Error('refused')
      const code = randomBytes(16).toString('base64url')
      const redirect = given.get('redirect_uri') ?? ''
      codes.set(code, {
        nonce: given.get('nonce') ?? '',
        challenge: given.get('code_challenge') ?? '',
        redirect,
        subject,
      })
      const answer = { code, state: given.get('state') ?? '', iss: bend.iss ?? issuer }
      return `${redirect}?${new URLSearchParams(answer)}`
    },
    close: () => server.close(),
  }
}

function jwt(claims: object, key: Parameters<ReturnType<typeof createSign>['sign']>[0]): string {
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url')
  const signed = `${part({ alg: 'RS256', kid: 'one', typ: 'JWT' })}.${part(claims)}`
  return `${signed}.${createSign('sha256').update(signed).sign(key, 'base64url')}`
}
