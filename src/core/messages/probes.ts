// What each reason of a probe means (问题), what was seen (现象, with the measured values) and what to do next (解决方法).
// Pure data. `{name}` is filled from the reason's params.

import { breakGlassReasons } from './approvals.ts'
import { clockReasons } from './clock.ts'
import { estateBackupReasons } from './estate-backups.ts'
import { lineageReasons } from './lineages.ts'
import { noticeReasons } from './notices.ts'
import { type ReasonText, type Text, reasonTexts as text } from './reason-shape.ts'
import { requestsReasons } from './requests.ts'

export type { ReasonText, Text }

const TLS: Record<string, ReasonText> = {
  'tls.leaf-expiring': text(
    ['站点证书即将到期', 'The site certificate is about to expire'],
    [
      '{node}：{subject} 还有 {daysLeft} 天到期（{notAfter}），阈值 {thresholdDays} 天',
      '{node}: {subject} ends in {daysLeft} days ({notAfter}); threshold {thresholdDays} days',
    ],
    ['申请续期并在所有节点部署，部署后立即探测确认', 'Renew it, deploy it on every node, then probe again'],
  ),
  'tls.leaf-expired': text(
    ['站点证书已过期', 'The site certificate has expired'],
    ['{node}：{subject} 已于 {notAfter} 过期', '{node}: {subject} ended on {notAfter}'],
    ['立即更换证书；检查续期提醒为何未处理', 'Replace it now; find out why the renewal notice was not acted on'],
  ),
  'tls.leaf-not-yet-valid': text(
    ['站点证书尚未生效', 'The site certificate is not valid yet'],
    ['{node}：{subject} 自 {notBefore} 起生效', '{node}: {subject} is valid from {notBefore}'],
    [
      '核对服务器时钟；恢复旧证书直到新证书生效',
      'Check the clock; serve the old certificate until the new one is valid',
    ],
  ),
  'tls.chain-certificate-expired': text(
    ['证书链中的 CA 证书已过期', 'A CA certificate of the chain has expired'],
    ['{node}：{subject} 已于 {notAfter} 过期', '{node}: {subject} ended on {notAfter}'],
    ['向 CA 取得新的中级证书并更新服务器证书链文件', 'Get the new intermediate from the CA and update the chain file'],
  ),
  'tls.chain-certificate-not-yet-valid': text(
    ['证书链中的 CA 证书尚未生效', 'A CA certificate of the chain is not valid yet'],
    ['{node}：{subject} 自 {notBefore} 起生效', '{node}: {subject} is valid from {notBefore}'],
    ['核对时钟与证书链文件', 'Check the clock and the chain file'],
  ),
  'tls.chain-expiring': text(
    ['证书链中的 CA 证书即将到期', 'A CA certificate of the chain is about to expire'],
    [
      '{node}：{subject} 还有 {daysLeft} 天到期（{notAfter}），阈值 {thresholdDays} 天',
      '{node}: {subject} ends in {daysLeft} days ({notAfter}); threshold {thresholdDays} days',
    ],
    [
      '提前更换中级证书，站点证书可能也需重新签发',
      'Replace the intermediate in time; the site certificate may need reissuing',
    ],
  ),
  'tls.chain-incomplete': text(
    ['服务器未发送完整证书链', 'The server does not send its whole chain'],
    ['{node}：缺少 {issuer} 的证书', '{node}: the certificate of {issuer} is missing'],
    ['把中级证书加入服务器的证书链文件并重新加载', 'Add the intermediate to the chain file and reload'],
  ),
  'tls.self-signed': text(
    ['站点使用自签名证书', 'The site certificate is signed by itself'],
    ['{node}：{issuer} 由自己签发', '{node}: {issuer} issued itself'],
    [
      '换成受信任 CA 签发的证书；核对是否误部署了默认证书',
      'Use a certificate of a trusted CA; check for a default certificate deployed by mistake',
    ],
  ),
  'tls.untrusted': text(
    ['站点证书不受信任', 'The site certificate is not trusted'],
    [
      '{node}：证书链不能验证到已配置的信任锚（{issuer} {problem}）',
      '{node}: the chain does not lead to a configured anchor ({issuer} {problem})',
    ],
    ['核对签发 CA；确认后再由管理员添加信任锚', 'Check the issuing CA; only then let an administrator add an anchor'],
  ),
  'tls.name-mismatch': text(
    ['证书域名与站点不符', 'The certificate does not name the site'],
    ['{node}：证书 {subject} 不含 {serverName}', '{node}: {subject} does not name {serverName}'],
    [
      '部署含该域名的证书，或修正 SNI 与虚拟主机配置',
      'Deploy a certificate with this name, or correct SNI and virtual hosts',
    ],
  ),
  'tls.nodes-differ': text(
    ['各节点证书不一致', 'The nodes serve different certificates'],
    ['{groups}', '{groups}'],
    ['在落后的节点部署同一张证书并重新加载', 'Deploy the same certificate on the node left behind and reload'],
  ),
  'tls.weak-key': text(
    ['证书密钥强度不足', 'The key is too weak'],
    [
      '{node}：{subject} 使用 {key}，至少应为 {minBits} 位',
      '{node}: {subject} has {key}; at least {minBits} bits are wanted',
    ],
    ['用新密钥重新申请证书', 'Request a new certificate with a new key'],
  ),
  'tls.key-roca': text(
    ['密钥可被破解：ROCA 漏洞', 'The key can be broken: ROCA'],
    [
      '{node}：{subject}（{key}）由有缺陷的智能卡库生成（{seen}），公钥即可推出私钥',
      '{node}: {subject} ({key}) was made by the broken smart card library ({seen}); the private key follows from the public one',
    ],
    [
      '按密钥泄露处理：吊销并以新密钥重新申请；更换生成它的设备或升级固件',
      'Treat it as compromised: revoke it, request a new one with a new key, and replace the device that made it or its firmware',
    ],
  ),
  'tls.key-close-primes': text(
    ['密钥可被破解：两个素数过近', 'The key can be broken: its primes are too close'],
    [
      '{node}：{subject}（{key}）用费马法 {seen} 步即被分解',
      '{node}: {subject} ({key}) is factored by Fermat’s method within {seen} rounds',
    ],
    [
      '按密钥泄露处理：吊销并以新密钥重新申请；检查生成它的软件',
      'Treat it as compromised: revoke it, request a new one with a new key, and look at the software that made it',
    ],
  ),
  'tls.key-small-factor': text(
    ['密钥可被破解：模数含小因子', 'The key can be broken: its modulus has a small factor'],
    [
      '{node}：{subject}（{key}）的模数可被 {seen} 整除',
      '{node}: the modulus of {subject} ({key}) is divisible by {seen}',
    ],
    [
      '按密钥泄露处理：吊销并以新密钥重新申请',
      'Treat it as compromised: revoke it and request a new one with a new key',
    ],
  ),
  'tls.key-exponent': text(
    ['密钥不起保护作用：公钥指数错误', 'The key protects nothing: its exponent is wrong'],
    ['{node}：{subject}（{key}）的公钥指数为 {seen}', '{node}: the public exponent of {subject} ({key}) is {seen}'],
    [
      '吊销并以新密钥重新申请；检查生成它的软件',
      'Revoke it, request a new one with a new key, and look at the software that made it',
    ],
  ),
  'tls.key-curve': text(
    ['密钥所用曲线不合适', 'The curve of the key is not fit for use'],
    ['{node}：{subject} 的密钥（{key}）曲线为 {seen}', '{node}: the key of {subject} ({key}) is on {seen}'],
    ['换用 P-256、P-384 或 SM2 的密钥重新申请', 'Request it again with a key on P-256, P-384 or SM2'],
  ),
  'tls.key-malformed': text(
    ['公钥不成立', 'The public key is none'],
    [
      '{node}：{subject} 的公钥（{key}）无效（{seen}）',
      '{node}: the public key of {subject} ({key}) is invalid ({seen})',
    ],
    ['以新密钥重新申请；检查生成它的软件', 'Request a new one with a new key, and look at the software that made it'],
  ),
  'tls.key-oversized': text(
    ['密钥过大，客户端会拒绝', 'The key is so large that clients refuse it'],
    ['{node}：{subject}（{key}）为 {seen} 位', '{node}: {subject} ({key}) has {seen} bits'],
    ['换用 2048 至 4096 位的密钥重新申请', 'Request it again with a key of 2048 to 4096 bits'],
  ),
  'tls.weak-signature': text(
    ['证书签名算法过弱', 'The signature algorithm is too weak'],
    ['{node}：{subject} 以 {digest} 签名', '{node}: {subject} is signed with {digest}'],
    ['由 CA 以 SHA-256 或 SM3 重新签发', 'Have the CA reissue it with SHA-256 or SM3'],
  ),
  'tls.protocol-too-old': text(
    ['仍接受过时的 TLS 协议', 'Outdated TLS protocols are accepted'],
    ['{node}：接受 {protocols}', '{node}: accepts {protocols}'],
    ['在服务器配置中只保留 TLS 1.2 与 1.3', 'Allow TLS 1.2 and 1.3 only'],
  ),
  'tls.no-forward-secrecy': text(
    ['未启用前向保密', 'No forward secrecy'],
    [
      '{node}：{protocol} 协商的密码套件不含临时密钥交换',
      '{node}: the suite negotiated over {protocol} has no ephemeral keys',
    ],
    ['优先启用 ECDHE 密码套件', 'Prefer ECDHE suites'],
  ),
  'tls.fingerprint-unexpected': text(
    ['证书与登记不符', 'The certificate is not the registered one'],
    ['{node}：指纹 {seen}，登记为 {expected}', '{node}: fingerprint {seen}, registered {expected}'],
    [
      '核对是否有变更工单；无工单则按安全事件处理',
      'Look for a change ticket; without one treat it as a security incident',
    ],
  ),
  'tls.revoked': text(
    ['站点证书已被吊销', 'The site certificate has been revoked'],
    ['{node}：{subject} 的状态为已吊销', '{node}: {subject} is revoked'],
    ['立即更换证书，并查明吊销原因', 'Replace it now and find out why it was revoked'],
  ),
  'tls.revocation-unknown': text(
    ['不能确认站点证书是否被吊销', 'Nobody can tell whether the site certificate is revoked'],
    ['{node}：{problem}', '{node}: {problem}'],
    ['检查证书所指的 OCSP 服务，或启用装订应答', 'Check the OCSP responder it names, or enable stapling'],
  ),
  'tls.intermediate-revoked': text(
    ['中间 CA 证书已被吊销', 'An intermediate CA has been revoked'],
    ['{node}：签发链中的 {subject} 的状态为已吊销', '{node}: {subject} in the path is revoked'],
    [
      '站点证书随之失效：由 CA 以新的中间证书重新签发，并更换所有同源证书',
      'The site certificate falls with it: have the CA reissue it below another intermediate, and replace all others below this one',
    ],
  ),
  'tls.intermediate-contradictory': text(
    ['OCSP 与 CRL 对中间 CA 的说法不一', 'OCSP and CRL contradict each other about an intermediate CA'],
    [
      '{node}：{subject} 的 OCSP 为正常，CRL（{problem}）为已吊销',
      '{node}: OCSP says {subject} is good, the CRL ({problem}) says revoked',
    ],
    ['按已吊销处理，并请 CA 说明', 'Take it as revoked and have the CA explain'],
  ),
  'tls.intermediate-unknown': text(
    ['不能确认中间 CA 是否被吊销', 'Nobody can tell whether an intermediate CA is revoked'],
    ['{node}：{subject}：{problem}', '{node}: {subject}: {problem}'],
    ['检查其证书所指的 CRL 与 OCSP 能否访问', 'Check whether the CRL and OCSP it names can be reached'],
  ),
  'tls.staple-invalid': text(
    ['装订的 OCSP 应答无效', 'The stapled OCSP answer cannot be believed'],
    ['{node}：{problem}', '{node}: {problem}'],
    ['检查服务器更新装订应答的任务与时钟', 'Check the server’s job that refreshes it, and its clock'],
  ),
  'tls.staple-missing': text(
    ['未装订 OCSP 应答', 'No OCSP answer is stapled'],
    ['{node} 应装订而未装订', '{node} should staple and does not'],
    ['在服务器启用 OCSP stapling', 'Enable OCSP stapling'],
  ),
  'tls.handshake-failed': text(
    ['TLS 握手失败', 'The TLS handshake fails'],
    ['{node}（{host}:{port}）：{problem}', '{node} ({host}:{port}): {problem}'],
    ['检查服务器证书、私钥与密码套件配置', 'Check certificate, key and cipher suites of the server'],
  ),
  'tls.answers-differ': text(
    ['同一地址先后出示两张证书', 'One address answers with two certificates'],
    ['{node}：先 {seen}，后 {other}', '{node}: {seen} first, then {other}'],
    [
      '地址后有节点未更新：逐个节点核对证书并补部署',
      'A node behind the address was left behind: look at each node and deploy there',
    ],
  ),
  'tls.addresses-differ': text(
    ['同一域名的各地址证书不一致', 'The addresses of one name serve different certificates'],
    ['{groups}', '{groups}'],
    [
      '核对域名解析，并在落后的地址部署同一张证书',
      'Check the name’s addresses, and deploy the same certificate on the one left behind',
    ],
  ),
  'tls.chain-out-of-order': text(
    ['证书链顺序错误', 'The chain is sent out of order'],
    ['{node}：证书未按“站点、中级”顺序发送', '{node}: the certificates do not follow from leaf to root'],
    ['按站点证书、签发它的中级证书的顺序重排链文件', 'Put the chain file in order: leaf, its issuer, the issuer above'],
  ),
  'tls.chain-root-sent': text(
    ['多发送了根证书', 'The root is sent needlessly'],
    ['{node}：发送了 {subject}', '{node} sends {subject}'],
    ['从证书链文件中删去根证书', 'Take the root out of the chain file'],
  ),
  'tls.chain-double': text(
    ['证书链中有重复的证书', 'A certificate is sent twice'],
    ['{node}：{subject} 重复', '{node}: {subject} is there twice'],
    ['从证书链文件中删去重复的证书', 'Take the double out of the chain file'],
  ),
  'tls.chain-stranger': text(
    ['证书链中有无关的证书', 'A certificate that does not belong is sent'],
    ['{node}：{subject} 与站点证书无关', '{node}: {subject} has nothing to do with the site certificate'],
    ['从证书链文件中删去无关的证书', 'Take it out of the chain file'],
  ),
  'tls.chain-signature-invalid': text(
    ['证书链中的签名不正确', 'A signature in the chain is wrong'],
    ['{node}：{subject}（{problem}）', '{node}: {subject} ({problem})'],
    [
      '核对是否混用了同名 CA 的不同证书，向 CA 重新取得证书链',
      'Look for two CAs of one name mixed up; get the chain from the CA again',
    ],
  ),
  'tls.purpose-wrong': text(
    ['证书不是签发给服务器用的', 'The certificate is not meant for servers'],
    ['{node}：{subject} 的扩展密钥用途不含服务器认证', '{node}: {subject} does not state server authentication'],
    ['申请用途含 serverAuth 的站点证书', 'Request a certificate for serverAuth'],
  ),
  'tls.key-usage-wrong': text(
    ['证书密钥用途不允许用于 TLS', 'The key usage does not allow TLS'],
    ['{node}：{subject}', '{node}: {subject}'],
    ['由 CA 按站点证书模板重新签发', 'Have the CA reissue it under the profile of a site'],
  ),
  'tls.issuer-is-not-ca': text(
    ['签发者不是 CA', 'The issuer is no CA'],
    ['{node}：{subject} 的签发者无权签发证书', '{node}: the issuer of {subject} may not issue'],
    ['按安全事件处理：有人用非 CA 密钥签发了证书', 'Treat it as an incident: a key that is no CA’s has issued'],
  ),
  'tls.path-too-long': text(
    ['证书链超过允许的长度', 'The chain is longer than its CA allows'],
    ['{node}：{subject}', '{node}: {subject}'],
    ['向 CA 核对中级证书', 'Ask the CA about its intermediates'],
  ),
  'tls.name-not-permitted': text(
    ['域名超出签发 CA 的许可范围', 'The CA may not issue for this name'],
    ['{node}：{subject} 违反 CA 的名称约束', '{node}: {subject} breaks the name constraints of its CA'],
    ['换用有权签发该域名的 CA', 'Use a CA that may issue for the name'],
  ),
  'tls.extension-unknown': text(
    ['证书含有无法识别的关键扩展', 'The certificate has an unknown critical extension'],
    ['{node}：{subject}', '{node}: {subject}'],
    ['由 CA 重新签发，去掉该关键扩展', 'Have the CA reissue it without the extension'],
  ),
  'tls.name-in-subject-only': text(
    ['证书没有备用名称', 'The certificate has no alternative names'],
    ['{node}：{subject} 的域名只在主题中，现代客户端不认', '{node}: {subject} names the site in its subject only'],
    ['重新申请，把域名写入 subjectAltName', 'Request it again with the names in subjectAltName'],
  ),
  'tls.leaf-is-ca': text(
    ['站点使用了 CA 证书', 'The site serves a CA certificate as its own'],
    ['{node}：{subject} 是 CA 证书', '{node}: {subject} is a CA certificate'],
    ['立即更换：CA 私钥不得放在网站服务器上', 'Replace it now: the key of a CA must not lie on a web server'],
  ),
  'tls.validity-too-long': text(
    ['证书有效期超过公开信任的上限', 'The certificate lasts longer than public trust allows'],
    [
      '{node}：{subject} 有效 {days} 天，上限 {maxDays} 天',
      '{node}: {subject} lasts {days} days; the limit is {maxDays}',
    ],
    ['浏览器会拒绝：由 CA 按上限重新签发', 'Browsers will refuse it: have the CA reissue it within the limit'],
  ),
  'tls.must-staple-missing': text(
    ['证书要求装订 OCSP 应答而服务器未装订', 'The certificate demands a stapled OCSP answer and none is sent'],
    ['{node} 未装订', '{node} does not staple'],
    [
      '在服务器启用 OCSP stapling，否则部分客户端拒绝连接',
      'Enable OCSP stapling; some clients refuse to connect without',
    ],
  ),
  'tls.weak-cipher': text(
    ['接受已破解的密码套件', 'Broken cipher suites are accepted'],
    ['{node}：接受 {suites}', '{node}: accepts {suites}'],
    [
      '在服务器配置中停用 NULL、匿名、导出、RC4、DES 与 3DES 套件',
      'Disable NULL, anonymous, export, RC4, DES and 3DES suites',
    ],
  ),
  'tls.weak-group': text(
    ['Diffie-Hellman 参数过短', 'The Diffie-Hellman group is too small'],
    ['{node}：{bits} 位，至少应为 {minBits} 位', '{node}: {bits} bits; at least {minBits} are wanted'],
    ['换用 2048 位以上的参数，或只启用 ECDHE', 'Use a group of 2048 bits or more, or ECDHE only'],
  ),
  'tls.revocation-contradictory': text(
    ['OCSP 与 CRL 对吊销状态说法不一', 'OCSP and CRL contradict each other'],
    [
      '{node}：{subject} 的 OCSP 为正常，CRL（{problem}）为已吊销',
      '{node}: OCSP says {subject} is good, the CRL ({problem}) says revoked',
    ],
    [
      '按已吊销处理并更换证书；通知 CA 核对 OCSP 服务',
      'Take it as revoked and replace it; tell the CA that its responder is behind',
    ],
  ),
  'tls.start-tls-refused': text(
    ['服务器不接受 STARTTLS', 'The server refuses STARTTLS'],
    ['{node}（{kind}）应答：{problem}', '{node} ({kind}) answered: {problem}'],
    ['在服务器启用 STARTTLS 并配置证书；核对端口与协议', 'Enable STARTTLS with a certificate; check port and protocol'],
  ),
}

