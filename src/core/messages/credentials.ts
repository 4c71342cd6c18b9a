// Texts of user certificates: the answers of the online check, in words for people who never heard of certificates, and refusals.

export const credentialsMessages = {
  'credentials.check.standing.good': { zh: '这张证书可以正常使用', en: 'This certificate is in order' },
  'credentials.check.standing.expiring': { zh: '可以使用，但快到期了', en: 'In order, but it ends soon' },
  'credentials.check.standing.expired': { zh: '已经过期，不能再用', en: 'It has expired and cannot be used' },
  'credentials.check.standing.not-yet': { zh: '还没到生效日期', en: 'It is not valid yet' },
  'credentials.check.standing.revoked': { zh: '已经吊销，不能再用', en: 'It is revoked and cannot be used' },
  'credentials.check.standing.suspended': { zh: '已挂失，暂时不能用', en: 'It is suspended for now' },
  'credentials.check.standing.superseded': {
    zh: '已经换成新证书，这张不能再用',
    en: 'A newer certificate took its place',
  },
  'credentials.check.standing.forged': {
    zh: '这张证书是假的，或者被改动过',
    en: 'This certificate is false, or was altered',
  },
  'credentials.check.standing.stranger': {
    zh: '不认识签发它的机构，无法判断真假',
    en: 'Its issuer is not known here: nobody can say whether it is genuine',
  },
  'credentials.check.standing.refused': {
    zh: '不符合安全要求，不能使用',
    en: 'It breaks a safety rule and cannot be used',
  },
  'credentials.check.standing.not-active': { zh: '还没有启用', en: 'It is not in use yet' },
  'credentials.check.standing.cannot-say': {
    zh: '暂时查不到它有没有被吊销，不能下结论',
    en: 'Nobody could say whether it is revoked: no conclusion yet',
  },

  'credentials.check.holder.person': {
    zh: '{name}（{where}），证件号 {identity}',
    en: '{name} ({where}), document {identity}',
  },
  'credentials.check.holder.person-bare': { zh: '{name}，证件号 {identity}', en: '{name}, document {identity}' },
  'credentials.check.holder.named': { zh: '{name}（{where}）', en: '{name} ({where})' },
  'credentials.check.holder.bare': { zh: '{name}', en: '{name}' },
  'credentials.check.holder.authority': {
    zh: '{name}：这是发证机构自己的证书，不是个人证书',
    en: '{name}: a certificate of an authority, not of a person',
  },

  'credentials.check.validity.left': { zh: '到 {until} 为止，还剩 {days} 天', en: 'Until {until}: {days} days left' },
  'credentials.check.validity.today': {
    zh: '{until} 到期，剩余不足 1 天',
    en: 'It ends on {until}: less than a day left',
  },
  'credentials.check.validity.over': {
    zh: '{until} 已到期，过期 {days} 天',
    en: 'It ended on {until}, {days} days ago',
  },
  'credentials.check.validity.not-yet': {
    zh: '{from} 起才生效，到 {until} 为止',
    en: 'Valid from {from} until {until}',
  },

  'credentials.check.revocation.good': { zh: '没有被吊销', en: 'Not revoked' },
  'credentials.check.revocation.revoked': { zh: '已被吊销', en: 'Revoked' },
  'credentials.check.revocation.suspended': {
    zh: '已挂失，找回后可以申请解除',
    en: 'Suspended; it can be taken up again',
  },
  'credentials.check.revocation.superseded': { zh: '已被新证书替换', en: 'Replaced by a newer one' },
  'credentials.check.revocation.unknown': {
    zh: '查不到（发证机构没有答复），不等于没有吊销',
    en: 'Unknown: the issuer gave no answer, which does not mean that it is in order',
  },
  'credentials.check.revocation.nobody-to-ask': {
    zh: '不认识发证机构，无处可查',
    en: 'Unknown: there is no issuer that could be asked',
  },

  'credentials.check.algorithm.national': {
    zh: '{algorithm}（国密算法），不用升级',
    en: '{algorithm} (national algorithm): no upgrade needed',
  },
  'credentials.check.algorithm.upgradable': {
    zh: '{algorithm}，可以升级到国密 SM2',
    en: '{algorithm}: can be upgraded to SM2',
  },
  'credentials.check.algorithm.upgrade-due': {
    zh: '{algorithm}，强度已经不够，请马上升级到国密 SM2',
    en: '{algorithm}: no longer strong enough, upgrade to SM2 at once',
  },
  'credentials.check.algorithm.other': { zh: '{algorithm}', en: '{algorithm}' },

  'credentials.check.issuer.genuine': { zh: '由 {issuer} 签发，已核对', en: 'Issued by {issuer}, checked' },
  'credentials.check.issuer.forged': {
    zh: '自称由 {issuer} 签发，但签名对不上',
    en: 'It claims to be issued by {issuer}, whose signature does not fit',
  },
  'credentials.check.issuer.stranger': {
    zh: '{issuer}：本系统没有登记这家机构',
    en: '{issuer}: not known to this service',
  },
  'credentials.check.issuer.refused': {
    zh: '由 {issuer} 签发，但证书不符合规定',
    en: 'Issued by {issuer}, but the certificate breaks a rule',
  },

  'credentials.check.use.sign': { zh: '签名用（登录、签字盖章）', en: 'For signing: signing in, signatures, seals' },
  'credentials.check.use.encryption': {
    zh: '加密用（收加密文件），与签名证书是一对',
    en: 'For encryption: the other half of a pair',
  },
  'credentials.check.use.both': { zh: '签名和加密都用它', en: 'For signing and encryption' },
  'credentials.check.use.authority': { zh: '发证机构用', en: 'For issuing certificates' },

  'credentials.check.next.none': { zh: '什么都不用做', en: 'Nothing to do' },
  'credentials.check.next.renew': { zh: '申请更新', en: 'Renew now' },
  'credentials.check.next.upgrade': { zh: '升级到国密', en: 'Upgrade to SM2' },
  'credentials.check.next.rekey': { zh: '申请补发', en: 'Ask for a replacement' },
  'credentials.check.next.new': { zh: '申请新证书', en: 'Ask for a new certificate' },
  'credentials.check.next.resume': { zh: '申请解除挂失', en: 'Ask to resume it' },
  'credentials.check.next.write': { zh: '写入 UKey', en: 'Write it to the UKey' },
  'credentials.check.next.activate': { zh: '启用证书', en: 'Put it into use' },
  'credentials.check.next.ask-centre': { zh: '请联系市中心核实', en: 'Ask the municipal centre' },

  'credentials.unknown': { zh: '没有这张证书，或者不属于本区。', en: 'No such credential, or not of your district.' },
  'credentials.step': {
    zh: '证书现在的状态（{from}）不能变成“{to}”。',
    en: 'A credential that is {from} does not become {to}.',
  },
  'credentials.not-suspended': { zh: '这张证书没有挂失，不用解除。', en: 'This credential is not suspended.' },
  'credentials.not-written': {
    zh: '证书还没有写入 UKey，请先写入。',
    en: 'It is not on the carrier yet: write it first.',
  },
  'credentials.active-already': { zh: '这张证书已经启用或已失效。', en: 'This credential is in use already, or over.' },
  'credentials.written-already': {
    zh: '这张证书已经启用，不能再写入。',
    en: 'This credential is in use and cannot be written again.',
  },
  'credentials.other-certificate': {
    zh: '签名用的不是这张新证书。请插入刚写好的 UKey 再试。',
    en: 'Another certificate signed. Plug in the carrier that was just written and try again.',
  },
  'credentials.carrier-held': {
    zh: '这只 UKey（{serial}）还登记在别人名下，请先吊销他的证书，或换一只。',
    en: 'This carrier ({serial}) is in somebody else’s hands: end that credential first, or take another.',
  },
  'credentials.request-used': {
    zh: '这份申请已经发过另一张证书。',
    en: 'This request has another credential already.',
  },
  'credentials.predecessor': {
    zh: '要替换的证书不是同一个人的，或者已经失效。',
    en: 'What is to be replaced is another person’s, or over.',
  },
  'credentials.has-successor': {
    zh: '这张证书已经有一张在替换它。',
    en: 'Another one is replacing this credential already.',
  },
  'credentials.certificate-known': { zh: '这张证书已经登记过。', en: 'This certificate is registered already.' },
  'credentials.pair-unreadable': { zh: '签发机构给的证书无法读取。', en: 'What was issued cannot be read.' },
  'credentials.pair-half': {
    zh: '国密证书必须是签名证书、加密证书和密钥信封三样齐全，缺一样都不收。',
    en: 'An SM2 credential is two certificates and an envelope: half of it is not taken.',
  },
  'credentials.pair-sign-usage': { zh: '签名证书的用途不对。', en: 'The certificate to sign with may not sign.' },
  'credentials.pair-encryption-usage': {
    zh: '加密证书的用途不对。',
    en: 'The certificate to encrypt with is for something else.',
  },
  'credentials.pair-other-person': { zh: '两张证书不是同一个人的。', en: 'The two certificates name two holders.' },
  'credentials.pair-other-issuer': { zh: '两张证书不是同一家签发的。', en: 'The two certificates have two issuers.' },
  'credentials.pair-same-key': { zh: '签名和加密不能用同一把密钥。', en: 'Signing and encrypting take two keys.' },
  'credentials.pair-other-validity': {
    zh: '两张证书的有效期不一致。',
    en: 'The two certificates do not end together.',
  },
  'credentials.pair-envelope-unreadable': {
    zh: '加密密钥信封无法读取。',
    en: 'The envelope of the encryption key cannot be read.',
  },
  'credentials.pair-envelope-other-key': {
    zh: '信封里的密钥和加密证书对不上。',
    en: 'The envelope is of another key than the encryption certificate.',
  },

  'credentials.check-no-certificate': {
    zh: '文件里没有找到证书。请选证书文件（.cer、.crt、.pem、.p7b、.pfx）。',
    en: 'There is no certificate in this file. Choose a certificate file (.cer, .crt, .pem, .p7b, .pfx).',
  },
  'credentials.check-password': {
    zh: '这个文件有口令保护，请输入正确的文件口令。',
    en: 'This file is protected: give its password.',
  },
  'credentials.check-several': {
    zh: '文件里有 {count} 个人的证书，请一张一张检测。',
    en: 'This file holds the certificates of {count} holders: check them one by one.',
  },
} as const
