export interface Holding {
  id: string
  /** Null: no longer on the list of people. */
  holder: { id: string; name: string; staffNumber: string; unit: string; identityMasked: string } | null
  districtId: string | null
  subject: string
  issuer: string
  algorithm: string
  certificates: { use: 'sign' | 'encryption'; serial: string; sha256: string }[]
  notBefore: string
  notAfter: string
  carrier: { serial: string; model: string; kind: string }
  standing: 'issued' | 'written' | 'active' | 'suspended' | 'superseded' | 'revoked' | 'expired'
  issuedAt: string
  endedAt: string | null
  request: {
    id: string
    number: string
    kind: string
    requester: string
    reviewer: string | null
    approver: string | null
    approvedAt: string | null
    materials: number
  } | null
}

export interface HeldSeal {
  id: string
  number: string
  name: string
  kind: 'official' | 'special' | 'name'
  districtId: string
  holderName: string
  unitName: string
  sha256: string
  certificates: string[]
  validFrom: string
  validUntil: string
  madeAt: string
  standing: 'active' | 'frozen' | 'superseded' | 'destroyed' | 'expired'
  endedAt: string | null
  persons: { requester: string; reviewer: string | null; drafter: string | null; maker: string | null }
}

export interface Holdings {
  on: string
  isCut: boolean
  items: Holding[]
  seals: HeldSeal[]
}
