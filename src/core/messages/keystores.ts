// Texts for what can be wrong with files that hold certificates and keys.

import type { RefusalCode } from '../keystores/problem.ts'

export const keystoresMessages: Readonly<Record<RefusalCode, { zh: string; en: string }>> = {
  'keystore.password-missing': {
    zh: '内容已加密，请提供口令。',
    en: 'The contents are encrypted; give the password.',
  },
  'keystore.password-wrong': {
    zh: '口令不对；文件本身结构完整。',
    en: 'The password is wrong; the file itself is whole.',
  },
  'keystore.password-wrong-or-damaged': {
    zh: '口令不对，或文件已损坏；该文件没有校验值，无法区分。',
    en: 'Either the password is wrong or the file is damaged; it has nothing that would tell which.',
  },
  'keystore.altered': {
    zh: '口令正确，但内容与校验值不符：文件在生成之后被改动过。请重新获取。',
    en: 'The password is right, but the contents do not match their checksum: the file was changed after it was made. Get it again.',
  },
  'keystore.damaged': {
    zh: '文件已损坏或格式不对（{problem}）。',
    en: 'The file is damaged or not in its format ({problem}).',
  },
  'keystore.algorithm-unsupported': {
    zh: '不支持其中的算法或内容类型 {algorithm}。',
    en: 'The algorithm or content type {algorithm} is not supported.',
  },
  'keystore.too-much-work': {
    zh: '口令迭代次数 {iterations} 过大，未打开。',
    en: 'The iteration count {iterations} is too high; it was not opened.',
  },
  'keystore.too-large': { zh: '文件超过 {maxBytes} 字节。', en: 'The file is larger than {maxBytes} bytes.' },
  'keystore.too-many-items': { zh: '条目超过 {max} 个。', en: 'There are more than {max} items.' },
  'keystore.nested': {
    zh: '压缩包里还有压缩包，请先解压里面的那个。',
    en: 'There is an archive inside the archive; unpack the inner one first.',
  },
  'keystore.archive': { zh: '压缩包有问题（{problem}）。', en: 'Something is wrong with the archive ({problem}).' },
  'keystore.armour-cut-off': {
    zh: '第 {offset} 个字符处开始的 {label} 没有结束行，文件可能没有复制完整。',
    en: 'The {label} that begins at character {offset} has no end line; the file may not have been copied whole.',
  },
  'keystore.not-base64': {
    zh: '第 {offset} 个字符处开始的 {label} 不是正确的 Base64。',
    en: 'The {label} that begins at character {offset} is not correct Base64.',
  },
  'keystore.other': {
    zh: '这是 {label}，不是证书或密钥。',
    en: 'This is a {label}, not a certificate or a key.',
  },
  'keystore.empty': { zh: '文件是空的。', en: 'The file is empty.' },
  'keystore.given-up': {
    zh: '读取文件超出了允许的时间或内存（{reason}），已停止。',
    en: 'Reading the file took more time or memory than is allowed ({reason}) and was stopped.',
  },
  'keystore.nothing-found': {
    zh: '里面没有证书、密钥或证书申请。',
    en: 'It holds no certificate, key or request.',
  },
}
