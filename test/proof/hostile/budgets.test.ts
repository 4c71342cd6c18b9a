// No input costs more than its budget: each of these was, somewhere, a denial of service with a CVE number or a hang of a peer.

import { describe, expect, it } from 'vitest'
import { OID } from '#core/asn1/oids.ts'
import * as write from '#core/asn1/write.ts'
import { ext, general, issue, makeKey, nameOf, signBytes } from '../../core/x509/authority.ts'
import {
  attribute,
  extension,
  judged,
  LIMIT_MS,
  type Material,
  signedData,
  signerInfo,
  type Timed,
  times,
  unsignedCertificate,
  wrap,
  wrapAll,
} from './made.ts'

const key = makeKey()
const publicKeyInfo = key.publicKeyInfo
const certificate = (serial: number, extensions: Uint8Array[] = []) =>
  unsignedCertificate({ serial, publicKeyInfo, extensions })

function endsTyped({ report, cpuMs, codes }: Timed): string[] {
  expect(codes).not.toContain('verification.internal')
  expect(report.verdict).not.toMatch(/^VALID/)
  expect(codes.length).toBeGreaterThan(0)
  if (process.env.SHOW)
    console.log(expect.getState().currentTestName, Math.round(cpuMs), report.verdict, codes.join(' '))
  expect(cpuMs).toBeLessThan(LIMIT_MS)
  return codes
}

describe('paths', () => {
  it('looks through a clique of CAs that all certify each other within the budget', async () => {
    const count = 16
    const keys = times(count, () => makeKey())
    const ca = [ext.ca(), ext.keyUsage(5)]
    const all = await Promise.all(
      keys.flatMap((own, i) =>
        keys.flatMap((issuerKey, j) =>
          i === j ? [] : [issue({ subject: `CN=CA ${i}`, issuer: `CN=CA ${j}`, extensions: ca }, own, issuerKey)],
        ),
      ),
    )
    const [first] = keys
    const target = await issue({ subject: 'CN=user', issuer: 'CN=CA 0' }, makeKey(), first)
    const intermediates = all.map((one) => one.raw)
    expect(endsTyped(await judged(target.raw, 'certificate-path', { intermediates }))).toContain(
      'path.work-budget-spent',
    )
  })

  it('looks through two hundred namesakes with keys of their own', async () => {
    const keys = times(200, () => makeKey())
    const all = await Promise.all(
      keys.map((own, i) =>
        issue({ subject: 'CN=CA', serial: i + 1, extensions: [ext.ca()] }, own, keys[(i + 1) % 200]),
      ),
    )
    const target = await issue({ subject: 'CN=user', issuer: 'CN=CA' }, key, keys[0])
    endsTyped(await judged(target.raw, 'certificate-path', { intermediates: all.map((one) => one.raw) }))
  })

  it('looks through ten thousand certificates of one name', async () => {
    const intermediates = times(10_000, (serial) => certificate(serial + 1))
    endsTyped(await judged(certificate(0), 'certificate-path', { intermediates }))
  })

  it('compares ten thousand names with ten thousand constraints only up to the limit', async () => {
    const trees = times(10_000, (i) => general.dns(`${i}.example`))
    const names = times(10_000, (i) => general.dns(`${i}.example`))
    const root = makeKey()
    const constraints = extension(
      OID.nameConstraints,
      true,
      wrap(
        0x30,
        wrapAll(
          0xa0,
          trees.map((one) => wrap(0x30, one)),
        ),
      ),
    )
    const anchor = await issue({ subject: 'CN=root', extensions: [ext.ca()] }, root)
    const ca = await issue({ subject: 'CN=CA', issuer: 'CN=root', extensions: [ext.ca(), constraints] }, key, root)
    const target = await issue(
      { subject: 'CN=user', issuer: 'CN=CA', extensions: [extension(OID.subjectAltName, false, wrapAll(0x30, names))] },
      makeKey(),
      key,
    )
    const material = { anchors: [anchor.raw], intermediates: [ca.raw] }
    endsTyped(await judged(target.raw, 'certificate-path', material))
  })

  it('keeps the policy graph of hostile mappings small (CVE-2023-0464)', async () => {
    const root = makeKey()
    const anchor = await issue({ subject: 'CN=CA 0', extensions: [ext.ca()] }, root)
    const policies = times(40, (i) => `1.3.6.1.4.1.99999.${i}`)
    const mappings = policies.flatMap((from) => policies.map((to) => write.sequence(write.oid(from), write.oid(to))))
    const extensions = [
      ext.ca(),
      ext.policies(...policies),
      extension(OID.policyMappings, true, wrapAll(0x30, mappings)),
      ext.explicitPolicy(0),
    ]
    const keys = [root, ...times(20, () => makeKey())]
    const chain = await Promise.all(
      keys
        .slice(1)
        .map((own, i) => issue({ subject: `CN=CA ${i + 1}`, issuer: `CN=CA ${i}`, extensions }, own, keys[i])),
    )
    const target = await issue(
      { subject: 'CN=user', issuer: 'CN=CA 20', extensions: [ext.policies('1.3.6.1.4.1.88888')] },
      makeKey(),
      keys[20],
    )
    const material = { anchors: [anchor.raw], intermediates: chain.map((one) => one.raw) }
    expect(endsTyped(await judged(target.raw, 'certificate-path', material))).toContain('path.policy-unacceptable')
  })
})

