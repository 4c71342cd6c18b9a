// Copies for the ministry as the product answers them.

import type { BothTexts } from '../language/index.ts'

export interface MinistryCopy {
  sequence: number
  fileName: string
  contentSha256: string
  fileSha256: string
  /** The key it is signed with; the digest is that of its SubjectPublicKeyInfo. */
  signer: { algorithm: string; fingerprint: string }
  credentials: number
  madeAt: string
  state: 'waiting' | 'received' | 'refused' | 'copied-again'
  answeredAt: string | null
  isPressing: boolean
  problem: BothTexts | null
}

export interface SetCertificate {
  subject: string
  algorithm: string
  notAfter: string
}

export interface Standing {
  place: string | null
  recipient: SetCertificate | null
  receiptSigner: SetCertificate | null
  uncopiedSince: string | null
  problems: { code: string; text: BothTexts }[]
  pressing: MinistryCopy[]
}
