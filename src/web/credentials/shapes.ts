// What the product answers about user certificates.

import type { BothTexts } from '../language/index.ts'
import type { Tone } from '../pieces/verdict-tag.tsx'

export type NextStep = 'none' | 'renew' | 'upgrade' | 'rekey' | 'new' | 'resume' | 'write' | 'activate' | 'ask-centre'

export interface Checked {
  tone: Tone
  headline: BothTexts
  lines: {
    topic: 'holder' | 'validity' | 'revocation' | 'algorithm' | 'issuer' | 'use'
    tone: Tone
    text: BothTexts
  }[]
  upgrade: 'none' | 'available' | 'due'
  next: { step: NextStep; text: BothTexts }
  serial: string
  credential: { id: string; staffId: string; state: string } | null
}
