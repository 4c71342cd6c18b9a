// Texts of CMS signatures: steps (`step.…`) and findings.

export const cmsMessages = {
  'step.cms.form': { zh: '消息格式', en: 'Form of the message' },
  'step.cms.content': { zh: '被签名内容', en: 'Signed content' },
  'step.cms.signer-certificate': { zh: '签名者证书', en: "Signer's certificate" },
  'step.cms.algorithms': { zh: '算法', en: 'Algorithms' },
  'step.cms.attributes': { zh: '签名属性', en: 'Signed attributes' },
  'step.cms.message-digest': { zh: '内容摘要', en: 'Digest of the content' },
  'step.cms.signature': { zh: '签名值', en: 'Signature value' },
  'step.cms.signing-certificate': { zh: '签名证书引用', en: 'Reference to the signing certificate' },
  'step.cms.key-usage': { zh: '密钥用途', en: 'Key usage' },
  'step.cms.signing-time': { zh: '声称的签名时间', en: 'Claimed signing time' },
  'step.cms.timestamps': { zh: '签名中的时间戳', en: 'Timestamps in the signature' },
  'step.cms.archive-timestamps': { zh: '归档时间戳', en: 'Archive timestamps' },
  'step.cms.references': { zh: '证书与吊销信息的引用', en: 'References to certificates and revocation values' },
  'step.cms.statements': { zh: '签名者的声明', en: 'What the signer states' },
  'step.cms.proven-time': { zh: '已证明的时间', en: 'Proven time' },
  'step.cms.countersignatures': { zh: '副署', en: 'Countersignatures' },
  'cms.unreadable': {
    zh: '文件无法按 CMS 读取（{code}，偏移 {offset}）。',
    en: 'The file cannot be read as CMS ({code} at byte {offset}).',
  },
  'cms.not-signed-data': {
    zh: '这不是签名数据，无从验证签名；请确认上传的是签名文件。',
    en: 'This is not signed data: there is no signature to verify. Check that this is the signed file.',
  },
  'cms.too-many-signers': {
    zh: '签名者数量超出允许的上限，不予接受。',
    en: 'There are more signers than are accepted.',
  },
  'cms.trailing-bytes': {
    zh: '签名数据之后另有 {bytes} 字节，未被任何人签名。',
    en: '{bytes} bytes follow the signed data that nobody signed.',
  },
  'cms.ber-encoding': {
    zh: '文件为 BER 编码，已逐字节保留签名内容后转换。',
    en: 'The file came in BER; what was signed was kept byte for byte.',
  },
  'cms.version': {
    zh: 'SignedData 版本 {version} 不在标准之列。',
    en: 'SignedData version {version} is not in the standard.',
  },
  'cms.signer-version': {
    zh: 'SignerInfo 版本应为 {wanted}，实为 {version}。',
    en: 'SignerInfo version should be {wanted} and is {version}.',
  },
  'cms.digest-not-announced': {
    zh: '摘要算法未在 digestAlgorithms 中列出。',
    en: 'The digest algorithm is not among digestAlgorithms.',
  },
  'cms.content-not-octets': {
    zh: '内容不是 OCTET STRING（旧版 PKCS#7）。',
    en: 'The content is no OCTET STRING (old PKCS#7).',
  },
  'cms.content-differs': {
    zh: '内嵌内容与您提供的原文不同，不能用这份原文验证此签名。',
    en: 'The embedded content differs from the content supplied: this signature is not over what was supplied.',
  },
  'cms.content-given-twice': { zh: '提供的内容与内嵌内容相同。', en: 'The content supplied is the embedded one.' },
  'cms.content-is-digest': {
    zh: '被签名的是所提供内容的摘要值。',
    en: 'What was signed is the digest of the content supplied.',
  },
  'cms.content-missing': {
    zh: '未提供被签名的原文，无法判断它是否被改动；请与签名文件一起提供。',
    en: 'The signed content was not supplied, so whether it was changed cannot be told. Supply it with the signature.',
  },
  'cms.content-is-attributes': {
    zh: '内容本身是一组签名属性：可能是把他处的签名搬来使用。',
    en: 'The content is itself a set of signed attributes: a signature may have been replayed.',
  },
  'cms.no-signers': { zh: '没有签名者：文件未被签名。', en: 'No signer: the file is not signed.' },
  'cms.signer-certificate-missing': {
    zh: '未找到签名者证书，不知道是谁签的；请向签署方索取并作为中间证书提供。',
    en: "The signer's certificate was not found: who signed cannot be told. Ask the signer for it and supply it as an intermediate.",
  },
  'cms.signer-certificate-ambiguous': {
    zh: '有 {count} 张证书符合签名者标识。',
    en: "{count} certificates fit the signer's identifier.",
  },
  'cms.algorithm-not-supported': {
    zh: '不支持算法 {oid}，签名未能验证。',
    en: 'Algorithm {oid} is not supported: the signature was not verified.',
  },
  'cms.sm3-alias': {
    zh: 'SM3 使用了带密钥或无密钥变体的标识。',
    en: 'SM3 goes by the identifier of one of its MAC forms.',
  },
  'cms.digest-mismatch': {
    zh: '摘要算法 {digest} 与签名算法中的 {signature} 互相矛盾，签名不可接受。',
    en: 'The digest algorithm {digest} contradicts {signature} in the signature algorithm: the signature is not accepted.',
  },
  'cms.attributes-absent': {
    zh: '没有签名属性，签名直接覆盖内容。',
    en: 'No signed attributes: the signature is over the content itself.',
  },
  'cms.attributes-missing': {
    zh: '此类内容的签名必须带签名属性，这里没有，签名不可接受。',
    en: 'Content of this type must be signed with attributes; there are none, and the signature is not accepted.',
  },
  'cms.attributes-empty': { zh: '签名属性为空集。', en: 'The set of signed attributes is empty.' },
  'cms.attribute-empty': { zh: '属性 {oid} 没有值。', en: 'Attribute {oid} has no value.' },
  'cms.attribute-duplicated': { zh: '属性 {oid} 出现多次。', en: 'Attribute {oid} occurs more than once.' },
  'cms.attribute-must-be-signed': {
    zh: '属性 {oid} 必须被签名，却放在未签名属性中。',
    en: 'Attribute {oid} must be signed, but stands among the unsigned ones.',
  },
  'cms.attributes-not-der': { zh: '签名属性未按 DER 排序。', en: 'The signed attributes are not in DER order.' },
  'cms.content-type-missing': { zh: '缺少内容类型属性。', en: 'The content-type attribute is missing.' },
  'cms.content-type-malformed': { zh: '内容类型属性有误。', en: 'The content-type attribute is malformed.' },
  'cms.content-type-mismatch': {
    zh: '签名者写明的内容类型是 {claimed}，实际却是 {actual}：签名不是为此内容作的。',
    en: 'The signer stated content of type {claimed}, and this is {actual}: it is not what was signed.',
  },
  'cms.content-type-mixed': {
    zh: '内容类型混用了国密与 PKCS#7 的“数据”标识。',
    en: 'The content type mixes the GM and the PKCS#7 identifier of plain data.',
  },
  'cms.countersignature-content-type': {
    zh: '副署不得带内容类型属性。',
    en: 'A countersignature must not have a content-type attribute.',
  },
  'cms.signing-time-malformed': {
    zh: '签名时间属性的格式有误，不可接受。',
    en: 'The signing-time attribute is malformed and not accepted.',
  },
  'cms.signing-time-ahead': {
    zh: '声称的签名时间 {claimed} 晚于验证时间。',
    en: 'The claimed signing time {claimed} is ahead of the judgement.',
  },
  'cms.algorithm-protection-malformed': {
    zh: '算法保护属性有误。',
    en: 'The algorithm-protection attribute is malformed.',
  },
  'cms.algorithm-protection-mismatch': {
    zh: '算法与算法保护属性不符：可能被替换。',
    en: 'The algorithms differ from the algorithm-protection attribute: they may have been replaced.',
  },
  'cms.message-digest-missing': { zh: '缺少消息摘要属性。', en: 'The message-digest attribute is missing.' },
  'cms.message-digest-malformed': { zh: '消息摘要属性有误。', en: 'The message-digest attribute is malformed.' },
  'cms.message-digest': { zh: '内容被改动：摘要不符。', en: 'The content was changed: its digest does not match.' },
  'cms.signature': {
    zh: '签名值验证不通过：签名后有内容被改动，或签名不是用这张证书的私钥作的。',
    en: 'The signature does not verify: something was changed after signing, or another key signed.',
  },
  'cms.signature-empty': {
    zh: '签名值为空：文件没有真正签名。',
    en: 'The signature value is empty: nothing was signed.',
  },
  'cms.signature-not-checked': {
    zh: '缺少签名者证书、原文或可用的算法，签名值未能验证；请补齐后重新验证。',
    en: 'Without certificate, content or a known algorithm the signature was not verified. Supply what is missing and verify again.',
  },
  'cms.sm2-empty-id': {
    zh: '使用空的 SM2 用户标识签名（OpenSSL 默认做法），不符合国家标准。',
    en: 'Signed with an empty SM2 identifier (the default of OpenSSL): not what the national standard asks.',
  },
  'cms.sm2-no-za': {
    zh: '签名时未计算 ZA，不符合国家标准。',
    en: 'Signed without ZA: not what the national standard asks.',
  },
  'cms.gmssl-dialect': {
    zh: 'GmSSL 的非标准签名：对整个内层结构、不含 ZA。',
    en: 'The non-conformant form of GmSSL: over the whole inner structure, without ZA.',
  },
  'cms.sm2-raw-signature': {
    zh: 'SM2 签名值为 r‖s 64 字节形式。',
    en: 'The SM2 signature value is in the 64-byte form r‖s.',
  },
  'cms.statement-unsigned': {
    zh: '属性 {oid} 应当被签名，却放在未签名属性中，不予采信。',
    en: 'Attribute {oid} should be signed; unsigned it says nothing.',
  },
  'cms.statement-repeated': { zh: '属性 {oid} 有多个值。', en: 'Attribute {oid} has more than one value.' },
  'cms.statement-malformed': {
    zh: '属性 {oid} 无法读取（{code}，偏移 {offset}）。',
    en: 'Attribute {oid} cannot be read ({code} at byte {offset}).',
  },
  'cms.signature-policy-implied': {
    zh: '签名者称签名策略不言自明；已按本系统的策略判断。',
    en: 'The signer says the signature policy is implied; it was judged by the policy of this product.',
  },
  'cms.signature-policy-not-available': {
    zh: '签名者指明了签名策略 {policy}（摘要 {hash}），其内容不在本系统中；已按本系统的策略判断。',
    en: 'The signer names signature policy {policy} (hash {hash}), which is not at hand; it was judged by the policy of this product.',
  },
  'cms.signature-policy-digest': {
    zh: '签名策略 {policy} 的摘要使用了不支持的算法（{oid}）。',
    en: 'The hash of signature policy {policy} uses an algorithm that is not supported ({oid}).',
  },
  'cms.commitment': { zh: '签名者声明的承诺类型：{commitment}。', en: 'The signer commits to: {commitment}.' },
  'cms.signer-location': {
    zh: '签名者声明的签名地点：{location}。',
    en: 'The signer states the place of signing: {location}.',
  },
  'cms.content-hints': {
    zh: '签名者声明的内容类型：{contentType} {description}。',
    en: 'The signer states the type of the content: {contentType} {description}.',
  },
  'cms.content-reference': {
    zh: '此签名引用另一条消息（标识 {identifier}），未与之核对。',
    en: 'This signature refers to another message (identifier {identifier}), which was not compared.',
  },
  'cms.mime-type': { zh: '签名者声明的媒体类型：{mimeType}。', en: 'The signer states the media type: {mimeType}.' },
  'cms.mime-type-form': { zh: '“{mimeType}”不是媒体类型。', en: '“{mimeType}” is no media type.' },
  'cms.mime-type-countersignature': {
    zh: '副署不得声明媒体类型。',
    en: 'A countersignature must not state a media type.',
  },
  'cms.signing-certificate-other': {
    zh: '签名证书引用中的其他证书（序列号 {serial}）与所附证书的摘要不符。',
    en: 'Another certificate in the signed reference (serial number {serial}) has a hash that does not match.',
  },
  'cms.signing-certificate-policy': {
    zh: '签名证书引用限定的证书策略（{policies}）不在证书之中。',
    en: 'The signed reference asks for certificate policies ({policies}) that the certificate does not have.',
  },
  'cms.gm-signer-identifier': {
    zh: '国密签名数据应以颁发者和序列号指明签名者，却用了密钥标识。',
    en: 'GM signed data names its signer by issuer and serial number; this one uses a key identifier.',
  },
  'cms.eddsa-digest': {
    zh: '{scheme} 签名的摘要算法应为 {wanted}（RFC 8419），实为 {digest}。',
    en: 'With {scheme} the digest should be {wanted} (RFC 8419) and is {digest}.',
  },
  'cms.ber-in-token': {
    zh: '时间戳令牌应为 DER 编码，却为 BER。',
    en: 'A timestamp token should be in DER and came in BER.',
  },
  'cms.signing-certificate-absent': {
    zh: '没有签名证书引用属性。',
    en: 'There is no reference to the signing certificate.',
  },
  'cms.signing-certificate-missing': {
    zh: '这里必须以签名方式写明所用证书，却没有，无法排除证书被调换。',
    en: 'A signed reference to the certificate is mandatory here and missing: a swapped certificate would not be noticed.',
  },
  'cms.signing-certificate-malformed': {
    zh: '签名证书引用属性有误。',
    en: 'The reference to the signing certificate is malformed.',
  },
  'cms.signing-certificate-digest': {
    zh: '签名证书引用使用了不支持的摘要算法。',
    en: 'The reference to the signing certificate uses a digest that is not supported.',
  },
  'cms.signing-certificate-mismatch': {
    zh: '签名者写明的是另一张证书，所附证书可能被调换。',
    en: 'The signer named another certificate: the one here may have been swapped in.',
  },
  'cms.signing-certificate-issuer': {
    zh: '签名者写明的颁发者或序列号与所附证书不符，证书可能被调换。',
    en: 'Issuer or serial number in the reference are not those of the certificate here: it may have been swapped in.',
  },
  'cms.key-usage': {
    zh: '证书的密钥用途（{usage}）不允许签名。',
    en: 'The key usage of the certificate ({usage}) does not allow signing.',
  },
  'cms.sm2-encryption-certificate': {
    zh: '使用 SM2 加密证书签名：双证书中的加密证书不得用于签名。',
    en: 'Signed with an SM2 encryption certificate: of the two certificates only the signing one may sign.',
  },
  'cms.timestamp-proves': {
    zh: '时间戳证明签名在 {time} 已存在。',
    en: 'A timestamp proves the signature existed at {time}.',
  },
  'cms.timestamp-malformed': { zh: '签名中的时间戳无法读取。', en: 'A timestamp in the signature cannot be read.' },
  'cms.timestamp-broken': {
    zh: '签名中的时间戳与签名矛盾或已损坏，签名不可接受。',
    en: 'A timestamp in the signature contradicts it or is broken: the signature is not accepted.',
  },
  'cms.timestamp-refused': {
    zh: '签名中的时间戳不合规，不作为证明。',
    en: 'A timestamp in the signature does not conform and proves nothing.',
  },
  'cms.timestamp-not-trusted': {
    zh: '签名中的时间戳未能确认有效（原因见该时间戳的检查项），不作为时间证明。',
    en: 'A timestamp in the signature could not be confirmed (its own checks say why) and proves no time.',
  },
  'cms.content-timestamp-proves': {
    zh: '内容时间戳证明被签名内容在 {time} 已存在。',
    en: 'A content timestamp proves the signed content existed at {time}.',
  },
  'cms.references-timestamp-proves': {
    zh: '时间戳证明所引用的证书与吊销信息在 {time} 已存在。',
    en: 'A timestamp proves the references to certificates and revocation values existed at {time}.',
  },
  'cms.references-timestamp-broken': {
    zh: '对引用信息所加的时间戳与其不符，不作为证明。',
    en: 'A timestamp over the references does not match them and proves nothing.',
  },
  'cms.archive-timestamp-proves': {
    zh: '归档时间戳（{kind}）证明签名及其所附证据在 {time} 已存在。',
    en: 'An archive timestamp ({kind}) proves the signature and the evidence with it existed at {time}.',
  },
  'cms.archive-timestamp-malformed': {
    zh: '归档时间戳（{kind}）无法读取。',
    en: 'An archive timestamp ({kind}) cannot be read.',
  },
  'cms.archive-timestamp-broken': {
    zh: '归档时间戳（{kind}，{time}）与现有内容不符：归档之后有内容被改动或取走。',
    en: 'An archive timestamp ({kind}, {time}) does not match what is here: something was changed or taken out since.',
  },
  'cms.hash-index-unreadable': {
    zh: '归档时间戳的摘要索引无法读取（{code}）。',
    en: 'The hash index of an archive timestamp cannot be read ({code}).',
  },
  'cms.hash-index-missing': {
    zh: '摘要索引所列内容已不在消息中：证书 {certificates} 项、吊销信息 {crls} 项、未签名属性 {attributes} 项。',
    en: 'The hash index lists what is no longer here: {certificates} certificates, {crls} revocation values, {attributes} unsigned attributes.',
  },
  'cms.hash-index-uncovered': {
    zh: '归档时间戳未覆盖后来加入的内容：证书 {certificates} 项、吊销信息 {crls} 项。',
    en: 'The archive timestamp does not cover what came later: {certificates} certificates, {crls} revocation values.',
  },
  'cms.timestamp-order': {
    zh: '时间戳先后矛盾：{time} 的时间戳覆盖了比它更晚的时间戳。',
    en: 'The timestamps contradict each other: one of {time} covers one that is younger.',
  },
  'cms.too-many-timestamps': {
    zh: '时间戳多达 {found} 个，超出判断的上限，未作结论。',
    en: 'There are {found} timestamps, more than are judged; nothing was concluded.',
  },
  'cms.signing-time-after-proof': {
    zh: '声称的签名时间 {claimed} 晚于时间戳已证明的时间 {proven}。',
    en: 'The claimed signing time {claimed} is later than what a timestamp proves ({proven}).',
  },
  'cms.content-timestamp-after-claim': {
    zh: '内容时间戳晚于声称的签名时间 {claimed}。',
    en: 'A content timestamp is later than the claimed signing time {claimed}.',
  },
  'cms.proven-before-certificate': {
    zh: '时间戳证明签名在 {proven} 已存在，而证书自 {notBefore} 才有效。',
    en: 'A timestamp proves the signature existed at {proven}, before its certificate became valid ({notBefore}).',
  },
  'cms.references-malformed': {
    zh: '证书或吊销信息的引用无法读取（{code}）。',
    en: 'References to certificates or revocation values cannot be read ({code}).',
  },
  'cms.certificate-reference-name': {
    zh: '证书引用的摘要与证书相符，但颁发者或序列号（{serial}）不符。',
    en: 'A certificate reference has the right hash, but another issuer or serial number ({serial}).',
  },
  'cms.certificate-reference-mismatch': {
    zh: '证书引用（序列号 {serial}）与所附证书的摘要不符。',
    en: 'The certificate reference with serial number {serial} has another hash than the certificate here.',
  },
  'cms.revocation-reference-mismatch': {
    zh: '吊销信息引用（摘要 {hash}）与所附的任何吊销信息都不符。',
    en: 'A revocation reference (hash {hash}) matches none of the revocation values here.',
  },
  'cms.reference-without-value': {
    zh: '所引用的证书或吊销信息未随消息附带（摘要 {hash}）。',
    en: 'What a reference names (hash {hash}) is not carried in the message.',
  },
  'cms.countersignatures-not-judged': {
    zh: '副署层级过深或过多，有 {count} 个未判断。',
    en: '{count} countersignatures were not judged: too deep or too many.',
  },
  'cms.judged-at-proven-time': {
    zh: '证书按时间戳证明的时间 {time} 判断。',
    en: 'The certificate was judged at the proven time {time}.',
  },
  'cms.countersignature-unreadable': {
    zh: '副署无法读取，不作为证明；原签名不因此无效。',
    en: 'A countersignature cannot be read and proves nothing; that alone does not spoil the signature.',
  },
  'cms.countersignature-broken': {
    zh: '副署的签名值或摘要不正确，不作为证明；原签名不因此无效。',
    en: 'A countersignature is broken and proves nothing; that alone does not spoil the signature.',
  },
  'cms.countersignature-not-valid': {
    zh: '副署未能确认有效，不作为证明；原签名不因此无效。',
    en: 'A countersignature could not be confirmed and proves nothing; that alone does not spoil the signature.',
  },
  'algorithm.weak': {
    zh: '{where} 使用的 {algorithm} 已可被伪造，不可接受。',
    en: '{algorithm} in the {where} can be forged and is not accepted.',
  },
  'algorithm.weak-without-proof': {
    zh: '{where} 使用的 {algorithm} 现已不安全，且没有时间戳证明签名形成于其仍安全之时，不能据此信赖。',
    en: '{algorithm} in the {where} is unsafe today, and no timestamp proves that it was made when it was safe: it cannot be relied on.',
  },
  'algorithm.weak-but-proven-old': {
    zh: '{where} 使用的 {algorithm} 现已不安全，但时间戳证明其形成于仍安全之时。',
    en: '{algorithm} in the {where} is unsafe today, but a timestamp proves it was made when it was safe.',
  },
} as const
