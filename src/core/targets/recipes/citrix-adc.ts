// Citrix ADC: the chain is made by links between objects. NetScaler documentation; no clause.

import type { Target } from '../target.ts'
import { LOOK_FROM_OUTSIDE, run, SERVED_CHAIN, say } from './steps.ts'

const device = (template: string, zh: string, en: string) => run('device', template, zh, en)

export const citrix: Target = {
  id: 'citrix-adc',
  title: say('Citrix ADC (NetScaler)', 'Citrix ADC (NetScaler)'),
  versions: '11.1 – 14.1',
  keyOrigin: 'either',
  packageFormats: ['pem-separate', 'der', 'pfx-legacy'],
  isExecutable: false,
  verified: 'read',
  source:
    'docs.netscaler.com: “Install, link, and update certificates”, sslcertkey; create ssl certReq from general knowledge',
  defaults: { previousCertificate: '{{alias}}-previous.pem', chainObject: '{{alias}}-chain' },
  steps: {
    csr: [
      device(
        'create ssl rsakey /nsconfig/ssl/{{alias}}.key {{keyBits}}',
        '在设备上生成私钥。',
        'Make the key on the device.',
      ),
      device(
        'create ssl certReq /nsconfig/ssl/{{alias}}.csr -keyFile /nsconfig/ssl/{{alias}}.key -countryName {{subjectC}} -commonName {{commonName}} -subjectAltName {{sanOpenssl}}',
        '生成申请。',
        'Make the request.',
      ),
    ],
    install: [
      device(
        'update ssl certKey {{alias}} -cert /nsconfig/ssl/{{alias}}.pem -key /nsconfig/ssl/{{alias}}.key',
        '更新已有对象，绑定不变；首次安装用 add ssl certKey。',
        'Update the present object, bindings stay; on a first installation add ssl certKey.',
      ),
    ],
    chain: [
      device(
        'add ssl certKey {{chainObject}} -cert /nsconfig/ssl/{{chainObject}}.pem\nlink ssl certKey {{alias}} {{chainObject}}',
        '导入中间证书并链接：链靠 link，不靠拼接。',
        'Import the intermediate and link it: the chain is made by links.',
      ),
    ],
    activate: [
      device(
        'save ns config',
        '更新立即生效；保存配置，双机自动同步文件后再核对一次。',
        'The update is effective at once; save, and check the peer of a pair after its files are synchronised.',
      ),
    ],
    verify: [
      LOOK_FROM_OUTSIDE,
      SERVED_CHAIN,
      device('show ssl certKey {{alias}}', '查看有效期和链接。', 'Look at dates and links.'),
    ],
    rollback: [
      device(
        'update ssl certKey {{alias}} -cert /nsconfig/ssl/{{previousCertificate}} -key /nsconfig/ssl/{{alias}}-previous.key -noDomainCheck\nsave ns config',
        '用旧文件再更新一次。',
        'Update once more with the old files.',
      ),
    ],
  },
  traps: [
    say('只拼接文件而不 link，旧版本不会发送中间证书。', 'Without a link old versions do not send the intermediate.'),
    say(
      'update 要求域名一致；主体变化时须加 -noDomainCheck 并人工核对。',
      'update wants the same domain; when the subject changes -noDomainCheck is needed, and a look by eye.',
    ),
  ],
}
