// Huawei VRP and USG: the key is born on the device, one certificate a file. Command references; no clause.

import type { Target } from '../target.ts'
import { byHand, LOOK_FROM_OUTSIDE, run, SERVED_CHAIN, say } from './steps.ts'

const device = (template: string, zh: string, en: string) => run('device', template, zh, en)

export const huawei: Target = {
  id: 'huawei-vrp',
  title: say('华为 VRP / USG', 'Huawei VRP / USG'),
  versions: 'VRP 5 – 8',
  keyOrigin: 'device',
  packageFormats: ['pem-single-files', 'der'],
  isExecutable: false,
  verified: 'unverified',
  source:
    'import: Huawei NetEngine 8000 command reference, “pki import-certificate”; request commands from general knowledge',
  defaults: { entity: '{{alias}}', realm: '{{alias}}', keyPair: '{{alias}}' },
  steps: {
    csr: [
      device(
        'system-view\npki rsa local-key-pair create {{keyPair}}',
        '在设备上生成 RSA 密钥（按提示输入位数）。',
        'Make the RSA key on the device (it asks for the size).',
      ),
      device(
        'pki entity {{entity}}\n country {{subjectC}}\n common-name {{commonName}}\n quit\npki realm {{realm}}\n entity {{entity}}\n rsa local-key-pair {{keyPair}}\n quit',
        '填写实体并建立证书域。',
        'Describe the entity and make the realm.',
      ),
      device(
        'pki enroll-certificate realm {{realm}} pkcs10 filename {{alias}}.req',
        '生成申请文件，取下交给 CA。',
        'Write the request to a file and take it to the CA.',
      ),
    ],
    install: [
      device(
        'pki import-certificate ca realm {{realm}} pem filename ca.cer',
        '先导入 CA 证书（每级一个文件）。',
        'Import the CA certificates first, one file each.',
      ),
      device(
        'pki import-certificate local realm {{realm}} pem filename local.cer',
        '再导入本地证书。',
        'Then the local certificate.',
      ),
    ],
    chain: [
      byHand(
        '每个文件只能有一张证书，且不超过 2 MB；中间证书与根证书分别导入。',
        'One certificate a file, at most 2 MB: import intermediates and root separately.',
      ),
    ],
    activate: [
      device(
        'ssl policy {{alias}} type server\n pki-realm {{realm}}\n quit\nhttp secure-server ssl-policy {{alias}}\nreturn\nsave',
        '让 HTTPS 服务使用新策略并保存。',
        'Let the HTTPS service use the new policy, and save.',
      ),
    ],
    verify: [
      device(
        'display pki certificate local realm {{realm}}',
        '查看设备上的证书。',
        'Look at the certificate on the device.',
      ),
      LOOK_FROM_OUTSIDE,
      SERVED_CHAIN,
    ],
    rollback: [
      device(
        'http secure-server ssl-policy default_policy\nsave',
        '改回原来的 SSL 策略（名称以现网为准）并保存。',
        'Go back to the SSL policy used before (its name is your own) and save.',
      ),
    ],
  },
  traps: [
    say('一个文件放两张证书会导入失败。', 'A file with two certificates is refused.'),
    say('主体中含不常见的字段时可能导入失败。', 'Unusual fields in the subject may make the import fail.'),
    say('设备不接受中文主体时，申请只填英文。', 'Where the device takes no Chinese subject, ask in English only.'),
  ],
}
