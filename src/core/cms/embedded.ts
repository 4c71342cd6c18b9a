// Certificates and revocation evidence carried inside a SignedData: in its own fields (RFC 5652 §5.1, RFC 5940 §2) and in the
// certificate-values and revocation-values attributes (RFC 5126 §6.3.3, §6.3.4). Evidence only: nothing here is trusted.

import { bytesOf, contextTag, type Der, TAG } from '../asn1/der.ts'
import { elementsOf, Fields, parsing, unwrap } from '../asn1/fields.ts'
import { OID } from '../asn1/oids.ts'
import { Notes } from '../bytes/notes.ts'
import { responseAround } from '../revocation/basic-response.ts'
import { crlOf, ocspResponseOf } from '../revocation/parsed.ts'
import type { EmbeddedMaterial } from '../trust.ts'
import type { Certificate } from '../x509/certificate.ts'
import { parseCertificate } from '../x509/parse.ts'
import { attributesOf } from './attributes.ts'
import type { SignedData, SignerInfo } from './signed-data.ts'

/** What the message and one of its signers carry. What cannot be read is left out: nobody asked for it to be there. */
export function readEmbedded(data: SignedData, signer: SignerInfo): EmbeddedMaterial {
  const revocation = [revocationValues(signer), archivedRevocation(signer)]
  const crls = revocation.flatMap((one) => one.crls)
  const ocsps = revocation.flatMap((one) => one.ocsps)
  const common = commonMaterial(data)
  return {
    certificates: [...common.certificates, ...readableCertificates(certificateValues(signer))],
    crls: [...common.crls, ...crls.filter((der) => crlOf(der).ok)],
    ocsps: [...common.ocsps, ...ocsps.filter((der) => ocspResponseOf(der).ok)],
  }
}

/** All material at hand inside a message: its own, one signer's, and that of the timestamp tokens the signer carries. */
export function readMaterial(
  data: SignedData,
  signer: SignerInfo,
  tokens: readonly { data?: SignedData }[],
): EmbeddedMaterial {
  const inTokens = tokens.flatMap((token) => {
    const [tokenSigner] = token.data?.signerInfos ?? []
    return token.data && tokenSigner ? readEmbedded(token.data, tokenSigner) : []
  })
  const all = [readEmbedded(data, signer), ...inTokens]
  return {
    certificates: all.flatMap((one) => one.certificates),
    crls: all.flatMap((one) => one.crls),
    ocsps: all.flatMap((one) => one.ocsps),
  }
}

const COMMON = new Notes<SignedData, EmbeddedMaterial>()

/** What all signers of a message share, read once: sixty-four signers times hundreds of certificates would be an attack. */
function commonMaterial(data: SignedData): EmbeddedMaterial {
  const known = COMMON.get(data)
  if (known) return known
  const read = {
    certificates: readableCertificates(data.certificates),
    crls: data.crls.filter((der) => crlOf(der).ok),
    ocsps: data.ocspResponses.filter((der) => ocspResponseOf(der).ok),
  }
  COMMON.set(data, read)
  return read
}

export function readableCertificates(ders: readonly Uint8Array[]): Certificate[] {
  return ders.flatMap((der) => {
    const certificate = parseCertificate(der)
    return certificate.ok ? [certificate.value] : []
  })
}

/** CertificateValues ::= SEQUENCE OF Certificate. */
function certificateValues(signer: SignerInfo): Uint8Array[] {
  return valuesOf(signer, OID.certificateValues).flatMap((value) => {
    const certificates = parsing(() => elementsOf(value, TAG.sequence).map(bytesOf))
    return certificates.ok ? certificates.value : []
  })
}

/** RevocationInfoArchival ::= SEQUENCE { crl [0] SEQUENCE OF CRL, ocsp [1] SEQUENCE OF OCSPResponse, … }: signed, in PDF. */
function archivedRevocation(signer: SignerInfo): { crls: Uint8Array[]; ocsps: Uint8Array[] } {
  return revocationIn(valuesOf(signer, OID.adobeRevocation), bytesOf)
}

/** RevocationValues ::= SEQUENCE { crlVals [0] SEQUENCE OF CertificateList, ocspVals [1] SEQUENCE OF BasicOCSPResponse, … }. */
function revocationValues(signer: SignerInfo): { crls: Uint8Array[]; ocsps: Uint8Array[] } {
  return revocationIn(valuesOf(signer, OID.revocationValues), (one) => responseAround(bytesOf(one)))
}

/** The two have one shape, and differ in what an OCSP value is. */
function revocationIn(
  values: readonly Der[],
  responseOf: (value: Der) => Uint8Array,
): { crls: Uint8Array[]; ocsps: Uint8Array[] } {
  const found = values.flatMap((value) => {
    const read = parsing(() => {
      const fields = new Fields(value, TAG.sequence)
      const crls = fields.optional(contextTag(0))
      const ocsps = fields.optional(contextTag(1))
      return {
        crls: crls ? elementsOf(unwrap(crls)).map(bytesOf) : [],
        ocsps: ocsps ? elementsOf(unwrap(ocsps)).map(responseOf) : [],
      }
    })
    return read.ok ? [read.value] : []
  })
  return { crls: found.flatMap((one) => one.crls), ocsps: found.flatMap((one) => one.ocsps) }
}

function valuesOf(signer: SignerInfo, type: string): Der[] {
  const attributes = [signer.unsignedAttributes, signer.signedAttributes].flatMap((set) => attributesOf(set, type))
  return attributes.flatMap((attribute) => attribute.values)
}
