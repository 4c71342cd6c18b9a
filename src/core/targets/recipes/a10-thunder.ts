// A10 Thunder: a template names the objects, renewal takes new names. General knowledge of ACOS; no clause.

import type { Target } from '../target.ts'
import { LOOK_FROM_OUTSIDE, run, SERVED_CHAIN, say } from './steps.ts'

const device = (template: string, zh: string, en: string) => run('device', template, zh, en)

export const a10: Target = {
  id: 'a10-thunder',
  title: say('A10 Thunder', 'A10 Thunder'),
  versions: 'ACOS 4 – 6',
  keyOrigin: 'either',
  packageFormats: ['pem-separate', 'pfx-legacy'],
  isExecutable: false,
  verified: 'unverified',
  source: 'general knowledge of ACOS; renaming of bound certificates as in Keyfactor/a10vthunder-orchestrator',
  defaults: { template: '{{alias}}-ssl', chainObject: '{{alias}}-chain', previousAlias: '{{alias}}-previous' },
  steps: {
    csr: [
      device(
        'pki create csr {{alias}} use-mgmt-port scp:',
        '在设备上生成私钥和申请，按提示填写主体。',
        'Make the key and the request on the device; answer its questions for the subject.',
      ),
    ],
    install: [
      device(
        'import cert {{alias}} use-mgmt-port scp:',
        '以与私钥相同的名称导入证书。',
        'Import the certificate under the name of its key.',
      ),
    ],
    chain: [device('import cert {{chainObject}} use-mgmt-port scp:', '导入中间证书。', 'Import the intermediates.')],
    activate: [
      device(
        'slb template client-ssl {{template}}\n  cert {{alias}}\n  key {{alias}}\n  chain-cert {{chainObject}}\n  exit\nwrite memory',
        '模板指向新名称并保存。',
        'Point the template to the new name and save.',
      ),
    ],
    verify: [LOOK_FROM_OUTSIDE, SERVED_CHAIN],
    rollback: [
      device(
        'slb template client-ssl {{template}}\n  cert {{previousAlias}}\n  key {{previousAlias}}\n  exit\nwrite memory',
        '模板指回旧名称并保存。',
        'Point the template back to the old name and save.',
      ),
    ],
  },
  traps: [
    say(
      '已绑定模板的证书不能原名覆盖：用新名称，再改模板。',
      'A certificate bound to a template cannot be replaced under its name: import a new name, then change the template.',
    ),
    say('管理页面的证书与业务证书是两套。', 'The certificate of the management page is another one.'),
  ],
}