const OCSP: Record<string, ReasonText> = {
  'ocsp.response-stale': text(
    ['OCSP 应答已过期', 'The OCSP answer is out of date'],
    ['下次更新时间 {nextUpdate} 已过（{canary}）', 'nextUpdate {nextUpdate} has passed ({canary})'],
    [
      '检查 OCSP 服务与 CA 数据库的同步任务及签名密钥',
      'Check the feed from the CA and the signing key of the responder',
    ],
  ),
  'ocsp.expiring-soon': text(
    ['OCSP 应答剩余有效期不足', 'The OCSP answer is about to run out'],
    [
      '剩余 {remainingPercent} %（{nextUpdate}），阈值 {thresholdPercent} %',
      '{remainingPercent} % left ({nextUpdate}); threshold {thresholdPercent} %',
    ],
    ['检查预生成应答的更新任务', 'Check the job that refreshes the answers'],
  ),
  'ocsp.not-yet-valid': text(
    ['OCSP 应答时间在未来', 'The OCSP answer lies in the future'],
    ['本次更新时间 {thisUpdate} 晚于当前时间（{canary}）', 'thisUpdate {thisUpdate} is later than now ({canary})'],
    ['检查 OCSP 服务器时钟', 'Check the clock of the responder'],
  ),
  'ocsp.next-update-missing': text(
    ['OCSP 应答没有下次更新时间', 'The OCSP answer has no nextUpdate'],
    ['应答未给出有效期（{canary}）', 'The answer does not say how long it holds ({canary})'],
    ['在 OCSP 服务中配置应答有效期', 'Configure a validity period in the responder'],
  ),
  'ocsp.never-issued-good': text(
    ['从未签发的证书被应答为“正常”', 'A certificate never issued is answered “good”'],
    ['序列号 {serial} 从未签发，应答为{status}', 'Serial {serial} was never issued; the answer is {status}'],
    [
      'OCSP 应以签发库为准：未签发应答“未知”或“已吊销”',
      'Answer from the list of issued certificates: unknown or revoked for the rest',
    ],
  ),
  'ocsp.revoked-canary-good': text(
    ['已吊销的证书被应答为“正常”', 'A revoked certificate is answered “good”'],
    ['已吊销的探针证书 {serial} 应答为{status}', 'The revoked canary {serial} is answered {status}'],
    ['立即停用该 OCSP 节点，检查吊销数据同步', 'Take this responder out of service; check the revocation feed'],
  ),
  'ocsp.revoked-canary-unknown': text(
    ['OCSP 不认识已吊销的证书', 'The responder does not know the revoked certificate'],
    ['已吊销的探针证书 {serial} 应答为{status}', 'The revoked canary {serial} is answered {status}'],
    ['检查签发与吊销数据同步', 'Check the feed of issued and revoked certificates'],
  ),
  'ocsp.good-canary-not-good': text(
    ['有效的证书被应答为异常', 'A good certificate is not answered “good”'],
    ['探针证书 {serial} 应答为{status}', 'The good canary {serial} is answered {status}'],
    [
      '核对探针证书是否被误吊销；检查 OCSP 数据',
      'See whether the canary was revoked by mistake; check the data of the responder',
    ],
  ),
  'ocsp.signer-not-authorised': text(
    ['OCSP 应答由无权的证书签名', 'The OCSP answer is signed by nobody entitled to'],
    ['签名者 {signer}：{problem}', 'Signer {signer}: {problem}'],
    ['使用由签发 CA 直接签发、含 OCSPSigning 的证书', 'Sign with a certificate the CA itself issued with OCSPSigning'],
  ),
  'ocsp.signature-invalid': text(
    ['OCSP 应答签名无效', 'The signature of the OCSP answer is broken'],
    ['签名验证失败：{problem}', 'The signature does not verify: {problem}'],
    [
      '检查签名密钥与证书是否配对；排除中间设备改写',
      'Check that key and certificate match; rule out a device that rewrites answers',
    ],
  ),
  'ocsp.error-status': text(
    ['OCSP 返回错误状态', 'The responder answers with an error'],
    ['状态 {status}（{canary}）', 'Status {status} ({canary})'],
    ['查看 OCSP 服务日志；检查其数据库与签名设备', 'Read its log; check its database and signing device'],
  ),
  'ocsp.nonce-mismatch': text(
    ['OCSP 应答的随机数不符', 'The OCSP answer carries another nonce'],
    ['应答与本次请求不对应（{canary}）', 'The answer does not belong to the question ({canary})'],
    ['检查缓存或代理是否返回了别人的应答', 'Look for a cache or proxy that returns somebody else’s answer'],
  ),
  'ocsp.nonce-missing': text(
    ['OCSP 应答未带随机数', 'The OCSP answer carries no nonce'],
    ['策略要求随机数，应答未返回（{canary}）', 'The policy wants a nonce and the answer has none ({canary})'],
    ['在 OCSP 服务中启用随机数扩展', 'Enable the nonce extension'],
  ),
  'ocsp.slow': text(
    ['OCSP 应答慢', 'The responder is slow'],
    ['{latencyMs} 毫秒，阈值 {thresholdMs} 毫秒', '{latencyMs} ms; threshold {thresholdMs} ms'],
    ['检查负载、数据库与签名设备', 'Check load, database and signing device'],
  ),
}

