// Texts of certificate packages: why one is not made.

export const packagesMessages = {
  'package.device-key': {
    zh: '“{target}”的私钥在设备上生成，安装包里不能有私钥。',
    en: 'The private key of “{target}” is born on the device: no package for it may carry one.',
  },
  'package.format-not-for-target': {
    zh: '“{target}”不使用 {format} 格式。',
    en: '“{target}” does not take the format {format}.',
  },
  'package.root-missing': {
    zh: '{format} 要包含根证书，但手中没有根证书，请一并提供。',
    en: '{format} holds the root too, and it is not at hand; give it as well.',
  },
  'package.encryption-missing': {
    zh: '{format} 需要签名、加密两张证书，缺少加密证书。',
    en: '{format} takes two certificates, and the one for encryption is missing.',
  },
  'package.encryption-key-missing': {
    zh: '缺少加密证书的私钥，请先导入 CA 返回的加密密钥信封。',
    en: 'The private key of the encryption certificate is missing; import the envelope the CA sent first.',
  },
  'package.key-missing': {
    zh: '{format} 里要有私钥，请提供私钥文件。',
    en: '{format} holds the private key; give the key file.',
  },
  'package.password-missing': {
    zh: '{format} 需要口令，至少 {min} 个字符。',
    en: '{format} needs a password of at least {min} characters.',
  },
  'package.password-not-ascii': {
    zh: '旧系统只认英文字母、数字和符号的口令，请换一个。',
    en: 'Old systems take passwords of plain letters, digits and signs only; choose another one.',
  },
  'package.key-mismatch': {
    zh: '私钥与证书不成对。',
    en: 'The private key does not belong to the certificate.',
  },
  'package.self-check-failed': {
    zh: '安装包自检没有通过（{problem}），没有给出。',
    en: 'The package did not pass its own check ({problem}) and was not handed out.',
  },
  'package.target-unknown': { zh: '没有“{target}”这个目标。', en: 'There is no target “{target}”.' },
  'package.key-export-forbidden': {
    zh: '安装包会带出由本服务保管的私钥：须由一名运维人员申请、另一名批准；设备内生成的私钥从不导出。',
    en: 'The package would take a private key out of the service: one operator asks and another approves. Keys of devices never leave them.',
  },
  'package.key-not-here': {
    zh: '此证书的私钥不在本系统。',
    en: 'The private key of this certificate is not in the service.',
  },
  'package.key-export-other': {
    zh: '批准的是另一个安装包（证书、目标、版本或格式不同），请重新申请。',
    en: 'What was approved is another package (certificate, target, version or format): ask again.',
  },
  'package.chain-incomplete': {
    zh: '证书链不完整：缺少“{issuer}”的证书，请先导入。',
    en: 'The chain is incomplete: the certificate of “{issuer}” is missing; import it first.',
  },
} as const
