// The contents of the extension are no DER (RFC 5280 §4.2).

import { onlyTlv, parsing } from '../../../asn1/fields.ts'
import { shortNameOf } from '../../../asn1/oids.ts'
import { certificateRule } from '../../rule.ts'

const isDer = (value: Uint8Array) => parsing(() => onlyTlv(value)).ok

export const certificateExtensionUnreadable = certificateRule({
  id: 'lint.certificate-extension-unreadable',
  severity: 'error',
  source: 'rfc',
  citation: 'RFC 5280 §4.2',
  from: '2008-05-01',
  find: ({ extensions }) => extensions.flatMap(({ oid, value }) => (isDer(value) ? [] : [shortNameOf(oid)])),
})
