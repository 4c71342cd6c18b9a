// Sangfor AD: no command line is published, so a checklist. No clause.

import type { Target } from '../target.ts'
import { byHand, LOOK_FROM_OUTSIDE, SERVED_CHAIN, say } from './steps.ts'

export const sangfor: Target = {
  id: 'sangfor-ad',
  title: say('深信服应用交付 AD', 'Sangfor AD'),
  versions: '7.x',
  keyOrigin: 'either',
  packageFormats: ['pfx-legacy', 'pem-separate', 'tongsuo-dual'],
  isExecutable: false,
  verified: 'unverified',
  source: 'no public command reference was found; a checklist from general knowledge',
  defaults: {},
  steps: {
    csr: [
      byHand(
        '应用负载 → SSL 策略 → 证书管理 → 生成证书请求，填写名称并导出申请。',
        'Application load → SSL policy → certificates → create request; fill in the names and export it.',
      ),
    ],
    install: [
      byHand(
        '证书管理 → 导入：上传 CA 返回的证书（或 PFX），用新名称保存。',
        'Certificates → import: upload the certificate of the CA (or a PFX) under a new name.',
      ),
    ],
    chain: [
      byHand(
        '把中间证书导入同一条目的证书链；国密站点需上传签名、加密两对。',
        'Import the intermediates into the chain of the same entry; an SM2 site needs both pairs.',
      ),
    ],
    activate: [
      byHand(
        '在虚拟服务的 SSL 卸载策略中选择新证书，提交生效；双机确认已同步。',
        'Choose the new certificate in the SSL offload policy of the virtual service and submit; see that the pair is synchronised.',
      ),
    ],
    verify: [LOOK_FROM_OUTSIDE, SERVED_CHAIN],
    rollback: [
      byHand(
        '在 SSL 卸载策略中重新选择旧证书并提交；核验完成前不要删除旧证书。',
        'Choose the old certificate in the policy again and submit; do not delete it before everything is verified.',
      ),
    ],
  },
  traps: [
    say(
      '一个证书可能被多个虚拟服务引用，逐个核验。',
      'One certificate may be used by several virtual services: verify each.',
    ),
    say('提交前的修改不生效。', 'Nothing takes effect before it is submitted.'),
  ],
}