const CRL: Record<string, ReasonText> = {
  'crl.expired': text(
    ['CRL 已过期', 'The CRL is out of date'],
    ['下次更新时间 {nextUpdate} 已过', 'nextUpdate {nextUpdate} has passed'],
    [
      '立即签发并发布新的 CRL；检查定时任务与 CA 签名设备',
      'Issue and publish a new one now; check the job and the CA’s signing device',
    ],
  ),
  'crl.expiring-soon': text(
    ['CRL 即将到期', 'The CRL is about to run out'],
    ['剩余 {remainingHours} 小时（{nextUpdate}）', '{remainingHours} hours left ({nextUpdate})'],
    ['检查 CRL 签发与发布任务', 'Check the job that issues and publishes it'],
  ),
  'crl.not-yet-valid': text(
    ['CRL 时间在未来', 'The CRL lies in the future'],
    ['本次更新时间 {thisUpdate} 晚于当前时间', 'thisUpdate {thisUpdate} is later than now'],
    ['检查 CA 服务器时钟', 'Check the clock of the CA'],
  ),
  'crl.next-update-missing': text(
    ['CRL 没有下次更新时间', 'The CRL has no nextUpdate'],
    ['CRL 未说明有效期', 'The list does not say how long it holds'],
    ['在 CA 中配置 CRL 有效期', 'Configure the validity period in the CA'],
  ),
  'crl.number-decreased': text(
    ['CRL 编号倒退', 'The CRL number went backwards'],
    ['编号 {number}，上次为 {previousNumber}', 'Number {number}; it was {previousNumber}'],
    [
      '检查是否发布了旧文件或 CA 从旧备份恢复',
      'See whether an old file was published or the CA restored from an old backup',
    ],
  ),
  'crl.number-missing': text(
    ['CRL 没有编号', 'The CRL has no number'],
    ['缺少 cRLNumber 扩展', 'The cRLNumber extension is missing'],
    ['在 CA 中启用 CRL 编号', 'Enable CRL numbers in the CA'],
  ),
  'crl.same-number-different': text(
    ['CRL 编号相同而内容不同', 'Two lists carry the same number'],
    ['编号 {number} 的内容与上次不同', 'Number {number} has other contents than before'],
    ['查明哪一份由 CA 签发；检查是否有两套签发任务', 'Find out which one the CA issued; look for two issuing jobs'],
  ),
  'crl.serial-vanished': text(
    ['已吊销的序列号从 CRL 中消失', 'A revoked serial vanished from the CRL'],
    ['缺少 {count} 个：{serials}', '{count} missing: {serials}'],
    [
      '核对吊销库；未过期证书的吊销记录不得移除',
      'Check the revocation records: entries stay until the certificate expires',
    ],
  ),
  'crl.signature-invalid': text(
    ['CRL 签名无效', 'The signature of the CRL is broken'],
    ['签名验证失败：{problem}', 'The signature does not verify: {problem}'],
    ['重新发布 CA 签发的原始文件；检查传输与缓存', 'Publish the file as the CA issued it; check transfer and caches'],
  ),
  'crl.issuer-differs': text(
    ['CRL 不是该 CA 签发的', 'The CRL is another CA’s'],
    ['CRL 签发者 {issuer}', 'Issuer of the list: {issuer}'],
    ['检查发布点路径', 'Check the path of the distribution point'],
  ),
  'crl.revoked-canary-missing': text(
    ['已吊销的探针证书不在 CRL 中', 'The revoked canary is not on the CRL'],
    ['序列号 {serial} 不在列表中', 'Serial {serial} is not on the list'],
    ['检查吊销数据到 CRL 的同步', 'Check how revocations reach the list'],
  ),
}

