// Texts of the recipes and of what an old platform refuses.

export const targetsMessages = {
  'target.not-found': { zh: '没有名为 {id} 的部署目标。', en: 'There is no deployment target {id}.' },
  'recipe.name-not-a-host': {
    zh: '{name} 不是域名（ASCII 形式）或地址。',
    en: '{name} is neither a host name (ASCII form) nor an address.',
  },
  'recipe.too-many-names': {
    zh: '名称太多：{count} 个，最多 100 个。',
    en: '{count} names are too many; 100 at most.',
  },
  'recipe.text': {
    zh: '{name} 的值“{value}”不可用：为空、过长、首尾有空格、以减号开头或含有不可见字符。',
    en: 'The value “{value}” of {name} cannot be used: empty, too long, blanks at an end, a leading hyphen or invisible characters.',
  },
  'recipe.value-not-quotable': {
    zh: '{name} 的值“{value}”无法安全地写进这份手册的命令（{dialect}）。',
    en: 'The value “{value}” of {name} cannot be written safely into the commands of this recipe ({dialect}).',
  },
  'recipe.placeholder-unknown': {
    zh: '这份手册需要 {name}：请给出域名。',
    en: 'This recipe needs {name}: give a host name.',
  },
  'recipe.setting-unknown': { zh: '这份手册没有设置项 {name}。', en: 'This recipe has no setting {name}.' },
  'recipe.alias': {
    zh: '别名“{value}”只能用字母、数字、点、横线和下划线，以字母或数字开头，最多 64 个字符。',
    en: 'The alias “{value}” may hold letters, digits, dots, hyphens and underscores, beginning with a letter or digit, 64 at most.',
  },
  'recipe.port': { zh: '{value} 不是端口号。', en: '{value} is no port number.' },
  'recipe.key-bits': {
    zh: 'RSA 密钥长度 {value} 不可用：2048、3072 或 4096。',
    en: 'RSA keys of {value} bits are not made: 2048, 3072 or 4096.',
  },
  'preflight.sha2': {
    zh: '{platform} 不认识 SHA-2 签名的证书，须先安装补丁 KB938397 / KB968730。',
    en: '{platform} does not know certificates signed with SHA-2 before the hotfixes KB938397 / KB968730.',
  },
  'preflight.elliptic': {
    zh: '{platform} 不支持 {algorithm} 密钥。',
    en: '{platform} does not support {algorithm} keys.',
  },
  'preflight.sm2': {
    zh: '{platform} 不支持国密 SM2 证书，请换用 RSA 证书或国密网关。',
    en: '{platform} does not support SM2 certificates; use an RSA certificate or a TLCP gateway.',
  },
  'preflight.dual-only': {
    zh: '{platform} 的这份手册用于国密双证书，不适用于 {algorithm} 证书。',
    en: 'This recipe of {platform} is for SM2 pairs, not for {algorithm} certificates.',
  },
  'preflight.edwards': {
    zh: '{platform} 不支持 Ed25519 证书。',
    en: '{platform} does not support Ed25519 certificates.',
  },
  'preflight.modern-pfx': {
    zh: '{platform} 打不开 AES 加密的 PFX（会提示密码错误），请使用旧式 PFX。',
    en: '{platform} cannot open a PFX with AES (it reports a wrong password); use the legacy PFX.',
  },
  'preflight.weak-signature': {
    zh: '{digest} 签名的证书已不被浏览器和 {platform} 接受。',
    en: 'Certificates signed with {digest} are no longer accepted by browsers and {platform}.',
  },
  'preflight.version-unknown': {
    zh: '没有给出 {platform} 的版本，旧版本的限制无法检查。',
    en: 'The version of {platform} is not given: the limits of old versions cannot be checked.',
  },
  'preflight.format-not-taken': {
    zh: '{platform} 不接受 {format} 格式的文件。',
    en: '{platform} does not take files of the format {format}.',
  },
  'preflight.key-stays': {
    zh: '{platform} 的私钥在设备内生成，不能使用带私钥的 {format}。',
    en: 'The key of {platform} is born on the device: {format}, which carries a key, is not for it.',
  },
} as const
