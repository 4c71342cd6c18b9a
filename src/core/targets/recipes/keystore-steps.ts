// Steps of all Java keystores by keytool: a new keystore is made beside the old one and takes its place. Measured with keytool 17;
// no clause.

import type { Bilingual, Step } from '../target.ts'
import { say, sh } from './steps.ts'

export const KEYSTORE = {
  keytool: 'keytool',
  newDirectory: '{{directory}}/new',
  newKeystoreFile: '{{newDirectory}}/{{fileStem}}.p12',
  newRequestFile: '{{newDirectory}}/{{fileStem}}.csr',
  newCertificateFile: '{{newDirectory}}/leaf.pem',
  newChainFile: '{{newDirectory}}/chain.pem',
  backupDirectory: '{{directory}}/previous',
  passwordFile: '{{directory}}/keystore.password',
  keystoreFile: '{{directory}}/{{fileStem}}.p12',
}

export const CSR: readonly Step[] = [
  sh(
    `umask 077 && mkdir -p {{newDirectory}} && {{keytool}} -genkeypair -alias {{alias}} -keyalg RSA -keysize {{keyBits}} \\
  -dname {{subjectComma}} -ext SAN={{sanKeytool}} -validity 397 \\
  -keystore {{newKeystoreFile}} -storetype PKCS12 -storepass:file {{passwordFile}}`,
    '在新的密钥库里生成密钥；正在使用的密钥库不动。口令放在仅 root 可读的文件里，不写在命令行上。',
    'Make the key in a new keystore; the one in use stays as it is. The password stands in a file, never on the command line.',
  ),
  sh(
    `{{keytool}} -certreq -alias {{alias}} -ext SAN={{sanKeytool}} -sigalg SHA256withRSA \\
  -keystore {{newKeystoreFile}} -storepass:file {{passwordFile}} -file {{newRequestFile}}`,
    '导出申请。这里必须再写一次 -ext SAN，否则申请中没有备用名称。',
    'Write the request. -ext SAN must be given again, or the request has no alternative names.',
  ),
]

export const IMPORT = sh(
  `cat {{newCertificateFile}} {{newChainFile}} > {{newDirectory}}/reply.pem && \\
  {{keytool}} -importcert -noprompt -alias {{alias}} -file {{newDirectory}}/reply.pem \\
  -keystore {{newKeystoreFile}} -storepass:file {{passwordFile}}`,
  '把站点证书和中间证书一起导入生成密钥时的别名；导入的是对申请的回复。',
  'Import site certificate and intermediates together under the alias of the key: the reply to the request.',
)

export const CHAIN = sh(
  `{{keytool}} -list -v -alias {{alias}} -keystore {{newKeystoreFile}} -storepass:file {{passwordFile}} -J-Duser.language=en \\
  | grep -E 'Entry type: PrivateKeyEntry|Certificate chain length: ([2-9]|[1-9][0-9])' | wc -l | grep -qx 2`,
  '条目类型必须是 PrivateKeyEntry，链长至少为 2。',
  'The entry must be a PrivateKeyEntry with a chain of two certificates at least.',
)

export const SWAP = sh(
  `mkdir -p {{backupDirectory}} && chmod 700 {{backupDirectory}} && \\
  { [ ! -e {{keystoreFile}} ] || cp -p {{keystoreFile}} {{backupDirectory}}/; } && cp -p {{newKeystoreFile}} {{keystoreFile}}`,
  '备份旧密钥库，换上新的。',
  'Keep the old keystore and put the new one in its place.',
)

export const PUT_BACK = sh(
  'cp -p {{backupDirectory}}/"$(basename {{keystoreFile}})" {{keystoreFile}}',
  '恢复旧密钥库，再按激活步骤重新加载。',
  'Put the old keystore back, then activate again.',
)

export const TRAPS: readonly Bilingual[] = [
  say('-certreq 不带 -ext SAN 时，备用名称会丢失。', '-certreq without -ext SAN drops the alternative names.'),
  say(
    '只导入站点证书而没有中间证书：“Failed to establish chain from reply”。',
    'The site certificate alone, without the intermediates: “Failed to establish chain from reply”.',
  ),
  say(
    '别名写错时不报错，只生成一个没有私钥的 trustedCertEntry。',
    'A wrong alias gives no error, only a trustedCertEntry without the key.',
  ),
  say('Java 8u301 之前读不了新式加密（AES）的 PKCS#12。', 'Java before 8u301 cannot read PKCS#12 with AES.'),
]
