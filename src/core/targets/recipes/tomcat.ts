// Tomcat with a keystore made by keytool. General knowledge of server.xml; no clause.

import type { Target } from '../target.ts'
import { javaKeystore } from './java-keystore.ts'
import { KEYSTORE, PUT_BACK, SWAP } from './keystore-steps.ts'
import { byHand, say, write } from './steps.ts'

export const tomcat: Target = {
  ...javaKeystore,
  id: 'tomcat',
  title: say('Tomcat（keytool 密钥库）', 'Tomcat (keystore by keytool)'),
  versions: '8.5 – 10.1',
  source: 'keystore steps executed in test/recipes; server.xml and reloading from general knowledge',
  verified: 'unverified',
  isExecutable: false,
  defaults: { directory: '/etc/tomcat/tls', ...KEYSTORE },
  steps: {
    ...javaKeystore.steps,
    activate: [
      SWAP,
      write(
        'properties',
        '/etc/tomcat/server.xml.connector',
        `<Connector port="{{port}}" protocol="org.apache.coyote.http11.Http11NioProtocol" SSLEnabled="true">
  <SSLHostConfig protocols="TLSv1.2+TLSv1.3">
    <Certificate certificateKeystoreFile="{{keystoreFile}}" certificateKeystoreType="PKCS12" certificateKeyAlias="{{alias}}" />
  </SSLHostConfig>
</Connector>
`,
        '首次安装时写入 server.xml 的 Connector（口令用 certificateKeystorePassword）。',
        'On a first installation the Connector of server.xml; the password is certificateKeystorePassword.',
      ),
      byHand(
        '重启 Tomcat；8.5 起也可通过 JMX 调用 reloadSslHostConfigs。',
        'Restart Tomcat; from 8.5 on reloadSslHostConfigs over JMX also does.',
      ),
    ],
    rollback: [PUT_BACK, byHand('重启 Tomcat 后再核验。', 'Restart Tomcat, then verify again.')],
  },
}
