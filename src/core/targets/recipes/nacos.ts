// Nacos and other Spring Boot servers. General knowledge of their properties; no clause.

import type { Target } from '../target.ts'
import { javaKeystore } from './java-keystore.ts'
import { KEYSTORE, PUT_BACK, SWAP, TRAPS } from './keystore-steps.ts'
import { byHand, say, write } from './steps.ts'

export const nacos: Target = {
  ...javaKeystore,
  id: 'nacos',
  title: say('Nacos / Spring Boot', 'Nacos / Spring Boot'),
  versions: 'Nacos 2.x, Spring Boot 2 – 3',
  packageFormats: ['pfx-modern', 'pfx-legacy', 'jks', 'p7b'],
  source: 'keystore steps executed in test/recipes; properties from general knowledge',
  verified: 'unverified',
  isExecutable: false,
  defaults: { directory: '/opt/nacos/conf/tls', ...KEYSTORE },
  steps: {
    ...javaKeystore.steps,
    activate: [
      SWAP,
      write(
        'properties',
        '/opt/nacos/conf/application.properties',
        `server.ssl.enabled=true
server.ssl.key-store-type=PKCS12
server.ssl.key-store=file:{{keystoreFile}}
server.ssl.key-alias={{alias}}
`,
        '加入 application.properties；口令用 server.ssl.key-store-password，从环境变量取得。',
        'Add to application.properties; the password is server.ssl.key-store-password, taken from the environment.',
      ),
      byHand(
        '逐个重启节点；gRPC 端口（主端口 +1000）的 TLS 另行配置（nacos.remote.server.rpc.tls.*）。',
        'Restart node by node; TLS of the gRPC port (main port + 1000) is set separately (nacos.remote.server.rpc.tls.*).',
      ),
    ],
    rollback: [PUT_BACK, byHand('逐个重启节点后核验。', 'Restart node by node, then verify.')],
  },
  traps: [
    say('只换了 HTTPS 端口而忘记 gRPC 端口（9848）。', 'The HTTPS port is renewed and the gRPC port (9848) forgotten.'),
    ...TRAPS,
  ],
}
