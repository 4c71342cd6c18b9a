// Kubernetes ingress controllers: a TLS secret. General knowledge of kubectl; no clause.

import type { Target } from '../target.ts'
import { FULLCHAIN, LOOK_FROM_OUTSIDE, OPENSSL_REQUEST, SERVED_CHAIN, STAGING, say, sh } from './steps.ts'

export const kubernetes: Target = {
  id: 'kubernetes-ingress',
  title: say('Kubernetes Ingress', 'Kubernetes ingress'),
  versions: '≥ 1.18',
  keyOrigin: 'either',
  packageFormats: ['pem-fullchain'],
  isExecutable: true,
  verified: 'unverified',
  source: 'general knowledge of kubectl create secret tls',
  defaults: {
    directory: '/root/tls/{{fileStem}}',
    newDirectory: '{{directory}}/new',
    backupDirectory: '{{directory}}/previous',
    ...STAGING,
    fullchainFile: '{{newDirectory}}/fullchain.pem',
    namespace: 'default',
    secret: '{{alias}}',
  },
  steps: {
    csr: [OPENSSL_REQUEST],
    install: [
      sh(
        'umask 077 && mkdir -p {{backupDirectory}} && kubectl -n {{namespace}} get secret {{secret}} -o yaml > {{backupDirectory}}/secret.yaml',
        '先备份现有 Secret（其中含私钥，仅本人可读）。',
        'Keep the present secret first (it holds the key: readable for you only).',
      ),
    ],
    chain: [FULLCHAIN],
    activate: [
      sh(
        `kubectl -n {{namespace}} create secret tls {{secret}} --cert={{fullchainFile}} --key={{newKeyFile}} \\
  --dry-run=client -o yaml | kubectl apply -f -`,
        '更新 Secret；Ingress 控制器自动加载。',
        'Update the secret; the ingress controller loads it by itself.',
      ),
    ],
    verify: [LOOK_FROM_OUTSIDE, SERVED_CHAIN],
    rollback: [
      sh('kubectl apply -f {{backupDirectory}}/secret.yaml', '恢复备份的 Secret。', 'Apply the secret that was kept.'),
    ],
  },
  traps: [
    say('私钥不能加密。', 'The key must not be encrypted.'),
    say(
      'Secret 必须与 Ingress 在同一命名空间，否则控制器使用自带的假证书。',
      'The secret must be in the namespace of the ingress, or the controller serves its fake certificate.',
    ),
    say(
      '备份文件 resourceVersion 过旧时，恢复前先删除该行。',
      'When the kept file is refused for its resourceVersion, remove that line first.',
    ),
  ],
}
