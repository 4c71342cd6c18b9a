// Texts of signed PDF files: what a signature covers, what was changed behind it.

const later = (zh: string, en: string) => ({
  zh: `签名之后：${zh}（{where}）{detail}`,
  en: `After signing: ${en} ({where}) {detail}`,
})

export const pdfMessages = {
  'step.pdf.document': { zh: '文件结构', en: 'Structure of the file' },
  'step.pdf.signature': { zh: '签名覆盖范围', en: 'What the signature covers' },
  'step.pdf.changes': { zh: '签名之后的改动', en: 'What was changed after signing' },
  'step.pdf.profile': { zh: 'PDF 签名规则', en: 'Rules for signatures in PDF' },
  'step.pdf.message': { zh: '签名数据', en: 'Data of the signature' },
  'pdf.unreadable': {
    zh: 'PDF 文件结构无法读取（{code}，偏移 {offset}）：不同软件可能显示不同内容，不可信赖。',
    en: 'The structure of the PDF cannot be read ({code} at byte {offset}): programs may show different documents.',
  },
  'pdf.no-signature': { zh: '此 PDF 没有签名。', en: 'This PDF is not signed.' },
  'pdf.field-not-signed': { zh: '没有名为“{field}”的签名。', en: 'There is no signature in a field “{field}”.' },
  'pdf.too-many-signatures': { zh: '签名过多，未全部验证。', en: 'Too many signatures; not all were judged.' },
  'pdf.signature-outside-form': {
    zh: '文件里有不属于任何签名域的签名（对象 {objects}）：可能有人替换了签名。',
    en: 'The file holds signatures that no field shows (objects {objects}): one may have been replaced.',
  },
  'pdf.page-unreadable': {
    zh: '第 {page} 页的内容无法在限度内解开（{error}）：显示的内容无从确定。',
    en: 'The content of page {page} cannot be unpacked within bounds ({error}): what it shows is unknown.',
  },
  'pdf.encrypted': {
    zh: '文件已加密（{method}），已用密码打开。',
    en: 'The file is encrypted ({method}) and was opened.',
  },
  'pdf.encryption-changed': {
    zh: '签名之后换了加密设置：签过的内容会被解成别的内容。',
    en: 'The encryption was changed after signing: what was signed would read as something else.',
  },
  'pdf.encryption-permissions': {
    zh: '加密设置里的权限与其受保护的副本不一致：权限被改动过，或由不合规的软件写成。',
    en: 'The permissions differ from their protected copy: they were altered, or written by careless software.',
  },
  'pdf.password-needed': {
    zh: '文件已加密，需要密码才能验证。',
    en: 'The file is encrypted: it needs the password to be verified.',
  },
  'pdf.password-wrong': {
    zh: '密码不对，文件没有打开，无法验证。',
    en: 'The password is wrong: the file could not be opened and was not verified.',
  },
  'pdf.encryption-public-key': {
    zh: '文件按收件人证书加密（公钥安全处理器），只有收件人能打开；请让收件人另存为不加密的文件再验证。',
    en: 'The file is encrypted for the certificates of its recipients (public-key security handler); only they can open it.',
  },
  'pdf.encryption-unsupported': {
    zh: '文件的加密方式不是标准的密码加密，无法打开。',
    en: 'The file is encrypted in a way that is not the standard one of passwords; it cannot be opened.',
  },
  'pdf.range-missing': {
    zh: '签名“{field}”没有写明覆盖范围（ByteRange）：签名被破坏或伪造。',
    en: 'The signature “{field}” does not say what it covers (ByteRange): broken or forged.',
  },
  'pdf.range-malformed': {
    zh: '签名“{field}”的覆盖范围（ByteRange）不合规则：签名被破坏或伪造。',
    en: 'The ByteRange of the signature “{field}” is malformed: broken or forged.',
  },
  'pdf.range-not-from-start': {
    zh: '签名“{field}”没有从文件开头起覆盖。',
    en: 'The signature “{field}” does not cover the file from its beginning.',
  },
  'pdf.range-overlapping': {
    zh: '签名“{field}”的两段覆盖范围重叠。',
    en: 'The two ranges of the signature “{field}” overlap.',
  },
  'pdf.range-beyond-end': {
    zh: '签名“{field}”的覆盖范围超出文件。',
    en: 'The ranges of the signature “{field}” lie beyond the end of the file.',
  },
  'pdf.range-contents-missing': {
    zh: '签名“{field}”没有签名数据（Contents）：签名被破坏或伪造。',
    en: 'The signature “{field}” holds no data (Contents): broken or forged.',
  },
  'pdf.range-gap-not-contents': {
    zh: '签名“{field}”留出的空隙不恰好是签名数据：空隙里可以藏入未签名的内容（签名包装攻击）。',
    en: 'The gap of the signature “{field}” is not exactly its data: unsigned content can hide there (signature wrapping).',
  },
  'pdf.signature-duplicate-key': {
    zh: '签名字典中的键重复（{keys}）：不同软件会读到不同的签名。',
    en: 'Keys stand twice in the signature dictionary ({keys}): programs read different signatures.',
  },
  'pdf.contents-hidden-data': {
    zh: '签名数据之后的预留空间里藏有未签名的数据。',
    en: 'The space reserved behind the signature holds data that nobody signed.',
  },
  'pdf.contents-empty': {
    zh: '签名数据全是零：只留了位置没有签名，或签名被抹掉（伪造签名攻击）。',
    en: 'The data of the signature is all zeros: never signed, or wiped out (signature forgery).',
  },
  'pdf.later-octets-unreadable': {
    zh: '签名之后又追加了 {length} 字节（从偏移 {offset} 起），其结构无法读取：有的软件会据此显示别的内容（增量保存攻击）。',
    en: '{length} bytes were added after signing (from byte {offset}) and cannot be read: some programs would show them (incremental saving attack).',
  },
  'pdf.duplicate-key': {
    zh: '签名之后写入的对象 {number} 里有重复的键（{keys}）：不同软件会取不同的值。',
    en: 'Object {number}, written after signing, holds keys twice ({keys}): programs take one or the other.',
  },
  'pdf.xref-loop': {
    zh: '交叉引用首尾相接成环：意在让软件读个不停。',
    en: 'The cross-references form a loop: made to keep programs reading for ever.',
  },
  'pdf.xref-too-many': {
    zh: '交叉引用过多，超出任何正常文件：意在耗尽资源。',
    en: 'There are more cross-references than any honest file has: made to exhaust programs.',
  },
  'pdf.xref-duplicate': {
    zh: '同一份交叉引用里，一个对象指向两处：不同软件会显示不同内容（影子攻击）。',
    en: 'One cross-reference section gives an object two places: programs show different documents (shadow attack).',
  },
  'pdf.xref-contradictory': {
    zh: '混合文件的两份交叉引用互相矛盾：新旧软件会显示不同内容（影子攻击）。',
    en: 'The two cross-references of a hybrid file contradict each other: old and new programs show different documents (shadow attack).',
  },
  'pdf.reference-loop': {
    zh: '对象互相引用成环：意在让软件读个不停。',
    en: 'Objects refer to each other in a circle: made to keep programs reading for ever.',
  },
  'pdf.reference-generation': {
    zh: '引用的版次与对象不符：有的软件会照样显示它，有的不会（影子攻击）。',
    en: 'A reference names another generation than the object has: some programs show it all the same (shadow attack).',
  },
  'pdf.object-stream-index': {
    zh: '对象流里的位置与编号不符：不同软件会取到不同的对象（影子攻击）。',
    en: 'Place and number in an object stream do not agree: programs take different objects (shadow attack).',
  },
  'pdf.object-mismatch': {
    zh: '交叉引用所指之处是另一个对象：不同软件会显示不同内容。',
    en: 'The cross-reference points to another object: programs show different documents.',
  },
  'pdf.too-deep': {
    zh: '数据嵌套过深：意在耗尽软件的资源。',
    en: 'Data is nested deeper than any honest file nests it: made to exhaust programs.',
  },
  'pdf.page-tree': {
    zh: '页面树成环、过深或混入数据流：不同软件会数出不同的页。',
    en: 'The tree of pages loops, is too deep or holds a stream: programs count different pages.',
  },
  'pdf.field-tree': {
    zh: '表单域树过深、过大或混入数据流：其中的改动可能被掩盖。',
    en: 'The tree of form fields is too deep, too large or holds a stream: changes could hide in it.',
  },
  'pdf.flate-too-large': {
    zh: '压缩数据解开后超出限度（压缩炸弹）。',
    en: 'Compressed data unpacks beyond bounds (decompression bomb).',
  },
  'step.pdf.raw-signature': { zh: '签名值（旧式）', en: 'Signature value (old form)' },
  'pdf.raw-signature': {
    zh: '签名与文件内容不符：文件被改动，或签名不是此证书所作。',
    en: 'The signature does not fit the file: it was altered, or another key signed it.',
  },
  'pdf.raw-signature-form': {
    zh: '旧式签名的数据读不懂（{code}，偏移 {offset}）。',
    en: 'The data of the old signature cannot be read ({code} at byte {offset}).',
  },
  'pdf.raw-signature-old': {
    zh: '旧式签名（adbe.x509.rsa_sha1）：没有签名属性和时间戳，新标准已不再采用。',
    en: 'A signature of the old form (adbe.x509.rsa_sha1), without attributes or timestamp; standards have dropped it.',
  },
  'pdf.convention-gm-seal': {
    zh: '签名方式：国密签章（{subFilter}）。',
    en: 'Way of signing: GM seal signature ({subFilter}).',
  },
  'pdf.convention-seal': {
    zh: '签名方式：电子签章数据放在 {subFilter} 里。',
    en: 'Way of signing: a seal signature under {subFilter}.',
  },
  'pdf.convention-gm-message': {
    zh: '签名方式：国密签名数据（SM2/SM3，{subFilter}）。',
    en: 'Way of signing: a message with SM2 and SM3 ({subFilter}).',
  },
  'pdf.convention-pades': { zh: '签名方式：PAdES（{subFilter}）。', en: 'Way of signing: PAdES ({subFilter}).' },
  'pdf.convention-pkcs7': { zh: '签名方式：PKCS #7（{subFilter}）。', en: 'Way of signing: PKCS #7 ({subFilter}).' },
  'pdf.convention-pkcs7-sha1': {
    zh: '签名方式：对 SHA-1 摘要的 PKCS #7（{subFilter}）。',
    en: 'Way of signing: PKCS #7 over a SHA-1 digest ({subFilter}).',
  },
  'pdf.convention-x509-rsa': {
    zh: '签名方式：旧式 RSA 签名（{subFilter}）。',
    en: 'Way of signing: a bare RSA signature of the old form ({subFilter}).',
  },
  'pdf.convention-timestamp': {
    zh: '签名方式：文档时间戳（{subFilter}）。',
    en: 'Way of signing: a document timestamp ({subFilter}).',
  },
  'pdf.convention-other': { zh: '签名方式：{subFilter}。', en: 'Way of signing: {subFilter}.' },
  'pdf.convention-dual': {
    zh: '同一文件有国密和国际算法两套签名。',
    en: 'The file is signed both by national and by international algorithms.',
  },
  'pdf.revision-unreadable': {
    zh: '签名时的版本或其后的改动无法读取（{code}，偏移 {offset}）。',
    en: 'The signed revision, or what came later, cannot be read ({code} at byte {offset}).',
  },
  'pdf.revision-without-signature': {
    zh: '签名时的版本里没有这个签名：签名被移到了别处（签名包装攻击）。',
    en: 'The signed revision does not hold this signature: it was moved (signature wrapping).',
  },
  'pdf.revision-not-chained': {
    zh: '后来的版本没有接在签名时的版本之后。',
    en: 'The later revision does not build on the signed one.',
  },
  'pdf.octets-unaccounted': {
    zh: '签名之后追加了 {length} 字节不属于任何有效版本的数据（偏移 {offset}）：有的软件会据此显示别的内容（增量保存攻击）。',
    en: '{length} bytes after the signature belong to no revision (byte {offset}): some programs would show them (incremental saving attack).',
  },
  'pdf.object-stream-unreadable': {
    zh: '签名之后追加的数据无法在限度内解开（偏移 {offset}）。',
    en: 'Data added after signing cannot be unpacked within bounds (byte {offset}).',
  },
  'pdf.seed-value': {
    zh: '签名没有遵守表单作者对签名的要求（{key}）。',
    en: 'The signature does not keep what the author of the form demands ({key}).',
  },
  'pdf.seed-value-unchecked': {
    zh: '表单作者对签名的要求（{key}）无法核对。',
    en: 'What the author of the form demands ({key}) could not be checked.',
  },
  'pdf.message-unknown': {
    zh: '签名域“{field}”里的数据不是已知的签名格式。',
    en: 'The data in the field “{field}” is no known form of signature.',
  },
  'pdf.signed-attributes-missing': {
    zh: 'PDF 签名必须带有签名属性；没有签名属性的签名可能由别处的签名拼成。',
    en: 'A signature in a PDF needs signed attributes; without them it may be made from another one.',
  },
  'pdf.later-page-added': later('增加了页', 'a page was added'),
  'pdf.later-page-removed': later('删除了页', 'a page was removed'),
  'pdf.later-page-changed': later('页面内容被改动', 'a page was changed'),
  'pdf.later-annotation-added': later('页上增加了批注', 'an annotation was added'),
  'pdf.later-annotation-removed': later('页上删除了批注', 'an annotation was removed'),
  'pdf.later-annotation-changed': later('页上的批注被改动', 'an annotation was changed'),
  'pdf.later-field-added': later('增加了表单域', 'a form field was added'),
  'pdf.later-field-removed': later('删除了表单域', 'a form field was removed'),
  'pdf.later-field-filled': later('填写了表单域', 'a form field was filled in'),
  'pdf.later-field-value-replaced': later(
    '已填写的表单域被改成别的值',
    'the value of a form field was replaced by another',
  ),
  'pdf.later-field-appearance-changed': later(
    '表单域的显示内容被换掉而值没有变',
    'what a form field shows was changed while its value was not',
  ),
  'pdf.later-appearances-demanded': later(
    '要求阅读器重新生成表单域的显示内容',
    'readers are asked to draw the form fields anew',
  ),
  'pdf.later-visible-signature-added': later(
    '新增了看得见的签名，它可能盖住已有内容',
    'a visible signature was added; it can cover what was there',
  ),
  'pdf.later-visible-timestamp-added': later(
    '新增了看得见的时间戳域，它可能盖住已有内容',
    'a visible timestamp was added; it can cover what was there',
  ),
  'pdf.later-page-tree-changed': later('页面树被改动', 'the tree of pages was changed'),
  'pdf.later-layers-changed': later('图层（可选内容）的显示被改动', 'which layers are shown was changed'),
  'pdf.later-action-added': later('增加了会自动执行的动作、脚本或附件', 'an action, script or attachment was added'),
  'pdf.later-names-changed': later(
    '名称树（脚本、附件、跳转）被改动',
    'the name tree (scripts, attachments, links) was changed',
  ),
  'pdf.later-field-changed': later('表单域被改动', 'a form field was changed'),
  'pdf.later-signature-field-added': later('增加了空白签名域', 'an empty signature field was added'),
  'pdf.later-signature-added': later('又有人签名', 'somebody else signed'),
  'pdf.later-timestamp-added': later('增加了文档时间戳', 'a document timestamp was added'),
  'pdf.later-signature-changed': later('已有的签名被改动', 'an existing signature was changed'),
  'pdf.later-form-changed': later('表单设置被改动', 'the form was changed'),
  'pdf.later-validation-material': later('增加了验证材料', 'validation material was added'),
  'pdf.later-validation-material-removed': later('验证材料被删除', 'validation material was removed'),
  'pdf.later-metadata': later('文件属性有更新', 'metadata was updated'),
  'pdf.later-extensions': later('扩展声明有更新', 'declared extensions were updated'),
  'pdf.later-catalog-changed': later('文件目录被改动', 'the catalogue was changed'),
} as const
