// Texts of evidence records: steps (`step.…`) and findings.

export const evidenceRecordsMessages = {
  'step.evidence-record.form': { zh: '证据记录格式', en: 'Form of the evidence record' },
  'step.evidence-record.data': { zh: '数据与首个时间戳', en: 'The data and the first timestamp' },
  'step.evidence-record.renewals': { zh: '时间戳续期', en: 'Renewal of timestamps' },
  'step.evidence-record.hash-trees': { zh: '杂凑树与算法', en: 'Hash trees and their algorithms' },
  'step.evidence-record.order': { zh: '时间先后', en: 'Order of the times' },
  'evidence-record.unreadable': {
    zh: '证据记录无法读取（{code}，偏移 {offset}）。',
    en: 'The evidence record cannot be read ({code} at byte {offset}).',
  },
  'evidence-record.version': { zh: '证据记录版本应为 1，实为 {version}。', en: 'The version is {version}, not 1.' },
  'evidence-record.digest-not-announced': {
    zh: '所用杂凑算法 {oid} 未列在记录开头。',
    en: 'The digest algorithm {oid} is used and not announced at the beginning.',
  },
  'evidence-record.encrypted': {
    zh: '数据在归档前经过加密，本产品不能重新加密比对。',
    en: 'The data were encrypted before they were archived; this product cannot encrypt them again to compare.',
  },
  'evidence-record.data-missing': {
    zh: '未提供被归档的数据，只核对了记录本身。',
    en: 'The archived data were not supplied; only the record itself was checked.',
  },
  'evidence-record.data-not-covered': {
    zh: '第 {chain} 条时间戳链的杂凑树中没有此数据：数据不符或证据不属于它。',
    en: 'The hash tree of chain {chain} does not hold this data: it was changed, or the evidence belongs to other data.',
  },
  'evidence-record.renewal-not-covered': {
    zh: '第 {timestamp} 个时间戳未覆盖它之前的时间戳。',
    en: 'Timestamp {timestamp} does not cover the one before it.',
  },
  'evidence-record.digest-changed': {
    zh: '第 {chain} 条时间戳链中途更换了杂凑算法。',
    en: 'Chain {chain} changes its digest algorithm on the way.',
  },
  'evidence-record.digest-unknown': {
    zh: '第 {chain} 条时间戳链的杂凑算法（{oid}）本产品不支持。',
    en: 'The digest algorithm of chain {chain} ({oid}) is not supported.',
  },
  'evidence-record.hash-length': {
    zh: '第 {chain} 条时间戳链的杂凑值长度与算法不符。',
    en: 'A hash in chain {chain} has another length than its algorithm gives.',
  },
  'evidence-record.order': {
    zh: '第 {timestamp} 个时间戳（{time}）早于它所覆盖的时间戳（{before}）。',
    en: 'Timestamp {timestamp} ({time}) is older than the one it covers ({before}).',
  },
} as const
