// Apache httpd from 2.4.8 on: the chain stands in SSLCertificateFile. Measured with Apache 2.4; no clause.

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

export const apache: Target = {
  id: 'apache',
  title: say('Apache HTTP Server 2.4', 'Apache HTTP Server 2.4'),
  versions: '≥ 2.4.8',
  keyOrigin: 'either',
  packageFormats: ['pem-fullchain', 'pem-separate'],
  isExecutable: true,
  verified: 'executed',
  source: 'Apache 2.4 (Debian 12), executed in test/recipes',
  defaults: {
    apachectl: 'apachectl',
    directory: '/etc/httpd/tls',
    newDirectory: '{{directory}}/new',
    backupDirectory: '{{directory}}/previous',
    ...STAGING,
    keyFile: '{{directory}}/{{fileStem}}.key',
    fullchainFile: '{{directory}}/{{fileStem}}.pem',
    configFile: '/etc/httpd/conf.d/{{fileStem}}.conf',
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
        `<VirtualHost *:{{port}}>
  ServerName {{serverName}}
  ServerAlias {{names}}
  SSLEngine on
  SSLProtocol -all +TLSv1.2 +TLSv1.3
  SSLCertificateFile {{fullchainFile}}
  SSLCertificateKeyFile {{keyFile}}
</VirtualHost>
`,
        '首次安装时加入虚拟主机配置；更新证书时路径不变，配置不必改。',
        'On a first installation add this virtual host; a renewal keeps the paths and changes nothing here.',
      ),
    ],
    activate: [
      sh(
        '{{apachectl}} -t && {{apachectl}} -k graceful',
        '检查配置后平滑重启。必须先通过安装步骤中的配对核对。',
        'Check the configuration, then restart gracefully. The pair must have been checked in the installation step.',
      ),
    ],
    verify: [SERVED, SERVED_CHAIN],
    rollback: [
      sh(
        `cp -p {{backupDirectory}}/"$(basename {{fullchainFile}})" {{fullchainFile}} \\
  && cp -p {{backupDirectory}}/"$(basename {{keyFile}})" {{keyFile}} \\
  && {{apachectl}} -t && {{apachectl}} -k graceful`,
        '恢复备份并平滑重启，再做一次核验。',
        'Put the copies back and restart gracefully, then verify again.',
      ),
    ],
  },
  traps: [
    say(
      '证书与私钥不配对时 apachectl -t 仍显示 “Syntax OK”，重启即失败（AH02565），造成停机。',
      'With a key that does not belong to the certificate, apachectl -t says “Syntax OK” and the restart fails (AH02565): an outage.',
    ),
    say('缺少中间证书时启动正常，客户端却无法验证。', 'Without the intermediate it starts, and clients cannot verify.'),
    say(
      'SSLCertificateChainFile 自 2.4.8 起已过时，不要与证书链文件混用。',
      'SSLCertificateChainFile is obsolete since 2.4.8; do not mix it with a chain inside SSLCertificateFile.',
    ),
  ],
}
