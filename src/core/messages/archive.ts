// Texts of the archive of rounds and of its verification.

export const archiveMessages = {
  'archive.empty': { zh: '还没有存档的巡检。', en: 'Nothing is archived yet.' },
  'archive.not-stamped': {
    zh: '时间戳服务没有给出可用的时间戳（{problem}），将自动重试；存档本身不受影响。',
    en: 'No timestamp authority answered ({problem}); it is asked again by itself. The archive is complete without it.',
  },
  'archive.no-authority': {
    zh: '台账里没有启用的时间戳服务检查项。',
    en: 'The register has no timestamp authority that is watched.',
  },
  'archive.nothing-there': {
    zh: '{from} 至 {to} 没有存档的巡检。',
    en: 'Nothing was archived from {from} to {to}.',
  },
  'archive.round-not-there': {
    zh: '巡检 {id} 还没有存档：复核通过后才存档。',
    en: 'Round {id} is not archived: that happens when it is reviewed.',
  },
  'archive.too-many': { zh: '一次最多下载 {max} 次巡检的存档。', en: 'At most {max} records are downloaded at once.' },
  'archive.file-missing': { zh: '文件缺失', en: 'the file is missing' },
  'archive.file-altered': { zh: '文件内容与存档时不同', en: 'the file is not what was archived' },
  'archive.file-unlisted': { zh: '存档中没有登记这个文件', en: 'the archive knows no such file' },
  'archive.container-altered': {
    zh: '压缩包的结构与存档时不同',
    en: 'the ZIP is laid out otherwise than it was written',
  },
  'archive.container-unreadable': { zh: '压缩包无法打开', en: 'the ZIP cannot be opened' },
  'archive.chain-altered': { zh: '链表中的一行被改动', en: 'a line of the chain is not what was written' },
  'archive.chain-broken': { zh: '记录与哈希链不符', en: 'the record does not fit the hash chain' },
  'archive.record-altered': { zh: '记录无法识别或编号不符', en: 'the record is unreadable or another one' },
  'archive.digest-differs': { zh: '记录内容与签字的摘要不符', en: 'the content is not what was signed' },
  'archive.evidence-differs': { zh: '证据与检查结果对不上', en: 'the evidence is not that of the results' },
  'archive.index-differs': {
    zh: '目录写明的记录数或末尾与实际不符',
    en: 'the index names another number of records or another head',
  },
  'archive.root-differs': { zh: '日根与哈希链不符', en: 'the root of a day does not fit the chain' },
  'archive.timestamp-broken': { zh: '时间戳无效', en: 'the timestamp does not hold' },
  'archive.timestamp-untrusted': {
    zh: '时间戳不是由给定的信任锚签发',
    en: 'the timestamp is not by an authority under the anchors given',
  },
  'archive.sign-off-differs': {
    zh: '签字文书与本次巡检的内容不符',
    en: 'the sign-off document stands for another content',
  },
  'archive.signature-broken': { zh: '证书签名不成立', en: 'the signature by certificate does not hold' },
  'archive.rows-differ': {
    zh: '数据库中的检查结果与存档记录不符',
    en: 'the rows in the database are not what was archived',
  },
} as const
