// Oracle WebLogic: a custom identity store beside the trust store. No clause.

import type { Target } from '../target.ts'
import { javaKeystore } from './java-keystore.ts'
import { IMPORT, KEYSTORE, PUT_BACK, SWAP, TRAPS } from './keystore-steps.ts'
import { byHand, say } from './steps.ts'

export const weblogic: Target = {
  ...javaKeystore,
  id: 'weblogic',
  title: say('Oracle WebLogic', 'Oracle WebLogic'),
  versions: '10.3 – 14.1',
  packageFormats: ['jks', 'pfx-legacy', 'p7b'],
  source: 'keystore steps executed in test/recipes; the console from docs.oracle.com (titles) and general knowledge',
  verified: 'unverified',
  isExecutable: false,
  defaults: { directory: '/u01/oracle/tls', ...KEYSTORE },
  steps: {
    ...javaKeystore.steps,
    install: [
      IMPORT,
      byHand(
        '控制台 → 服务器 → Keystores：选择 Custom Identity and Custom Trust，填写身份库路径、类型和口令。',
        'Console → server → Keystores: Custom Identity and Custom Trust; enter path, type and password of the identity store.',
      ),
      byHand(
        '控制台 → 服务器 → SSL：填写私钥别名和口令。',
        'Console → server → SSL: enter the alias and passphrase of the key.',
      ),
    ],
    activate: [
      SWAP,
      byHand(
        '控制台 → 服务器 → Control → Restart SSL，或逐台重启受管服务器。',
        'Console → server → Control → Restart SSL, or restart the managed servers one by one.',
      ),
    ],
    rollback: [PUT_BACK, byHand('再次 Restart SSL 后核验。', 'Restart SSL once more, then verify.')],
  },
  traps: [
    say(
      '身份库与信任库是两个库：证书导入信任库不会生效。',
      'Identity store and trust store are two stores: a certificate in the trust store is not served.',
    ),
    say('集群的每个受管服务器各有一份配置。', 'Each managed server of a cluster has its own configuration.'),
    ...TRAPS,
  ],
}
