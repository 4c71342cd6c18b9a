// F5 BIG-IP: three objects a certificate, bound by a client-ssl profile. General knowledge of tmsh; no clause.

import type { Target } from '../target.ts'
import { LOOK_FROM_OUTSIDE, run, SERVED_CHAIN, say } from './steps.ts'

const device = (template: string, zh: string, en: string) => run('device', template, zh, en)

export const f5: Target = {
  id: 'f5-bigip',
  title: say('F5 BIG-IP', 'F5 BIG-IP'),
  versions: 'TMOS 11.6 – 17',
  keyOrigin: 'either',
  packageFormats: ['pem-separate', 'pfx-modern', 'pfx-legacy'],
  isExecutable: false,
  verified: 'unverified',
  source: 'general knowledge of tmsh; object model as in certautopilot’s description of iControl REST',
  defaults: { profile: '{{alias}}-ssl', chainObject: '{{alias}}-chain', previousAlias: '{{alias}}-previous' },
  steps: {
    csr: [
      device(
        'tmsh create sys crypto key {{alias}} key-type rsa-private key-size {{keyBits}} gen-csr country {{subjectC}} common-name {{commonName}} subject-alternative-name {{sanOpenssl}}',
        '在设备上生成私钥和申请。',
        'Make the key and the request on the device.',
      ),
      device('tmsh list sys crypto csr {{alias}}', '取出申请文本交给 CA。', 'Take the text of the request to the CA.'),
    ],
    install: [
      device(
        'tmsh install sys crypto cert {{alias}} from-local-file /var/tmp/leaf.pem',
        '以同名对象导入新证书。',
        'Import the new certificate under the name of its key.',
      ),
    ],
    chain: [
      device(
        'tmsh install sys crypto cert {{chainObject}} from-local-file /var/tmp/chain.pem',
        '中间证书是另一个对象。',
        'The intermediates are an object of their own.',
      ),
    ],
    activate: [
      device(
        'tmsh modify ltm profile client-ssl {{profile}} cert-key-chain replace-all-with { default { cert {{alias}} key {{alias}} chain {{chainObject}} } }',
        '让客户端 SSL 配置使用新对象，立即生效。',
        'Point the client-ssl profile to the new objects; effective at once.',
      ),
      device('tmsh save sys config', '保存配置；双机须同步到对端。', 'Save; synchronise the peer of a pair.'),
    ],
    verify: [
      LOOK_FROM_OUTSIDE,
      SERVED_CHAIN,
      device('tmsh list sys crypto cert {{alias}}', '查看对象的有效期。', 'Look at the dates of the object.'),
    ],
    rollback: [
      device(
        'tmsh modify ltm profile client-ssl {{profile}} cert-key-chain replace-all-with { default { cert {{previousAlias}} key {{previousAlias}} chain {{chainObject}} } }',
        '指回旧对象（旧对象不要先删）。',
        'Point back to the old objects (do not delete them first).',
      ),
      device('tmsh save sys config', '保存配置。', 'Save.'),
    ],
  },
  traps: [
    say(
      '每张证书有证书、私钥、链三个对象；更新时用新名字，旧对象保留到核验完成。',
      'Each certificate is three objects; renew under new names and keep the old ones until verified.',
    ),
    say('一个 SSL 配置可能绑定多个虚拟服务，逐个核验。', 'One profile may serve several virtual servers: verify each.'),
    say(
      '双机未同步时，切换后又是旧证书。',
      'A pair that is not synchronised serves the old certificate after a failover.',
    ),
  ],
}
