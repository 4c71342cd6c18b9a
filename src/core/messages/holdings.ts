// Texts of who held what: the auditor's question and the evidence pack.

export const holdingsMessages = {
  'holdings.in-future': { zh: '那一天还没有到。', en: 'That day has not come yet.' },
  'holdings.unknown': { zh: '没有这份证书。', en: 'There is no such certificate.' },
  'evidence.whole': { zh: '证据包完整，与清单一致。', en: 'The pack is whole and as its manifest says.' },
  'evidence.not-whole': { zh: '证据包不完整或被改动。', en: 'The pack is not whole, or was changed.' },
  'evidence.no-archive': { zh: '不是可读的 ZIP。', en: 'It is no archive that can be read.' },
  'evidence.no-manifest': { zh: '没有可读的 manifest.json。', en: 'There is no manifest.json that can be read.' },
  'evidence.entry-refused': { zh: '文件 {path} 不能安全打开。', en: 'The entry {path} cannot be opened safely.' },
  'evidence.entry-missing': { zh: '缺少文件 {path}。', en: 'The entry {path} is missing.' },
  'evidence.entry-changed': { zh: '文件 {path} 与清单的摘要不符。', en: 'The entry {path} is not what was listed.' },
  'evidence.entry-added': { zh: '文件 {path} 不在清单里。', en: 'The entry {path} is not listed.' },
  'evidence.link-broken': { zh: '摘要链在 {path} 处断开。', en: 'The chain of digests breaks at {path}.' },
  'evidence.audit-row': {
    zh: 'audit.jsonl 第 {line} 行与其哈希不符。',
    en: 'Row {line} of audit.jsonl is not what its hash says.',
  },
  'evidence.audit-seqs': {
    zh: '审计记录的序号与清单不符。',
    en: 'The rows of the trail are not those that are listed.',
  },
  'evidence.certificate-other': {
    zh: '{path} 不是清单所说的证书。',
    en: '{path} is not the certificate that is named.',
  },
  'evidence.key-other': {
    zh: '签名证书的公钥不是申请（CSR）里的公钥。',
    en: 'The certificate is not for the key that was asked with.',
  },
  'evidence.seal-other': { zh: '{path} 不是清单所说的印章。', en: '{path} is not the seal that is named.' },
  'evidence.seal-of-others': {
    zh: '印章 {path} 里没有列入这张签名证书。',
    en: 'The seal {path} does not list this signing certificate.',
  },
  'evidence.seal-broken': {
    zh: '印章 {path} 的制章者签名验不过。',
    en: 'The signature of its maker over the seal {path} does not hold.',
  },
  'evidence.other-head': {
    zh: '链尾是 {head}，与审计记录里的不同：整包可能是另造的。',
    en: 'The head is {head}, not the one of the trail: the pack may be made up as a whole.',
  },
} as const
