// Texts of the report shelf: what ordering, making and computing again may answer.

export const reportsMessages = {
  'reports.not-found': { zh: '没有编号为 {id} 的报表。', en: 'There is no report {id}.' },
  'reports.no-period': { zh: '“{period}”不是这类报表的期间。', en: '“{period}” is no period of such a report.' },
  'reports.not-begun': { zh: '期间“{period}”还没有开始。', en: 'The period {period} has not begun.' },
  'reports.reason-required': {
    zh: '“{period}”已有正式报表；再出一份须写明更正的原因。',
    en: 'There is a final report of {period}; another one takes a reason.',
  },
  'reports.being-made': { zh: '“{period}”的报表正在生成。', en: 'The report of {period} is being made.' },
  'reports.not-made': { zh: '报表 {number} 还没有生成。', en: 'Report {number} is not made yet.' },
  'reports.no-file': { zh: '报表 {number} 还没有这种文件。', en: 'Report {number} has no such file yet.' },
  'reports.no-figure': { zh: '报表 {id} 里没有“{figure}”这个指标。', en: 'Report {id} has no figure {figure}.' },
} as const
