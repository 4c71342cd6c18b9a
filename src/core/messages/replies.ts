// Texts for what can be wrong with a CA's reply to a request.

export const repliesMessages = {
  'reply.empty': { zh: '收到的文件里没有证书。', en: 'What was received holds no certificate.' },
  'reply.only-authorities': {
    zh: '收到的 {count} 张都是 CA 证书，没有给本申请签发的证书。',
    en: 'All {count} certificates received are CA certificates; none was issued for this request.',
  },
  'reply.no-leaf': {
    zh: '没有一张证书使用本申请的公钥；收到的是“{certificate}”的证书。',
    en: 'No certificate has the key of this request; what was received is one of “{certificate}”.',
  },
  'reply.key-mismatch': {
    zh: '“{certificate}”（序列号 {serial}）的名称与申请相同，但公钥不是本申请的：它属于另一份申请，装上后服务器无法启动。',
    en: '“{certificate}” (serial {serial}) has the names of this request but another key: it answers another request, and a server would not start with it.',
  },
  'reply.several-leaves': {
    zh: '有多张证书使用本申请的公钥（序列号 {serials}），请只上传要用的那一张。',
    en: 'Several certificates have the key of this request (serials {serials}); upload the one to be used only.',
  },
  'reply.authority': {
    zh: '给本申请的证书“{certificate}”是 CA 证书，不能用作站点证书。',
    en: 'The certificate for this request, “{certificate}”, is a CA certificate and no site certificate.',
  },
  'reply.self-signed': {
    zh: '证书“{certificate}”是自签名的，不是由 CA 签发的。',
    en: 'The certificate “{certificate}” is signed by itself, not by a CA.',
  },
  'reply.alternative-names-lost': {
    zh: '申请里的使用者备用名称（SAN）在证书里全部丢失，浏览器会拒绝这张证书。',
    en: 'The alternative names (SAN) asked for are all lost; browsers will refuse this certificate.',
  },
  'reply.names-missing': {
    zh: '证书里缺少申请的名称：{names}。',
    en: 'The certificate lacks names that were asked for: {names}.',
  },
  'reply.names-added': {
    zh: '证书里多了没有申请的名称：{names}。',
    en: 'The certificate has names that were not asked for: {names}.',
  },
  'reply.subject-changed': {
    zh: 'CA 改动了主体名称：{subject}。',
    en: 'The CA changed the subject: {subject}.',
  },
  'reply.expired': { zh: '证书已于 {date} 过期。', en: 'The certificate expired on {date}.' },
  'reply.not-yet-valid': { zh: '证书自 {date} 起才有效。', en: 'The certificate is valid from {date} only.' },
  'reply.validity-too-long': {
    zh: '有效期 {days} 天，超过规定的 {max} 天。',
    en: 'It is valid for {days} days; the policy allows {max}.',
  },
  'reply.weaker-algorithm': {
    zh: '证书用 {algorithm} 签名，弱于申请或原证书所用的算法。',
    en: 'The certificate is signed with {algorithm}, weaker than the request or the certificate before.',
  },
  'reply.link-broken': {
    zh: '“{certificate}”上的签名不是“{issuer}”的现有证书签的：文件被改动，或 CA 证书不是签发它的那一张。',
    en: 'The signature on “{certificate}” was not made by the certificate of “{issuer}” at hand: the file was changed, or it is another certificate of that CA.',
  },
  'reply.chain-gap': {
    zh: '证书链在“{certificate}”之上断开：缺少签发者“{issuer}”的证书，请一并上传。',
    en: 'The chain ends above “{certificate}”: the certificate of its issuer “{issuer}” is missing; upload it too.',
  },
  'reply.root-unknown': {
    zh: '证书链到“{certificate}”为止；其签发者“{issuer}”的证书不在手中，按根证书处理。',
    en: 'The chain ends at “{certificate}”; the certificate of its issuer “{issuer}” is not at hand and is taken for a root.',
  },
  'reply.issuer-expired': {
    zh: 'CA 证书“{certificate}”已于 {date} 过期。',
    en: 'The CA certificate “{certificate}” expired on {date}.',
  },
  'reply.issuer-not-yet-valid': {
    zh: 'CA 证书“{certificate}”自 {date} 起才有效。',
    en: 'The CA certificate “{certificate}” is valid from {date} only.',
  },
  'reply.extra': {
    zh: '多余的证书“{certificate}”没有使用。',
    en: 'The certificate “{certificate}” is not needed and was left out.',
  },
  'reply.same-certificate': {
    zh: '这就是原来那张证书（序列号 {serial}），不是续期后的新证书。',
    en: 'This is the certificate that is to be replaced (serial {serial}), not its successor.',
  },
  'reply.not-longer': {
    zh: '新证书到 {date} 为止，不比原证书（{previous}）长。',
    en: 'The new certificate ends on {date}, no later than the one before ({previous}).',
  },
  'reply.key-reused': {
    zh: '新证书沿用了原来的密钥；建议每次续期更换密钥。',
    en: 'The new certificate has the old key; a new key with each renewal is better.',
  },
  'reply.pair-several': {
    zh: '收到 {count} 张加密证书，无法确定与签名证书配对的是哪一张。',
    en: '{count} encryption certificates were received; which one belongs to the signing certificate cannot be told.',
  },
  'reply.pair-same-key': {
    zh: '加密证书“{certificate}”与签名证书使用同一把密钥。',
    en: 'The encryption certificate “{certificate}” has the key of the signing certificate.',
  },
  'reply.pair-subject-differs': {
    zh: '加密证书“{certificate}”与签名证书的主体不同。',
    en: 'The encryption certificate “{certificate}” and the signing certificate have different subjects.',
  },
  'reply.pair-issuer-differs': {
    zh: '加密证书“{certificate}”与签名证书的签发者不同。',
    en: 'The encryption certificate “{certificate}” and the signing certificate have different issuers.',
  },
  'reply.pair-validity-differs': {
    zh: '加密证书“{certificate}”与签名证书的有效期不同。',
    en: 'The encryption certificate “{certificate}” and the signing certificate are valid for different times.',
  },
  'reply.envelope-for-device': {
    zh: '收到了加密密钥信封，但签名密钥在设备上，只有设备能解开：请把信封连同证书一并导入设备。',
    en: 'An envelope with the encryption key came along, but the signing key lives on the device, which alone can open it: import the envelope there with the certificates.',
  },
  'reply.envelope-missing': {
    zh: '收到了加密证书，但没有加密密钥信封；补交之前无法制作双证书安装包。',
    en: 'The encryption certificate came without the envelope of its key; no package for the pair can be made before it is handed in.',
  },
  'reply.envelope-other-key': {
    zh: '信封里的密钥不是加密证书的密钥。',
    en: 'The key in the envelope is not that of the encryption certificate.',
  },
  'envelope.recipient-not-sm2': {
    zh: '申请的密钥不是 SM2 密钥，无法打开加密密钥信封。',
    en: 'The key of the request is no SM2 key; it cannot open the envelope of the encryption key.',
  },
  'envelope.not-for-this-key': {
    zh: '加密密钥信封不是给本申请的密钥做的，或已损坏。',
    en: 'The envelope of the encryption key was made for another key, or is damaged.',
  },
  'envelope.contents': {
    zh: '信封能打开，但里面不是 SM2 私钥。',
    en: 'The envelope opens, but what is inside is no SM2 private key.',
  },
  'envelope.key-mismatch': {
    zh: '信封里的私钥与它写明的公钥不成对。',
    en: 'The private key in the envelope does not belong to the public key the envelope names.',
  },
} as const
