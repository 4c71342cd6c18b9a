// Keys and seals people sign with here.

import type { Moment } from './common.ts'

export interface SigningKey {
  id: string
  name: string
  algorithm: string
  state: 'ready' | 'waiting' | 'expired' | 'revoked'
  subject: string | null
  notAfter: Moment | null
  certificateSha256: string | null
}

export interface ElectronicSeal {
  id: string
  sealNumber: string
  name: string
  pictureType: string
  widthMm: number
  heightMm: number
  validFrom: string
  validUntil: string
  standing: 'usable' | 'frozen' | 'withdrawn'
  isMakerRevoked: boolean
  /** Ids of the signing keys that may use it. */
  keys: string[]
}
