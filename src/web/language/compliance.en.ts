// What the page on GB/T 39786 and GB/T 22239 says around the server's own texts, in English.

import type { complianceZh } from './compliance.zh.ts'

export const complianceEn: Record<keyof typeof complianceZh, string> = {
  'place.compliance': 'Compliance',
  'compliance.what': 'Each checkpoint: what the service does, and its proof of this moment',
  'compliance.at': 'Proven at',
  'compliance.again': 'Prove again',
  'compliance.show': 'Show',
  'compliance.show.all': 'All',
  'compliance.show.open': 'Lacking or in part',
  'compliance.clause': 'Clause',
  'compliance.unsourced': 'wording not compared with the standard',
  'compliance.point': 'Checkpoint and measure',
  'compliance.state': 'State',
  'compliance.proof': 'Proof now',
  'compliance.none-open': 'Nothing is lacking or met in part',
  'compliance.state.holds': 'Shown',
  'compliance.state.partly': 'In part',
  'compliance.state.missing': 'Lacking',
  'compliance.state.deployment': 'Deployment',
  'compliance.state.outside': 'Not for software',
  'compliance.demand.demanded': 'shall',
  'compliance.demand.advised': 'should',
  'compliance.demand.possible': 'may',
  'compliance.note':
    'Only checkpoints that software has a part in, in our own words. The states are our own examination and take nobody’s place who assesses; certification of cryptographic modules (GM/T 0028) is not among them.',
}
