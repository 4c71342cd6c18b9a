// Texts of OFD packages and their signatures: steps (`step.…`) and findings.

export const ofdMessages = {
  'step.ofd.package': { zh: '压缩包', en: 'Package' },
  'step.ofd.structure': { zh: '文档结构', en: 'Structure of the document' },
  'step.ofd.signatures': { zh: '签名列表', en: 'List of signatures' },
  'step.ofd.signature-file': { zh: '签名文件', en: 'Files of the signature' },
  'step.ofd.references': { zh: '被签文件的摘要', en: 'Digests of the signed files' },
  'step.ofd.coverage': { zh: '签名的覆盖范围', en: 'What the signature covers' },
  'step.ofd.seal-file': { zh: '印章文件', en: 'Seal file' },
  'step.ofd.property-info': { zh: '签章所指的文件', en: 'The file the seal signature names' },
  'step.ofd.stamps': { zh: '签章外观', en: 'Stamps on pages' },
  'step.ofd.statements': { zh: '签名描述与实际', en: 'What the signature says of itself' },
  'step.ofd.signed-value': { zh: '签名值', en: 'Signature value' },
  'step.ofd.entries': { zh: '整包完整性清单', en: 'List of the whole package' },
  'ofd.package-unreadable': {
    zh: '无法作为 OFD 压缩包读取（{problem}）。',
    en: 'Cannot be read as an OFD package ({problem}).',
  },
  'ofd.no-root': {
    zh: '包内没有 OFD.xml（找到的是“{found}”），不是 OFD 文档。',
    en: 'There is no OFD.xml in the package (found: “{found}”): it is no OFD document.',
  },
  'ofd.entry-refused': {
    zh: '包内文件 {name} 不能接受（{problem}）。',
    en: 'File {name} of the package is not acceptable ({problem}).',
  },
  'ofd.entry-name-unsafe': {
    zh: '包内文件名 {name} 指向包外或含有控制字符，是攻击手法。',
    en: 'The name {name} leads out of the package or holds control characters: a known attack.',
  },
  'ofd.entry-duplicate': {
    zh: '包内有两个同名文件 {name}：不同软件会看到不同的内容。',
    en: 'Two files of the package are called {name}: programs differ in which one they show.',
  },
  'ofd.entry-alias': {
    zh: '包内文件 {name} 与另一个只差大小写或写法：不同软件会看到不同的内容。',
    en: 'File {name} differs from another only in case or spelling: programs differ in which one they show.',
  },
  'ofd.entry-not-a-file': {
    zh: '包内 {name} 不是普通文件（例如符号链接）。',
    en: '{name} in the package is no ordinary file (a symbolic link, for example).',
  },
  'ofd.entry-encrypted': {
    zh: '包内文件 {name} 已加密，无法判断。',
    en: 'File {name} of the package is encrypted and cannot be judged.',
  },
  'ofd.entry-bomb': {
    zh: '包内文件 {name} 解压后大得不合理，已拒绝。',
    en: 'File {name} unpacks to an unreasonable size and was refused.',
  },
  'ofd.entry-disagrees': {
    zh: '包内文件 {name} 的两处记录互相矛盾：不同软件会读到不同的内容。',
    en: 'The two records of file {name} contradict each other: programs differ in what they read.',
  },
  'ofd.entry-damaged': {
    zh: '包内文件 {name} 损坏，或大小与记录不符（{problem}）。',
    en: 'File {name} is damaged, or is not of the size it says ({problem}).',
  },
  'ofd.hidden-entry': {
    zh: '包内偏移 {offset} 处有 {length} 字节不在目录中，像是隐藏的文件。',
    en: '{length} bytes at offset {offset} are not in the directory and look like a hidden file.',
  },
  'ofd.bytes-outside-entries': {
    zh: '包内偏移 {offset} 处有 {length} 字节不属于任何文件。',
    en: '{length} bytes at offset {offset} belong to no file.',
  },
  'ofd.archive-comment': {
    zh: '压缩包带有 {bytes} 字节的注释，未被签名。',
    en: 'The archive carries a comment of {bytes} bytes, which nobody signed.',
  },
  'ofd.no-document': { zh: 'OFD.xml 中没有任何文档。', en: 'OFD.xml names no document.' },
  'ofd.wrong-root': {
    zh: '{name} 的根元素是 {element}，不是这个位置应有的文件。',
    en: 'The root of {name} is {element}: not the file that belongs there.',
  },
  'ofd.ambiguous': {
    zh: '元素 {element} 出现了不止一次：不同软件会取不同的一个。',
    en: 'The element {element} occurs more than once: programs differ in which one they take.',
  },
  'ofd.file-unreadable': {
    zh: '{name} 第 {line} 行不是可接受的 XML（{problem}）。',
    en: '{name} is not acceptable XML at line {line} ({problem}).',
  },
  'ofd.namespace': {
    zh: '{name} 的命名空间“{namespace}”不合标准。',
    en: 'The namespace “{namespace}” of {name} is not that of the standard.',
  },
  'ofd.named-file-missing': {
    zh: '{from} 所引用的文件 {name} 不在包内，显示可能不完整。',
    en: '{from} names {name}, which is not in the package; what is shown may be incomplete.',
  },
  'ofd.named-in-other-case': {
    zh: '{from} 所引用的文件 {name} 在包内的大小写不同，有的软件会找不到。',
    en: '{from} names {name}, whose case differs in the package; some programs will not find it.',
  },
  'ofd.location-escapes': {
    zh: '路径“{location}”指向包外，是攻击手法。',
    en: 'The location “{location}” leads out of the package: a known attack.',
  },
  'ofd.has-versions': { zh: '文档有 {versions} 个版本记录。', en: 'The document records {versions} versions.' },
  'ofd.doctype': {
    zh: '{name} 含有 DOCTYPE：签名之后仍可改变显示的内容。',
    en: '{name} has a DOCTYPE, by which what is shown can change after signing.',
  },
  'ofd.encoding': {
    zh: '{name} 的编码或开头不合标准，不同软件可能读出不同的内容。',
    en: 'The encoding or the beginning of {name} is not that of the standard; programs may read different texts.',
  },
  'ofd.encrypted': {
    zh: '文档已按 GM/T 0099 加密，内容无法判断。',
    en: 'The document is encrypted by GM/T 0099; its content cannot be judged.',
  },
  'ofd.no-signature': { zh: '文档中没有签名。', en: 'The document holds no signature.' },
  'ofd.signatures-stripped': {
    zh: '签名列表已被去掉，但签名文件还在：{names}。',
    en: 'The list of signatures was taken away, but files of signatures are still there: {names}.',
  },
  'ofd.document-not-signed': {
    zh: '包内第 {document} 个文档（{name}）没有被签名，而另一个有。',
    en: 'Document {document} of the package ({name}) is not signed, while another one is.',
  },
  'ofd.signature-list-unreadable': {
    zh: '签名列表 {name} 无法读取（{problem}）。',
    en: 'The list of signatures {name} cannot be read ({problem}).',
  },
  'ofd.too-many-signatures': {
    zh: '签名数量（{found}）超出合理范围。',
    en: 'There are unreasonably many signatures ({found}).',
  },
  'ofd.too-many-references': {
    zh: '被签文件数量（{found}）超出合理范围。',
    en: 'There are unreasonably many signed files ({found}).',
  },
  'ofd.signature-doubled': {
    zh: '签名 {name} 在列表中出现了不止一次。',
    en: 'The signature {name} is listed more than once.',
  },
  'ofd.signature-unreadable': {
    zh: '签名文件 {name} 无法读取（{problem}）。',
    en: 'The signature file {name} cannot be read ({problem}).',
  },
  'ofd.signature-file-missing': {
    zh: '列表中的签名 {id} 不在包内。',
    en: 'The listed signature {id} is not in the package.',
  },
  'ofd.signed-value-missing': {
    zh: '签名 {id} 的签名值不在包内。',
    en: 'The value of signature {id} is not in the package.',
  },
  'ofd.signed-value-elsewhere': {
    zh: '签名值 {name} 不在签名自己的目录中。',
    en: 'The signature value {name} is not in the folder of its signature.',
  },
  'ofd.signed-value-shared': {
    zh: '文件 {name} 或其印章被两个签名共用。',
    en: 'The file {name}, or its seal, is used by two signatures.',
  },
  'ofd.seal-file-elsewhere': {
    zh: '印章文件 {name} 不在签名自己的目录中。',
    en: 'The seal file {name} is not in the folder of its signature.',
  },
  'ofd.seal-without-seal': {
    zh: '签名 {id} 显示印章，签名值却不是电子签章（{found}）：印章不受任何签名保证。',
    en: 'Signature {id} shows a seal, but is no seal signature ({found}): nothing vouches for the seal.',
  },
  'ofd.sign-with-seal': {
    zh: '签名 {id} 声明为数字签名，实际是电子签章（{found}）。',
    en: 'Signature {id} says that it is a plain signature and is a seal signature ({found}).',
  },
  'ofd.relative-missing': {
    zh: '所依据的签名 {id} 不在列表中。',
    en: 'The signature {id} it builds on is not listed.',
  },
  'ofd.references-empty': {
    zh: '签名没有列出任何被签文件：什么也没有签。',
    en: 'The signature lists no file: it signs nothing.',
  },
  'ofd.check-method-unknown': {
    zh: '摘要算法“{method}”未知，被签文件无法核对。',
    en: 'The digest algorithm “{method}” is not known; the signed files cannot be compared.',
  },
  'ofd.check-method-alias': {
    zh: '摘要算法标识 {method} 不是 SM3 的标准写法。',
    en: '{method} is not the standard identifier of SM3.',
  },
  'ofd.reference-changed': {
    zh: '文件 {name} 在签名后被改动：摘要不符。',
    en: 'File {name} was changed after signing: its digest does not match.',
  },
  'ofd.signed-after-closing': {
    zh: '该签名已锁定签名列表 {name}，之后又加签了别的签名：摘要不符。',
    en: 'This signature closed the list {name}; another signature was added afterwards, and the digest no longer matches.',
  },
  'ofd.reference-missing': {
    zh: '被签文件 {name} 已不在包内：签名后被删除。',
    en: 'The signed file {name} is no longer in the package: it was removed after signing.',
  },
  'ofd.reference-other-case': {
    zh: '被签文件 {name} 不在包内，只有大小写不同的 {found}。',
    en: 'The signed file {name} is not in the package, only {found} in another case.',
  },
  'ofd.reference-unreadable': { zh: '被签文件 {name} 无法读取。', en: 'The signed file {name} cannot be read.' },
  'ofd.reference-escapes': {
    zh: '被签文件的路径“{name}”指向包外，是攻击手法。',
    en: 'The signed path “{name}” leads out of the package: a known attack.',
  },
  'ofd.reference-doubled': {
    zh: '文件 {name} 在签名中列出了两次。',
    en: 'File {name} is listed twice in the signature.',
  },
  'ofd.reference-relative': {
    zh: '被签文件的路径“{name}”不是绝对路径。',
    en: 'The signed path “{name}” is not absolute.',
  },
  'ofd.check-value-unreadable': {
    zh: '文件 {name} 的摘要值不是可读的 Base64。',
    en: 'The digest of file {name} is not readable Base64.',
  },
  'ofd.entry-file-not-covered': {
    zh: '入口文件 {name} 没有被签名：可以换掉整个文档而签名不变。',
    en: 'The entry file {name} is not signed: the whole document can be exchanged while the signature stays.',
  },
  'ofd.document-not-covered': { zh: '文档根文件 {name} 没有被签名。', en: 'The document root {name} is not signed.' },
  'ofd.page-not-covered': {
    zh: '显示的页面 {name} 没有被签名：内容可以任意更换。',
    en: 'The page {name} is shown but not signed: its content can be exchanged at will.',
  },
  'ofd.template-not-covered': {
    zh: '页面底版 {name} 会显示，但没有被签名。',
    en: 'The template {name} is shown but not signed.',
  },
  'ofd.resource-not-covered': {
    zh: '资源 {name}（字体、图片等）会影响显示，但没有被签名。',
    en: 'The resource {name} (font, image) affects what is shown but is not signed.',
  },
  'ofd.annotation-not-covered': {
    zh: '注释 {name} 会显示，但没有被签名。',
    en: 'The annotation {name} is shown but not signed.',
  },
  'ofd.attachment-not-covered': {
    zh: '附件 {name} 没有被签名：可能是签名后夹带的。',
    en: 'The attachment {name} is not signed: it may have been added after signing.',
  },
  'ofd.tag-not-covered': { zh: '自定义标引 {name} 没有被签名。', en: 'The custom tags {name} are not signed.' },
  'ofd.version-not-covered': {
    zh: '文档版本 {name} 没有被签名：是签名之后的修订。',
    en: 'The version {name} is not signed: a revision after the signature.',
  },
  'ofd.extension-not-covered': { zh: '扩展信息 {name} 没有被签名。', en: 'The extension {name} is not signed.' },
  'ofd.signature-not-listed': {
    zh: '签名文件 {name} 不在签名列表中：是夹带的文件。',
    en: 'The signature file {name} is not in the list of signatures: it was smuggled in.',
  },
  'ofd.file-smuggled': {
    zh: '文件 {name} 没有被签名，文档也不引用它：是夹带的文件。',
    en: 'File {name} is neither signed nor named by the document: it was smuggled in.',
  },
  'ofd.more-not-covered': {
    zh: '还有更多文件没有被签名（共 {found} 个）。',
    en: 'More files are not signed ({found} in all).',
  },
  'ofd.not-covered': {
    zh: '签名未覆盖的文件（{found} 个）：{names}。',
    en: 'Files the signature does not cover ({found}): {names}.',
  },
  'ofd.earlier-signature-not-covered': {
    zh: '后来的签名没有覆盖先前的签名 {id}：先前的签名可被悄悄去掉。',
    en: 'This later signature leaves out the earlier signature {id}, which could be taken away unnoticed.',
  },
  'ofd.listed-out-of-order': {
    zh: '签名 {id} 排在前面，却是在本签名之后签的。',
    en: 'Signature {id} is listed before this one but was made after it.',
  },
  'ofd.seal-file-missing': {
    zh: '印章文件 {name} 不在包内或无法读取。',
    en: 'The seal file {name} is not in the package or cannot be read.',
  },
  'ofd.seal-file-differs': {
    zh: '显示的印章 {name} 不是签章所用的印章：印章被调换。',
    en: 'The seal shown from {name} is not the seal that was signed: it was swapped.',
  },
  'ofd.property-info-elsewhere': {
    zh: '签章声明的原文是“{named}”，而不是它所在的 {path}。',
    en: 'The seal signature says that it is over “{named}”, not over {path}.',
  },
  'ofd.property-info-other': {
    zh: '签章的原文属性“{named}”不是签名文件 {path} 的路径。',
    en: 'The property “{named}” of the seal signature is not the path of {path}.',
  },
  'ofd.stamp-none': { zh: '签章没有在任何页面上显示。', en: 'The seal is not shown on any page.' },
  'ofd.stamp-page-missing': {
    zh: '签章外观 {id} 所在的页面 {page} 不存在。',
    en: 'Stamp {id} stands on page {page}, which does not exist.',
  },
  'ofd.stamp-without-size': {
    zh: '页面 {page} 上的签章外观 {id} 没有大小，看不见。',
    en: 'Stamp {id} on page {page} has no size and cannot be seen.',
  },
  'ofd.stamp-off-page': {
    zh: '签章外观 {id} 在页面 {page} 之外，看不见。',
    en: 'Stamp {id} lies outside page {page} and cannot be seen.',
  },
  'ofd.seal-picture-copied': {
    zh: '图片 {name} 与印章图案相同：页面上用它画的“印章”不是签章。',
    en: 'The image {name} equals the picture of the seal: a “seal” drawn with it is none.',
  },
  'ofd.method-differs': {
    zh: '签名文件声明的算法 {written} 与实际的 {used} 不同。',
    en: 'The signature file names the algorithm {written}, but {used} was used.',
  },
  'ofd.times-differ': {
    zh: '签名文件写的时间 {written} 与签章时间 {signed} 相差一天以上。',
    en: 'The time {written} in the signature file is more than a day from the time {signed} of signing.',
  },
  'ofd.signed-value-unknown': {
    zh: '签名值（{bytes} 字节）的格式未知。',
    en: 'The form of the signature value ({bytes} bytes) is not known.',
  },
  'ofd.signed-value-raw': {
    zh: '签名值是早期软件的裸 SM2 签名：其中没有证书，也没有时间。',
    en: 'The value is the bare SM2 signature of old programs: it holds neither certificate nor time.',
  },
  'ofd.signer-unnamed': {
    zh: '签名里没有签名者证书，提供的证书也都不符：签名未能验证。请提供签名者证书。',
    en: 'The signature names no signer, and no supplied certificate fits, so it was not verified. Supply the certificate of the signer.',
  },
  'ofd.entries-names-only': {
    zh: '整包清单只证明包内有哪些文件，不证明文件内容。',
    en: 'The list proves which files belong to the package, not what is in them.',
  },
  'ofd.entries-stranger': {
    zh: '文件 {name} 不在整包清单中：是夹带的文件。',
    en: 'File {name} is not on the list of the package: it was smuggled in.',
  },
  'ofd.entries-missing': {
    zh: '整包清单中的文件 {name} 不在包内。',
    en: 'File {name} of the list is not in the package.',
  },
  'ofd.entries-not-signed': { zh: '整包清单没有签名值。', en: 'The list of the package is not signed.' },
} as const
