// The extension spells out FALSE, which DER leaves out (RFC 5280 §4.2, X.690 §11.5).

import { shortNameOf } from '../../../asn1/oids.ts'
import { certificateRule } from '../../rule.ts'

export const certificateFalseSpelledOut = certificateRule({
  id: 'lint.certificate-false-spelled-out',
  severity: 'error',
  source: 'rfc',
  citation: 'RFC 5280 §4.2, X.690 §11.5',
  from: '2008-05-01',
  zlint: ['e_cert_ext_invalid_der'],
  find: ({ spelledFalse }) => spelledFalse.map(shortNameOf),
})
