// Texts of evidence packs: why one cannot be made, and what was found wrong with one.

export const packsMessages = {
  'pack.batch-open': {
    zh: '这一批还没有验完，完成后再下载证据包。',
    en: 'The batch is still at work: take its evidence when it has ended.',
  },
  'pack.batch-empty': { zh: '这一批没有任何报告。', en: 'The batch has no reports.' },
  'pack.too-many': {
    zh: '一次最多打包 {max} 份报告；请逐份下载，或分批验证。',
    en: 'At most {max} reports go into one pack: take them one by one, or verify in smaller batches.',
  },
  'pack.too-large': {
    zh: '证据包将超过 {maxBytes} 字节；请逐份下载。',
    en: 'The pack would be larger than {maxBytes} bytes: take the reports one by one.',
  },
  'pack.manifest-unreadable': {
    zh: '没有可读的清单，这不是证据包，或已损坏。',
    en: 'There is no readable manifest: this is no evidence pack, or it is damaged.',
  },
  'pack.entry-unlisted': {
    zh: '清单里没有这一项：有人加进来的。',
    en: 'The manifest does not know this entry: somebody added it.',
  },
  'pack.entry-missing': {
    zh: '清单里有，包里没有，或无法读取。',
    en: 'The manifest lists it, and it is missing or cannot be read.',
  },
  'pack.entry-altered': {
    zh: '摘要或大小与清单不符：被改动过。',
    en: 'Digest or size are not those of the manifest: it was altered.',
  },
  'pack.audit-row-changed': {
    zh: '审计记录与它自己的摘要不符：被改动过。',
    en: 'An audit row does not fit its own hash: it was altered.',
  },
  'pack.report-unreadable': { zh: '报告无法读取。', en: 'The report cannot be read.' },
  'pack.report-of-another': {
    zh: '报告与清单所说的不是同一份。',
    en: 'The report is not the one the manifest speaks of.',
  },
} as const
