// Does a certificate name what its request asked for? Only subjectAltName counts, as with every client (RFC 9525 §6.3).

import { OID } from '../asn1/oids.ts'
import type { Certificate } from '../x509/certificate.ts'
import { extensionOf } from '../x509/extensions.ts'
import { isDnsName, matchesHostName } from '../x509/host-names.ts'
import { attributesOf, type GeneralName, generalNameKey, generalNameText } from '../x509/names.ts'
import { type CertificationRequest, requestedNames } from '../x509/request.ts'

export interface NameComparison {
  /** How many names were asked for. */
  asked: number
  /** Asked for and not there, as text. */
  missing: string[]
  /** There and not asked for. */
  added: string[]
  hasNone: boolean
}

export function compareNames(request: CertificationRequest, certificate: Certificate): NameComparison {
  const asked = namesAsked(request)
  const given = extensionOf(certificate, 'subjectAltName') ?? []
  const keys = (names: readonly GeneralName[]) => new Set(names.map(foldedKey))
  const [askedKeys, givenKeys] = [keys(asked), keys(given)]
  const isCovered = (name: GeneralName) =>
    givenKeys.has(foldedKey(name)) || (name.kind === 'dns' && matchesHostName(certificate, name.text))
  return {
    asked: asked.length,
    missing: asked.filter((name) => !isCovered(name)).map(generalNameText),
    added: given.filter((name) => !askedKeys.has(foldedKey(name))).map(generalNameText),
    hasNone: given.length === 0,
  }
}

/** Without alternative names a common name that is a host counts: that is what the CA was told to certify. */
function namesAsked(request: CertificationRequest): GeneralName[] {
  const names = requestedNames(request)
  if (names.length > 0) return names
  const hosts = attributesOf(request.subject, OID.commonName).map((text) => text.toLowerCase())
  return hosts
    .filter((host) => host.includes('.') && isDnsName(host.replace(/^\*\./, '')))
    .map((text) => ({ kind: 'dns', text }))
}

function foldedKey(name: GeneralName): string {
  return name.kind === 'dns' ? `dns:${name.text.toLowerCase()}` : generalNameKey(name)
}