describe('keys', () => {
  const rsaKey = (modulusBytes: number, exponent: Uint8Array) => {
    const modulus = new Uint8Array(modulusBytes).fill(0xff)
    const bits = write.bitString(wrap(0x30, write.integer(modulus), write.integer(exponent)))
    return wrap(0x30, write.sequence(write.oid(OID.rsaEncryption), write.nullValue()), bits)
  }
  const RSA = write.sequence(write.oid(OID.sha256WithRsa), write.nullValue())
  /** A target that four hundred namesakes with the key in question might have signed. */
  const underKey = async (info: Uint8Array, signatureBytes: number): Promise<Timed> => {
    const intermediates = times(400, (serial) =>
      unsignedCertificate({ serial: serial + 1, publicKeyInfo: tweaked(info, serial) }),
    )
    const tbs = wrap(
      0x30,
      write.explicit(0, write.integer(2)),
      write.integer(7),
      RSA,
      nameOf('CN=hostile'),
      write.sequence(write.time(0), write.time(Date.UTC(2040, 1))),
      nameOf('CN=user'),
      publicKeyInfo,
    )
    const target = wrap(0x30, tbs, RSA, write.bitString(new Uint8Array(signatureBytes).fill(0x7f)))
    return judged(target, 'certificate-path', { intermediates })
  }
  const tweaked = (info: Uint8Array, salt: number) => {
    const copy = info.slice()
    copy[60] = salt & 0xff
    copy[61] = (salt >> 8) & 0xff
    return copy
  }

  it('ends with RSA keys of 16384 bits', async () => {
    endsTyped(await underKey(rsaKey(2048, Uint8Array.of(1, 0, 1)), 2048))
  })

  it('ends with RSA keys whose exponent is as long as the modulus', async () => {
    endsTyped(await underKey(rsaKey(384, new Uint8Array(383).fill(0xff)), 384))
  })

  it('refuses RSA keys of 65536 bits', async () => {
    endsTyped(await underKey(rsaKey(8192, Uint8Array.of(1, 0, 1)), 4096))
  })

  it('ends with DSA parameters of 10000 bits', async () => {
    const p = new Uint8Array(1250).fill(0xff)
    const q = new Uint8Array(32).fill(0xfd)
    const parameters = wrap(0x30, write.integer(p), write.integer(q), write.integer(p.slice(1)))
    const info = wrap(
      0x30,
      wrap(0x30, write.oid(OID.dsa), parameters),
      write.bitString(write.integer(new Uint8Array(1249).fill(0x7b))),
    )
    const DSA = write.sequence(write.oid(OID.sha256WithDsa))
    const intermediates = times(400, (serial) => {
      const copy = info.slice()
      copy[copy.length - 1] = serial & 0xff
      copy[copy.length - 2] = serial >> 8
      return unsignedCertificate({ serial: serial + 1, publicKeyInfo: copy })
    })
    const tbs = wrap(
      0x30,
      write.explicit(0, write.integer(2)),
      write.integer(7),
      DSA,
      nameOf('CN=hostile'),
      write.sequence(write.time(0), write.time(Date.UTC(2040, 1))),
      nameOf('CN=user'),
      publicKeyInfo,
    )
    const signature = write.sequence(
      write.integer(new Uint8Array(30).fill(0x55)),
      write.integer(new Uint8Array(30).fill(0x56)),
    )
    const target = wrap(0x30, tbs, DSA, write.bitString(signature))
    endsTyped(await judged(target, 'certificate-path', { intermediates }))
  })
})

