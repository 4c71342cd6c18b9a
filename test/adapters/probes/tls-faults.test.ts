// The fault matrix of TLS: one planted fault, exactly its own reason code. The first eight are those two common checkers were measured
// against (blackbox_exporter names two of them, check_http two); the others are planted here beside them.

import { getDiffieHellman } from 'node:crypto'
import { connect, createServer, type Socket } from 'node:net'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { nodePrimitives } from '#adapters/crypto/primitives.node.ts'
import { createEgress } from '#adapters/egress/egress.ts'
import { generateKey, openSigner } from '#adapters/keys/signer.ts'
import {
  authorityInfoAccess,
  basicConstraints,
  crlDistributionPoints,
  type ExtensionValue,
  extendedKeyUsage,
  extension,
  keyUsage,
  nameConstraints,
} from '#adapters/pkijs/extensions.ts'
import type { ProbeDeps } from '#adapters/probes/probe.ts'
import { runProbe } from '#adapters/probes/run.ts'
import { reasonText } from '#core/messages/reason-text.ts'
import { parseCertificate } from '#core/x509/parse.ts'
import {
  answerTo,
  type Ca,
  crlOf,
  DAY,
  type LeafOrder,
  makeCa,
  makeLeaf,
  ocspAnswer,
  pem,
  Servers,
} from '../../support/tls-authority.ts'
import { neighbourOf, prime, rocaPrime, rsaPkcs8 } from '../../support/weak-rsa.ts'

const servers = new Servers()
afterAll(() => servers.close())

/** `twin.example` has two addresses; every other name is an address already. */
const lookup = async (host: string) => (host === 'twin.example' ? ['127.0.0.1', '127.0.0.2'] : ['127.0.0.1'])
const deps: ProbeDeps = {
  egress: createEgress({ allow: [{ cidr: '127.0.0.0/8' }] }, lookup),
  primitives: nodePrimitives,
  now: Date.now,
  monotonicMs: () => performance.now(),
  pause: async () => undefined,
}

let root: Ca
let issuing: Ca
let rsaRoot: Ca
let rsaIssuing: Ca
beforeAll(async () => {
  root = await makeCa('Root')
  issuing = await makeCa('Issuing', root)
  rsaRoot = await makeCa('RSA Root', undefined, { key: 'rsa2048' })
  rsaIssuing = await makeCa('RSA Issuing', rsaRoot, { key: 'rsa2048' })
})

interface Planted {
  target: string
  settings?: Record<string, unknown>
  timeoutMs?: number
}

const site = async (order: LeafOrder = {}, behind?: Uint8Array[], options = {}): Promise<Planted> => ({
  target: await servers.site(await makeLeaf(issuing, order), behind ?? [issuing.der], options),
})
const rsaSite = async (order: LeafOrder, options = {}): Promise<Planted> => ({
  target: await servers.site(await makeLeaf(rsaIssuing, { key: 'rsa2048', ...order }), [rsaIssuing.der], options),
})
const caProfile = (pathLength?: number): ExtensionValue[] => [
  basicConstraints(true, pathLength),
  keyUsage(['keyCertSign', 'cRLSign']),
]
/** A site below an intermediate of its own. */
const below = async (change: Parameters<typeof makeCa>[2], order: LeafOrder = {}): Promise<Planted> => {
  const ca = await makeCa('Own Issuing', root, change)
  return { target: await servers.site(await makeLeaf(ca, order), [ca.der]) }
}
const listed = (list: string) => crlDistributionPoints([`http://${list}/`])
const serialOf = (der: Uint8Array) => {
  const read = parseCertificate(der)
  return read.ok ? Number(`0x${Buffer.from(read.value.serial).toString('hex')}`) : 0
}
const OLD = { ciphers: 'DEFAULT@SECLEVEL=0' }
const twelve = { minVersion: 'TLSv1.2', maxVersion: 'TLSv1.2' } as const
const feature = (...bytes: number[]) => extension('1.3.6.1.5.5.7.1.24', Uint8Array.from(bytes))
const STAPLE_DEMANDED = feature(0x30, 0x03, 0x02, 0x01, 0x05)

