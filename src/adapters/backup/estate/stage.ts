// What ends a drill early, as a value that is thrown through its stages and caught once at the top.

import type { StageProblem } from '#core/backups/usability.ts'

export class StageFailed extends Error {
  readonly problem: StageProblem
  constructor(problem: StageProblem) {
    super(problem.code)
    this.problem = problem
  }
}

export function failed(code: StageProblem['code'], params: StageProblem['params'] = {}, isOurs = false): StageFailed {
  return new StageFailed({ code, params, isOurs })
}

/** The last lines a program said, for people. */
export function lastWords(text: string, maxLength = 400): string {
  return text.trim().split('\n').slice(-4).join(' · ').slice(-maxLength)
}
