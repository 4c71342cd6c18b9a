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
} as const
