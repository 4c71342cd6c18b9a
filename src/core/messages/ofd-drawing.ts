// Why something on a page of an OFD is not drawn, or not as written. No findings: the verdict never depends on a drawing.

export const ofdDrawingMessages = {
  'ofd-drawing.package': {
    zh: '文件包无法打开（{problem}），不能显示页面。',
    en: 'The package cannot be opened ({problem}): no page can be shown.',
  },
  'ofd-drawing.no-such-page': { zh: '没有第 {page} 页（共 {pages} 页）。', en: 'There is no page {page} of {pages}.' },
  'ofd-drawing.given-up': {
    zh: '页面在限定的时间和内存内画不出来（{reason}），已停止。',
    en: 'The page could not be drawn within the time and memory allowed ({reason}) and was given up.',
  },
  'ofd-drawing.page-missing': {
    zh: '页面内容文件“{name}”缺失或读不出来。',
    en: 'The page’s content “{name}” is missing or unreadable.',
  },
  'ofd-drawing.file': {
    zh: '“{name}”读不出来（{problem}），其中的内容没有画。',
    en: '“{name}” cannot be read ({problem}): what it holds is not drawn.',
  },
  'ofd-drawing.template-missing': {
    zh: '模板页 {object} 缺失，没有画。',
    en: 'Template {object} is missing and not drawn.',
  },
  'ofd-drawing.too-many-objects': {
    zh: '页面对象超过 {most} 个，其余没有画。',
    en: 'The page has more than {most} objects: the rest is not drawn.',
  },
  'ofd-drawing.too-deep': {
    zh: '对象嵌套超过 {most} 层，里层没有画。',
    en: 'Objects nest deeper than {most} levels: those inside are not drawn.',
  },
  'ofd-drawing.too-much': {
    zh: '文字或路径过多，{times} 个对象没有画。',
    en: 'Too much text or too many paths: {times} objects are not drawn.',
  },
  'ofd-drawing.hidden': {
    zh: '{times} 个对象标为不可见，没有画（如 {object}）。',
    en: '{times} objects are marked invisible and not drawn (such as {object}).',
  },
  'ofd-drawing.path': {
    zh: '{times} 条路径写法有误，没有画（如 {object}）。',
    en: '{times} paths are not well written and not drawn (such as {object}).',
  },
  'ofd-drawing.text-size': {
    zh: '{times} 处文字字号有误，没有画（如 {object}）。',
    en: '{times} texts have no usable size and are not drawn (such as {object}).',
  },
  'ofd-drawing.text-places': {
    zh: '{times} 处文字的位置写法有误，没有画（如 {object}）。',
    en: '{times} texts have unusable positions and are not drawn (such as {object}).',
  },
  'ofd-drawing.font-replaced': {
    zh: '文件自带的字体（如 {font}）没有使用，字形与原样可能不同。',
    en: 'Fonts inside the file (such as {font}) are not used: letters may look different.',
  },
  'ofd-drawing.font-unknown': {
    zh: '{times} 处文字没有指明字体（如 {object}），用了通用字体。',
    en: '{times} texts name no known font (such as {object}): a common one is used.',
  },
  'ofd-drawing.shading': {
    zh: '{times} 处渐变或底纹只画了第一种颜色（如 {object}，{kind}）。',
    en: '{times} gradients or patterns are drawn in their first colour only (such as {object}, {kind}).',
  },
  'ofd-drawing.clip': {
    zh: '{times} 处裁剪读不出来，内容未裁剪（如 {object}）。',
    en: '{times} clips cannot be read: nothing is cut off there (such as {object}).',
  },
  'ofd-drawing.clip-by-text': {
    zh: '{times} 处按文字裁剪没有照做（如 {object}）。',
    en: '{times} clips by text are not followed (such as {object}).',
  },
  'ofd-drawing.image-missing': {
    zh: '{times} 处图片找不到，没有画（如 {object}）。',
    en: '{times} pictures are not found and not drawn (such as {object}).',
  },
  'ofd-drawing.image-format': {
    zh: '{times} 处图片的格式这里不画（如 {object}，开头字节 {start}）。',
    en: '{times} pictures are of a format not drawn here (such as {object}, beginning {start}).',
  },
  'ofd-drawing.image-too-large': {
    zh: '{times} 处图片过大，没有画（如 {object}）。',
    en: '{times} pictures are too large and not drawn (such as {object}).',
  },
  'ofd-drawing.image-damaged': {
    zh: '{times} 处图片损坏，没有画（如 {object}）。',
    en: '{times} pictures are damaged and not drawn (such as {object}).',
  },
  'ofd-drawing.image-mask': {
    zh: '{times} 处图片的蒙版没有使用（如 {object}）。',
    en: 'The masks of {times} pictures are not used (such as {object}).',
  },
  'ofd-drawing.unit-missing': {
    zh: '{times} 处复合对象找不到内容，没有画（如 {object}）。',
    en: '{times} composite objects have no content and are not drawn (such as {object}).',
  },
  'ofd-drawing.seal-unreadable': {
    zh: '签章图片读不出来，没有画（{object}）。',
    en: 'The picture of a seal cannot be read and is not drawn ({object}).',
  },
} as const
