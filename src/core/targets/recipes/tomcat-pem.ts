// Tomcat with a keystore that OpenSSL makes from PEM files. Made with OpenSSL 3.0; no clause.

import type { Target } from '../target.ts'
import { PUT_BACK } from './keystore-steps.ts'
import { byHand, LOOK_FROM_OUTSIDE, run, SERVED_CHAIN, say, sh } from './steps.ts'

export const tomcatPem: Target = {
  id: 'tomcat-pem',
  title: say('Tomcat（由 PEM 转换）', 'Tomcat (from PEM files)'),
  versions: '7 – 10.1',
  keyOrigin: 'either',
  packageFormats: ['pfx-modern', 'pfx-legacy', 'pem-separate'],
  isExecutable: false,
  verified: 'unverified',
  source:
    'the keystore is made by OpenSSL 3.0 and opened by keytool 17 in test/recipes; reloading from general knowledge',
  defaults: {
    directory: '/etc/tomcat/tls',
    newDirectory: '{{directory}}/new',
    backupDirectory: '{{directory}}/previous',
    newKeyFile: '{{newDirectory}}/{{fileStem}}.key',
    newRequestFile: '{{newDirectory}}/{{fileStem}}.csr',
    newCertificateFile: '{{newDirectory}}/leaf.pem',
    newChainFile: '{{newDirectory}}/chain.pem',
    passwordFile: '{{directory}}/keystore.password',
    keystoreFile: '{{directory}}/{{fileStem}}.p12',
  },
  steps: {
    csr: [
      run(
        'sh',
        `umask 077 && mkdir -p {{newDirectory}} && openssl req -new -newkey rsa:{{keyBits}} -sha256 -nodes -utf8 \\
  -keyout {{newKeyFile}} -out {{newRequestFile}} -subj {{subjectSlash}} -addext subjectAltName={{sanOpenssl}}`,
        '在本机生成私钥和申请。',
        'Make the key and the request on this machine.',
      ),
    ],
    install: [
      sh(
        `umask 077 && openssl pkcs12 -export -name {{alias}} -in {{newCertificateFile}} -certfile {{newChainFile}} \\
  -inkey {{newKeyFile}} -passout file:{{passwordFile}} -out {{newDirectory}}/{{fileStem}}.p12`,
        '合成 PKCS#12；Java 8u301 之前须加 -legacy。',
        'Make the PKCS#12; for Java before 8u301 add -legacy.',
      ),
    ],
    chain: [
      sh(
        'openssl pkcs12 -in {{newDirectory}}/{{fileStem}}.p12 -passin file:{{passwordFile}} -nokeys | grep -c "BEGIN CERTIFICATE"',
        '密钥库中的证书张数：站点证书加全部中间证书。',
        'The number of certificates inside: the site’s and all intermediates.',
      ),
    ],
    activate: [
      sh(
        `mkdir -p {{backupDirectory}} && { [ ! -e {{keystoreFile}} ] || cp -p {{keystoreFile}} {{backupDirectory}}/; } \\
  && cp -p {{newDirectory}}/{{fileStem}}.p12 {{keystoreFile}}`,
        '备份旧密钥库，换上新的。',
        'Keep the old keystore and put the new one in its place.',
      ),
      byHand('重启 Tomcat。', 'Restart Tomcat.'),
    ],
    verify: [LOOK_FROM_OUTSIDE, SERVED_CHAIN],
    rollback: [PUT_BACK, byHand('重启 Tomcat 后再核验。', 'Restart Tomcat, then verify again.')],
  },
  traps: [
    say(
      'OpenSSL 3 默认用 AES-256 与 HMAC-SHA-256，Java 8u301 之前打不开。',
      'OpenSSL 3 writes AES-256 and HMAC-SHA-256, which Java before 8u301 cannot open.',
    ),
    say('密钥库口令与私钥口令必须相同。', 'The passwords of keystore and key must be the same.'),
  ],
}
