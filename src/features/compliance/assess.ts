// Every checkpoint with what its proof says now, ready to be shown or exported.

import { messages, type Text, textOf } from '#core/messages/index.ts'
import type { Instant } from '#core/verdict.ts'
import type { Ctx } from '#src/context.ts'
import { CHECKPOINTS, type Checkpoint, STANDARDS, type Standard } from './checkpoints.ts'
import { type Facts, gatherFacts } from './facts.ts'
import type { ProofState } from './proofs.ts'

export interface Assessed extends Omit<Checkpoint, 'prove'> {
  layerName: Text
  title: Text
  /** What the service does for it. */
  means: Text
  state: ProofState
  proof: { code: string; text: Text }
}

export interface Assessment {
  at: Instant
  standards: { id: Standard; name: Text; counts: Record<ProofState, number>; checkpoints: Assessed[] }[]
}

/** @param isReachedByTls whether the public address is https */
export async function assess(ctx: Ctx, isReachedByTls: boolean): Promise<Assessment> {
  return assessmentOf(await gatherFacts(ctx, isReachedByTls))
}

export function assessmentOf(facts: Facts): Assessment {
  const all = CHECKPOINTS.map((checkpoint) => assessed(checkpoint, facts))
  const standards = STANDARDS.map((id) => {
    const checkpoints = all.filter(({ standard }) => standard === id)
    return { id, name: both(`compliance.standard.${id}`), counts: countsOf(checkpoints), checkpoints }
  })
  return { at: facts.at, standards }
}

function assessed({ prove, ...checkpoint }: Checkpoint, facts: Facts): Assessed {
  const { state, code, params } = prove(facts)
  return {
    ...checkpoint,
    layerName: both(`compliance.layer.${checkpoint.layer}`),
    title: both(`compliance.${checkpoint.id}.title`),
    means: both(`compliance.${checkpoint.id}.means`),
    state,
    proof: { code, text: { zh: textOf(code, 'zh', params), en: textOf(code, 'en', params) } },
  }
}

function both(code: string): Text {
  const text = messages[code]
  if (!text) throw new Error(`no text for ${code}`)
  return text
}

function countsOf(checkpoints: readonly Assessed[]): Record<ProofState, number> {
  const counts = { holds: 0, partly: 0, missing: 0, deployment: 0, outside: 0 }
  for (const { state } of checkpoints) counts[state] += 1
  return counts
}
