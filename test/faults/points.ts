// The named points of a round at which its owner is killed: by the statement it is about to send, has just sent, or is about to commit.

export interface Point {
  name: string
  when: 'before' | 'after' | 'at-commit' | 'in-probe'
  sql?: RegExp
  /** Passed so often before it counts: in the middle of the round. */
  passes: number
}

const claim = /^update "rounds" set .*"fence"/i
const items = /^insert into "round_items"/i
const probed = /^insert into "probe_results"/i
const taken = /^update "round_items" set "conclusion"/i
const result = /^insert into "round_results"/i
const pointed = /^update "round_items" set "result_id"/i
const finish = /^update "rounds" set .*"automatic_done_at"/i

export const POINTS: readonly Point[] = [
  { name: 'before the claim', when: 'before', sql: claim, passes: 0 },
  { name: 'after the claim, before its items', when: 'after', sql: claim, passes: 0 },
  { name: 'after the items, before the commit', when: 'at-commit', sql: items, passes: 0 },
  { name: 'in the first probe', when: 'in-probe', passes: 0 },
  { name: 'in a probe half way', when: 'in-probe', passes: 10 },
  { name: 'before the evidence is stored', when: 'before', sql: probed, passes: 6 },
  { name: 'after the evidence is stored', when: 'after', sql: probed, passes: 6 },
  { name: 'after the item is taken', when: 'after', sql: taken, passes: 8 },
  { name: 'after the result is stored', when: 'after', sql: result, passes: 8 },
  { name: 'before a result is committed', when: 'at-commit', sql: pointed, passes: 12 },
  { name: 'before the round is finished', when: 'before', sql: finish, passes: 0 },
  { name: 'before the finish is committed', when: 'at-commit', sql: finish, passes: 0 },
]