const TSA: Record<string, ReasonText> = {
  'tsa.clock-drift': text(
    ['时间戳服务时钟偏差', 'The clock of the timestamp authority is off'],
    [
      '偏差 {driftMs} 毫秒（阈值 {thresholdMs} 毫秒，测量误差 ±{boundMs} 毫秒）',
      'Off by {driftMs} ms (threshold {thresholdMs} ms, known to ±{boundMs} ms)',
    ],
    ['检查时间戳服务器的时间源与 NTP 同步', 'Check its time source and NTP'],
  ),
  'tsa.eku-not-critical': text(
    ['时间戳证书的扩展密钥用途不合规', 'Extended key usage of the authority is not as it must be'],
    ['扩展密钥用途应为关键扩展且只含 timeStamping', 'It must be critical and hold timeStamping only'],
    ['向 CA 申请合规的时间戳证书并更换', 'Get a conformant certificate from the CA'],
  ),
  'tsa.imprint-mismatch': text(
    ['时间戳不是对所发摘要签发的', 'The token stamps another imprint'],
    ['请求 {digest}，应答摘要不同', 'Asked for {digest}; the token holds another value'],
    ['停用该节点并查明原因：此类时间戳无效', 'Take the node out of service: such timestamps prove nothing'],
  ),
  'tsa.nonce-mismatch': text(
    ['时间戳随机数不符', 'The token carries another nonce'],
    ['应答与本次请求不对应', 'The answer does not belong to the question'],
    ['检查代理或缓存；停用返回旧应答的节点', 'Look for a proxy or cache; take the node that replays out of service'],
  ),
  'tsa.status-rejected': text(
    ['时间戳请求被拒绝', 'The request was rejected'],
    ['状态 {status}（{digest}）', 'Status {status} ({digest})'],
    ['检查摘要算法、策略与服务日志', 'Check algorithm, policy and the log of the service'],
  ),
  'tsa.signer-binding-missing': text(
    ['时间戳缺少签名证书绑定', 'The token does not bind its signing certificate'],
    ['缺少或不匹配 signingCertificate 属性', 'The signingCertificate attribute is missing or does not match'],
    ['升级或重新配置时间戳服务', 'Update or reconfigure the service'],
  ),
  'tsa.policy-not-allowed': text(
    ['时间戳策略不在许可范围', 'The token names a policy nobody allowed'],
    ['策略 {policy}', 'Policy {policy}'],
    ['核对时间戳策略配置', 'Check the configured policy'],
  ),
  'tsa.serial-reused': text(
    ['时间戳序列号重复', 'A token serial number was used twice'],
    ['序列号 {serial}', 'Serial {serial}'],
    ['检查序列号生成；双机不得共用同一计数', 'Check how serials are made; two nodes must not share a counter'],
  ),
  'tsa.signature-invalid': text(
    ['时间戳签名无效', 'The token does not verify'],
    ['{problem}（{digest}）', '{problem} ({digest})'],
    ['检查签名密钥、证书与密码设备', 'Check key, certificate and cryptographic device'],
  ),
  'tsa.untrusted': text(
    ['时间戳证书不受信任', 'The certificate of the authority is not trusted'],
    ['{problem}', '{problem}'],
    ['核对时间戳证书的签发 CA 与信任锚', 'Check its issuing CA and the anchors'],
  ),
  'tsa.certificate-expiring': text(
    ['时间戳证书即将到期', 'The certificate of the authority is about to expire'],
    [
      '{subject} 还有 {daysLeft} 天到期（{notAfter}），阈值 {thresholdDays} 天',
      '{subject} ends in {daysLeft} days ({notAfter}); threshold {thresholdDays} days',
    ],
    ['申请续期并在两台时间戳服务器更换', 'Renew it and replace it on both servers'],
  ),
  'tsa.accuracy-missing': text(
    ['时间戳未说明精度', 'The token does not state its accuracy'],
    ['缺少 accuracy 字段', 'The accuracy field is missing'],
    ['在时间戳服务中配置精度', 'Configure the accuracy'],
  ),
  'tsa.certificate-expired': text(
    ['时间戳证书不在有效期内', 'The certificate of the authority is out of date'],
    ['{problem}', '{problem}'],
    ['立即更换时间戳证书；此间的时间戳须重新加盖', 'Replace it now; stamp again what was stamped meanwhile'],
  ),
  'tsa.accuracy-low': text(
    ['时间戳精度过低', 'The stated accuracy is too low'],
    ['{accuracyMs} 毫秒，阈值 {thresholdMs} 毫秒', '{accuracyMs} ms; threshold {thresholdMs} ms'],
    ['检查时间源与精度配置', 'Check the time source and the configured accuracy'],
  ),
  'tsa.prober-clock-off': text(
    ['探测器自身时钟不可信', 'Our own clock cannot be trusted'],
    ['本机时钟偏差 {offsetMs} 毫秒，无法判断对方', 'Our clock is off by {offsetMs} ms; the other cannot be judged'],
    ['先校准本机时间', 'Correct our own clock first'],
  ),
  'tsa.slow': text(
    ['时间戳应答慢', 'The authority is slow'],
    ['{latencyMs} 毫秒，阈值 {thresholdMs} 毫秒', '{latencyMs} ms; threshold {thresholdMs} ms'],
    ['检查负载与密码设备', 'Check load and cryptographic device'],
  ),
}

