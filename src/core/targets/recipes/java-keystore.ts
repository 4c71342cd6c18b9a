// A plain Java keystore. Measured with keytool 17; no clause.

import type { Target } from '../target.ts'
import { CHAIN, CSR, IMPORT, KEYSTORE, PUT_BACK, SWAP, TRAPS } from './keystore-steps.ts'
import { byHand, LOOK_FROM_OUTSIDE, SERVED_CHAIN, say } from './steps.ts'

export const javaKeystore: Target = {
  id: 'java-keystore',
  title: say('Java 密钥库（keytool）', 'Java keystore (keytool)'),
  versions: 'Java 8 – 21',
  keyOrigin: 'either',
  packageFormats: ['pfx-modern', 'pfx-legacy', 'jks', 'pem-fullchain', 'p7b'],
  isExecutable: true,
  verified: 'executed',
  source: 'keytool of OpenJDK 17 (Debian 12), executed in test/recipes',
  defaults: { directory: '/etc/pki/java-site', ...KEYSTORE },
  steps: {
    csr: CSR,
    install: [IMPORT],
    chain: [CHAIN],
    activate: [
      SWAP,
      byHand(
        '重启使用该密钥库的服务，或让它重新加载。',
        'Restart the service that uses the keystore, or have it reload.',
      ),
    ],
    verify: [LOOK_FROM_OUTSIDE, SERVED_CHAIN],
    rollback: [PUT_BACK],
  },
  traps: TRAPS,
}
