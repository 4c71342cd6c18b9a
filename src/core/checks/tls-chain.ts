// Whether a server sends its chain as clients want it, and which link of it breaks (RFC 5246 §7.4.2, RFC 5280 §6.1).

import type { Reason } from './check.ts'
import { perNode, type TlsCheck, type TlsNode } from './tls-evidence.ts'

const ORDER = 'RFC 5246 §7.4.2'

interface Misplaced {
  code: string
  citation: string
  of(node: TlsNode): readonly string[]
}

const MISPLACED: readonly Misplaced[] = [
  { code: 'tls.chain-root-sent', citation: 'RFC 8446 §4.4.2', of: ({ order }) => order.roots },
  { code: 'tls.chain-double', citation: ORDER, of: ({ order }) => order.doubles },
  { code: 'tls.chain-stranger', citation: ORDER, of: ({ order }) => order.strangers },
]

/** Said of a chain that leads to an anchor: of any other, its own fault is enough. */
const nothingIsMisplaced: TlsCheck = {
  id: 'tls.nothing-misplaced-in-chain',
  citation: ORDER,
  run: (evidence) =>
    perNode(evidence, (seen) =>
      MISPLACED.flatMap(({ code, citation, of }): Reason[] => {
        const subjects = seen.shape === 'complete' ? of(seen) : []
        if (subjects.length === 0) return []
        return [{ code, verdict: 'warn', citation, params: { node: seen.node, subject: subjects.join('; ') } }]
      }),
    ),
}

const chainIsInOrder: TlsCheck = {
  id: 'tls.chain-is-in-order',
  citation: ORDER,
  run: (evidence) =>
    perNode(evidence, ({ node, shape, order }) =>
      shape === 'complete' && !order.isInOrder
        ? [{ code: 'tls.chain-out-of-order', verdict: 'warn', citation: ORDER, params: { node } }]
        : [],
    ),
}

interface NamedProblem {
  code: string
  citation: string
  problems: readonly string[]
}

/** What a path check refuses that people must act on each in a way of its own. */
const NAMED: readonly NamedProblem[] = [
  { code: 'tls.chain-signature-invalid', citation: 'RFC 5280 §6.1.3(a)(1)', problems: ['path.signature-invalid'] },
  {
    code: 'tls.purpose-wrong',
    citation: 'RFC 5280 §4.2.1.12',
    problems: ['path.purpose-not-allowed', 'path.purpose-not-stated', 'path.issuer-purpose'],
  },
  { code: 'tls.key-usage-wrong', citation: 'RFC 5280 §4.2.1.3', problems: ['path.key-usage-not-allowed'] },
  {
    code: 'tls.issuer-is-not-ca',
    citation: 'RFC 5280 §6.1.4(k)',
    problems: ['path.issuer-is-not-ca', 'path.issuer-may-not-sign'],
  },
  { code: 'tls.path-too-long', citation: 'RFC 5280 §6.1.4(l)', problems: ['path.length-exceeded'] },
  {
    code: 'tls.name-not-permitted',
    citation: 'RFC 5280 §4.2.1.10',
    problems: ['path.name-not-permitted', 'path.name-excluded'],
  },
  {
    code: 'tls.extension-unknown',
    citation: 'RFC 5280 §4.2',
    problems: ['path.unknown-critical-extension'],
  },
]

/** Left out of `tls.untrusted`, which stands for all the others. */
export const NAMED_PATH_PROBLEMS: ReadonlySet<string> = new Set(NAMED.flatMap(({ problems }) => problems))

const pathProblemsAreNamed: TlsCheck = {
  id: 'tls.path-problems-are-named',
  citation: 'RFC 5280 §6.1',
  run: (evidence) =>
    perNode(evidence, ({ node, shape, chain, pathProblems }) =>
      NAMED.flatMap(({ code, citation, problems }): Reason[] => {
        const found = shape === 'complete' ? problems.filter((problem) => pathProblems.includes(problem)) : []
        const params = { node, subject: chain[0]?.subject ?? '', problem: found.join(', ') }
        return found.length > 0 ? [{ code, verdict: 'fail', citation, params }] : []
      }),
    ),
}

export const CHAIN_CHECKS: readonly TlsCheck[] = [nothingIsMisplaced, chainIsInOrder, pathProblemsAreNamed]
