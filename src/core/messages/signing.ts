// Texts of signing and sealing documents.

export const signingMessages = {
  'signing.pdf-unreadable': {
    zh: '这个 PDF 读不了（{problem}），不能在上面签名。请用原来的软件重新保存一份。',
    en: 'This PDF cannot be read ({problem}) and is not signed. Save it again with the program it came from.',
  },
  'signing.pdf-encrypted': {
    zh: '这个 PDF 加了密码或权限限制，请先去掉再签名。',
    en: 'This PDF is protected by a password or by restrictions; remove them before signing.',
  },
  'signing.pdf-signed-already': {
    zh: '文件里已有签名，不能再做“认证签名”；请改用普通签名。',
    en: 'The file holds a signature already and cannot be certified any more; use an ordinary signature.',
  },
  'signing.pdf-closed': {
    zh: '文件已被认证为“不允许任何修改”，再签名会使原来的签名失效。',
    en: 'The file is certified against any change; another signature would break the one it has.',
  },
  'signing.page-missing': {
    zh: '文件没有第 {page} 页（共 {pages} 页）。',
    en: 'The file has no page {page}; it has {pages}.',
  },
  'signing.off-page': {
    zh: '位置超出第 {page} 页（宽 {widthMm} 毫米，高 {heightMm} 毫米）。',
    en: 'The place is not on page {page}, which is {widthMm} mm wide and {heightMm} mm high.',
  },
  'signing.picture-unusable': {
    zh: '印章图片不能放进 PDF（{problem}）；只支持 8 位、非交错的 PNG 和 JPEG。',
    en: 'The picture of the seal cannot be put into a PDF ({problem}); PNG of 8 bits, not interlaced, and JPEG can.',
  },
  'signing.ofd-unreadable': {
    zh: '这个 OFD 读不了（{problem} {file}），不能在上面盖章。',
    en: 'This OFD cannot be read ({problem} {file}) and is not sealed.',
  },
  'signing.ofd-closed': {
    zh: '文件里已有的签章保护了签名列表，再盖章会使它失效。',
    en: 'A seal in this file protects the list of signatures; another one would break it.',
  },
  'signing.timestamp-unreachable': {
    zh: '时间戳服务没有应答（{problem}），没有签名。请稍后再试，或不带时间戳签名。',
    en: 'The timestamp authority does not answer ({problem}); nothing was signed. Try again, or sign without a timestamp.',
  },
  'signing.timestamp-refused': {
    zh: '时间戳服务的回答不可用（{problem}），没有签名。',
    en: 'The answer of the timestamp authority cannot be used ({problem}); nothing was signed.',
  },
  'signing.file-too-large': {
    zh: '文件超过 {limitMib} MB，不能在这里签。',
    en: 'The file is larger than {limitMib} MB.',
  },
  'signing.format-unknown': {
    zh: '只能给 PDF 签名、给 PDF 或 OFD 盖章。',
    en: 'Only PDF can be signed, and PDF or OFD sealed.',
  },
  'signing.seal-frozen': {
    zh: '印章“{seal}”已冻结，不能盖章；请联系印章管理人员。',
    en: 'The seal “{seal}” is frozen and seals nothing; ask those who keep the seals.',
  },
  'signing.seal-withdrawn': {
    zh: '印章“{seal}”已停用（销毁或已换新），不能再盖章。',
    en: 'The seal “{seal}” was withdrawn (destroyed, or replaced by another) and is not used again.',
  },
  'signing.reading-time': {
    zh: '读取这个文件的时间超过限制，没有签名。',
    en: 'Reading this file took too long; nothing was signed.',
  },
  'signing.reading-memory': {
    zh: '读取这个文件所需的内存超过限制，没有签名。',
    en: 'Reading this file took too much memory; nothing was signed.',
  },
  'signing.reading-internal': {
    zh: '读取这个文件时出错，没有签名。',
    en: 'Reading this file failed; nothing was signed.',
  },
  'signing.reading-busy': {
    zh: '正在处理的文件太多，请稍后再试；没有签名。',
    en: 'Too many files are being read; try again later. Nothing was signed.',
  },
  'signing.other-format': { zh: '这个文件不是 {format}。', en: 'This file is not {format}.' },
  'signing.only-pdf': {
    zh: 'OFD 请用“盖章”；“签名”只用于 PDF。',
    en: 'An OFD is sealed, not signed; signing is for PDF.',
  },
  'signing.key-not-found': { zh: '没有这把签名密钥。', en: 'No such signing key.' },
  'signing.key-waiting': {
    zh: '密钥“{key}”还没有生效的证书；收到证书后请先在“证书”页导入。',
    en: 'The key “{key}” has no certificate in force yet; import it under Certificates once it is issued.',
  },
  'signing.key-revoked': {
    zh: '密钥“{key}”的证书已吊销，不能再用；需要时请为它（或另一把密钥）重新申请证书。',
    en: 'The certificate of the key “{key}” was revoked; apply for another certificate, or use another key.',
  },
  'signing.seal-maker-revoked': {
    zh: '印章“{seal}”的制章证书已吊销，不能再盖章；请用在用的制章密钥重制。',
    en: 'The certificate of the maker of the seal “{seal}” was revoked: the seal is not used again; have it made anew by another key.',
  },
  'signing.key-expired': { zh: '密钥“{key}”的证书已过期。', en: 'The certificate of the key “{key}” has expired.' },
  'signing.seal-not-found': { zh: '没有这枚印章。', en: 'No such seal.' },
  'signing.seal-unreadable': {
    zh: '这不是能读的电子印章（{problem}）。',
    en: 'This is no electronic seal that can be read ({problem}).',
  },
  'signing.seal-broken': {
    zh: '印章上制章者的签名不成立，不予收入。',
    en: 'The signature of the seal’s maker does not hold; the seal is not taken.',
  },
  'signing.seal-of-others': {
    zh: '印章“{seal}”没有列入这把密钥的证书，不能用它盖章。证书换过的，印章要重新制作。',
    en: 'The seal “{seal}” does not list the certificate of this key. After a new certificate, the seal is to be made anew.',
  },
  'signing.seal-not-in-force': {
    zh: '印章“{seal}”现在不在有效期内。',
    en: 'The seal “{seal}” is not in force now.',
  },
  'signing.seal-needs-sm2': {
    zh: '盖章要用 SM2 密钥，“{key}”不是。',
    en: 'Sealing takes an SM2 key; “{key}” is none.',
  },
  'signing.picture-not-shown': {
    zh: '印章图片的格式不能显示。',
    en: 'The picture of the seal is of a form that is not shown.',
  },
  'signing.no-timestamp-authority': {
    zh: '台账里没有启用的时间戳检查项，不知道向谁申请时间戳；请登记，或不带时间戳签名。',
    en: 'The register has no enabled timestamp check, so there is nobody to ask for a timestamp; register one, or sign without.',
  },
} as const
