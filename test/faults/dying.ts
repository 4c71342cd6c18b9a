// How an instance kills itself at a named point: no exit handler, no flush, as if the machine had lost its power.

import pg from 'pg'

export interface Statement {
  when: string
  sql?: RegExp
}

/** @param passes so often the point is passed first. The same death, for points that are no statement. */
export function dieAt(point: Statement | undefined, passes: number): () => void {
  let left = passes
  const die = () => {
    if (left-- > 0) return
    process.kill(process.pid, 'SIGKILL')
  }
  if (point?.sql) watchStatements(point, die)
  return die
}

function watchStatements(point: Statement, die: () => void): void {
  const query = pg.Client.prototype.query as (...args: unknown[]) => unknown
  let hasSeen = false
  pg.Client.prototype.query = function (this: pg.Client, ...args: unknown[]): unknown {
    const [first] = args
    const text = typeof first === 'string' ? first : ((first as { text?: string } | undefined)?.text ?? '')
    const isPoint = point.sql?.test(text) ?? false
    if (isPoint && point.when === 'before') die()
    if (hasSeen && point.when === 'at-commit' && /^commit/i.test(text)) die()
    if (isPoint) hasSeen = true
    const answer = query.apply(this, args)
    if (isPoint && point.when === 'after' && answer instanceof Promise) return answer.finally(die)
    return answer
  } as typeof pg.Client.prototype.query
}