const MEASURED: Record<string, () => Promise<Planted>> = {
  'tls.leaf-expiring': () => site({ notAfter: Date.now() + 3 * DAY }),
  'tls.chain-expiring': () => below({ notAfter: Date.now() + 5 * DAY }),
  'tls.name-mismatch': () => site({ names: ['other.example'] }),
  'tls.chain-incomplete': () => site({}, []),
  'tls.weak-key': () => rsaSite({ key: 'rsa1024' }, OLD),
  'tls.weak-signature': () => rsaSite({ signer: openSigner(rsaIssuing.pkcs8, { algorithm: 'rsa-sha1' }) }, OLD),
  'tls.protocol-too-old': () => site({}, undefined, { minVersion: 'TLSv1', maxVersion: 'TLSv1', ...OLD }),
  'tls.revocation-unknown': async () => ({
    ...(await site({ more: [authorityInfoAccess({ ocsp: [`http://${await closedPort()}/`] })] })),
    settings: { requireRevocation: true },
  }),
}

async function closedPort(): Promise<string> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as { port: number }
  await new Promise((resolve) => server.close(resolve))
  return `127.0.0.1:${port}`
}

/** Each connection goes to the next of the targets. */
function balancer(targets: readonly string[]): Promise<string> {
  let turn = 0
  return servers.plain((socket: Socket) => {
    const [host = '', port = ''] = (targets[turn++ % targets.length] ?? '').split(':')
    const upstream = connect({ host, port: Number(port) })
    upstream.on('error', () => socket.destroy())
    socket.pipe(upstream).pipe(socket)
    socket.once('close', () => upstream.destroy())
  })
}

const dhGroup = (name: string) => {
  const group = getDiffieHellman(name)
  const integer = (bytes: Buffer) => {
    const padded = (bytes[0] ?? 0) & 0x80 ? Buffer.concat([Buffer.of(0), bytes]) : bytes
    return Buffer.concat([Buffer.of(2), lengthOf(padded.length), padded])
  }
  const body = Buffer.concat([integer(group.getPrime()), integer(group.getGenerator())])
  const der = Buffer.concat([Buffer.of(0x30), lengthOf(body.length), body])
  return `-----BEGIN DH PARAMETERS-----\n${der.toString('base64').replace(/.{64}/g, '$&\n')}\n-----END DH PARAMETERS-----\n`
}
const lengthOf = (length: number) =>
  length < 128 ? Buffer.of(length) : length < 256 ? Buffer.of(0x81, length) : Buffer.of(0x82, length >> 8, length & 255)

