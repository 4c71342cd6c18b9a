// The words of the online check, user certificates and carriers in English, under the keys of credentials.zh.ts.

import type { credentialsZh } from './credentials.zh.ts'

export const credentialsEn: Readonly<Record<keyof typeof credentialsZh, string>> = {
  'place.check': 'Online check',
  'online.title': 'Online check',
  'online.what': 'Whose a certificate is, whether it is in order, and what to do next',
  'online.drop': 'Choose a certificate file, or drop it here',
  'online.hint': '.cer .crt .pem .p7b .pfx; those of other issuers too',
  'online.password': 'Password of the file',
  'online.password-why': 'This file is protected. Its password is used once and kept nowhere.',
  'online.again': 'Check another',
  'online.run': 'Check',
  'online.topic.holder': 'Whose',
  'online.topic.validity': 'Validity',
  'online.topic.revocation': 'Revoked?',
  'online.topic.algorithm': 'Algorithm',
  'online.topic.issuer': 'Issuer',
  'online.topic.use': 'Use',
  'online.serial': 'Serial number',
  'online.next': 'Next',
}
