// HAProxy: one file with certificate, chain and key. Measured with HAProxy 2.6.12; no clause.

import type { Target } from '../target.ts'
import {
  CHAIN_IS_WHOLE,
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

const RELOAD = '{{haproxy}} -c -f {{configFile}} && kill -USR2 "$(cat {{pidFile}})"'

export const haproxy: Target = {
  id: 'haproxy',
  title: say('HAProxy', 'HAProxy'),
  versions: '≥ 1.8 (master-worker)',
  keyOrigin: 'either',
  packageFormats: ['pem-bundle-with-key', 'pem-fullchain'],
  isExecutable: true,
  verified: 'executed',
  source: 'HAProxy 2.6.12 (Debian 12), executed in test/recipes',
  defaults: {
    haproxy: 'haproxy',
    directory: '/etc/haproxy/tls',
    newDirectory: '{{directory}}/new',
    backupDirectory: '{{directory}}/previous',
    ...STAGING,
    bundleFile: '{{directory}}/{{fileStem}}.pem',
    configFile: '/etc/haproxy/haproxy.cfg',
    pidFile: '/run/haproxy.pid',
    backend: '127.0.0.1:8080',
  },
  steps: {
    csr: [OPENSSL_REQUEST],
    install: [KEY_BELONGS, KEEP_OLD('{{bundleFile}}')],
    chain: [
      CHAIN_IS_WHOLE,
      sh(
        '(umask 077 && cat {{newCertificateFile}} {{newChainFile}} {{newKeyFile}} > {{bundleFile}}.tmp) && mv {{bundleFile}}.tmp {{bundleFile}}',
        '合成一个文件：站点证书、中间证书、私钥；仅 root 可读。',
        'One file: site certificate, intermediates, private key; readable for root only.',
      ),
      write(
        'config',
        '{{configFile}}',
        `global
  ssl-default-bind-options ssl-min-ver TLSv1.2

defaults
  mode http
  timeout connect 5s
  timeout client 30s
  timeout server 30s

frontend {{fileStem}}
  bind :{{port}} ssl crt {{bundleFile}}
  default_backend {{fileStem}}-nodes

backend {{fileStem}}-nodes
  server node1 {{backend}}
`,
        '首次安装的最小配置；更新证书时 crt 路径不变，配置不必改。',
        'The least configuration for a first installation; a renewal keeps the crt path and changes nothing here.',
      ),
    ],
    activate: [
      sh(
        RELOAD,
        '检查配置后平滑重载（等同 systemctl reload haproxy）。',
        'Check, then reload (what systemctl reload haproxy does).',
      ),
    ],
    verify: [SERVED, SERVED_CHAIN],
    rollback: [
      sh(
        `cp -p {{backupDirectory}}/"$(basename {{bundleFile}})" {{bundleFile}} && ${RELOAD}`,
        '恢复备份并重载，再做一次核验。',
        'Put the copy back and reload, then verify again.',
      ),
    ],
  },
  traps: [
    say(
      '文件中没有私钥、或站点证书不在最前面，haproxy -c 会拒绝。',
      'A file without the key, or with another certificate first, is rejected by haproxy -c.',
    ),
    say('crt 指向目录时，多余的旧文件也会被加载。', 'When crt names a directory, old files left in it are loaded too.'),
    say(
      '合成文件含私钥：不要通过邮件或共享目录传送。',
      'The file holds the private key: never send it by mail or a shared folder.',
    ),
  ],
}
