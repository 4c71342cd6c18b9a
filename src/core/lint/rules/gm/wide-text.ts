// The subject attribute is a BMPString, which some software cannot show; UTF8String is better (GM/T 0015-2012 (clause unverified)).

import { TAG } from '../../../asn1/der.ts'
import { shortNameOf } from '../../../asn1/oids.ts'
import { sharedRule } from '../../rule.ts'

export const gmWideText = sharedRule({
  id: 'lint.gm-wide-text',
  severity: 'notice',
  source: 'gm',
  citation: 'GM/T 0015-2012 (clause unverified)',
  find: ({ subject }) =>
    subject.rdns.flat().flatMap(({ oid, tag }) => (tag === TAG.bmpString ? [shortNameOf(oid)] : [])),
})
