// Texts of signing in by certificate.

export const ukeysMessages = {
  'ukeys.answer-unreadable': {
    zh: '上传的不是对挑战文件的签名（CMS/PKCS#7），或一份文件里有多个签名。',
    en: 'That is no signature (CMS, PKCS#7) over the challenge, or it holds several.',
  },
  'ukeys.certificate-missing': {
    zh: '签名里没有带签名证书。请在签名客户端选择“包含证书”。',
    en: 'The signature brings no certificate. Tell the signing client to include it.',
  },
  'ukeys.signature-not-valid': {
    zh: '签名未通过验证：{problem}。',
    en: 'The signature is not valid: {problem}.',
  },
  'ukeys.certificate-unregistered': {
    zh: '此证书没有登记到可用的账户。请先用其他方式登录，在“账号安全”里登记。',
    en: 'This certificate is registered to no account that may be used. Sign in another way and register it under “Own security”.',
  },
  'ukeys.certificate-registered': {
    zh: '此证书的密钥已登记。',
    en: 'The key of this certificate is registered already.',
  },
  'ukeys.certificate-revoked': { zh: '此证书已被吊销。', en: 'This certificate is revoked.' },
  'ukeys.revocation-unknown': {
    zh: '无法确认此证书是否被吊销（{problem}），不能用它登录。',
    en: 'Nobody can say whether this certificate is revoked ({problem}), so it cannot be used to sign in.',
  },
} as const
