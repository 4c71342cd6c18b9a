// What many answers have in common.

import type { ProbeVerdict } from '#core/checks/check.ts'
import type { BothTexts } from '../language/index.ts'

export type Moment = string | number

export interface Reason {
  code: string
  verdict?: ProbeVerdict
  /** What is wrong, in a few words; `text` is what was seen. */
  problem?: BothTexts
  text?: BothTexts
  advice?: BothTexts
  params?: Record<string, string | number>
}
