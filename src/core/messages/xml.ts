// Texts of XML signatures and XAdES: steps (`step.…`) and findings.

export const xmlMessages = {
  'step.xml.document': { zh: 'XML 文件', en: 'XML document' },
  'step.xml.place': { zh: '签名所在位置', en: 'Place of the signature' },
  'step.xml.form': { zh: '签名结构', en: 'Form of the signature' },
  'step.xml.signer-certificate': { zh: '签名人证书', en: "Signer's certificate" },
  'step.xml.algorithms': { zh: '算法', en: 'Algorithms' },
  'step.xml.references': { zh: '被签内容的摘要', en: 'Digests of what is signed' },
  'step.xml.signature': { zh: '签名值', en: 'Signature value' },
  'step.xml.coverage': { zh: '签名覆盖范围', en: 'What the signatures cover' },
  'step.xades.properties': { zh: 'XAdES 属性', en: 'XAdES properties' },
  'step.xades.signing-certificate': { zh: '证书绑定', en: 'Binding of the certificate' },
  'step.xades.statements': { zh: '签名人的说明', en: 'Statements of the signer' },
  'step.xades.evidence-records': { zh: '证据记录', en: 'Evidence records' },

  'xml.not-available': {
    zh: '此运行环境不能读取 XML，无法判定；请在服务器或命令行上验证。',
    en: 'This runtime cannot read XML, so nothing is concluded. Verify on the server or the command line.',
  },
  'xml.not-well-formed': {
    zh: '不是合格的 XML（第 {line} 行，偏移 {offset}）。',
    en: 'Not well-formed XML (line {line}, byte {offset}).',
  },
  'xml.doctype': {
    zh: '文件带有 DOCTYPE（第 {line} 行）。其中的定义可以改变读到的内容，本系统一律拒绝。',
    en: 'The document has a DOCTYPE (line {line}). Its definitions can change what is read; it is refused.',
  },
  'xml.undeclared-entity': {
    zh: '引用了未定义的实体（第 {line} 行）。',
    en: 'An entity is used that nothing defines (line {line}).',
  },
  'xml.undeclared-prefix': {
    zh: '使用了未声明的命名空间前缀（第 {line} 行）。',
    en: 'A namespace prefix is used that is not declared (line {line}).',
  },
  'xml.duplicate-attribute': {
    zh: '同一元素上有重复的属性（第 {line} 行）。',
    en: 'An element has an attribute twice (line {line}).',
  },
  'xml.version': { zh: '只支持 XML 1.0。', en: 'Only XML 1.0 is read.' },
  'xml.encoding-broken': {
    zh: '内容不符合所用的字符编码（第 {line} 行）。',
    en: 'The bytes are not in the encoding they claim (line {line}).',
  },
  'xml.encoding-without-mark': {
    zh: 'UTF-16 文件缺少字节顺序标记。',
    en: 'UTF-16 without its byte order mark.',
  },
  'xml.encoding-contradicted': {
    zh: '声明的编码与字节顺序标记矛盾。',
    en: 'The declared encoding contradicts the byte order mark.',
  },
  'xml.encoding-not-supported': {
    zh: '声明的编码不支持；支持 UTF-8、UTF-16、US-ASCII、ISO-8859-1。',
    en: 'The declared encoding is not read; UTF-8, UTF-16, US-ASCII and ISO-8859-1 are.',
  },
  'xml.too-large': { zh: '文件超过 XML 的大小上限，没有读取。', en: 'Larger than XML documents may be: not read.' },
  'xml.too-deep': { zh: '元素嵌套过深（第 {line} 行）。', en: 'Elements nested too deep (line {line}).' },
  'xml.too-many-nodes': { zh: '元素和属性过多，没有读取。', en: 'Too many elements and attributes: not read.' },
  'xml.too-many-attributes': {
    zh: '一个元素上的属性过多（第 {line} 行）。',
    en: 'Too many attributes at one element (line {line}).',
  },
  'xml.no-signature': { zh: '文件中没有 XML 签名。', en: 'The document has no XML signature.' },
  'xml.too-many-signatures': {
    zh: '签名过多（{found} 个），没有全部判定。',
    en: 'Too many signatures ({found}): not all of them were judged.',
  },
  'xml.signature-malformed': {
    zh: '签名结构不合标准：{element}（第 {line} 行）缺失、重复或次序不对。',
    en: 'Malformed signature: {element} (line {line}) is missing, repeated or out of order.',
  },
  'xml.reference-malformed': {
    zh: '引用结构不合标准（{element}，第 {line} 行）。',
    en: 'Malformed reference ({element}, line {line}).',
  },
  'xml.signer-certificate-missing': {
    zh: '找不到签名人证书，不知道是谁签的。',
    en: "The signer's certificate was not found: who signed is unknown.",
  },
  'xml.signer-certificate-elsewhere': {
    zh: '签名人证书不在 KeyInfo 中，取自其他材料。',
    en: "The signer's certificate is not in KeyInfo; it was found in other material.",
  },
  'xml.certificate-unreadable': {
    zh: 'KeyInfo 中有 {count} 张证书无法读取。',
    en: '{count} certificates in KeyInfo cannot be read.',
  },
  'xml.key-value-mismatch': {
    zh: 'KeyInfo 中单独给出的公钥与签名人证书的公钥不同。',
    en: "The bare key in KeyInfo is not that of the signer's certificate.",
  },
  'xml.canonicalisation-unknown': {
    zh: '规范化方法不支持：{algorithm}。',
    en: 'Unsupported canonicalisation: {algorithm}.',
  },
  'xml.signed-info-not-canonical': {
    zh: '签名信息无法规范化（{detail}）。',
    en: 'SignedInfo cannot be canonicalised ({detail}).',
  },
  'xml.not-canonicalisable': {
    zh: '内容无法规范化（含相对命名空间）。',
    en: 'The content cannot be canonicalised (relative namespace names).',
  },
  'xml.too-much-canonical': {
    zh: '规范化的工作量过大，已停止。',
    en: 'Canonicalising it would take too much work: stopped.',
  },
  'xml.signature-method-unknown': {
    zh: '签名算法不支持：{algorithm}。',
    en: 'Unsupported signature algorithm: {algorithm}.',
  },
  'xml.signature-method-parameters': {
    zh: '签名算法的参数不合标准：{algorithm}。',
    en: 'Malformed parameters of the signature algorithm: {algorithm}.',
  },
  'xml.signature-method-hmac': {
    zh: '这是用共享密钥计算的校验码（{algorithm}），不是电子签名：知道密钥的任何一方都能生成，不能证明是谁签的。',
    en: 'A keyed hash ({algorithm}), not a signature: anybody who knows the secret can make it, so it proves no signer.',
  },
  'xml.signature-value-malformed': { zh: '签名值不是 Base64。', en: 'The signature value is not Base64.' },
  'xml.signature-value': {
    zh: '签名值验证失败：签名信息被改动，或不是这把密钥签的。',
    en: 'The signature value does not verify: SignedInfo was changed, or another key signed.',
  },
  'xml.signature-der': {
    zh: '签名值采用 DER 编码，标准要求 r‖s。',
    en: 'The signature value is DER where the standard wants r‖s.',
  },
  'xml.reference-digest': {
    zh: '被签内容已改变：引用“{uri}”（第 {line} 行）的 {algorithm} 摘要不符。',
    en: 'What was signed has been changed: the {algorithm} digest of “{uri}” (line {line}) does not match.',
  },
  'xml.manifest-digest': {
    zh: '清单所列内容已改变：“{uri}”（第 {line} 行）的 {algorithm} 摘要不符。',
    en: 'What the signed manifest lists has been changed: the {algorithm} digest of “{uri}” (line {line}) does not match.',
  },
  'xml.manifest-malformed': {
    zh: '清单结构不合标准或条目过多（{path}，第 {line} 行）。',
    en: 'The manifest is malformed or too long ({path}, line {line}).',
  },
  'xml.digest-unknown': {
    zh: '摘要算法不支持：{algorithm}（引用“{uri}”，第 {line} 行）。',
    en: 'Unsupported digest {algorithm} (reference “{uri}”, line {line}).',
  },
  'xml.reference-missing': {
    zh: '引用“{uri}”（第 {line} 行）所指的元素不在文件中。',
    en: 'The element that “{uri}” (line {line}) means is not in the document.',
  },
  'xml.reference-file-missing': {
    zh: '签名还涵盖文件“{detail}”，但没有提供；请一并提供后再验。',
    en: 'The signature also covers the file “{detail}”, which was not supplied. Supply it and verify again.',
  },
  'xml.reference-file-ambiguous': {
    zh: '提供了多个名为“{detail}”的文件，无法确定签的是哪一个。',
    en: 'Several files called “{detail}” were supplied: which one is meant cannot be told.',
  },
  'xml.reference-uri': {
    zh: '引用“{uri}”（第 {line} 行）的写法不支持。',
    en: 'The reference “{uri}” (line {line}) is of a form that is not supported.',
  },
  'xml.id-ambiguous': {
    zh: '有多个元素使用标识“{detail}”：被签的是哪一个无法确定。这是签名包装攻击的手法。',
    en: 'Several elements have the identifier “{detail}”: which one is signed cannot be told. This is how signatures are wrapped.',
  },
  'xml.transform-unknown': {
    zh: '变换不支持：{detail}（第 {line} 行）。',
    en: 'Unsupported transform {detail} (line {line}).',
  },
  'xml.transform-xslt': {
    zh: '引用使用 XSLT 变换（第 {line} 行）：它会执行签名人写的程序，一律不执行。',
    en: 'The reference uses XSLT (line {line}), a program of the signer: it is never run.',
  },
  'xml.transform-xpath': {
    zh: 'XPath 变换的表达式不支持（第 {line} 行）：{detail}。',
    en: 'Unsupported XPath expression (line {line}): {detail}.',
  },
  'xml.transform-failed': {
    zh: '变换无法进行（第 {line} 行）：{detail}。',
    en: 'A transform cannot be carried out (line {line}): {detail}.',
  },
  'xml.covers-document': {
    zh: '签名涵盖整个文件（引用第 {line} 行）。',
    en: 'Covers the document (reference in line {line}).',
  },
  'xml.covers-element': {
    zh: '签名涵盖元素 {path}（第 {elementLine} 行；引用“{uri}”）。',
    en: 'Covers the element {path} (line {elementLine}; reference “{uri}”).',
  },
  'xml.covers-file': { zh: '签名涵盖文件“{file}”。', en: 'Covers the file “{file}”.' },
  'xml.whole-document': {
    zh: '除签名自身外，整个文件都在签名覆盖之内。',
    en: 'The whole document is signed, but for the signatures themselves.',
  },
  'xml.whole-by-parts': {
    zh: '文件中的全部内容都被签名，按元素分别覆盖；包着它们的标签 {frame} 本身没有被签名。',
    en: 'All content of the document is signed, element by element; the tag around it, {frame}, is not.',
  },
  'xml.whole-with-files': {
    zh: '签名涵盖所提供的文件；XML 文件本身除签名外没有其他内容。',
    en: 'The supplied files are signed; the XML document has no content beside the signatures.',
  },
  'xml.unsigned-content': {
    zh: '文件中有 {count} 处内容不在任何签名之内，首处是 {path}（第 {line} 行）。只有签名涵盖的部分可以依赖。',
    en: '{count} pieces of the document are not signed, the first at {path} (line {line}). Only what the signatures cover can be relied on.',
  },
  'xml.unsigned-twin': {
    zh: '{path}（第 {line} 行）没有被签名，却与被签的元素同名：读取它的程序会把它当作签过的内容。这是签名包装攻击的手法。',
    en: '{path} (line {line}) is not signed and has the name of an element that is: a program may take it for the signed one. This is how signatures are wrapped.',
  },

  'xades.properties-repeated': {
    zh: '签名中有多组 XAdES 属性，无法确定哪一组有效。',
    en: 'The signature has several sets of XAdES properties: which one counts cannot be told.',
  },
  'xades.signed-properties-absent': { zh: '没有被签的 XAdES 属性。', en: 'There are no signed XAdES properties.' },
  'xades.signed-properties-not-signed': {
    zh: '所谓“被签属性”（第 {line} 行）不在签名之内，其中的说明一律不采信。',
    en: 'The “signed” properties (line {line}) are not signed: nothing they say counts.',
  },
  'xades.signed-properties-untyped': {
    zh: '指向被签属性的引用没有标明类型。',
    en: 'The reference to the signed properties does not state its type.',
  },
  'xades.signed-properties-elsewhere': {
    zh: '签名所指的被签属性（{path}）不是这个签名自己的：属性被调换。这是签名包装攻击的手法。',
    en: 'The signed properties it refers to ({path}) are not its own: they were swapped. This is how signatures are wrapped.',
  },
  'xades.target-absent': { zh: 'XAdES 属性没有写明属于哪个签名。', en: 'The XAdES properties name no signature.' },
  'xades.target': {
    zh: 'XAdES 属性写明属于另一个签名（{target}）。',
    en: 'The XAdES properties say they belong to another signature ({target}).',
  },
  'xades.target-missing': {
    zh: 'XAdES 属性写明属于签名“{target}”，文件中没有这个标识。',
    en: 'The XAdES properties say they belong to “{target}”, which nothing in the document is called.',
  },
  'xades.key-info-signed': {
    zh: '签名涵盖 KeyInfo，证书由此绑定。',
    en: 'KeyInfo is signed, which binds the certificate.',
  },
  'xades.signing-certificate-absent': {
    zh: '被签属性中没有写明签名人证书。',
    en: "The signed properties do not name the signer's certificate.",
  },
  'xades.signing-certificate-malformed': {
    zh: '写明签名人证书的属性无法读取。',
    en: "The property that names the signer's certificate cannot be read.",
  },
  'xades.signing-certificate-digest': {
    zh: '写明签名人证书的摘要算法不支持。',
    en: "The digest that names the signer's certificate is not supported.",
  },
  'xades.signing-certificate-mismatch': {
    zh: '签名人写明的证书不是这一张：证书可能被调换。',
    en: 'The signer names another certificate: it may have been swapped.',
  },
  'xades.signing-certificate-issuer': {
    zh: '签名人写明的证书签发者或序列号与证书（{serial}）不符。',
    en: 'Issuer or serial number the signer names are not those of the certificate ({serial}).',
  },
  'xades.signing-certificate-issuer-malformed': {
    zh: '签名人写明的证书签发者与序列号无法读取；摘要相符。',
    en: 'Issuer and serial number the signer names cannot be read; the digest fits.',
  },
  'xades.signing-time-malformed': { zh: '签名时间无法读取。', en: 'The signing time cannot be read.' },
  'xades.policy-malformed': { zh: '签名策略标识无法读取。', en: 'The signature policy identifier cannot be read.' },
  'xades.policy-digest': {
    zh: '签名策略（{policy}）的摘要算法不支持。',
    en: 'The digest of the signature policy ({policy}) is not supported.',
  },
  'xades.claimed-role': {
    zh: '签名人自称的身份：{role}（未经证实）。',
    en: 'The signer claims the role: {role} (not certified).',
  },
  'xades.data-object-format': {
    zh: '签名人说明“{reference}”的格式是 {mimeType}。',
    en: 'The signer says that “{reference}” is {mimeType}.',
  },
  'xades.format-reference': {
    zh: '数据格式说明所指的“{reference}”不是这个签名的引用。',
    en: 'A data object format is about “{reference}”, which is no reference of this signature.',
  },
  'xades.countersigns-nothing': {
    zh: '副署没有签所附签名的签名值，与该签名无关。',
    en: 'The countersignature does not sign the value of the signature it stands under.',
  },
  'xades.countersignature-malformed': {
    zh: '副署结构不合标准（第 {line} 行）。',
    en: 'Malformed countersignature (line {line}).',
  },
} as const
