// A certificate authority of the suite: certificates by OpenSSL, its revocation list served on loopback, and the key at each moment.

import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { openSigner } from '#adapters/keys/signer.ts'
import { referenceTo } from '#adapters/pkijs/certificate.ts'
import { makeCrl } from '#adapters/pkijs/crl.ts'
import { readPem } from '#core/bytes/pem.ts'
import { opensslWorkshop } from '../../support/openssl.ts'

const DAY_MS = 86_400_000
const KEYS = {
  rsa: ['-algorithm', 'RSA', '-pkeyopt', 'rsa_keygen_bits:2048'],
  ecdsa: ['-algorithm', 'EC', '-pkeyopt', 'ec_paramgen_curve:P-256'],
  sm2: ['-algorithm', 'SM2'],
} as const
export type KeyFamily = keyof typeof KEYS

export interface UKey {
  family: KeyFamily
  /** Files of the workshop. */
  keyPath: string
  certificatePath: string
  certificate: Uint8Array
}

export async function authority() {
  const shop = opensslWorkshop()
  const must = (...args: string[]) => {
    const { status, text } = shop.run(...args)
    if (status !== 0) throw new Error(`openssl ${args.join(' ')}: ${text}`)
  }
  const der = (path: string) => readPem(shop.read(path))[0]?.bytes ?? new Uint8Array()
  let revoked: Uint8Array[] = []
  let isSilent = false
  let made = 0
  const server = await listening(async () => (isSilent ? undefined : list()))
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/ca.crl`

  const root = (name: string) => {
    const [key, certificate] = [`${shop.directory}/${name}.key`, `${shop.directory}/${name}.pem`]
    must('genpkey', ...KEYS.ecdsa, '-out', key)
    const usage = 'keyUsage=critical,keyCertSign,cRLSign'
    const subject = `/CN=${name}`
    must('req', '-x509', '-new', '-key', key, '-subj', subject, '-days', '30', '-addext', usage, '-out', certificate)
    return { key, certificate, der: der(certificate) }
  }
  const anchor = root('anchor')

  async function list(): Promise<Uint8Array> {
    const pkcs8 = `${shop.directory}/anchor.p8`
    must('pkcs8', '-topk8', '-nocrypt', '-in', anchor.key, '-outform', 'DER', '-out', pkcs8)
    const now = Date.now()
    const { readFileSync } = await import('node:fs')
    return makeCrl({
      issuer: referenceTo(anchor.der).subject,
      signer: openSigner(new Uint8Array(readFileSync(pkcs8))),
      thisUpdate: now - 60_000,
      nextUpdate: now + DAY_MS,
      number: 1,
      entries: revoked.map((serial) => ({ serial, revokedAt: now - 120_000 })),
    })
  }

  return {
    shop,
    must,
    anchor: anchor.der,
    /** Another authority, which nobody trusts. */
    strangers: () => root(`stranger-${++made}`),
    /** A key with its certificate; by another authority than ours when one is given. */
    ukey(family: KeyFamily, by = anchor, usage = 'digitalSignature,nonRepudiation'): UKey {
      const name = `${shop.directory}/ukey-${++made}`
      const [keyPath, certificatePath] = [`${name}.key`, `${name}.pem`]
      const extensions = shop.put(
        `keyUsage=critical,${usage}\ncrlDistributionPoints=URI:${url}\nauthorityKeyIdentifier=keyid\n`,
      )
      must('genpkey', ...KEYS[family], '-out', keyPath)
      const digest = family === 'sm2' ? ['-sm3'] : []
      must('req', '-new', '-key', keyPath, '-subj', `/CN=ukey ${made}`, ...digest, '-out', `${name}.csr`)
      const issue = ['-CA', by.certificate, '-CAkey', by.key, '-CAcreateserial', '-days', '20', '-extfile', extensions]
      must('x509', '-req', '-in', `${name}.csr`, ...issue, '-out', certificatePath)
      return { family, keyPath, certificatePath, certificate: der(certificatePath) }
    },
    revoke: (key: UKey) => {
      revoked = [...revoked, referenceTo(key.certificate).serial]
    },
    forgive: () => {
      revoked = []
    },
    silence: (silent: boolean) => {
      isSilent = silent
    },
    close: () => {
      shop.close()
      server.close()
    },
  }
}

function listening(answer: () => Promise<Uint8Array | undefined>): Promise<Server> {
  const server = createServer((_, response) => {
    void answer().then((body) => {
      response.statusCode = body ? 200 : 503
      response.end(body)
    })
  })
  return new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(server)))
}
