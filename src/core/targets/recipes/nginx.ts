// nginx: one PEM with the chain inside, one key. Measured with nginx 1.22.1; no clause.

import type { Target } from '../target.ts'
import {
  CHAIN_IS_WHOLE,
  FULLCHAIN,
  KEEP_OLD,
  KEY_BELONGS,
  OPENSSL_REQUEST,
  SERVED,
  SERVED_CHAIN,
  STAGING,
  say,
  sh,
  write,
} from './steps.ts'

export const nginx: Target = {
  id: 'nginx',
  title: say('nginx', 'nginx'),
  versions: '≥ 1.11',
  keyOrigin: 'either',
  packageFormats: ['pem-fullchain'],
  isExecutable: true,
  verified: 'executed',
  source: 'nginx 1.22.1 (Debian 12), executed in test/recipes',
  defaults: {
    nginx: 'nginx',
    directory: '/etc/nginx/tls',
    newDirectory: '{{directory}}/new',
    backupDirectory: '{{directory}}/previous',
    ...STAGING,
    keyFile: '{{directory}}/{{fileStem}}.key',
    fullchainFile: '{{directory}}/{{fileStem}}.pem',
    configFile: '/etc/nginx/conf.d/{{fileStem}}.conf',
  },
  steps: {
    csr: [OPENSSL_REQUEST],
    install: [
      KEY_BELONGS,
      KEEP_OLD('{{fullchainFile}} {{keyFile}}'),
      sh(
        'install -m 600 {{newKeyFile}} {{keyFile}}',
        '放好私钥，仅 root 可读。',
        'Put the key in its place, readable for root only.',
      ),
    ],
    chain: [
      CHAIN_IS_WHOLE,
      FULLCHAIN,
      write(
        'config',
        '{{configFile}}',
        `server {
  listen {{port}} ssl;
  server_name {{names}};
  ssl_certificate {{fullchainFile}};
  ssl_certificate_key {{keyFile}};
  ssl_protocols TLSv1.2 TLSv1.3;
}
`,
        '首次安装时加入站点配置；更新证书时路径不变，配置不必改。',
        'On a first installation add this to the configuration; a renewal keeps the paths and changes nothing here.',
      ),
    ],
    activate: [
      sh(
        '{{nginx}} -t && {{nginx}} -s reload',
        '检查配置后平滑重载，不断开连接。',
        'Check the configuration, then reload without dropping connections.',
      ),
    ],
    verify: [SERVED, SERVED_CHAIN],
    rollback: [
      sh(
        `cp -p {{backupDirectory}}/"$(basename {{fullchainFile}})" {{fullchainFile}} \\
  && cp -p {{backupDirectory}}/"$(basename {{keyFile}})" {{keyFile}} \\
  && {{nginx}} -t && {{nginx}} -s reload`,
        '恢复备份并重载，再做一次核验。',
        'Put the copies back and reload, then verify again.',
      ),
    ],
  },
  traps: [
    say(
      '缺少中间证书时 nginx -t 仍然通过，客户端却无法验证（错误 21）。',
      'nginx -t passes without the intermediate; clients then fail with error 21.',
    ),
    say(
      '证书顺序颠倒会报 “key values mismatch”，并不是私钥错了。',
      'A reversed chain is reported as “key values mismatch” although the key is right.',
    ),
    say(
      '只改了文件没有重载，线上仍是旧证书。',
      'Files alone change nothing: without a reload the old certificate is served.',
    ),
  ],
}