const FURTHER: Record<string, () => Promise<Planted>> = {
  'tls.leaf-expired': () => site({ notAfter: Date.now() - DAY }),
  'tls.leaf-not-yet-valid': () => site({ notBefore: Date.now() + DAY }),
  'tls.chain-certificate-expired': () => below({ notAfter: Date.now() - DAY }),
  'tls.self-signed': async () => {
    const pkcs8 = generateKey('p256')
    const own = { name: { CN: 'site.example' }, signer: openSigner(pkcs8), pkcs8, der: new Uint8Array() }
    return { target: await servers.site(await makeLeaf(own, { keyOf: pkcs8 }), []) }
  },
  'tls.untrusted': async () => {
    const stranger = await makeCa('Strange Root')
    const ca = await makeCa('Strange Issuing', stranger)
    return { target: await servers.site(await makeLeaf(ca), [ca.der, stranger.der]) }
  },
  'tls.nodes-differ': async () => {
    const [a, b] = [await site(), await site()]
    return { target: a.target, settings: { nodes: [{ name: 'node b', address: b.target }] } }
  },
  'tls.addresses-differ': async () => {
    const target = await servers.site(await makeLeaf(issuing, { names: ['twin.example'] }), [issuing.der])
    const port = Number(target.split(':')[1])
    await servers.site(await makeLeaf(issuing, { names: ['twin.example'] }), [issuing.der], { host: '127.0.0.2', port })
    return { target: `twin.example:${port}`, settings: { serverName: 'twin.example', everyAddress: true } }
  },
  'tls.answers-differ': async () => ({ target: await balancer([(await site()).target, (await site()).target]) }),
  'tls.fingerprint-unexpected': async () => ({ ...(await site()), settings: { expectedFingerprint: 'ab'.repeat(32) } }),
  'tls.revoked': async () => {
    const responder = await servers.http((body) => answerTo(issuing, body, 'revoked'))
    return site({ more: [authorityInfoAccess({ ocsp: [`http://${responder}/`] })] })
  },
  'tls.revocation-contradictory': async () => {
    const responder = await servers.http((body) => answerTo(issuing, body, 'good'))
    const revoked: number[] = []
    const list = await servers.http(() => crlOf(issuing, revoked))
    const more = [authorityInfoAccess({ ocsp: [`http://${responder}/`] }), crlDistributionPoints([`http://${list}/`])]
    const leaf = await makeLeaf(issuing, { more })
    revoked.push(leaf.serial)
    return { target: await servers.site(leaf, [issuing.der]), settings: { askCrl: 'always' } }
  },
  'tls.key-roca': () => rsaSite({ keyOf: rsaPkcs8(rocaPrime(126, 1024), rocaPrime(126, 1024)) }),
  'tls.key-close-primes': () => {
    const p = prime(1024)
    return rsaSite({ keyOf: rsaPkcs8(p, neighbourOf(p)) })
  },
  'tls.intermediate-revoked': async () => {
    const revoked: number[] = []
    const list = await servers.http(() => crlOf(root, revoked))
    const ca = await makeCa('Revoked Issuing', root, { extensions: [...caProfile(), listed(list)] })
    revoked.push(serialOf(ca.der))
    return { target: await servers.site(await makeLeaf(ca), [ca.der]) }
  },
  'tls.intermediate-contradictory': async () => {
    const revoked: number[] = []
    const list = await servers.http(() => crlOf(root, revoked))
    const responder = await servers.http((body) => answerTo(root, body, 'good'))
    const extensions = [...caProfile(), listed(list), authorityInfoAccess({ ocsp: [`http://${responder}/`] })]
    const ca = await makeCa('Doubtful Issuing', root, { extensions })
    revoked.push(serialOf(ca.der))
    return { target: await servers.site(await makeLeaf(ca), [ca.der]), settings: { askCrl: 'always' } }
  },
  'tls.intermediate-unknown': async () => {
    const ca = await makeCa('Unlisted Issuing', root, { extensions: [...caProfile(), listed(await closedPort())] })
    const responder = await servers.http((body) => answerTo(ca, body, 'good'))
    const leaf = await makeLeaf(ca, { more: [authorityInfoAccess({ ocsp: [`http://${responder}/`] })] })
    return { target: await servers.site(leaf, [ca.der]), settings: { requireRevocation: true } }
  },
  'tls.staple-invalid': async () => {
    const leaf = await makeLeaf(issuing)
    const staple = await ocspAnswer(issuing, leaf.der, 'good', { age: 30 * DAY })
    return { target: await servers.site(leaf, [issuing.der], { staple }) }
  },
  'tls.staple-missing': async () => ({ ...(await site()), settings: { expectStaple: true } }),
  'tls.must-staple-missing': () => site({ more: [STAPLE_DEMANDED] }),
  'tls.chain-out-of-order': async () => {
    const lower = await makeCa('Lower', issuing)
    return { target: await servers.site(await makeLeaf(lower), [issuing.der, lower.der]) }
  },
  'tls.chain-root-sent': () => site({}, [issuing.der, root.der]),
  'tls.chain-double': () => site({}, [issuing.der, issuing.der]),
  'tls.chain-stranger': () => site({}, [issuing.der, rsaIssuing.der]),
  'tls.chain-signature-invalid': () => site({ spoilSignature: true }),
  'tls.purpose-wrong': () =>
    site({ profile: [basicConstraints(false), keyUsage(['digitalSignature']), extendedKeyUsage(['clientAuth'])] }),
  'tls.key-usage-wrong': () =>
    site({ profile: [basicConstraints(false), keyUsage(['cRLSign']), extendedKeyUsage(['serverAuth'])] }),
  'tls.issuer-is-not-ca': () => below({ extensions: [basicConstraints(false), keyUsage(['digitalSignature'])] }),
  'tls.path-too-long': async () => {
    const upper = await makeCa('Upper', root, { extensions: caProfile(0) })
    const lower = await makeCa('Lower', upper)
    return { target: await servers.site(await makeLeaf(lower), [lower.der, upper.der]) }
  },
  'tls.name-not-permitted': () =>
    below({ extensions: [...caProfile(), nameConstraints({ permitted: ['other.example'] })] }),
  'tls.extension-unknown': () => site({ more: [extension('1.2.3.4.5', Uint8Array.of(0x05, 0x00), true)] }),
  'tls.leaf-is-ca': () =>
    site({
      profile: [
        basicConstraints(true),
        keyUsage(['digitalSignature', 'keyCertSign']),
        extendedKeyUsage(['serverAuth']),
      ],
    }),
  'tls.name-in-subject-only': () => site({ names: [] }),
  'tls.validity-too-long': async () => ({
    ...(await site({ notAfter: Date.now() + 300 * DAY })),
    settings: { isPublic: true },
  }),
  'tls.no-forward-secrecy': () =>
    rsaSite(
      {
        profile: [
          basicConstraints(false),
          keyUsage(['digitalSignature', 'keyEncipherment']),
          extendedKeyUsage(['serverAuth']),
        ],
      },
      { ...twelve, ciphers: 'AES128-GCM-SHA256' },
    ),
  'tls.weak-cipher': () =>
    site({}, undefined, { ...twelve, ciphers: 'ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-ECDSA-NULL-SHA:@SECLEVEL=0' }),
  'tls.weak-group': () =>
    rsaSite({}, { ...twelve, ciphers: 'DHE-RSA-AES128-GCM-SHA256:@SECLEVEL=0', dhparam: dhGroup('modp2') }),
  'tls.handshake-failed': async () => ({
    target: await servers.plain((socket) => socket.end(Buffer.from('15030300020228', 'hex'))),
  }),
  'tls.response-malformed': async () => ({
    target: await servers.plain((socket) => socket.end('HTTP/1.1 400 Bad\r\n\r\n')),
  }),
  'tls.unreachable': async () => ({ target: await closedPort() }),
  'tls.timeout': async () => ({ target: await servers.plain(() => undefined), timeoutMs: 400 }),
  'tls.start-tls-refused': async () => ({
    target: await servers.plain((socket) => {
      socket.write('220 mail.example ESMTP\r\n')
      socket.on('data', (line) =>
        socket.write(/^EHLO/.test(String(line)) ? '250-mail.example\r\n250 SIZE\r\n' : '502 no\r\n'),
      )
    }),
    settings: { startTls: 'smtp' },
  }),
}

