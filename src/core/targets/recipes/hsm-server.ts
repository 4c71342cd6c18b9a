// Servers whose keys live in a hardware module: e-seal, timestamp, authentication. Consoles differ; no clause.

import type { Target } from '../target.ts'
import { byHand, say } from './steps.ts'

export const hsmServer: Target = {
  id: 'hsm-server',
  title: say('电子签章、时间戳、统一认证服务器（密码机）', 'E-seal, timestamp and authentication servers (HSM)'),
  versions: '—',
  keyOrigin: 'device',
  packageFormats: ['p7b', 'der', 'pem-single-files'],
  isExecutable: false,
  verified: 'unverified',
  source: 'general knowledge; each vendor has a console of its own',
  defaults: {},
  steps: {
    csr: [
      byHand(
        '在厂商控制台选择密钥槽，生成密钥和申请（签名密钥在密码机内产生，不可导出）。',
        'In the vendor’s console choose a key slot and make key and request; the signature key is born in the module and never leaves it.',
      ),
    ],
    install: [
      byHand('导入 CA 返回的签名证书（P7B 或 DER）。', 'Import the signature certificate of the CA (P7B or DER).'),
      byHand(
        '有加密证书时，连同密钥信封一起导入：信封由密码机用签名密钥解开。',
        'With an encryption certificate import its envelope too: the module opens it with the signature key.',
      ),
    ],
    chain: [
      byHand('导入中间证书和根证书，核对指纹。', 'Import intermediates and root and compare their fingerprints.'),
    ],
    activate: [
      byHand(
        '在维护窗口内切换到新密钥槽并重启服务；双机逐台进行。',
        'Within a maintenance window switch to the new slot and restart the service, one machine of a pair after the other.',
      ),
    ],
    verify: [
      byHand(
        '做一次真实的签章或时间戳请求，用本服务验证结果中的证书。',
        'Ask for a real seal or timestamp and verify the certificate inside with this service.',
      ),
      byHand(
        '时间戳证书必须有关键且唯一的扩展用途 timeStamping（RFC 3161 §2.3）。',
        'A timestamp certificate must have timeStamping as its only, critical extended key usage (RFC 3161 §2.3).',
      ),
    ],
    rollback: [
      byHand(
        '切换回旧密钥槽并重启服务；旧槽保留到旧证书到期。',
        'Switch back to the old slot and restart; keep the old slot until its certificate has ended.',
      ),
    ],
  },
  traps: [
    say('重新生成申请会覆盖密钥槽：先确认槽位。', 'A new request may overwrite the key slot: check the slot first.'),
    say(
      '更换签章证书后，印章数据中的制章人、签章人证书列表也要更新。',
      'After a new seal certificate the certificate list inside the seal must be renewed too.',
    ),
  ],
}