describe('messages', () => {
  const manyCertificates = times(3000, (serial) => certificate(serial + 1))

  it('refuses a thousand signers by name', async () => {
    const signers = times(1000, (serial) => signerInfo({ serial }))
    expect(endsTyped(await judged(signedData({ signers }), 'cms'))).toContain('cms.unreadable')
  })

  it('ends with three thousand embedded certificates and as many signers as may be', async () => {
    const signers = times(64, (serial) => signerInfo({ serial: serial + 1 }))
    endsTyped(await judged(signedData({ signers, certificates: manyCertificates }), 'cms'))
  })

  it('ends with a thousand countersignatures over three thousand certificates', async () => {
    const values = times(1000, (serial) => signerInfo({ serial: serial + 1 }))
    const signers = [signerInfo({ unsignedAttributes: [attribute(OID.counterSignature, values)] })]
    endsTyped(await judged(signedData({ signers, certificates: manyCertificates }), 'cms'))
  })

  it('ends with as many signers and certificates as are read at all', async () => {
    const signers = times(64, () => signerInfo({ issuer: 'CN=hostile', serial: 1 }))
    const certificates = times(500, (serial) =>
      unsignedCertificate({ serial: serial % 2, publicKeyInfo: makeKey().publicKeyInfo }),
    )
    const codes = endsTyped(await judged(signedData({ signers, certificates }), 'cms'))
    expect(codes).toContain('verification.work-budget-spent')
  })

  it('ends with as many countersignatures and timestamps as are read at all', async () => {
    const token = signedData({ signers: [signerInfo()], certificates: manyCertificates.slice(0, 20) })
    const unsignedAttributes = [
      attribute(
        OID.counterSignature,
        times(124, () => signerInfo()),
      ),
      attribute(
        OID.signatureTimeStamp,
        times(124, () => token),
      ),
    ]
    const signers = times(4, () => signerInfo({ unsignedAttributes }))
    endsTyped(await judged(signedData({ signers, certificates: manyCertificates.slice(0, 500) }), 'cms'))
  })

  it('ends with countersignatures of countersignatures of countersignatures', async () => {
    let nested = signerInfo()
    for (let depth = 0; depth < 3000; depth++) {
      nested = signerInfo({ unsignedAttributes: [attribute(OID.counterSignature, [nested])] })
    }
    endsTyped(await judged(signedData({ signers: [nested] }), 'cms'))
  })

  it('ends with a thousand timestamps, each with a thousand certificates', async () => {
    const token = signedData({ signers: [signerInfo()], certificates: manyCertificates.slice(0, 100) })
    const signers = [
      signerInfo({
        unsignedAttributes: [
          attribute(
            OID.signatureTimeStamp,
            times(1000, () => token),
          ),
        ],
      }),
    ]
    endsTyped(await judged(signedData({ signers, certificates: [certificate(1)] }), 'cms'))
  })

  it('ends with timestamps within timestamps within timestamps', async () => {
    let nested = signerInfo()
    for (let depth = 0; depth < 500; depth++) {
      const token = signedData({ signers: [nested] })
      nested = signerInfo({ unsignedAttributes: [attribute(OID.signatureTimeStamp, [token])] })
    }
    endsTyped(await judged(signedData({ signers: [nested] }), 'cms'))
  })

  it.each([
    [
      'digest algorithms',
      {
        digestAlgorithms: wrapAll(
          0x31,
          times(200_000, () => write.sequence(write.oid(OID.sha256))),
        ),
        signers: [signerInfo()],
      },
    ],
    ['certificates', { certificates: times(200_000, () => wrap(0x30)), signers: [signerInfo()] }],
    ['revocation lists', { revocation: times(200_000, () => wrap(0x30)), signers: [signerInfo()] }],
    [
      'signed attributes',
      {
        signers: [
          signerInfo({ signedAttributes: times(200_000, () => attribute(OID.contentType, [write.oid(OID.data)])) }),
        ],
      },
    ],
    [
      'unsigned attributes',
      {
        signers: [
          signerInfo({ unsignedAttributes: times(200_000, () => attribute(OID.contentType, [write.oid(OID.data)])) }),
        ],
      },
    ],
    [
      'values of an attribute',
      {
        signers: [
          signerInfo({
            signedAttributes: [
              attribute(
                OID.contentType,
                times(200_000, () => write.oid(OID.data)),
              ),
            ],
          }),
        ],
      },
    ],
  ])('ends with two hundred thousand %s', async (_, fields) => {
    const material: Material = { anchors: [certificate(1)] }
    endsTyped(await judged(signedData({ certificates: [certificate(1)], ...fields }), 'cms', material))
  })

  it('ends with a signing certificate reference of two hundred thousand names', async () => {
    const reference = wrap(0x30, write.octetString(new Uint8Array(32)))
    const value = wrap(
      0x30,
      wrapAll(
        0x30,
        times(200_000, () => reference),
      ),
    )
    const signedAttributes = [attribute(OID.signingCertificateV2, [value])]
    const signers = [signerInfo({ signedAttributes })]
    endsTyped(await judged(signedData({ signers, certificates: [certificate(1)] }), 'cms'))
  })

  it('ends with content in three hundred thousand segments', async () => {
    const segments = Buffer.concat(times(300_000, () => write.octetString(Uint8Array.of(1))))
    const content = Buffer.concat([Buffer.of(0x24, 0x80), segments, Buffer.of(0, 0)])
    const inner = Buffer.concat([
      Buffer.of(0x30, 0x80),
      write.oid(OID.data),
      Buffer.of(0xa0, 0x80),
      content,
      Buffer.alloc(4),
    ])
    const data = wrap(0x30, write.integer(1), wrap(0x31), inner, wrap(0x31, signerInfo()))
    endsTyped(await judged(wrap(0x30, write.oid(OID.signedData), wrap(0xa0, data)), 'cms'))
  })

  it('ends with indefinite lengths nested ten thousand deep', async () => {
    const bytes = new Uint8Array(Buffer.concat(times(10_000, () => Buffer.of(0x30, 0x80))))
    endsTyped(await judged(bytes, 'cms'))
    endsTyped(await judged(bytes, 'auto'))
  })
})