const probe = ({ target, settings = {}, timeoutMs = 5_000 }: Planted) => {
  const anchors = [pem(root.der, rsaRoot.der)]
  return runProbe(
    { kind: 'tls', target, settings: { serverName: 'site.example', anchors, ...settings }, timeoutMs },
    deps,
  )
}

describe('the fault matrix of TLS', () => {
  it('has the measured faults and more than twenty others, each with a code of its own', () => {
    const codes = [...Object.keys(MEASURED), ...Object.keys(FURTHER)]
    expect(Object.keys(MEASURED)).toHaveLength(8)
    expect(Object.keys(FURTHER).length).toBeGreaterThanOrEqual(20)
    expect(new Set(codes).size).toBe(codes.length)
  })

  it('finds nothing wrong with the same sites without a fault', async () => {
    const chosenApart = await rsaSite({ keyOf: rsaPkcs8(rocaPrime(126, 1024), prime(1024)) })
    const list = await servers.http(() => crlOf(root, []))
    const inForce = await below({ extensions: [...caProfile(), listed(list)] })
    const twins = [
      await site(),
      await rsaSite({}),
      await site({}, undefined, twelve),
      await below({}),
      chosenApart,
      inForce,
    ]
    for (const healthy of twins) expect((await probe(healthy)).reasons).toEqual([])
  })

  it('does not mind a revoked stranger in the chain: the path does not run over it', async () => {
    const revoked: number[] = []
    const list = await servers.http(() => crlOf(root, revoked))
    const stranger = await makeCa('Old Issuing', root, { extensions: [...caProfile(), listed(list)] })
    revoked.push(serialOf(stranger.der))
    const { reasons } = await probe(await site({}, [issuing.der, stranger.der]))
    expect(reasons.map(({ code }) => code)).toEqual(['tls.chain-stranger'])
  })

  it.each(Object.entries({ ...MEASURED, ...FURTHER }))('%s', async (code, plant) => {
    const { reasons } = await probe(await plant())
    expect(reasons.map((reason) => reason.code)).toEqual([code])
    for (const reason of reasons) {
      const { problem, symptom, remedy } = reasonText(reason)
      for (const text of [problem, symptom, remedy]) expect(`${text.zh}${text.en}`).not.toMatch(/[{}]|—|undefined/)
    }
  })
})
