// Whether the site certificate is one that clients take: names where they look, no CA, no longer than its root allows
// (RFC 9525 §6.3, RFC 5280 §4.2.1.9, CA/Browser Forum ballot SC-081v3).

import { brokenValidityLimit, validityDays } from '../renewal/validity-limits.ts'
import { perNode, type TlsCheck } from './tls-evidence.ts'

const hasAltNames: TlsCheck = {
  id: 'tls.names-stand-in-alt-names',
  citation: 'RFC 9525 §6.3',
  run: (evidence) =>
    perNode(evidence, ({ node, chain, hasAltNames }) =>
      hasAltNames
        ? []
        : [
            {
              code: 'tls.name-in-subject-only',
              verdict: 'fail',
              citation: 'RFC 9525 §6.3',
              params: { node, subject: chain[0]?.subject ?? '' },
            },
          ],
    ),
}

const leafIsNoCa: TlsCheck = {
  id: 'tls.leaf-is-no-ca',
  citation: 'RFC 5280 §4.2.1.9',
  run: (evidence) =>
    perNode(evidence, ({ node, chain, isCa }) =>
      isCa
        ? [
            {
              code: 'tls.leaf-is-ca',
              verdict: 'fail',
              citation: 'RFC 5280 §4.2.1.9',
              params: { node, subject: chain[0]?.subject ?? '' },
            },
          ]
        : [],
    ),
}

const validityIsAllowed: TlsCheck = {
  id: 'tls.validity-is-allowed',
  citation: 'CA/B Forum SC-081v3',
  run: (evidence, { isPublic }) =>
    perNode(evidence, ({ node, chain: [leaf] }) => {
      const limit = isPublic && leaf ? brokenValidityLimit(leaf) : undefined
      if (!leaf || !limit) return []
      const params = { node, subject: leaf.subject, days: validityDays(leaf), maxDays: limit.maxValidityDays }
      return [{ code: 'tls.validity-too-long', verdict: 'warn', citation: 'CA/B Forum SC-081v3', params }]
    }),
}

const oneLeafAnswers: TlsCheck = {
  id: 'tls.one-leaf-answers',
  citation: '运维默认阈值',
  run: (evidence) =>
    perNode(evidence, ({ node, chain, otherLeaf }) =>
      otherLeaf === undefined
        ? []
        : [
            {
              code: 'tls.answers-differ',
              verdict: 'fail',
              citation: '运维默认阈值',
              params: { node, seen: chain[0]?.fingerprint ?? '', other: otherLeaf },
            },
          ],
    ),
}

export const LEAF_CHECKS: readonly TlsCheck[] = [hasAltNames, leafIsNoCa, validityIsAllowed, oneLeafAnswers]
