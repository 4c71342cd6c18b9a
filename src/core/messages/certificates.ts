// Texts of the certificate inventory and of certification requests.

export const certificatesMessages = {
  'certificates.not-found': { zh: '没有这张证书。', en: 'No such certificate.' },
  'certificates.expired': { zh: '证书已于 {date} 过期。', en: 'The certificate expired on {date}.' },
  'certificates.not-yet-valid': { zh: '证书自 {date} 起才有效。', en: 'The certificate is valid from {date} only.' },
  'certificates.expires-soon': { zh: '证书还有 {days} 天到期。', en: 'The certificate expires in {days} days.' },
  'certificates.chain-incomplete': {
    zh: '服务器 {endpoint} 未发送完整的证书链，部分客户端会拒绝连接。',
    en: '{endpoint} does not send the whole chain; some clients will refuse to connect.',
  },
  'certificates.nodes-differ': {
    zh: '{total} 个节点中只有 {serving} 个在使用这张证书，其余节点使用其他证书。',
    en: 'Only {serving} of {total} nodes serve this certificate; the others serve another one.',
  },
  'certificates.not-served': { zh: '没有节点在使用这张证书。', en: 'No node serves this certificate.' },
  'certificates.issuer-unknown': {
    zh: '没有找到签发者“{issuer}”的证书，请一并导入。',
    en: 'The certificate of the issuer “{issuer}” is not known; import it too.',
  },
  'certificates.weak-algorithm': {
    zh: '签名算法 {algorithm} 已不安全。',
    en: 'The signature algorithm {algorithm} is no longer safe.',
  },
  'certificates.key-too-short': {
    zh: 'RSA 密钥只有 {bits} 位，至少应为 2048 位。',
    en: 'The RSA key has {bits} bits only; 2048 is the least.',
  },
  'certificates.no-file': { zh: '请选择要导入的证书文件。', en: 'Choose the certificate files to import.' },
  'certificates.too-many-files': { zh: '一次最多导入 {limit} 个文件。', en: 'At most {limit} files at a time.' },
  'certificates.file-empty': { zh: '文件是空的。', en: 'The file is empty.' },
  'certificates.file-too-large': { zh: '文件超过 {limitKib} KiB。', en: 'The file is larger than {limitKib} KiB.' },
  'certificates.file-private-key': {
    zh: '文件里有私钥。私钥不应上传，请立即确认它没有泄露；该项未保存。',
    en: 'The file holds a private key. Private keys must not be uploaded; nothing of it was kept.',
  },
  'certificates.file-other': {
    zh: '第 {index} 项是 {label}，不是证书。',
    en: 'Item {index} is a {label}, not a certificate.',
  },
  'certificates.file-no-certificate': { zh: '文件里没有证书。', en: 'The file holds no certificate.' },
  'certificates.file-unreadable': {
    zh: '第 {index} 项在字节 {offset} 处无法解析（{problem}）。',
    en: 'Item {index} cannot be read at byte {offset} ({problem}).',
  },
  'certificates.file-too-many': {
    zh: '文件里的证书超过 {limit} 张。',
    en: 'The file holds more than {limit} certificates.',
  },
  'key.not-found': { zh: '没有这把密钥。', en: 'No such key.' },
  'key.sealed-under-another-key': {
    zh: '密钥是用另一把主密钥封装的，请检查配置中的主密钥文件。',
    en: 'The key is sealed under another key-encryption key; check the configured file.',
  },
  'key.seal-broken': {
    zh: '密钥的封装被改动过，已停用。',
    en: 'The seal of the key has been tampered with; it is not used.',
  },
  'key.token-pin': {
    zh: '密码设备拒绝了 PIN，不会再试（多试会锁死设备）；请改正设置后重新启动。（{words}）',
    en: 'The token refused the PIN; it is not tried again, for that locks tokens. Correct the setting and restart. ({words})',
  },
  'key.token-absent': { zh: '找不到密码设备，或没有配置。', en: 'The token is not there, or not configured.' },
  'key.token-key-missing': { zh: '密码设备里没有这把密钥。', en: 'The key is not on the token.' },
  'key.token-algorithm': { zh: '密码设备不能生成或使用这种密钥。', en: 'The token cannot make or use such a key.' },
  'key.token-cannot-make': {
    zh: '密码设备（PKCS#11）不能生成 {algorithm} 密钥，标准里没有。请换算法（RSA、P-256、P-384），或在 ZHENGXUN_PKCS11_PURPOSES 里去掉这种用途，让密钥封存在本系统。',
    en: 'A PKCS#11 token makes no {algorithm} key: the standard has none. Choose RSA, P-256 or P-384, or take this purpose out of ZHENGXUN_PKCS11_PURPOSES, so that the key is sealed here.',
  },
  'key.token-failed': { zh: '密码设备出错：{words}', en: 'The token failed: {words}' },
  'key.token-silent': { zh: '密码设备没有应答：{words}', en: 'The token does not answer: {words}' },
  'key.token-stays': {
    zh: '这把密钥在密码设备里生成，不能导出。',
    en: 'The key was born on a token and cannot leave it.',
  },
  'key.kek-from-settings': {
    zh: '主密钥来自设置：请把新的写入 ZHENGXUN_KEK，旧的写入 ZHENGXUN_KEK_PREVIOUS，再重新启动。',
    en: 'The key-encryption key comes from the settings: put the new one into ZHENGXUN_KEK, the old one into ZHENGXUN_KEK_PREVIOUS, and restart.',
  },
  'key.kek-still-needed': {
    zh: '还有 {rows} 项没有换到新的主密钥下，旧的主密钥不能丢弃。',
    en: '{rows} items are not yet under the new key-encryption key; the old one is kept.',
  },
  'request.key-asked-before': {
    zh: '“{name}”的这把密钥已经有一份申请在案；请在设备上用新密钥重新生成申请，或使用原有的那一份。',
    en: 'There is a request for this key of “{name}” already; make a new key on the device, or use the request on record.',
  },
  'request.key-reused': {
    zh: '这把密钥已用于序列号 {serial} 的证书；每次续期换一把新密钥更安全。',
    en: 'The key serves the certificate with serial {serial} already; a new key at each renewal is safer.',
  },
  'request.not-open': {
    zh: '这份申请已签发或已放弃。',
    en: 'The request has its certificate or was given up.',
  },
  'request.not-found': { zh: '没有这份证书申请。', en: 'No such certificate request.' },
  'request.unreadable': {
    zh: '无法读取申请文件：字节 {offset} 处 {problem}。',
    en: 'The request cannot be read: {problem} at byte {offset}.',
  },
  'request.algorithm-unknown': { zh: '未知的签名算法 {algorithm}。', en: 'Unknown signature algorithm {algorithm}.' },
  'request.sm2-empty-id': {
    zh: '申请以空的用户标识签名（OpenSSL 的默认行为），国内 CA 会拒绝；请用标识 1234567812345678 重新生成。',
    en: 'The request is signed under an empty identifier (OpenSSL’s default); Chinese CAs refuse it. Make it again under 1234567812345678.',
  },
  'request.sm2-without-za': {
    zh: '申请签名时没有计算 ZA，不符合国密标准。',
    en: 'The request is signed without ZA, against the SM2 standard.',
  },
  'request.signature-broken': {
    zh: '申请的签名验证不通过：内容被改动，或私钥与公钥不匹配。',
    en: 'The signature of the request does not verify: it was changed, or the private key does not belong to the public one.',
  },
  'request.attribute-without-set': {
    zh: '{count} 个属性没有按标准放在 SET 中（双证书申请工具的写法），多数软件无法读取。',
    en: '{count} attributes lack the SET the standard wants (as dual-certificate tools write them); most software cannot read them.',
  },
  'request.challenge-password': {
    zh: '申请中含有明文的挑战口令。',
    en: 'The request holds a challenge password in the clear.',
  },
  'request.no-alternative-names': {
    zh: '申请中没有备用名称（SAN），浏览器不再使用通用名称。',
    en: 'The request names no alternative names; browsers no longer look at the common name.',
  },
  'request.profile-needs-wildcard': {
    zh: '通配符模板需要至少一个通配符域名。',
    en: 'The wildcard profile needs a wildcard name.',
  },
  'request.profile-is-not-for-wildcards': {
    zh: '站点模板不用于通配符域名，请选用通配符模板。',
    en: 'The site profile is not for wildcard names; choose the wildcard profile.',
  },
  'request.profile-needs-sm2': {
    zh: '国密双证书模板只用于 SM2 密钥。',
    en: 'The SM2 dual-certificate profile is for SM2 keys only.',
  },
  'request.profile-needs-names': {
    zh: '模板 {profile} 需要至少一个域名或地址。',
    en: 'The profile {profile} needs a host name or an address.',
  },
  'request.form.byte-order-mark': {
    zh: '文件以字节顺序标记（BOM）开头。',
    en: 'The file begins with a byte order mark.',
  },
  'request.form.without-armour': {
    zh: '文件是没有 PEM 首尾行的 Base64。',
    en: 'The file is Base64 without PEM lines around it.',
  },
  'request.form.new-header': {
    zh: '使用旧式首行 “BEGIN NEW CERTIFICATE REQUEST”（Windows、keytool 的写法）。',
    en: 'It has the old header “BEGIN NEW CERTIFICATE REQUEST” (as Windows and keytool write).',
  },
  'request.form.end-differs': { zh: 'PEM 的首行与尾行不一致。', en: 'The first and the last PEM line differ.' },
  'request.form.armour-headers': {
    zh: 'PEM 中含有多余的标题行，已忽略。',
    en: 'Header lines inside the PEM were ignored.',
  },
  'request.form.text-around': { zh: '申请之前还有其他文字，已忽略。', en: 'Text in front of the request was ignored.' },
  'request.form.several-requests': {
    zh: '文件中有多份申请，只读取了第一份。',
    en: 'The file holds several requests; the first was read.',
  },
  'request.form.trailing-bytes': {
    zh: '申请之后还有 {count} 个多余的字节，已忽略。',
    en: '{count} bytes behind the request were ignored.',
  },
  'request.form.ber': {
    zh: '申请以 BER 编码而非 DER，已转换后读取。',
    en: 'The request is BER, not DER; it was converted to be read.',
  },
  'request.form.wide-names': {
    zh: '主体中有 {count} 项使用双字节字符（BMPString），部分软件无法读取。',
    en: '{count} parts of the subject are BMPStrings, which some software cannot read.',
  },
  'request.form.null-parameters': {
    zh: 'SM2 签名算法带有多余的 NULL 参数。',
    en: 'The SM2 signature algorithm has a superfluous NULL parameter.',
  },
  'request.form.temporary-key': {
    zh: '双证书申请：除签名公钥外还有一把临时公钥，CA 用它加密下发的加密私钥。',
    en: 'A dual-certificate request: beside the signature key a temporary one, to which the CA encrypts the encryption key it returns.',
  },
  'request.form.temporary-key-unreadable': {
    zh: '双证书申请中的临时公钥无法读取，或不在 SM2 曲线上。',
    en: 'The temporary key of the dual-certificate request cannot be read or is not on the SM2 curve.',
  },
  'request.key-too-short': { zh: 'RSA 密钥只有 {bits} 位。', en: 'The RSA key has {bits} bits only.' },
} as const
