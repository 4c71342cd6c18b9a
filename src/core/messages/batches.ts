// Texts of batches of verifications and of the archives they come in.

export const batchesMessages = {
  'batch.not-found': { zh: '没有这个批次。', en: 'There is no such batch.' },
  'batch.empty': { zh: '没有可验证的文件。', en: 'There is nothing to verify.' },
  'batch.too-many': { zh: '一批最多 {max} 个文件。', en: 'A batch holds {max} files at most.' },
  'batch.ended': { zh: '此批次已经结束。', en: 'The batch has ended already.' },
  'batch.file-missing': {
    zh: '清单中的文件“{name}”没有提供。',
    en: 'The manifest names “{name}”, which was not handed in.',
  },
  'batch.file-empty': { zh: '文件是空的。', en: 'The file is empty.' },
  'batch.format-unknown': { zh: '清单中的格式“{format}”不存在。', en: 'There is no format “{format}”.' },
  'batch.time-unreadable': {
    zh: '清单中的时刻“{at}”须写成 2026-01-31T12:00:00+08:00 这样，带时区。',
    en: 'Write the moment “{at}” like 2026-01-31T12:00:00+08:00, with its zone.',
  },
  'batch.manifest-unreadable': {
    zh: '清单第 {line} 行无法读取；可用的列：file、content、query、format、at。',
    en: 'Line {line} of the manifest cannot be read; its columns are file, content, query, format, at.',
  },
  'batch.manifest-too-large': {
    zh: '清单超过 {maxBytes} 字节。',
    en: 'The manifest is larger than {maxBytes} bytes.',
  },
  'batch.item-abandoned': {
    zh: '尝试 {attempts} 次都中断，不再验证。',
    en: 'It was taken up {attempts} times and never finished; it is not tried again.',
  },
  'zip.not-an-archive': { zh: '不是可读的 ZIP 压缩包。', en: 'This is not a readable ZIP archive.' },
  'zip.unsupported': {
    zh: '不支持此 ZIP（分卷、ZIP64 或压缩方法）。',
    en: 'This kind of ZIP is not supported (several parts, ZIP64, or its compression).',
  },
  'zip.too-many-entries': {
    zh: 'ZIP 中有 {count} 项，最多 {max} 项。',
    en: 'The archive holds {count} entries; {max} at most.',
  },
  'zip.too-large': {
    zh: 'ZIP 解开后超过 {maxBytes} 字节。',
    en: 'The archive unpacks to more than {maxBytes} bytes.',
  },
  'zip.overlapping': {
    zh: 'ZIP 各项数据互相重叠，拒绝打开。',
    en: 'Entries of the archive overlap: it is not opened.',
  },
  'zip.encrypted': { zh: '已加密，无法打开。', en: 'It is encrypted and cannot be opened.' },
  'zip.name-unsafe': {
    zh: '文件名不安全（绝对路径、“..”、反斜杠或控制字符）。',
    en: 'Its name is not safe (absolute, “..”, a backslash or control characters).',
  },
  'zip.name-duplicate': {
    zh: '有多个同名文件，不知道指哪一个。',
    en: 'Several files have this name; nobody knows which is meant.',
  },
  'zip.no-file': { zh: '不是普通文件（例如链接）。', en: 'It is no plain file (a link, for example).' },
  'zip.ratio': {
    zh: '解开后是原来的 {max} 倍以上，疑为压缩炸弹。',
    en: 'It unpacks to more than {max} times its size.',
  },
  'zip.entry-too-large': { zh: '解开后超过 {maxBytes} 字节。', en: 'It unpacks to more than {maxBytes} bytes.' },
  'zip.disagrees': {
    zh: 'ZIP 目录与文件头说法不一，拒绝打开。',
    en: 'The directory of the archive and the header of the file disagree.',
  },
  'zip.damaged': { zh: '压缩数据已损坏。', en: 'The packed data is damaged.' },
  'zip.nested': { zh: '压缩包中的压缩包不打开。', en: 'An archive in an archive is not opened.' },
} as const