const SEAL: Record<string, ReasonText> = {
  'seal.tampered-accepted': text(
    ['篡改后的文件仍验签通过', 'A tampered copy is accepted'],
    ['改动一个字节后，{judge} 仍判为有效（{name}）', 'With one byte changed, {judge} still calls it valid ({name})'],
    ['立即停用该签章服务器的验签功能并报告', 'Stop using this server for verification and report it'],
  ),
  'seal.signature-invalid': text(
    ['签章值无效', 'The seal signature does not verify'],
    ['{problem}', '{problem}'],
    ['检查签章密钥、证书与主机加密服务器', 'Check key, certificate and the HSM behind it'],
  ),
  'seal.seal-expired': text(
    ['印章已过有效期', 'The seal has expired'],
    ['{problem}', '{problem}'],
    ['重新制作印章', 'Have the seal made anew'],
  ),
  'seal.certificate-expiring': text(
    ['签章证书即将到期', 'The sealing certificate is about to expire'],
    ['{subject} 还有 {daysLeft} 天到期（{notAfter}）', '{subject} ends in {daysLeft} days ({notAfter})'],
    ['续期后须重新制作印章', 'Renew it, then have the seal made anew'],
  ),
  'seal.timestamp-missing': text(
    ['签章未附时间戳', 'The seal signature carries no timestamp'],
    ['签章时间仅为自称', 'Its time is only claimed'],
    ['检查签章服务器到时间戳服务的连接', 'Check the connection from the seal server to the timestamp service'],
  ),
  'seal.untrusted': text(
    ['签章或制章证书不受信任', 'The sealing or maker certificate is not trusted'],
    ['{problem}', '{problem}'],
    ['核对证书链、吊销状态与信任锚', 'Check chain, revocation and anchors'],
  ),
  'seal.nodes-differ': text(
    ['各节点签章不一致', 'The nodes seal differently'],
    ['{groups}', '{groups}'],
    ['统一两台服务器的印章与算法配置', 'Give both servers the same seals and algorithms'],
  ),
  'seal.slow': text(
    ['签章慢', 'Sealing is slow'],
    ['{latencyMs} 毫秒，阈值 {thresholdMs} 毫秒', '{latencyMs} ms; threshold {thresholdMs} ms'],
    ['检查负载与加密机', 'Check load and HSM'],
  ),
  'seal.valid-refused': text(
    ['签章服务器拒绝自己签的章', 'The server refuses what it sealed itself'],
    ['{problem}', '{problem}'],
    ['查看签章服务日志', 'Read the log of the seal server'],
  ),
}