describe('values', () => {
  const COUNT = 45_000

  it.each([
    ['an object identifier of a megabyte', () => wrap(0x06, new Uint8Array(1 << 20).fill(0x81))],
    ['an integer of a megabyte', () => wrap(0x02, new Uint8Array(1 << 20).fill(0x7f))],
    [
      'a name of a hundred thousand parts',
      () =>
        wrapAll(
          0x30,
          times(100_000, () => write.set(write.sequence(write.oid(OID.commonName), write.utf8('a')))),
        ),
    ],
    [
      'nesting ten thousand deep',
      () => times(10_000, () => 0).reduce((inner: Uint8Array) => wrap(0x30, inner), new Uint8Array()),
    ],
  ])('refuses %s in every place', async (_, make) => {
    const value = make()
    for (const format of ['certificate-path', 'cms', 'ocsp', 'seal', 'auto'] as const) {
      endsTyped(await judged(value, format))
      endsTyped(await judged(wrap(0x30, value), format))
      endsTyped(await judged(wrap(0x30, wrap(0x30, value), value), format))
    }
  })

  it.each([
    ['extensions', (count: number) => times(count, () => extension('1.2.3.4', false, new Uint8Array()))],
    [
      'alternative names',
      (count: number) => [
        extension(
          OID.subjectAltName,
          false,
          wrapAll(
            0x30,
            times(count, () => general.dns('a.b')),
          ),
        ),
      ],
    ],
    [
      'policies',
      (count: number) => [
        extension(
          OID.certificatePolicies,
          false,
          wrapAll(
            0x30,
            times(count, (i) => write.sequence(write.oid(`1.2.${i}`))),
          ),
        ),
      ],
    ],
    [
      'purposes',
      (count: number) => [
        extension(
          OID.extKeyUsage,
          false,
          wrapAll(
            0x30,
            times(count, (i) => write.oid(`1.2.${i}`)),
          ),
        ),
      ],
    ],
    [
      'distribution points',
      (count: number) => [
        extension(
          OID.crlDistributionPoints,
          false,
          wrapAll(
            0x30,
            times(count, () => wrap(0x30, wrap(0xa2, general.directory('CN=x')))),
          ),
        ),
      ],
    ],
  ])('ends with a certificate of a megabyte of %s', async (_, make) => {
    const issuer = 'CN=CA'
    const target = unsignedCertificate({ subject: 'CN=user', issuer, publicKeyInfo, extensions: make(COUNT) })
    const anchor = await issue({ subject: 'CN=CA', extensions: [ext.ca()] }, key)
    const timed = await judged(target, 'certificate-path', { anchors: [anchor.raw] })
    expect(timed.codes).not.toContain('verification.internal')
    expect(timed.cpuMs).toBeLessThan(LIMIT_MS)
  })
})

