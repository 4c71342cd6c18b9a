// Findings written in one line: the effect is the name of the function, so a rule reads as what it does to the verdict.

import type { Effect, Finding, SubIndication } from './verdict.ts'

type Params = Readonly<Record<string, string | number>>

function make(effect: Effect, code: string, clause: string, sub?: SubIndication, params?: Params): Finding {
  return { code, effect, clause, ...(sub && { subIndication: sub }), ...(params && { params }) }
}

/** Contradicted: INVALID. */
export function fatal(code: string, clause: string, sub: SubIndication, params?: Params): Finding {
  return make('fatal', code, clause, sub, params)
}

/** Evidence is missing: INDETERMINATE. */
export function unknown(code: string, clause: string, sub: SubIndication, params?: Params): Finding {
  return make('unknown', code, clause, sub, params)
}

/** Deviates from its standard without losing its force: VALID_WITH_DEFECTS. */
export function defect(code: string, clause: string, params?: Params): Finding {
  return make('defect', code, clause, undefined, params)
}

/** Worth saying; changes nothing. */
export function note(code: string, clause: string, params?: Params): Finding {
  return make('note', code, clause, undefined, params)
}
