// HCL Domino 12: CertMgr keeps keys and chains in certstore.nsf. No clause.

import type { Target } from '../target.ts'
import { byHand, LOOK_FROM_OUTSIDE, run, SERVED_CHAIN, say } from './steps.ts'

export const domino: Target = {
  id: 'domino',
  title: say('HCL Domino', 'HCL Domino'),
  versions: '≥ 12',
  keyOrigin: 'either',
  packageFormats: ['pem-with-root', 'pfx-modern'],
  isExecutable: false,
  verified: 'read',
  source: 'blog.nashcom.de on certstore.nsf and CertMgr',
  defaults: {},
  steps: {
    csr: [
      byHand(
        '在 certstore.nsf 新建 TLS Credentials，选择手工方式；CertMgr 生成密钥和申请。',
        'In certstore.nsf make new TLS Credentials, manual; CertMgr makes key and request.',
      ),
    ],
    install: [
      byHand(
        '把 CA 返回的证书粘贴到同一文档并提交。',
        'Paste the certificate of the CA into the same document and submit.',
      ),
    ],
    chain: [
      byHand(
        '一并粘贴中间证书和根证书：Domino 保存完整的链。',
        'Paste intermediates and root too: Domino stores the whole chain.',
      ),
    ],
    activate: [
      byHand(
        '在 “Servers with access” 中选择服务器，复制到各服务器。',
        'Choose the servers under “Servers with access” and replicate.',
      ),
      run(
        'device',
        'load certmgr',
        '证书缓存随后自动更新，不必重启 HTTP。',
        'The certificate cache follows; HTTP need not be restarted.',
      ),
    ],
    verify: [LOOK_FROM_OUTSIDE, SERVED_CHAIN],
    rollback: [
      byHand(
        '在旧的 TLS Credentials 文档中重新选择服务器，并从新文档移除。',
        'Choose the servers in the old TLS Credentials again and take them out of the new one.',
      ),
    ],
  },
  traps: [
    say('没有选择 “Servers with access” 的证书不会被使用。', 'Credentials without “Servers with access” are not used.'),
    say('除非创建时设为可导出，私钥不能导出。', 'The private key cannot be exported unless it was made so.'),
    say(
      '11 及更早版本使用 kyrtool 和 .kyr 文件，不适用本手册。',
      'Version 11 and earlier use kyrtool and .kyr files: another recipe.',
    ),
  ],
}
