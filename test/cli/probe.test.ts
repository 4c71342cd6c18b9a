import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { type AddressInfo, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { runProbe } from '#cli/probe.ts'
import { writePem } from '#core/bytes/pem.ts'
import { withLaboratory } from '../lab/laboratory.ts'

async function probe(...argv: string[]) {
  let out = ''
  let err = ''
  const code = await runProbe(argv, { out: (text) => (out += text), err: (text) => (err += text) })
  return { code, out, err }
}

describe('zhengxun probe', () => {
  const world = withLaboratory()
  const directory = mkdtempSync(join(tmpdir(), 'zhengxun-probe-'))
  const server = createServer((socket) => socket.on('error', () => undefined).end())
  let open = ''

  beforeAll(async () => {
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    open = `127.0.0.1:${(server.address() as AddressInfo).port}`
  })
  afterAll(() => {
    server.close()
    rmSync(directory, { recursive: true, force: true })
  })

  it('ends with 0, 1, 2 and 64 for pass, fail, unknown and a wrong command line', async () => {
    expect((await probe('tcp', open)).code).toBe(0)
    expect((await probe('tcp', '127.0.0.1:1')).code).toBe(1)
    expect((await probe('tcp', '169.254.169.254:80')).code).toBe(2)
    for (const argv of [
      [],
      ['tcp'],
      ['bogus', open],
      ['tcp', open, open],
      ['tcp', open, '--setting', 'x'],
      ['tcp', open, '--nope'],
    ]) {
      const { code, out, err } = await probe(...argv)
      expect([code, out]).toEqual([64, ''])
      expect(err).toContain('KIND')
    }
  })

  it('prints one JSON line with the agreed fields and texts in both languages', async () => {
    const { out } = await probe('tcp', '127.0.0.1:1', '--json')
    expect(out.trim().split('\n')).toHaveLength(1)
    const { kind, target, verdict, reasons, measured, evidence } = JSON.parse(out)
    expect({ kind, target, verdict, measured, evidence }).toEqual({
      kind: 'tcp',
      target: '127.0.0.1:1',
      verdict: 'fail',
      measured: {},
      evidence: [],
    })
    expect(reasons).toMatchObject([{ code: 'tcp.refused', problem: { zh: '端口拒绝连接' } }])
    expect(reasons[0].text.zh).toContain('127.0.0.1:1')
  })

  it('takes anchors from PEM and DER files, fields by path, and a list from a repeated name', async () => {
    const { authorities, canaries, service } = world.lab
    const pem = join(directory, 'root.pem')
    const der = join(directory, 'issuing.der')
    writeFileSync(pem, writePem('CERTIFICATE', authorities.rsa.root))
    writeFileSync(der, authorities.rsa.issuing)
    const site = service('site-gov-a')
    const target = `${site.host}:${site.port}`
    const named = ['--setting', `serverName=${site.serverName}`]
    const asked = await probe('tls', target, ...named, '--setting', `anchors=@${pem}`, '--setting', `anchors=@${der}`)
    expect([asked.code, asked.err]).toEqual([0, ''])
    expect((await probe('tls', target, ...named)).out).toContain('tls.untrusted')
    const { good, revoked } = canaries.rsa.serials
    const serials = ['--setting', `canaries.good=${good}`, '--setting', `canaries.revoked=${revoked}`]
    const ocsp = await probe('ocsp', service('ocsp').url, '--setting', `issuer=@${der}`, ...serials, '--json')
    expect([JSON.parse(ocsp.out).reasons, ocsp.code]).toEqual([[], 0])
  })

  it('names the setting that is wrong', async () => {
    const { code, out } = await probe('tcp', open, '--setting', 'warnConnectMs=soon')
    expect(code).toBe(2)
    expect(out).toContain('warnConnectMs')
  })
})