const OTHERS: Record<string, ReasonText> = {
  'sign.tampered-accepted': text(
    ['篡改后的原文仍验签通过', 'A tampered text is accepted'],
    ['改动一个字节后，{judge} 仍判为有效（{name}）', 'With one byte changed, {judge} still calls it valid ({name})'],
    ['立即停用该签名服务器的验签功能并报告', 'Stop using this server for verification and report it'],
  ),
  'sign.signature-invalid': text(
    ['签名值无效', 'The signature does not verify'],
    ['{problem}', '{problem}'],
    ['检查签名密钥、证书与主机加密服务器', 'Check key, certificate and the HSM behind it'],
  ),
  'sign.slow': text(
    ['签名慢', 'Signing is slow'],
    ['{latencyMs} 毫秒，阈值 {thresholdMs} 毫秒', '{latencyMs} ms; threshold {thresholdMs} ms'],
    ['检查负载与加密机', 'Check load and HSM'],
  ),
  'sign.certificate-expiring': text(
    ['签名证书即将到期', 'The signing certificate is about to expire'],
    ['{subject} 还有 {daysLeft} 天到期（{notAfter}）', '{subject} ends in {daysLeft} days ({notAfter})'],
    ['申请续期并在各节点更换', 'Renew it and replace it on every node'],
  ),
  'sign.nodes-differ': text(
    ['各节点签名不一致', 'The nodes sign differently'],
    ['{groups}', '{groups}'],
    ['统一各节点的证书与算法配置', 'Give the nodes the same certificates and algorithms'],
  ),
  'sign.valid-refused': text(
    ['签名服务器拒绝自己的签名', 'The server refuses what it signed itself'],
    ['{problem}', '{problem}'],
    ['查看签名服务日志', 'Read the log of the signing server'],
  ),
  'sign.untrusted': text(
    ['签名证书不受信任', 'The signing certificate is not trusted'],
    ['{problem}', '{problem}'],
    ['核对证书链与信任锚', 'Check chain and anchors'],
  ),
  'auth.valid-refused': text(
    ['有效用户不能登录', 'A valid user cannot log in'],
    ['探针用户被拒绝：{problem}', 'The canary user is refused: {problem}'],
    ['检查验签服务、吊销查询与用户库', 'Check signature verification, revocation look-up and the user base'],
  ),
  'auth.replay-accepted': text(
    ['重放的登录应答被接受', 'A replayed answer is accepted'],
    ['同一挑战的应答第二次提交仍被接受', 'The same answer was accepted a second time'],
    ['挑战应一次有效；立即修复并检查登录日志', 'A challenge must work once; fix it and read the login log'],
  ),
  'auth.revoked-accepted': text(
    ['已吊销证书可以登录', 'A revoked certificate may log in'],
    ['已吊销的探针用户被接受', 'The revoked canary user was let in'],
    ['检查统一认证的吊销查询（OCSP/CRL）', 'Check how the service asks for revocation (OCSP/CRL)'],
  ),
  'auth.expired-accepted': text(
    ['已过期证书可以登录', 'An expired certificate may log in'],
    ['已过期的探针用户被接受', 'The expired canary user was let in'],
    ['检查统一认证的有效期检查与时钟', 'Check validity checks and the clock of the service'],
  ),
  'auth.wrong-signature-accepted': text(
    ['错误的签名可以登录', 'A wrong signature may log in'],
    ['改动一个比特的签名被接受', 'A signature with one bit changed was accepted'],
    ['立即停用该节点并按安全事件处理', 'Take the node out of service and treat it as a security incident'],
  ),
  'auth.challenge-repeats': text(
    ['挑战值重复', 'Challenges repeat'],
    ['连续 {count} 个挑战中有重复', 'Of {count} challenges in a row some are equal'],
    ['检查随机数源', 'Check the source of randomness'],
  ),
  'auth.challenge-short': text(
    ['挑战值过短', 'Challenges are too short'],
    ['{bytes} 字节，至少应为 {minBytes} 字节', '{bytes} bytes; at least {minBytes} are wanted'],
    ['修改挑战长度', 'Make challenges longer'],
  ),
  'ra.issuance-failed': text(
    ['探针证书签发失败', 'The canary certificate was not issued'],
    ['{problem}', '{problem}'],
    ['检查 RA、CA 与加密机', 'Check RA, CA and HSM'],
  ),
  'ra.wrong-profile': text(
    ['签发的证书不符合模板', 'The certificate does not follow its profile'],
    ['{problem}', '{problem}'],
    ['核对 CA 证书模板的变更记录', 'Look for changes of the CA’s profile'],
  ),
  'ra.revocation-not-visible': text(
    ['吊销后状态不可见', 'A revocation does not become visible'],
    [
      '证书 {serial} 吊销 {waitedMs} 毫秒后 OCSP 仍应答{status}',
      '{waitedMs} ms after revoking {serial} the responder still says {status}',
    ],
    ['检查吊销数据到 OCSP 与 CRL 的同步', 'Check how revocations reach OCSP and CRL'],
  ),
  'ra.revocation-failed': text(
    ['探针证书吊销失败', 'The canary certificate could not be revoked'],
    ['{problem}', '{problem}'],
    ['检查 RA 吊销接口；手工吊销该探针证书', 'Check the revocation interface; revoke this canary by hand'],
  ),
  'ra.slow': text(
    ['签发缓慢', 'Issuance is slow'],
    ['{latencyMs} 毫秒，阈值 {thresholdMs} 毫秒', '{latencyMs} ms; threshold {thresholdMs} ms'],
    ['检查 CA 负载与加密机', 'Check load of the CA and its HSM'],
  ),
  'pg.login-refused': text(
    ['数据库拒绝登录', 'The database refuses the login'],
    ['{host}:{port}：{problem}', '{host}:{port}: {problem}'],
    ['核对巡检账号、口令与访问控制', 'Check account, password and access rules'],
  ),
  'pg.write-failed': text(
    ['数据库不能写入', 'The database takes no write'],
    ['写入后未能读回', 'What was written did not come back'],
    ['检查磁盘空间、只读模式与主备状态', 'Check disk space, read-only mode and role'],
  ),
  'pg.role-unexpected': text(
    ['数据库主备角色不符', 'The server has the wrong role'],
    ['当前为 {role}，应为 {expected}', 'It is {role}; {expected} is expected'],
    ['核对是否发生过切换', 'See whether a switch-over took place'],
  ),
  'pg.sessions-high': text(
    ['数据库会话数过高', 'Too many sessions'],
    [
      '{sessions}/{maxSessions}（{percent} %），阈值 {threshold} %',
      '{sessions}/{maxSessions} ({percent} %); threshold {threshold} %',
    ],
    ['查找未释放连接的应用', 'Find the application that does not let go'],
  ),
  'pg.lock-wait-long': text(
    ['锁等待过久', 'A lock is waited for too long'],
    ['{seconds} 秒，阈值 {threshold} 秒', '{seconds} s; threshold {threshold} s'],
    ['查找持锁会话并处理', 'Find the session that holds it'],
  ),
  'pg.transaction-long': text(
    ['事务过长', 'A transaction is open too long'],
    ['{seconds} 秒，阈值 {threshold} 秒', '{seconds} s; threshold {threshold} s'],
    ['查找长事务并处理', 'Find it and end it'],
  ),
  'pg.size-high': text(
    ['数据库空间不足', 'The database is running out of space'],
    ['已用 {percent} %，阈值 {threshold} %', '{percent} % used; threshold {threshold} %'],
    ['清理或扩容', 'Clean up or extend'],
  ),
  'pg.replication-lag': text(
    ['备库落后', 'The standby is behind'],
    ['{seconds} 秒，阈值 {threshold} 秒', '{seconds} s; threshold {threshold} s'],
    ['检查网络与备库负载', 'Check network and load of the standby'],
  ),
  'pg.archive-failing': text(
    ['归档失败', 'Archiving fails'],
    ['已失败 {seconds} 秒', 'Failing for {seconds} s'],
    ['检查归档目录空间与命令', 'Check space and command of the archive'],
  ),
  'pg.transaction-id-old': text(
    ['事务号接近回卷', 'Transaction ids are running out'],
    ['年龄 {age}，阈值 {threshold}', 'Age {age}; threshold {threshold}'],
    ['立即安排 VACUUM FREEZE', 'Plan a VACUUM FREEZE now'],
  ),
  'disk.nearly-full': text(
    ['磁盘空间紧张', 'The disk is nearly full'],
    ['{path} 已用 {percent} %，阈值 {thresholdPercent} %', '{path}: {percent} % used; threshold {thresholdPercent} %'],
    ['清理日志与旧备份，或扩容', 'Clean up logs and old backups, or extend'],
  ),
  'disk.full': text(
    ['磁盘将满', 'The disk is full'],
    ['{path} 已用 {percent} %，阈值 {thresholdPercent} %', '{path}: {percent} % used; threshold {thresholdPercent} %'],
    ['立即清理或扩容', 'Clean up or extend now'],
  ),
  'disk.inodes-nearly-used': text(
    ['inode 紧张', 'Inodes are running short'],
    ['{path} 已用 {percent} %', '{path}: {percent} % used'],
    ['清理大量小文件', 'Remove small files'],
  ),
  'disk.inodes-used': text(
    ['inode 将用尽', 'Inodes are used up'],
    ['{path} 已用 {percent} %', '{path}: {percent} % used'],
    ['立即清理大量小文件', 'Remove small files now'],
  ),
  'disk.read-only': text(
    ['文件系统只读', 'The file system is read-only'],
    ['{path}', '{path}'],
    ['检查磁盘故障与系统日志', 'Check for disk errors in the system log'],
  ),
  'disk.unreadable': text(
    ['路径不可访问', 'The path cannot be read'],
    ['{path}：{problem}', '{path}: {problem}'],
    ['核对路径与挂载', 'Check path and mount'],
  ),
  'http.status-unexpected': text(
    ['HTTP 状态异常', 'Unexpected HTTP status'],
    ['状态 {status}，应为 {expected}', 'Status {status}; {expected} is expected'],
    ['查看服务日志；检查应用与后端', 'Read the log; check application and back end'],
  ),
  'http.slow': text(
    ['应答慢', 'The answer is slow'],
    ['{latencyMs} 毫秒，阈值 {thresholdMs} 毫秒', '{latencyMs} ms; threshold {thresholdMs} ms'],
    ['检查负载与后端', 'Check load and back end'],
  ),
  'http.text-missing': text(
    ['页面内容不符', 'The page lacks what it should show'],
    ['{url} 不含约定文字', '{url} does not hold the agreed text'],
    ['打开页面查看；检查应用', 'Open the page; check the application'],
  ),
  'tcp.refused': text(
    ['端口拒绝连接', 'The port refuses connections'],
    ['无法连接 {host}:{port}：{problem}', 'Cannot connect to {host}:{port}: {problem}'],
    ['检查服务进程与防火墙', 'Check the process and the firewall'],
  ),
  'tcp.slow': text(
    ['连接慢', 'Connecting is slow'],
    [
      '{host}:{port} 用时 {connectMs} 毫秒，阈值 {warnConnectMs} 毫秒',
      '{host}:{port} took {connectMs} ms; threshold {warnConnectMs} ms',
    ],
    ['检查网络时延与负载', 'Check latency and load'],
  ),
  'probe.peer-untrusted': text(
    ['HTTPS 对方未能证明身份', 'The HTTPS peer did not prove itself'],
    ['{host}:{port}：{problem}', '{host}:{port}: {problem}'],
    ['检查该地址的证书与信任锚', 'Check the certificate there and the anchors'],
  ),
  'probe.target-refused': text(
    ['探测目标不在许可范围', 'The target is not on the allow-list'],
    ['{host}:{port} 未被允许访问', '{host}:{port} may not be contacted'],
    [
      '核对目标；确需探测时由管理员加入许可名单',
      'Check the target; if it is right an administrator adds it to the allow-list',
    ],
  ),
  'probe.target-malformed': text(
    ['探测目标写法有误', 'The target cannot be understood'],
    ['{host}：{problem}', '{host}: {problem}'],
    ['修正登记表中的目标', 'Correct the target in the register'],
  ),
  'probe.offline': text(
    ['探测器断网', 'The prober is cut off'],
    ['之前能连通的地址现在都连不上', 'Nobody answers who answered before'],
    [
      '检查探测器所在主机的网卡、网关与域名解析；恢复前各目标状态未知',
      'Check interface, gateway and name resolution of the probing host; until then nothing is known of the targets',
    ],
  ),
  'probe.settings-invalid': text(
    ['探测设置有误', 'The settings cannot be understood'],
    ['{field}：{problem}', '{field}: {problem}'],
    ['修正登记表中的设置', 'Correct the settings in the register'],
  ),
  'probe.kind-unavailable': text(
    ['此运行环境不支持该探测', 'This runtime cannot probe that'],
    ['{kind}', '{kind}'],
    ['在 Node 实例上执行该探测', 'Run it from a Node instance'],
  ),
  'probe.internal-error': text(
    ['探测程序内部错误', 'The prober itself failed'],
    ['{target}：{problem}', '{target}: {problem}'],
    ['查看日志并报告', 'Read the log and report it'],
  ),
}

