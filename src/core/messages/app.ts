// Texts of the house itself: what any route may answer.

export const appMessages = {
  'app.sign-in-required': { zh: '请先登录。', en: 'Sign in first.' },
  'app.whole-estate-required': {
    zh: '这里的内容涉及所有的区，账号限于一个区，不能查看或导出。请由不限区的人员办理。',
    en: 'This tells of every district, and the account is limited to one: it can neither be read nor exported. Ask somebody who is not.',
  },
  'app.role-required': {
    zh: '您没有此操作的权限（需要角色：{roles}）。',
    en: 'You may not do this (it takes the role {roles}).',
  },
  'app.step-up-required': {
    zh: '此操作须先再次验证您的身份。',
    en: 'Prove again who you are before you do this.',
  },
  'app.outside-district': {
    zh: '此账号没有所属区，或内容属于其他区，不能保存。请安全保密管理员为账号设定所属区。',
    en: 'This account has no district, or the record belongs to another one: nothing was saved. Ask the security administrator for a district.',
  },
  'app.cursor-invalid': { zh: '翻页标记无效。', en: 'The page mark is not ours.' },
  'app.field-invalid': { zh: '“{field}”不符合要求：{problem}', en: '“{field}” is not acceptable: {problem}' },
  'app.body-unreadable': { zh: '请求内容无法读取。', en: 'The body of the request cannot be read.' },
  'app.body-too-large': {
    zh: '请求内容超过 {maxBytes} 字节。',
    en: 'The body of the request is larger than {maxBytes} bytes.',
  },
  'app.route-unknown': { zh: '没有这个地址：{path}', en: 'There is nothing at {path}' },
  'app.cross-origin': { zh: '此请求来自其他网站，已拒绝。', en: 'Refused: this request comes from another site.' },
  'app.csrf-token': {
    zh: '此请求没有带本次登录的防伪标记，已拒绝。请刷新页面后重试。',
    en: 'Refused: the request does not carry the token of this session (X-CSRF-Token). Reload the page and try again.',
  },
  'app.host-unknown': {
    zh: '本服务不以“{host}”的名义应答。请设置 ZHENGXUN_PUBLIC_URL。',
    en: 'This service does not answer as “{host}”. Set ZHENGXUN_PUBLIC_URL.',
  },
  'app.clock-wrong': {
    zh: '本机时钟偏差 {seconds} 秒，校准前不签发、不签名。',
    en: 'The clock of this host is {seconds} s off; until it is set nothing is issued or signed.',
  },
  'app.database-away': { zh: '数据库暂时没有应答，请稍后再试。', en: 'The database does not answer. Try again later.' },
  'app.outcome-unknown': {
    zh: '保存时与数据库的连接中断，暂时无法确认是否已保存。请先查看结果，再决定是否重做。',
    en: 'The connection to the database was lost while saving; whether it was saved is not known yet. Look before you try again.',
  },
  'app.too-fast': {
    zh: '此操作过于频繁，请在 {seconds} 秒后再试。',
    en: 'Too often. Try again in {seconds} s.',
  },
  'app.probe-absent': {
    zh: '此运行环境没有“{kind}”探测，须由 Node 实例执行。',
    en: 'This runtime has no “{kind}” probe; a Node instance must run it.',
  },
  'app.part-absent': { zh: '此运行环境不提供“{part}”。', en: 'This runtime does not offer “{part}”.' },
  'app.internal': {
    zh: '内部错误，已记录。请向管理员提供请求编号。',
    en: 'An internal error, which was recorded. Give the administrator the request id.',
  },
} as const
