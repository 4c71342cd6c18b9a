// Texts of the register of systems.

export const systemsMessages = {
  'systems.not-found': { zh: '没有编号为 {id} 的系统。', en: 'There is no system {id}.' },
  'systems.file-missing': {
    zh: '请附上登记表文件（xlsx 或 JSON）。',
    en: 'Attach the register as a file (xlsx or JSON).',
  },
  'systems.file-unreadable': {
    zh: '文件不是可读的 xlsx 或 JSON 登记表。',
    en: 'The file is not a readable xlsx or JSON register.',
  },
  'systems.file-too-large': { zh: '文件超过大小限制。', en: 'The file is larger than the limit.' },
  'systems.column-missing': { zh: '缺少列。', en: 'The column is missing.' },
  'systems.rows-too-many': { zh: '行数超过 {max}。', en: 'More than {max} rows.' },
  'systems.cell-empty': { zh: '不能为空。', en: 'Must not be empty.' },
  'systems.cell-too-long': { zh: '超过 {max} 个字符。', en: 'Longer than {max} characters.' },
  'systems.cell-not-a-choice': { zh: '“{value}”不在可选值中：{choice}。', en: '“{value}” is none of {choice}.' },
  'systems.id-malformed': {
    zh: '编号“{value}”只能含小写字母、数字、点和连字符，且不超过 80 个字符。',
    en: 'Id “{value}” may hold lower-case letters, digits, dots and hyphens, at most 80.',
  },
  'systems.date-malformed': { zh: '“{value}”不是日期（YYYY-MM-DD）。', en: '“{value}” is not a date (YYYY-MM-DD).' },
  'systems.number-malformed': { zh: '“{value}”不是行号。', en: '“{value}” is not a line number.' },
  'systems.settings-malformed': { zh: '设置不是 JSON 对象。', en: 'Settings are not a JSON object.' },
  'systems.target-missing': { zh: '自动检查必须填写检查对象。', en: 'An automatic check needs a target.' },
  'systems.row-contradicts': {
    zh: '系统 {id} 的名称或环境与前面的行不一致。',
    en: 'Name or environment of system {id} differ from an earlier row.',
  },
  'systems.node-in-two-systems': {
    zh: '节点 {id} 已属于另一系统。',
    en: 'Node {id} belongs to another system already.',
  },
  'systems.node-behind-itself': {
    zh: '节点 {id} 不能是自己的上级。',
    en: 'Node {id} cannot stand behind itself.',
  },
  'systems.check-repeated': { zh: '巡检项编号 {id} 重复。', en: 'Check id {id} is there twice.' },
} as const
