// A responder certificate has no other purpose: (CABF BR §7.1.2.8).

import { OID, shortNameOf } from '../../../asn1/oids.ts'
import { hasPurpose, isAuthority, purposes } from '../../contents.ts'
import { certificateRule } from '../../rule.ts'

export const ocspResponderAlsoServes = certificateRule({
  id: 'lint.ocsp-responder-also-serves',
  severity: 'error',
  source: 'br',
  citation: 'CABF BR §7.1.2.8',
  from: '2020-08-20',
  when: (one) => hasPurpose(one, 'ocspSigning') && !isAuthority(one),
  find: (one) =>
    purposes(one)
      .filter((oid) => oid !== OID.ocspSigning)
      .map(shortNameOf),
})
