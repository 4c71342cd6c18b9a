// Texts of revocation: what lists and OCSP answers say, and why they cannot be used.

export const revocationMessages = {
  'revocation.revoked': {
    zh: '证书“{certificate}”已于 {revokedAt} 被吊销（原因：{reason}）。',
    en: 'The certificate {certificate} was revoked on {revokedAt} ({reason}).',
  },
  'revocation.later': {
    zh: '证书“{certificate}”在所判断的时间之后（{revokedAt}）被吊销。',
    en: 'The certificate {certificate} was revoked later, on {revokedAt}.',
  },
  'revocation.invalid-since': {
    zh: '证书“{certificate}”于 {revokedAt} 被吊销，且注明自 {since} 起已不可信（原因：{reason}）。',
    en: 'The certificate {certificate} was revoked on {revokedAt} as not to be trusted since {since} ({reason}).',
  },
  'ocsp.after-expiry': {
    zh: 'OCSP 应答签发于证书“{certificate}”到期之后，且未声明保留其吊销记录。',
    en: 'The answer was made after {certificate} ended, and does not say that it reaches back that far.',
  },
  'ocsp.digest-weak': {
    zh: '关于证书“{certificate}”的 OCSP 应答用 {algorithm} 签名，该算法已不可靠。',
    en: 'The answer about {certificate} is signed with {algorithm}, which is no longer relied on.',
  },
  'ocsp.responder-revoked': {
    zh: 'OCSP 服务证书“{certificate}”已被吊销。',
    en: 'The certificate of the responder, {certificate}, is revoked.',
  },
  'ocsp.responder-not-checked': {
    zh: 'OCSP 服务证书“{certificate}”自身是否被吊销无从得知。',
    en: 'Whether the certificate of the responder, {certificate}, is itself revoked cannot be told.',
  },
  'crl.digest-weak': {
    zh: '涉及证书“{certificate}”的吊销列表所用签名算法已不可靠。',
    en: 'A list about {certificate} is signed with an algorithm that is no longer relied on.',
  },
  'revocation.unknown': {
    zh: '无法确定证书“{certificate}”是否被吊销；请取得其颁发者最新的 CRL 或 OCSP 响应后重新验证。',
    en: 'Whether the certificate {certificate} is revoked cannot be told. Get the latest CRL or OCSP answer of its issuer and verify again.',
  },
  'revocation.not-checked': {
    zh: '没有提供证书“{certificate}”的吊销信息，不知道它是否被吊销；可补充 CRL 或 OCSP 响应。',
    en: 'No revocation evidence for {certificate} was supplied: whether it is revoked is not known. A CRL or OCSP answer can be added.',
  },
  'revocation.unreadable': {
    zh: '提供的一份吊销信息无法解析（{error}），未予采用；请重新下载。',
    en: 'One piece of revocation evidence cannot be read ({error}) and was not used. Download it again.',
  },

  'crl.signer-not-found': {
    zh: '找不到吊销列表“{crl}”的签发证书，该列表未予采用；请补充其签发者证书。',
    en: 'The signer of the list {crl} was not found, so the list was not used. Supply its certificate.',
  },
  'crl.signature-invalid': {
    zh: '吊销列表“{crl}”的签名验证不通过，可能被改动，未予采用。',
    en: 'The signature of the list {crl} does not verify: it may have been changed and was not used.',
  },
  'crl.algorithm-unsupported': {
    zh: '吊销列表“{crl}”使用了不支持的算法 {algorithm}。',
    en: 'The list {crl} is signed with {algorithm}, which is not supported.',
  },
  'crl.signer-may-not-sign': {
    zh: '吊销列表“{crl}”的签发者没有签发吊销列表的用途。',
    en: 'The signer of the list {crl} may not sign lists.',
  },
  'crl.signer-not-trusted': {
    zh: '吊销列表“{crl}”的签发者链不到受信任的根，该列表未予采用。',
    en: 'The signer of the list {crl} does not lead to the trust anchor; the list was not used.',
  },
  'crl.not-yet-valid': {
    zh: '吊销列表“{crl}”的签发时间 {thisUpdate} 在将来。',
    en: 'The list {crl} was issued in the future, on {thisUpdate}.',
  },
  'crl.stale': {
    zh: '吊销列表“{crl}”已过期（应于 {nextUpdate} 更新），未予采用；请取得最新的列表。',
    en: 'The list {crl} is stale (its successor was due on {nextUpdate}) and was not used. Get the latest one.',
  },
  'crl.next-update-missing': { zh: '吊销列表“{crl}”没有下次更新时间。', en: 'The list {crl} has no next update.' },
  'crl.unknown-critical-extension': {
    zh: '吊销列表“{crl}”含有无法识别的关键扩展 {oid}。',
    en: 'The list {crl} has a critical extension nobody here understands: {oid}.',
  },
  'crl.unknown-critical-entry-extension': {
    zh: '吊销列表“{crl}”的条目含有无法识别的关键扩展 {oid}。',
    en: 'Entries of the list {crl} have a critical extension nobody here understands: {oid}.',
  },
  'crl.duplicate-extension': {
    zh: '吊销列表“{crl}”的扩展 {oid} 重复出现。',
    en: 'The extension {oid} stands twice in the list {crl}.',
  },
  'crl.malformed-extension': {
    zh: '吊销列表“{crl}”的扩展 {oid} 无法解析。',
    en: 'The extension {oid} of the list {crl} cannot be read.',
  },
  'crl.extension-criticality': {
    zh: '吊销列表“{crl}”的扩展 {oid} 的关键标志不正确。',
    en: 'The extension {oid} of the list {crl} has the wrong criticality.',
  },
  'crl.algorithms-differ': {
    zh: '吊销列表“{crl}”签名内外的算法标识不一致。',
    en: 'The signature algorithms inside and outside the list {crl} differ.',
  },
  'crl.number-missing': { zh: '吊销列表“{crl}”没有编号。', en: 'The list {crl} has no number.' },
  'crl.after-expiry': {
    zh: '吊销列表签发于证书“{certificate}”到期之后，可能已删除其条目，不能证明它未被吊销；请提供到期之前的列表。',
    en: 'The list was issued after {certificate} expired and may have dropped its entry: it does not prove that it was good. Supply a list from before then.',
  },
  'crl.reasons-not-covered': {
    zh: '现有吊销列表没有覆盖证书“{certificate}”的全部吊销原因；请补齐其余列表。',
    en: 'The lists at hand do not cover all reasons for {certificate}. Supply the others too.',
  },

  'ocsp.response': { zh: 'OCSP 响应', en: 'OCSP answer' },
  'ocsp.not-successful': {
    zh: 'OCSP 服务没有给出结果（{status}）。',
    en: 'The OCSP responder gave no answer ({status}).',
  },
  'ocsp.certificate-not-covered': {
    zh: 'OCSP 响应说的不是这张证书；请取得针对它的响应。',
    en: 'The OCSP answer is about another certificate. Get one for this certificate.',
  },
  'ocsp.responder-not-found': {
    zh: '找不到 OCSP 响应者的证书，响应未能验证；请补充该证书。',
    en: 'The certificate of the OCSP responder was not found, so the answer was not verified. Supply it.',
  },
  'ocsp.responder-not-authorised': {
    zh: 'OCSP 响应者“{responder}”未获颁发者授权（{because}）。',
    en: 'The OCSP responder {responder} is not authorised by the issuer ({because}).',
  },
  'ocsp.signature-invalid': {
    zh: 'OCSP 响应的签名验证不通过，可能被改动，不可采用。',
    en: 'The signature of the OCSP answer does not verify: it may have been changed and is not used.',
  },
  'ocsp.algorithm-unsupported': {
    zh: 'OCSP 响应使用了不支持的算法 {algorithm}。',
    en: 'The OCSP answer is signed with {algorithm}, which is not supported.',
  },
  'ocsp.not-yet-valid': { zh: 'OCSP 响应的时间在将来。', en: 'The OCSP answer is from the future.' },
  'ocsp.stale': {
    zh: 'OCSP 响应已过期（有效至 {until}）；请取得新的响应。',
    en: 'The OCSP answer is stale: it was good until {until}. Get a new one.',
  },
  'ocsp.times-reversed': {
    zh: 'OCSP 响应的下次更新早于本次更新。',
    en: 'The next update of the OCSP answer lies before this one.',
  },
  'ocsp.nonce-missing': { zh: 'OCSP 响应没有回送随机数。', en: 'The OCSP answer does not return the nonce.' },
  'ocsp.nonce-mismatch': { zh: 'OCSP 响应的随机数与请求不符。', en: 'The nonce of the OCSP answer is not ours.' },
  'ocsp.unknown-critical-extension': {
    zh: 'OCSP 响应含有无法识别的关键扩展 {oid}。',
    en: 'The OCSP answer has a critical extension nobody here understands: {oid}.',
  },
  'ocsp.status-unknown': {
    zh: 'OCSP 服务不认识证书“{certificate}”：可能不是它颁发的，不能信赖。',
    en: 'The OCSP responder does not know {certificate}: it may never have been issued. Do not rely on it.',
  },
}
