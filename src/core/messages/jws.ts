// Texts of JWS and JAdES signatures.

export const jwsMessages = {
  'step.jws.document': { zh: 'JWS 结构', en: 'Structure of the JWS' },
  'step.jws.header': { zh: '签名头', en: 'Signature header' },
  'step.jws.signer-certificate': { zh: '签名者证书', en: 'Certificate of the signer' },
  'step.jws.algorithm': { zh: '签名算法', en: 'Signature algorithm' },
  'step.jws.payload': { zh: '被签名的内容', en: 'What was signed' },
  'step.jws.signature': { zh: '签名值', en: 'Signature value' },
  'step.jws.unsigned': { zh: '未签名属性', en: 'Unsigned properties' },
  'jws.unreadable': {
    zh: '文件无法按 JWS 读取（{code}，偏移 {offset}）。',
    en: 'The file cannot be read as a JWS ({code} at byte {offset}).',
  },
  'jws.no-signature': { zh: '此 JSON 文件没有签名。', en: 'This JSON file is not signed.' },
  'jws.too-many-signatures': { zh: '签名过多，未全部验证。', en: 'Too many signatures; not all were judged.' },
  'jws.b64-differs': {
    zh: '各签名对内容的读法不一致（b64）：同一内容会被读成两样，不可接受。',
    en: 'The signatures read the payload in two ways (b64): one file would say two things.',
  },
  'jws.signature-unreadable': {
    zh: '签名头或签名值无法读取（{code}，偏移 {offset}）。',
    en: 'The header or the value of the signature cannot be read ({code} at byte {offset}).',
  },
  'jws.strangers': {
    zh: '文件里有不属于 JWS 的成员（{names}），未被签名，不予采信。',
    en: 'The file holds members that are no part of a JWS ({names}); nobody signed them and they are ignored.',
  },
  'jws.header-unprotected': {
    zh: '签名头没有受签名保护：算法和证书可被任意替换，不可接受。',
    en: 'The header is not protected by the signature: algorithm and certificate could be replaced by anybody.',
  },
  'jws.header-twice': {
    zh: '同一参数（{names}）既在受保护的签名头里，又在未保护的签名头里：不同软件会读到不同的值，不可接受。',
    en: 'Parameters ({names}) stand in the protected and in the unprotected header: programs would read different values.',
  },
  'jws.header-not-protected': {
    zh: '参数（{names}）必须受签名保护，却放在未保护的签名头里，不可接受。',
    en: 'Parameters ({names}) must be protected by the signature and stand in the unprotected header.',
  },
  'jws.header-ignored': {
    zh: '未保护的签名头里的参数（{names}）不予采信。',
    en: 'Parameters of the unprotected header ({names}) are ignored.',
  },
  'jws.etsiu-protected': {
    zh: '未签名属性（etsiU）放在了受保护的签名头里，不可接受。',
    en: 'The unsigned properties (etsiU) stand in the protected header.',
  },
  'jws.crit-malformed': {
    zh: '关键参数清单（crit）不合规则：应为非空、不重复的名称列表。',
    en: 'The list of critical parameters (crit) is malformed: it must be a list of names, not empty, each once.',
  },
  'jws.crit-names': {
    zh: '关键参数清单（crit）列出了不该列或不存在的参数（{names}）。',
    en: 'The list of critical parameters (crit) names what it must not, or what is not there ({names}).',
  },
  'jws.crit-not-understood': {
    zh: '签名者要求必须理解的参数（{names}），本系统不认识，依标准不得接受。',
    en: 'The signer demands that parameters be understood ({names}) that this product does not know: the standard forbids acceptance.',
  },
  'jws.b64-malformed': { zh: '参数 b64 不是真假值。', en: 'The parameter b64 is no truth value.' },
  'jws.b64-not-critical': {
    zh: '参数 b64 没有列为关键参数：不认识它的软件会验出另一份内容。',
    en: 'The parameter b64 is not listed as critical: programs that ignore it verify another content.',
  },
  'jws.alg-missing': {
    zh: '受保护的签名头没有写明签名算法。',
    en: 'The protected header names no signature algorithm.',
  },
  'jws.alg-none': { zh: '算法为 none：没有签名，不可接受。', en: 'The algorithm is “none”: there is no signature.' },
  'jws.alg-hmac': {
    zh: '算法 {alg} 用的是共享密钥：任何验证者都能伪造，不能证明是谁签的，不可接受。',
    en: 'The algorithm {alg} takes a shared secret: whoever can verify can forge, so it proves no signer.',
  },
  'jws.alg-unknown': { zh: '签名算法“{alg}”不受支持。', en: 'The signature algorithm “{alg}” is not supported.' },
  'jws.alg-key-mismatch': {
    zh: '签名算法 {alg} 与证书的密钥种类不符。',
    en: 'The signature algorithm {alg} does not go with the key of the certificate.',
  },
  'jws.signature': {
    zh: '签名值不符：签名头或内容被改动，或不是这张证书签的。',
    en: 'The signature value does not fit: header or content were changed, or another key signed.',
  },
  'jws.x5c-malformed': {
    zh: '签名头里的证书链（x5c）无法读取。',
    en: 'The certificate chain in the header (x5c) cannot be read.',
  },
  'jws.x5c-order': {
    zh: '证书链（x5c）的第一张不是签名者的证书。',
    en: 'The first certificate of the chain (x5c) is not that of the signer.',
  },
  'jws.key-source-ignored': {
    zh: '签名头自带或指向的密钥（{names}）不予采信：它不说明签名者是谁。',
    en: 'Keys that the header brings or points at ({names}) are ignored: they do not say who signed.',
  },
  'jws.certificate-reference-absent': {
    zh: '签名头没有签名证书的摘要。',
    en: 'The header holds no digest of the signing certificate.',
  },
  'jws.payload-base64url': { zh: '内容不是合规的 base64url 编码。', en: 'The payload is no proper base64url.' },
  'jws.payload-empty': { zh: '签名覆盖的内容为空。', en: 'The signature covers an empty content.' },
  'jws.payload-and-sigd': {
    zh: '签名既带内容又指名外部文件（sigD）：究竟签了什么有两种说法，不可接受。',
    en: 'The signature carries a payload and names files (sigD) as well: what was signed has two answers.',
  },
  'jws.content-missing': {
    zh: '被签名的内容不在文件里，也没有提供。',
    en: 'The signed content is not in the file and was not supplied.',
  },
  'jws.sigd-malformed': {
    zh: '指名外部文件的参数（sigD）不合规则。',
    en: 'The parameter that names files (sigD) is malformed.',
  },
  'jws.sigd-mechanism': {
    zh: '指名外部文件的方式“{mechanism}”不受支持。',
    en: 'The way files are named, “{mechanism}”, is not supported.',
  },
  'jws.sigd-http-headers': {
    zh: '签名覆盖的是 HTTP 消息头（HttpHeaders），离线文件里没有，无法判定。',
    en: 'The signature covers headers of an HTTP message (HttpHeaders), which are not at hand: nothing was concluded.',
  },
  'jws.sigd-digest': {
    zh: '外部文件的摘要算法“{name}”不受支持。',
    en: 'The digest algorithm of the named files, “{name}”, is not supported.',
  },
  'jws.detached-missing': {
    zh: '签名指名的文件没有提供：{names}。',
    en: 'Files that the signature names were not supplied: {names}.',
  },
  'jws.detached-digest': {
    zh: '文件“{name}”与签名时的摘要不符：内容被改动。',
    en: 'The file “{name}” does not have the digest that was signed: it was changed.',
  },
  'jws.detached-not-named': {
    zh: '提供的文件“{name}”不在签名指名之列：没有人签它。',
    en: 'The supplied file “{name}” is not among those the signature names: nobody signed it.',
  },
  'jws.signing-time-malformed': {
    zh: '声称的签名时间格式有误，不予采信。',
    en: 'The claimed signing time is malformed and ignored.',
  },
  'jws.etsiu-malformed': {
    zh: '未签名属性（etsiU）中有无法读取的部分，不予采信。',
    en: 'Parts of the unsigned properties (etsiU) cannot be read and are ignored.',
  },
  'jws.etsiu-mixed': {
    zh: '未签名属性（etsiU）混用了两种写法，归档时间戳无法核对。',
    en: 'The unsigned properties (etsiU) are written in two ways; archive timestamps cannot be checked.',
  },
} as const
