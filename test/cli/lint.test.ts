import { afterAll, describe, expect, it } from 'vitest'
import { runLint } from '#cli/lint.ts'
import { caParts, certificate, has, keys, name, request, rsaKey, siteExtensions } from '../core/lint/maker.ts'
import { opensslWorkshop, SM2_ID } from '../support/openssl.ts'

const workshop = opensslWorkshop()
afterAll(workshop.close)

async function lint(...argv: string[]) {
  let out = ''
  let err = ''
  const code = await runLint(argv, { out: (text) => (out += text), err: (text) => (err += text) })
  return { code, out, err }
}

const internal = workshop.put(certificate({ extensions: siteExtensions(has.hosts('portal.lan')) }))

describe('lint', () => {
  it('passes a good certificate, DER or PEM', async () => {
    for (const file of [workshop.put(certificate()), workshop.putPem('CERTIFICATE', certificate())]) {
      expect(await lint(file)).toMatchObject({ code: 0, err: '' })
    }
  })

  it('says in both languages what is wrong, and fails', async () => {
    const { code, out } = await lint(internal)
    expect(code).toBe(1)
    expect(out).toContain('lint.names-internal')
    expect(out).toContain('portal.lan 是内部名称')
    expect(out).toContain('portal.lan is an internal name')
  })

  it('does not hold a private certificate to public rules', async () => {
    const { out } = await lint('--private', internal)
    expect(out).not.toContain('lint.names-internal')
  })

  it('takes an SM2 certificate for one of an own PKI unless told otherwise', async () => {
    const sm2 = workshop.put(certificate({ key: keys.sm2 }))
    expect((await lint(sm2)).out).not.toContain('lint.key-curve-not-allowed')
    expect((await lint('--public', sm2)).out).toContain('lint.key-curve-not-allowed')
  })

  it('gives a line of JSON for each thing, and one for the chain', async () => {
    const { out } = await lint('--json', workshop.putPem('CERTIFICATE', certificate(), certificate(caParts())))
    const lines = out
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line))
    expect(lines.map(({ kind }) => kind)).toEqual(['certificate', 'certificate', 'chain'])
    expect(lines[0]).toMatchObject({
      findings: [{ code: expect.any(String), severity: 'warning', citation: expect.any(String) }],
    })
  })

  it('takes requests and looks at their keys', async () => {
    const { code, out } = await lint(workshop.put(request({ key: rsaKey(1n << 2047n) })))
    expect(code).toBe(1)
    expect(out).toContain('lint.key-rsa-modulus-even')
  })

  it("names the empty identifier of OpenSSL's SM2 requests, and passes the right one", async () => {
    const key = workshop.put('', 'sm2.key')
    workshop.run('genpkey', '-algorithm', 'SM2', '-out', key)
    const made = (name: string, ...options: string[]) => {
      const file = `${workshop.directory}/${name}`
      const subject = ['-subj', '/C=CN/CN=a.example.cn', '-addext', 'subjectAltName=DNS:a.example.cn']
      expect(workshop.run('req', '-new', '-sm3', '-key', key, '-out', file, ...subject, ...options).status).toBe(0)
      return file
    }
    expect((await lint('--private', made('empty.csr'))).out).toContain('lint.request-sm2-empty-id')
    const good = await lint('--private', made('good.csr', '-sigopt', SM2_ID))
    expect(good.out).not.toContain('lint.request-')
    expect(good.code).toBe(0)
  })

  it('judges a request by the day given', async () => {
    const unit = workshop.put(
      request({ subject: name(['organizationalUnitName', '处'], ['commonName', 'a.example.cn']) }),
    )
    expect((await lint(unit)).out).toContain('lint.subject-unit-prohibited')
    expect((await lint('--at', '2021-01-01T00:00:00Z', unit)).out).not.toContain('lint.subject-unit-prohibited')
    expect((await lint('--at', 'yesterday', unit)).code).toBe(64)
  })

  it.each([
    ['no file', []],
    ['both audiences', ['--public', '--private', internal]],
    ['an unknown option', ['--strict', internal]],
    ['a file that is not there', ['/no/such/file']],
    ['a file without certificates', [workshop.put('hello')]],
  ])('refuses %s', async (_, argv) => {
    const { code, err } = await lint(...argv)
    expect(code).toBe(64)
    expect(err).not.toBe('')
  })

  it('names the byte where a damaged certificate ends', async () => {
    const { code, out } = await lint(workshop.putPem('CERTIFICATE', certificate().subarray(0, 40)))
    expect(code).toBe(1)
    expect(out).toMatch(/der\.truncated @ \d+/)
  })
})
