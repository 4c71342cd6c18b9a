// The stage of the suites about seals: an authority of their own, keys in a real vault, and a cast of persons.

import { randomBytes } from 'node:crypto'
import { nodePrimitives } from '#adapters/crypto/primitives.node.ts'
import { generateKey, openSigner } from '#adapters/keys/signer.ts'
import { openKeyVault } from '#adapters/keys/vault.node.ts'
import { documentMaker } from '#adapters/making/maker.node.ts'
import { preparerHere } from '#adapters/making/preparer.ts'
import { makeCertificate } from '#adapters/pkijs/certificate.ts'
import { basicConstraints, keyUsage } from '#adapters/pkijs/extensions.ts'
import { requestMaker } from '#adapters/pkijs/request.ts'
import { makePicture } from '#adapters/seals/pictures.node.ts'
import { webUploads } from '#adapters/uploads/receive.web.ts'
import { readPem } from '#core/bytes/pem.ts'
import type { SealDesign } from '#core/seals/drawing/draw.ts'
import { verifyObject } from '#core/verify.ts'
import { parseRequest } from '#core/x509/request.ts'
import type { Db } from '#db/database.ts'
import { databaseFor } from '#features/accounts/index.ts'
import { CreateRequest, createRequest, importCertificates } from '#features/certificates/index.ts'
import type { AccountActor, Role } from '#src/context.ts'
import type { KeyPurpose } from '#src/ports.ts'
import { actorOf, NOW, testCtx } from '../../context.ts'
import { loopback } from '../../support/issuing.ts'

const DAY = 86_400_000
let serial = 100

const root = openSigner(generateKey('sm2'))
const ROOT_NAME = { C: 'CN', O: '样例', CN: '样例根（SM2）' }
const rootCertificate = await makeCertificate({
  ...{ subject: ROOT_NAME, issuer: ROOT_NAME, serial: 1, notBefore: NOW - 100 * DAY, notAfter: NOW + 3650 * DAY },
  publicKey: root.spki,
  signer: root,
  extensions: [basicConstraints(true), keyUsage(['keyCertSign', 'cRLSign'])],
})

interface Issued {
  commonName: string
  publicKey: Uint8Array
  usages?: Parameters<typeof keyUsage>[0]
  notBefore?: number
  notAfter?: number
}

export function issue({ commonName, publicKey, usages = ['digitalSignature', 'nonRepudiation'], ...period }: Issued) {
  return makeCertificate({
    ...{ subject: { C: 'CN', O: '样例', CN: commonName }, issuer: ROOT_NAME, serial: ++serial },
    ...{ notBefore: NOW - DAY, notAfter: NOW + 1000 * DAY, ...period },
    publicKey,
    signer: root,
    extensions: [basicConstraints(false), keyUsage(usages)],
  })
}

/** A certificate of a key that is nobody's here. */
export const strangerCertificate = (more: Partial<Issued> = {}, algorithm: 'sm2' | 'p256' = 'sm2') =>
  issue({ commonName: '张伟', publicKey: openSigner(generateKey(algorithm)).spki, ...more })

export function person(name: string, roles: Role[], districtId?: string): AccountActor {
  const id = `00000000-0000-4000-8000-${Buffer.from(name).toString('hex').padEnd(12, '0').slice(-12)}`
  return { ...actorOf(...roles), accountId: id, personId: id, name, ...(districtId && { districtId }) }
}

export const CLERK = person('c-clerk', ['district-clerk'], '310106')
export const OTHER_CLERK = person('d-clerk', ['district-clerk'], '310115')
export const OFFICER = person('officer', ['ra-officer'])
export const SECOND_OFFICER = person('second', ['ra-officer'])
export const MAKER = person('maker1', ['operator'])
export const AUDITOR = person('auditr', ['auditor'])

export function sealStage(db: Db) {
  const keys = openKeyVault(randomBytes(32))
  const ports = {
    keys,
    requestMaker,
    uploads: webUploads,
    sealPictures: {
      drawSeal: (design: SealDesign, dpi: number) => makePicture({ design, dpi }),
      cleanSeal: (scan: { bytes: Uint8Array; widthMm: number; dpi: number }) => makePicture({ scan }),
    },
    documentMaker: documentMaker({
      egress: loopback,
      primitives: nodePrimitives,
      now: () => NOW,
      preparer: preparerHere(nodePrimitives),
    }),
  }
  const ctxOf = (actor: AccountActor, now = NOW) => testCtx(databaseFor(db, actor), { actor, now, ports })
  const system = testCtx(db, { ports })

  /** A key in the vault for this purpose, with its certificate on file. */
  async function equip(purpose: KeyPurpose, commonName: string): Promise<{ id: string; certificate: Uint8Array }> {
    const made = await createRequest(system, CreateRequest.parse({ purpose, algorithm: 'sm2', commonName }))
    const [block] = readPem(made.pem)
    const request = block && parseRequest(block.bytes)
    if (!request?.ok) throw new Error('our own request does not parse')
    const certificate = await issue({ commonName, publicKey: request.value.publicKeyInfo })
    await importCertificates(system, [
      { name: 'c.cer', bytes: certificate },
      { name: 'root.cer', bytes: rootCertificate },
    ])
    return { id: made.id, certificate }
  }

  return { ctxOf, system, equip, ports }
}

/** What the engine says to somebody who trusts this stage's root. */
export function judged(name: string, bytes: Uint8Array, at = NOW + 1000) {
  const anchors = [{ name: 'root', bytes: rootCertificate }]
  const material = { anchors, intermediates: [], crls: [], ocsps: [], at, requireRevocation: false }
  return verifyObject({ object: { name, bytes }, format: 'auto', ...material }, nodePrimitives)
}