/** Words of kinds, for the reasons every kind can give. */
const KINDS: Record<string, [string, string]> = {
  tls: ['站点', 'The site'],
  tcp: ['端口', 'The port'],
  http: ['页面', 'The page'],
  ocsp: ['OCSP 服务', 'The OCSP responder'],
  crl: ['CRL 发布点', 'The CRL point'],
  tsa: ['时间戳服务', 'The timestamp service'],
  seal: ['签章服务器', 'The seal server'],
  sign: ['签名服务器', 'The signing server'],
  auth: ['统一认证', 'The authentication service'],
  ra: ['RA', 'The RA'],
  pg: ['数据库', 'The database'],
  disk: ['磁盘', 'The disk'],
}

function common(prefix: string, [zh, en]: [string, string]): Record<string, ReasonText> {
  return {
    [`${prefix}.unreachable`]: text(
      [`${zh}无法连接`, `${en} cannot be reached`],
      ['无法连接 {host}:{port}：{problem}', 'Cannot connect to {host}:{port}: {problem}'],
      ['检查服务进程、地址解析与防火墙', 'Check process, name resolution and firewall'],
    ),
    [`${prefix}.timeout`]: text(
      [`${zh}无应答`, `${en} does not answer`],
      ['{host}:{port} 在时限内没有应答：{problem}', '{host}:{port} gave no answer in time: {problem}'],
      ['检查服务是否挂起、负载与网络', 'See whether the service hangs; check load and network'],
    ),
    [`${prefix}.connection-broken`]: text(
      [`${zh}中断连接`, `${en} breaks the connection`],
      ['{host}:{port} 在应答前中断了连接', '{host}:{port} closed before it had answered'],
      ['查看服务日志；检查中间设备', 'Read the log; check devices in between'],
    ),
    [`${prefix}.response-malformed`]: text(
      [`${zh}的应答无法解读`, `The answer of ${en.charAt(0).toLowerCase()}${en.slice(1)} cannot be read`],
      ['应答格式错误：{problem}', 'Malformed answer: {problem}'],
      ['核对该地址上是否为预期的服务；查看其日志', 'See whether the right service answers there; read its log'],
    ),
  }
}

