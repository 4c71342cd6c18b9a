// Whether a server agrees to what is broken: suites without encryption, without authentication or with ciphers of the nineties
// (RFC 9325 §4.1), and Diffie-Hellman groups below 2048 bits (RFC 9325 §4.2).

import { perNode, type TlsCheck } from './tls-evidence.ts'

const noWeakSuites: TlsCheck = {
  id: 'tls.no-weak-suites',
  citation: 'RFC 9325 §4.1',
  run: (evidence) =>
    perNode(evidence, ({ node, weakSuites }) =>
      weakSuites.length === 0
        ? []
        : [
            {
              code: 'tls.weak-cipher',
              verdict: 'fail',
              citation: 'RFC 9325 §4.1',
              params: { node, suites: weakSuites.join(', ') },
            },
          ],
    ),
}

const MIN_DH_BITS = 2048

const groupIsStrong: TlsCheck = {
  id: 'tls.group-is-strong',
  citation: 'RFC 9325 §4.2',
  run: (evidence) =>
    perNode(evidence, ({ node, dhBits }) =>
      dhBits === undefined || dhBits >= MIN_DH_BITS
        ? []
        : [
            {
              code: 'tls.weak-group',
              verdict: 'fail',
              citation: 'RFC 9325 §4.2',
              params: { node, bits: dhBits, minBits: MIN_DH_BITS },
            },
          ],
    ),
}

export const CIPHER_CHECKS: readonly TlsCheck[] = [noWeakSuites, groupIsStrong]
