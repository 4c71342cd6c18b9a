// The laboratory's seal: its maker, who may use it, the seal in force and the one that has ended.

import { createHash } from 'node:crypto'
import { openSigner, type Signer } from '#adapters/keys/signer.ts'
import { makeSeal } from '#adapters/making/seal.ts'
import type { Instant } from '#core/verdict.ts'
import { KEY_OF_FAMILY } from './family.ts'
import { DAY_MS, type Hierarchy, type KeySource, labName, monthOf, ordinaryValidity } from './hierarchy.ts'
import { SEAL_PICTURE } from './seal-picture.ts'

export interface SealCabinet {
  /** A seal in force that another SM2 certificate may seal with. */
  makeSealFor(certificate: Uint8Array, name: string): Promise<Uint8Array>
  /** DER SESeal. */
  seal: Uint8Array
  expiredSeal: Uint8Array
  makerCertificate: Uint8Array
  sealer: Signer
  sealerCertificate: Uint8Array
}

/** @param hierarchy the SM2 authority */
export async function fillSealCabinet(hierarchy: Hierarchy, keys: KeySource, now: Instant): Promise<SealCabinet> {
  const holder = async (label: string, commonName: string) => {
    const signer = openSigner(keys(`${hierarchy.family}/${label}`, KEY_OF_FAMILY[hierarchy.family]))
    const certificate = await hierarchy.issue({
      label,
      subject: labName(commonName, 'CANARY'),
      publicKey: signer.spki,
      validity: ordinaryValidity(now),
      usages: ['digitalSignature', 'nonRepudiation'],
    })
    return { signer, certificate }
  }
  const maker = await holder('seal-maker', 'Laboratory Seal Maker')
  const sealer = await holder('seal-signer', 'CANARY-sealer')
  const order = {
    name: '证巡实验室测试专用章',
    vendor: 'ZHENGXUN-LAB',
    picture: SEAL_PICTURE,
    sealers: [sealer.certificate],
    maker: maker.signer,
    makerCertificate: maker.certificate,
    validStart: monthOf(now) - 20 * DAY_MS,
  }
  return {
    makeSealFor: (certificate, name) =>
      makeSeal({
        ...order,
        id: `LAB-${createHash('sha256').update(certificate).digest('hex').slice(0, 12).toUpperCase()}`,
        name,
        sealers: [certificate],
        validEnd: monthOf(now) + 360 * DAY_MS,
      }),
    seal: await makeSeal({ ...order, id: 'CANARY-SEAL-1', validEnd: monthOf(now) + 360 * DAY_MS }),
    expiredSeal: await makeSeal({ ...order, id: 'CANARY-SEAL-0', validEnd: monthOf(now) - 2 * DAY_MS }),
    makerCertificate: maker.certificate,
    sealer: sealer.signer,
    sealerCertificate: sealer.certificate,
  }
}
