// H3C Comware in offline mode: the key is born on the device. H3C PKI command reference; no clause.

import type { Target } from '../target.ts'
import { byHand, LOOK_FROM_OUTSIDE, run, SERVED_CHAIN, say } from './steps.ts'

const device = (template: string, zh: string, en: string) => run('device', template, zh, en)

export const h3c: Target = {
  id: 'h3c-comware',
  title: say('H3C Comware', 'H3C Comware'),
  versions: 'Comware 5 – 7',
  keyOrigin: 'device',
  packageFormats: ['pem-single-files', 'der'],
  isExecutable: false,
  verified: 'read',
  source:
    'h3c.com: “PKI commands” (Chinese, d_202006/1300831), “PKI configuration”, offline mode; SSL policy from general knowledge',
  defaults: { entity: '{{alias}}', domain: '{{alias}}', policy: '{{alias}}', previousPolicy: '{{alias}}-previous' },
  steps: {
    csr: [
      device(
        'system-view\npublic-key local create rsa name {{domain}}',
        '在设备上生成 RSA 密钥（按提示输入 {{keyBits}} 位）。',
        'Make the RSA key on the device (enter {{keyBits}} when asked).',
      ),
      device(
        'pki entity {{entity}}\n common-name {{commonName}}\n country {{subjectC}}\n quit\npki domain {{domain}}\n certificate request entity {{entity}}\n public-key rsa general name {{domain}} length {{keyBits}}\n undo crl check enable\n quit',
        '填写实体并建立 PKI 域；离线导入时关闭 CRL 检查。',
        'Describe the entity and make the PKI domain; CRL checking is off for the offline import.',
      ),
      device(
        'pki request-certificate domain {{domain}} pkcs10 filename {{alias}}.req',
        '离线方式：生成申请文件。',
        'Offline mode: write the request to a file.',
      ),
    ],
    install: [
      device(
        'pki import domain {{domain}} pem ca filename ca.cer',
        '先导入 CA 证书，核对指纹后确认。',
        'Import the CA certificate first; compare its fingerprint before confirming.',
      ),
      device(
        'pki import domain {{domain}} pem local filename local.cer',
        '再导入本地证书。',
        'Then the local certificate.',
      ),
    ],
    chain: [
      byHand(
        '中间证书与根证书按签发顺序逐个导入同一个 PKI 域。',
        'Import root and intermediates one by one into the same PKI domain.',
      ),
    ],
    activate: [
      device(
        'ssl server-policy {{policy}}\n pki-domain {{domain}}\n quit\nundo ip https enable\nip https ssl-server-policy {{policy}}\nip https enable\nsave',
        'HTTPS 必须先关闭再启用，新证书才会生效。',
        'HTTPS must be switched off and on again before the new certificate is served.',
      ),
    ],
    verify: [
      device(
        'display pki certificate domain {{domain}} local',
        '查看设备上的证书。',
        'Look at the certificate on the device.',
      ),
      LOOK_FROM_OUTSIDE,
      SERVED_CHAIN,
    ],
    rollback: [
      device(
        'undo ip https enable\nip https ssl-server-policy {{previousPolicy}}\nip https enable\nsave',
        '改回旧策略并重新启用 HTTPS。',
        'Go back to the old policy and switch HTTPS on again.',
      ),
    ],
  },
  traps: [
    say('先导入 CA 证书，再导入本地证书，顺序不能反。', 'The CA certificate first, then the local one.'),
    say(
      '域中已有本地证书时重新生成密钥，会使证书失效；更新用新的 PKI 域。',
      'A new key in a domain that has a certificate breaks it: renew in a new PKI domain.',
    ),
    say('在线申请只支持 SCEP（RSA）。', 'Online requests are SCEP (RSA) only.'),
  ],
}
