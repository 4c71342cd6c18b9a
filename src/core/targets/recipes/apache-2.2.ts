// Apache httpd 2.2 as CentOS 6 ships it (2.2.15 with OpenSSL 1.0.1e): the chain stands in a file of its own. No clause.

import type { Target } from '../target.ts'
import { CHAIN_IS_WHOLE, KEEP_OLD, KEY_BELONGS, run, SERVED, SERVED_CHAIN, STAGING, say, sh, write } from './steps.ts'

export const apache22: Target = {
  id: 'apache-2.2',
  title: say('Apache 2.2（CentOS 6）', 'Apache 2.2 (CentOS 6)'),
  versions: '2.2.0 – 2.4.7',
  keyOrigin: 'either',
  packageFormats: ['pem-separate'],
  isExecutable: true,
  verified: 'unverified',
  source: 'general knowledge of httpd 2.2.15; the request is made by its own commands in test/recipes with OpenSSL 3.0',
  defaults: {
    apachectl: 'apachectl',
    directory: '/etc/httpd/tls',
    newDirectory: '{{directory}}/new',
    backupDirectory: '{{directory}}/previous',
    ...STAGING,
    requestConfigFile: '{{newDirectory}}/{{fileStem}}.cnf',
    keyFile: '{{directory}}/{{fileStem}}.key',
    certificateFile: '{{directory}}/{{fileStem}}.crt',
    chainFile: '{{directory}}/{{fileStem}}-chain.crt',
    configFile: '/etc/httpd/conf.d/{{fileStem}}.conf',
  },
  steps: {
    csr: [
      sh('umask 077 && mkdir -p {{newDirectory}}', '建立存放新文件的目录。', 'Make the directory for the new files.'),
      run(
        'sh',
        `umask 077 && openssl req -new -newkey rsa:{{keyBits}} -sha256 -nodes -utf8 -config {{requestConfigFile}} \\
  -keyout {{newKeyFile}} -out {{newRequestFile}}`,
        'OpenSSL 1.0.1e 没有 -addext 参数，备用名称只能写在配置文件里。',
        'OpenSSL 1.0.1e has no -addext: alternative names can only stand in a configuration file.',
        {
          dialect: 'openssl-config',
          path: '{{requestConfigFile}}',
          template: `[req]
prompt = no
string_mask = utf8only
distinguished_name = subject
req_extensions = extensions

[subject]
{{subjectConfigLines}}

[extensions]
subjectAltName = @names

[names]
{{sanConfigLines}}
`,
        },
      ),
    ],
    install: [
      KEY_BELONGS,
      KEEP_OLD('{{certificateFile}} {{chainFile}} {{keyFile}}'),
      sh(
        'install -m 600 {{newKeyFile}} {{keyFile}} && install -m 644 {{newCertificateFile}} {{certificateFile}}',
        '放好私钥和站点证书。',
        'Put the key and the site certificate in their places.',
      ),
    ],
    chain: [
      CHAIN_IS_WHOLE,
      sh(
        'install -m 644 {{newChainFile}} {{chainFile}}',
        '中间证书单独一个文件。',
        'The intermediates in a file of their own.',
      ),
      write(
        'config',
        '{{configFile}}',
        `<VirtualHost *:{{port}}>
  ServerName {{serverName}}
  ServerAlias {{names}}
  SSLEngine on
  SSLCertificateFile {{certificateFile}}
  SSLCertificateKeyFile {{keyFile}}
  SSLCertificateChainFile {{chainFile}}
</VirtualHost>
`,
        '虚拟主机配置：三个文件缺一不可。',
        'The virtual host: all three files are needed.',
      ),
    ],
    activate: [
      sh('{{apachectl}} -t && {{apachectl}} -k graceful', '检查配置后平滑重启。', 'Check, then restart gracefully.'),
    ],
    verify: [SERVED, SERVED_CHAIN],
    rollback: [
      sh(
        `for file in {{certificateFile}} {{chainFile}} {{keyFile}}; do \\
  cp -p {{backupDirectory}}/"$(basename "$file")" "$file" || exit 1; done; \\
  {{apachectl}} -t && {{apachectl}} -k graceful`,
        '恢复三个备份文件并平滑重启。',
        'Put the three copies back and restart gracefully.',
      ),
    ],
  },
  traps: [
    say(
      '写在 SSLCertificateFile 里的中间证书会被忽略，必须使用 SSLCertificateChainFile。',
      'Intermediates inside SSLCertificateFile are ignored; SSLCertificateChainFile is needed.',
    ),
    say(
      'CentOS 6 的 OpenSSL 1.0.1e 不支持 TLS 1.3、Ed25519 和国密算法。',
      'OpenSSL 1.0.1e of CentOS 6 knows neither TLS 1.3 nor Ed25519 nor SM2.',
    ),
    say('2.2 已停止维护，应列入升级计划。', 'Version 2.2 is no longer maintained: plan its replacement.'),
  ],
}