/** Words of the egress module and its like, as they stand in `params.problem`. */
export const PROBE_PROBLEMS: Readonly<Record<string, Text>> = {
  'connection-refused': { zh: '连接被拒绝（无服务监听）', en: 'connection refused (nothing listens)' },
  'host-unreachable': { zh: '主机不可达', en: 'host unreachable' },
  'network-unreachable': { zh: '本机到该网络无路由', en: 'no route from here to that network' },
  'name-unknown': { zh: '域名不存在', en: 'no such name' },
  'resolver-failed': { zh: '本机域名解析失败', en: 'our name resolution failed' },
  'connect-timeout': { zh: '连接超时', en: 'connecting took too long' },
  'answer-timeout': { zh: '已连接但无应答', en: 'connected, no answer' },
  'connection-reset': { zh: '连接被中断', en: 'connection reset' },
  'protocol-error': { zh: '不是预期的协议', en: 'not the expected protocol' },
  'body-too-large': { zh: '应答过大', en: 'answer too large' },
  'too-many-redirects': { zh: '重定向过多', en: 'too many redirects' },
  'tls-failed': { zh: 'TLS 验证失败', en: 'TLS verification failed' },
  'policy-refused': { zh: '不在许可名单', en: 'not on the allow-list' },
  'url-malformed': { zh: '网址格式错误', en: 'malformed URL' },
  'scheme-refused': { zh: '不支持的网址类型', en: 'URL scheme not supported' },
  'not-tls': { zh: '不是 TLS 服务', en: 'not a TLS service' },
  unusable: { zh: '应答不能采信', en: 'nothing may be concluded from the answer' },
  'issuer not known': { zh: '不知道签发者', en: 'its issuer is not known' },
  'no responder named': { zh: '证书未写明 OCSP 地址', en: 'it names no OCSP responder' },
  'no certificate': { zh: '应答中没有证书', en: 'no certificate in the answer' },
  'public key': { zh: '公钥不是所申请的', en: 'it holds another public key' },
  'field challenge': { zh: '缺少挑战值', en: 'the challenge is missing' },
  'field accepted': { zh: '缺少是否接受的结论', en: 'it does not say whether it accepts' },
  'field signature': { zh: '缺少签名值', en: 'the signature is missing' },
  'not-issued-by-issuer': { zh: '不是由该 CA 签发', en: 'the CA did not issue it' },
  'purpose-missing': { zh: '没有 OCSP 签名用途', en: 'it lacks the OCSP signing purpose' },
  'key-usage': { zh: '密钥用途不含数字签名', en: 'its key may not sign' },
  'outside-validity': { zh: '不在有效期内', en: 'it is outside its validity' },
  'ocsp.stale': { zh: '应答已过期', en: 'the answer is out of date' },
  'ocsp.not-yet-valid': { zh: '应答时间在未来', en: 'the answer lies in the future' },
  'ocsp.signature-invalid': { zh: '应答签名不正确', en: 'the signature of the answer is wrong' },
  'ocsp.algorithm-unsupported': { zh: '签名算法不受支持', en: 'the signature algorithm is not supported' },
  'ocsp.responder-not-found': { zh: '找不到应答者的证书', en: 'the certificate of the responder is missing' },
  'ocsp.responder-not-authorised': { zh: '应答者无权应答', en: 'the responder is not entitled to answer' },
  'ocsp.nonce-mismatch': { zh: '随机数不符', en: 'the nonce differs' },
  'crl.signature-invalid': { zh: '列表签名不正确', en: 'the signature of the list is wrong' },
  'crl.algorithm-unsupported': { zh: '签名算法不受支持', en: 'the signature algorithm is not supported' },
  'crl.signer-may-not-sign': { zh: '签发者没有签发列表的用途', en: 'its signer may not sign lists' },
  'crl.signer-not-found': { zh: '找不到列表的签发者', en: 'the signer of the list was not found' },
  'path.anchor-unknown': { zh: '不通向已配置的信任锚', en: 'it leads to no configured anchor' },
  'path.issuer-not-found': { zh: '找不到签发者的证书', en: 'the certificate of its issuer is missing' },
  'path.signature-invalid': { zh: '证书签名不正确', en: 'a signature on the path is wrong' },
  'path.certificate-expired': { zh: '证书已过期', en: 'a certificate has expired' },
  'path.certificate-not-yet-valid': { zh: '证书尚未生效', en: 'a certificate is not valid yet' },
  'path.anchor-expired': { zh: '信任锚已过期', en: 'the anchor has expired' },
  'path.issuer-is-not-ca': { zh: '签发者不是 CA', en: 'an issuer is no CA' },
  'path.issuer-may-not-sign': { zh: '签发者无权签发证书', en: 'an issuer may not sign certificates' },
  'path.name-bidi-mixed': { zh: '名称混用两种书写方向', en: 'a name mixes writing directions' },
  'path.purpose-not-allowed': { zh: '用途不符', en: 'it is made for another purpose' },
  'path.purpose-not-stated': { zh: '未写明用途', en: 'it states no purpose' },
  'path.digest-weak': { zh: '签名摘要算法过弱', en: 'a digest is too weak' },
  'path.key-weak': { zh: '密钥过短', en: 'a key is too weak' },
  'revocation.revoked': { zh: '证书已被吊销', en: 'the certificate is revoked' },
  'revocation.unknown': { zh: '吊销状态不明', en: 'nobody can tell whether it is revoked' },
  'revocation.not-checked': { zh: '没有可用的吊销信息', en: 'there is no revocation evidence' },
  'seals.expired': { zh: '印章已过期', en: 'the seal has expired' },
  'seals.not-yet-valid': { zh: '印章尚未生效', en: 'the seal is not valid yet' },
  'seals.maker-signature': { zh: '制章者签名不正确', en: 'the signature of the maker is wrong' },
  'seals.signature': { zh: '签章者签名不正确', en: 'the signature of the sealer is wrong' },
  'seals.signer-not-listed': { zh: '签章者不在印章的证书列表中', en: 'the signer is not on the list of the seal' },
  'seals.data-hash': { zh: '原文摘要不符', en: 'the digest of the original differs' },
  'cms.signature': { zh: '签名值不正确', en: 'the signature value is wrong' },
  'cms.message-digest': { zh: '原文摘要不符', en: 'the digest of the content differs' },
  'cms.signer-certificate-missing': { zh: '缺少签名者证书', en: 'the certificate of the signer is missing' },
}

/** What a responder may say of a certificate, as it stands in `params.status`. */
export const PROBE_STATUSES: Readonly<Record<string, Text>> = {
  good: { zh: '“正常”', en: '“good”' },
  revoked: { zh: '“已吊销”', en: '“revoked”' },
  unknown: { zh: '“未知”', en: '“unknown”' },
  none: { zh: '“无状态”', en: '“no status”' },
  unusable: { zh: '“不能采信”', en: '“not to be believed”' },
  malformedRequest: { zh: '请求格式错误', en: 'malformed request' },
  internalError: { zh: '服务内部错误', en: 'internal error' },
  tryLater: { zh: '稍后再试', en: 'try later' },
  sigRequired: { zh: '要求请求签名', en: 'signature required' },
  unauthorized: { zh: '无权应答', en: 'unauthorised' },
}

/** Reason code → texts. */
export const PROBE_REASONS: Readonly<Record<string, ReasonText>> = {
  ...Object.fromEntries(Object.entries(KINDS).flatMap(([prefix, names]) => Object.entries(common(prefix, names)))),
  ...TLS,
  ...OCSP,
  ...CRL,
  ...TSA,
  ...SEAL,
  ...OTHERS,
  ...lineageReasons,
  ...clockReasons,
  ...estateBackupReasons,
  ...noticeReasons,
  ...breakGlassReasons,
  ...requestsReasons,
}

/** What the verbs around probes refuse. */
export const probesMessages: Readonly<Record<string, Text>> = {
  'probes.node-not-found': { zh: '登记表中没有节点 {id}。', en: 'There is no node {id} in the register.' },
  'probes.check-not-found': { zh: '没有编号为 {id} 的巡检项。', en: 'There is no check {id}.' },
  'probes.check-is-manual': {
    zh: '巡检项 {id} 由人工执行，不能自动探测。',
    en: 'Check {id} is done by people; it cannot be probed.',
  },
  'probes.result-not-found': { zh: '没有编号为 {id} 的探测结果。', en: 'There is no probe result {id}.' },
}
