// Texts of forms with files that could not be taken.

export const uploadMessages = {
  'upload.file-required': { zh: '请选择一个文件。', en: 'Choose a file.' },
  'upload.not-multipart': {
    zh: '请以表单（multipart/form-data）上传文件。',
    en: 'Send the files as a form (multipart/form-data).',
  },
  'upload.cut-off': {
    zh: '上传中断，内容不完整：请重新上传。',
    en: 'The upload broke off before its end: send it again.',
  },
  'upload.file-too-large': {
    zh: '“{name}”（{field}）超过 {maxBytes} 字节。',
    en: '“{name}” ({field}) is larger than {maxBytes} bytes.',
  },
  'upload.too-many-files': {
    zh: '一次最多上传 {maxFiles} 个文件。',
    en: 'At most {maxFiles} files at a time.',
  },
  'upload.too-much': {
    zh: '上传的文件合计超过 {maxBytes} 字节（原文不计）。',
    en: 'The files together are larger than {maxBytes} bytes (detached content not counted).',
  },
  'upload.quota-used': {
    zh: '此账号今天上传已满 {maxBytes} 字节，请明天再试。',
    en: 'This account has handed in its {maxBytes} bytes for today. Try again tomorrow.',
  },
  'upload.field-unknown': {
    zh: '表单中没有名为“{field}”的文件项。',
    en: 'The form takes no files in a field “{field}”.',
  },
} as const