describe('evidence', () => {
  it('ends with a thousand revocation lists in a message', async () => {
    const ca = makeKey()
    const list = async (number: number) => {
      const tbs = write.sequence(
        write.integer(1),
        write.sequence(write.oid(OID.ecdsaWithSha256)),
        nameOf('CN=CA'),
        write.time(Date.UTC(2026, 10, 20)),
        write.time(Date.UTC(2026, 11, 20)),
        write.explicit(0, write.sequence(extension(OID.crlNumber, false, write.integer(number)))),
      )
      const signature = write.bitString(await signBytes(ca, 'ecdsa-sha256', tbs))
      return write.sequence(tbs, write.sequence(write.oid(OID.ecdsaWithSha256)), signature)
    }
    const lists = await Promise.all(times(1000, list))
    const anchor = await issue({ subject: 'CN=CA', extensions: [ext.ca()] }, key)
    const target = await issue({ subject: 'CN=user', issuer: 'CN=CA' }, makeKey(), key)
    endsTyped(await judged(target.raw, 'certificate-path', { anchors: [anchor.raw], crls: lists }))
  })

  it('ends with an answer of ten thousand single responses', async () => {
    const certId = write.sequence(
      write.sequence(write.oid(OID.sha1), write.nullValue()),
      write.octetString(new Uint8Array(20)),
      write.octetString(new Uint8Array(20)),
      write.integer(1),
    )
    const single = wrap(0x30, certId, wrap(0x80), write.generalizedTime(Date.UTC(2026, 10, 20)))
    const data = wrap(
      0x30,
      write.explicit(1, nameOf('CN=CA')),
      write.generalizedTime(Date.UTC(2026, 10, 20)),
      wrapAll(
        0x30,
        times(10_000, () => single),
      ),
    )
    const basic = wrap(0x30, data, write.sequence(write.oid(OID.ecdsaWithSha256)), write.bitString(new Uint8Array(70)))
    const response = wrap(
      0x30,
      write.enumerated(0),
      wrap(0xa0, wrap(0x30, write.oid(OID.ocspBasic), write.octetString(basic))),
    )
    endsTyped(await judged(response, 'ocsp'))
    const anchor = await issue({ subject: 'CN=CA', extensions: [ext.ca()] }, key)
    const target = await issue({ subject: 'CN=user', issuer: 'CN=CA' }, makeKey(), key)
    const timed = await judged(target.raw, 'certificate-path', {
      anchors: [anchor.raw],
      ocsps: times(20, () => response),
    })
    expect(timed.cpuMs).toBeLessThan(LIMIT_MS)
  })
})

describe('text', () => {
  it.each([
    ['beginnings of PEM blocks', '-----BEGIN CERTIFICATE-----\n'],
    ['empty PEM blocks', '-----BEGIN X-----\n-----END X-----\n'],
    ['mail headers', 'Content-Type: multipart/signed; boundary=x\n'],
    ['mail boundaries', '--x\n'],
    ['folded lines', ' \n'],
    ['spaces', ' '],
    ['brackets', '<'],
  ])('ends with a megabyte of %s', async (_, unit) => {
    const text = unit.repeat(Math.ceil((1 << 20) / unit.length))
    for (const format of ['auto', 'smime'] as const) {
      endsTyped(await judged(Buffer.from(text), format))
      endsTyped(await judged(Buffer.from(`Content-Type: multipart/signed; boundary=x\n\n${text}`), format))
    }
  })
})
