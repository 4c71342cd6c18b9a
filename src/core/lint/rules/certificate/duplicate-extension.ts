// The extension stands more than once (RFC 5280 §4.2).

import { shortNameOf } from '../../../asn1/oids.ts'
import { sharedRule } from '../../rule.ts'

export const certificateDuplicateExtension = sharedRule({
  id: 'lint.certificate-duplicate-extension',
  severity: 'error',
  source: 'rfc',
  citation: 'RFC 5280 §4.2',
  from: '2002-04-01',
  find: ({ extensions }) =>
    extensions.flatMap(({ oid }, at) =>
      extensions.findIndex((other) => other.oid === oid) < at ? [shortNameOf(oid)] : [],
    ),
})
