// Texts of the connections to those who issue certificates. Every one names what to do.

export const issuersMessages = {
  'issuer.address-not-allowed': {
    zh: '不允许访问 {host}:{port}（{problem}）。请让管理员把 CA 的地址加入出网白名单。',
    en: '{host}:{port} must not be reached ({problem}). Have an administrator add the address of the CA to the egress allow-list.',
  },
  'issuer.unreachable': {
    zh: '连不上 {host}:{port}（{problem}）。请检查网络、端口和防火墙，稍后会再试。',
    en: '{host}:{port} does not answer ({problem}). Check network, port and firewall; it will be tried again.',
  },
  'issuer.tls-failed': {
    zh: '{host}:{port} 的服务器证书验证不通过。若是内部 CA，请在连接里填写它的根证书。',
    en: '{host}:{port} did not prove itself by TLS. For a private CA, put its root certificate into the connection.',
  },
  'issuer.no-account': {
    zh: '连接“{name}”没有 ACME 账户，没有账户密钥可更换。',
    en: 'The connection {name} has no ACME account, and no account key to change.',
  },
  'issuer.orders-working': {
    zh: '有订单正在处理，还在用原来的账户密钥。请等它们结束后再更换。',
    en: 'Orders are under way with the present account key. Wait until they have ended.',
  },
  'issuer.request-unreadable': {
    zh: '证书请求读不了（{code}），没有送出。请重新生成请求。',
    en: 'The certification request cannot be read ({code}) and was not sent. Make a new one.',
  },
  'issuer.certificate-unreadable': {
    zh: '证书读不了（{code}）。',
    en: 'The certificate cannot be read ({code}).',
  },
  'issuer.proof-wanted': {
    zh: '还有 {open} 个域名等待验证：请在 DNS 中为 {name} 添加 TXT 记录 {value}，生效后点“已添加”。',
    en: '{open} name(s) wait for proof: add the TXT record {value} at {name} to the DNS, then confirm.',
  },
  'issuer.acme-no-directory': {
    zh: 'CA 的 ACME 目录地址返回 {status}，不是目录。请核对目录地址。',
    en: 'The ACME directory address answered {status} instead of a directory. Check the address.',
  },
  'issuer.acme-answer-malformed': {
    zh: 'CA 的回答不合 ACME 标准（{what}：{code}）。稍后会再试；一直如此请联系 CA。',
    en: 'The CA answered something that is not ACME ({what}: {code}). It will be tried again; tell the CA if it persists.',
  },
  'issuer.acme-key-unsupported': {
    zh: 'ACME 不支持 {algorithm} 密钥。请改用 RSA、P-256 或 P-384；SM2 证书请用 CMP 或人工方式申请。',
    en: 'ACME has no {algorithm} keys. Use RSA, P-256 or P-384; order SM2 certificates by CMP or by hand.',
  },
  'issuer.acme-no-names': {
    zh: '请求里没有域名或 IP 地址，ACME 不能签发。请在请求中填写主题备用名称。',
    en: 'The request names no host and no address; ACME cannot issue for it. Put alternative names into the request.',
  },
  'issuer.acme-no-challenge': {
    zh: 'CA 不允许用 {kind} 方式验证 {domain}。请给这个连接换一种验证方式。',
    en: 'The CA does not offer {kind} for {domain}. Give the connection another way to prove names.',
  },
  'issuer.acme-wildcard-needs-dns': {
    zh: '通配符证书 *.{domain} 只能用 DNS 验证，本连接用的是 {kind}。请改用 DNS 验证的连接。',
    en: 'A wildcard for {domain} can only be proven by DNS, and this connection uses {kind}. Use one that proves by DNS.',
  },
  'issuer.acme-order-placed': { zh: 'CA 已收下订单。', en: 'The CA has taken the order.' },
  'issuer.acme-validating': { zh: 'CA 正在验证 {names}。', en: 'The CA is looking at the proofs for {names}.' },
  'issuer.acme-finalized': {
    zh: '域名验证通过，证书请求已提交。',
    en: 'The names are proven; the request was handed in.',
  },
  'issuer.acme-processing': { zh: 'CA 正在签发。', en: 'The CA is issuing.' },
  'issuer.acme-account-unknown': {
    zh: 'CA 不认识本服务的账户（{detail}）。请在连接页重新注册账户。',
    en: 'The CA does not know our account ({detail}). Register it again on the page of the connection.',
  },
  'issuer.acme-already-replaced': {
    zh: '原证书已被另一张证书替换（{detail}）。',
    en: 'The old certificate was replaced by another one already ({detail}).',
  },
  'issuer.acme-already-revoked': {
    zh: '这张证书已经吊销（{detail}）。',
    en: 'The certificate is revoked already ({detail}).',
  },
  'issuer.acme-request-refused': {
    zh: 'CA 不接受证书请求：{detail}。请按提示修改后重新生成请求。',
    en: 'The CA does not accept the request: {detail}. Change it accordingly and make a new one.',
  },
  'issuer.acme-nonce-refused': {
    zh: 'CA 多次拒绝一次性随机数（{detail}），稍后会再试。',
    en: 'The CA kept refusing fresh nonces ({detail}); it will be tried again.',
  },
  'issuer.acme-key-refused': {
    zh: 'CA 不接受这个密钥或签名算法：{detail}。请换用 P-256 或 RSA 2048 以上。',
    en: 'The CA does not accept this key or signature algorithm: {detail}. Use P-256, or RSA from 2048 bits.',
  },
  'issuer.acme-reason-refused': {
    zh: 'CA 不接受这个吊销原因：{detail}。请换一个原因。',
    en: 'The CA does not accept this reason for revoking: {detail}. Choose another.',
  },
  'issuer.acme-caa': {
    zh: '{names} 的 DNS CAA 记录不允许这家 CA 签发：{detail}。请让域名管理员修改 CAA 记录。',
    en: 'CAA records forbid this CA to issue for {names}: {detail}. Have the owner of the domain change them.',
  },
  'issuer.acme-names-refused': {
    zh: 'CA 拒绝为部分名称签发（{names}）：{detail}。请从请求中去掉这些名称，或换一家 CA。',
    en: 'The CA refuses some names ({names}): {detail}. Take them out of the request or order elsewhere.',
  },
  'issuer.acme-validation-connection': {
    zh: 'CA 连不上要验证的站点：{detail}。请检查公网 80 端口和转发规则。',
    en: 'The CA cannot reach the site it validates: {detail}. Check port 80 from outside and the forwarding.',
  },
  'issuer.acme-validation-dns': {
    zh: 'CA 查不到验证用的 DNS 记录：{detail}。请检查域名解析是否已生效。',
    en: 'The CA does not find the DNS records: {detail}. Check that they are served to the outside.',
  },
  'issuer.acme-validation-wrong': {
    zh: 'CA 看到的验证内容不对：{detail}。请检查旧的验证记录或缓存。',
    en: 'The CA saw another proof than ours: {detail}. Look for stale records and caches.',
  },
  'issuer.acme-external-account': {
    zh: '这家 CA 要求绑定已有账户（EAB）。请向 CA 索取密钥编号和密钥，填入连接。{detail}',
    en: 'This CA wants an account of its own bound (EAB). Ask it for key id and key and put them into the connection. {detail}',
  },
  'issuer.acme-contact': {
    zh: 'CA 不接受联系邮箱：{detail}。请修改连接的联系人。',
    en: 'The CA does not accept the contact address: {detail}. Change it in the connection.',
  },
  'issuer.acme-malformed': {
    zh: 'CA 认为请求格式不对：{detail}。',
    en: 'The CA calls our request malformed: {detail}.',
  },
  'issuer.acme-not-ready': {
    zh: '订单还没准备好（{detail}），稍后会再试。',
    en: 'The order is not ready ({detail}); it will be tried again.',
  },
  'issuer.acme-rate-limited': {
    zh: 'CA 限制了申请次数：{detail}。到时间会自动再试，请不要重复下单。',
    en: 'The CA limits how often we may ask: {detail}. It is tried again when allowed; do not order again.',
  },
  'issuer.acme-server': {
    zh: 'CA 内部出错：{detail}。稍后会再试。',
    en: 'The CA failed inside: {detail}. It will be tried again.',
  },
  'issuer.acme-unauthorized': {
    zh: 'CA 不授权这个操作：{detail}。请核对账户、绑定密钥和域名验证记录。',
    en: 'The CA does not authorise this: {detail}. Check account, binding key and the proofs of the names.',
  },
  'issuer.acme-terms': {
    zh: 'CA 更新了服务条款，需要有人去同意：{detail}。',
    en: 'The CA changed its terms of service and wants a person to agree: {detail}.',
  },
  'issuer.acme-refused': {
    zh: 'CA 拒绝了请求（{type}）：{detail}。',
    en: 'The CA refused ({type}): {detail}.',
  },
  'issuer.dns-outside-zone': {
    zh: '{name} 不在本连接可更新的区域 {zone} 内。请换一个连接，或为该域名另设 DNS 更新。',
    en: '{name} is not in the zone {zone} this connection may update. Use another connection.',
  },
  'issuer.dns-refused': {
    zh: 'DNS 服务器 {host} 拒绝更新区域 {zone}：{problem}。BADSIG/BADKEY 是密钥不对，BADTIME 是两边时钟不一致，REFUSED/NOTAUTH 是未授权。',
    en: 'The name server {host} refuses to update {zone}: {problem}. BADSIG or BADKEY: another key; BADTIME: the clocks differ; REFUSED or NOTAUTH: not allowed.',
  },
  'issuer.dns-answer-forged': {
    zh: 'DNS 服务器 {host} 的回答没有用约定密钥签名，不可信。请检查 TSIG 设置和网络。',
    en: 'The answer of the name server {host} is not signed with the agreed key and is not believed. Check TSIG and the network.',
  },
  'issuer.dns-answer-malformed': {
    zh: 'DNS 服务器 {host} 的回答读不了（{code}）。',
    en: 'The answer of the name server {host} cannot be read ({code}).',
  },
  'issuer.dns-not-visible': {
    zh: 'DNS 服务器 {host} 收下了更新，但还查不到 {name}，稍后会再试。',
    en: 'The name server {host} took the update but does not show {name} yet; it will be tried again.',
  },
  'issuer.cmp-not-spoken': {
    zh: '这个地址不讲 CMP（HTTP 状态 {status}）。请核对 CMP 地址和路径。',
    en: 'Nobody speaks CMP at this address (HTTP status {status}). Check address and path.',
  },
  'issuer.cmp-answer-malformed': {
    zh: 'CA 的回答不合 CMP 标准（{code}，第 {offset} 字节）。',
    en: 'The answer of the CA is not CMP ({code} at byte {offset}).',
  },
  'issuer.cmp-answer-doubtful': {
    zh: 'CA 的回答不可信（{doubt}），没有采用。请核对共享密钥、CA 应答证书和系统时间。',
    en: 'The answer of the CA is not to be believed ({doubt}) and was not used. Check shared secret, responder certificates and clock.',
  },
  'issuer.cmp-answer-other': {
    zh: 'CA 的回答与所问不符（{kind}）。请联系 CA。',
    en: 'The CA answered something else than it was asked ({kind}). Ask the CA.',
  },
  'issuer.cmp-error-unprotected': {
    zh: 'CA 拒绝了请求（{failures}：{detail}），但回答没有保护，无法确认出自 CA。请核对参考号和共享密钥。',
    en: 'The CA seems to refuse ({failures}: {detail}), in an answer anybody could have written. Check reference number and shared secret.',
  },
  'issuer.cmp-refused': {
    zh: 'CA 拒绝了请求（{failures}）：{detail}。请按提示处理后重新下单。',
    en: 'The CA refused ({failures}): {detail}. Act on that and order again.',
  },
  'issuer.cmp-in-doubt': {
    zh: 'CA 说这笔业务已经收到过（{detail}）。请先向 CA 查询是否已签发，再决定是否重新下单。',
    en: 'The CA knows this transaction already ({detail}). Ask whether it has issued before ordering again.',
  },
  'issuer.cmp-prepared': {
    zh: '申请（{kind}）已准备好，即将发送。',
    en: 'The request ({kind}) is prepared and about to be sent.',
  },
  'issuer.cmp-waiting': {
    zh: 'CA 正在处理，{seconds} 秒后再问。',
    en: 'The CA is working on it; asked again in {seconds} s.',
  },
  'issuer.cmp-other-key': {
    zh: 'CA 签发的证书不是为这个请求的密钥签的，已当场退回。请联系 CA。',
    en: 'The CA issued a certificate for another key; it was rejected at once. Ask the CA.',
  },
  'issuer.cmp-key-not-of-request': {
    zh: '密钥与证书请求不配套，没有送出。',
    en: 'The key is not that of the request; nothing was sent.',
  },
  'issuer.name-in-use': { zh: '已有名为“{name}”的 CA 连接。', en: 'There is a connection called {name} already.' },
  'issuer.connection-not-found': { zh: '没有这个 CA 连接。', en: 'No such connection.' },
  'issuer.connection-closed': {
    zh: '连接“{name}”已停用，不能下单。',
    en: 'The connection {name} is closed; nothing is ordered by it.',
  },
  'issuer.connection-incomplete': {
    zh: '连接“{name}”缺少密钥，请停用后重新建立。',
    en: 'The connection {name} lacks its secret; close it and set it up anew.',
  },
  'issuer.orders-open': {
    zh: '这个连接还有未完成的订单，请先完成或取消。',
    en: 'Orders are open by this connection; finish or cancel them first.',
  },
  'issuer.manual-has-no-line': {
    zh: '“{name}”是人工 CA：没有线路可测，请导出申请包交给 CA。',
    en: '{name} is reached by people: there is no line to use. Take the request pack to the CA.',
  },
  'issuer.protection-key-purpose': {
    zh: '这份申请的密钥不是为 CMP 保护而生成的。请新建用途为“CMP 保护”的申请。',
    en: 'The key of this request was not made for protecting CMP. Make a request for that purpose.',
  },
  'issuer.protection-certificate-missing': {
    zh: '连接“{name}”的保护证书还没有导入。',
    en: 'The certificate that protects the connection {name} is not in the inventory yet.',
  },
  'issuer.certificate-key-not-here': {
    zh: '本服务没有这张证书的私钥，不能用它签名吊销。请改用账户吊销。',
    en: 'The key of this certificate is not here; revoke by the account instead.',
  },
  'issuer.order-not-found': { zh: '没有这个订单。', en: 'No such order.' },
  'issuer.order-placed': { zh: '订单已登记，即将发送。', en: 'The order is placed and about to be sent.' },
  'issuer.order-issued': { zh: 'CA 已签发，核对通过。', en: 'The CA has issued, and the certificate fits.' },
  'issuer.order-cancelled': { zh: '订单已取消。', en: 'The order was cancelled.' },
  'issuer.order-overdue': {
    zh: '订单超过最长等待时间，已停止。请向 CA 查询后重新下单。',
    en: 'The order took longer than allowed and was given up. Ask the CA before ordering again.',
  },
  'issuer.order-ended': { zh: '订单已结束（{state}）。', en: 'The order has ended ({state}).' },
  'issuer.order-waits-for-nothing': {
    zh: '这个订单没有在等待域名验证记录。',
    en: 'This order does not wait for records.',
  },
  'issuer.order-goes-by-line': {
    zh: '这个订单由系统直接发给 CA，不需要申请包。',
    en: 'This order goes to the CA by itself; it has no pack.',
  },
  'issuer.request-on-order': {
    zh: '“{name}”的这份申请已有未完成的订单。',
    en: 'This request for {name} is on order already.',
  },
  'issuer.reply-refused': {
    zh: 'CA 的回复不符合申请（{findings} 处问题），没有采用。请按原因联系 CA。',
    en: 'What the CA sent does not fit the request ({findings} problems) and was not taken. Ask the CA, with the reasons.',
  },
  'issuer.manual-pack-wanted': {
    zh: '请下载申请包，交给 CA。',
    en: 'Download the request pack and take it to the CA.',
  },
  'issuer.manual-reply-wanted': {
    zh: '申请包已导出，等待 CA 回复。',
    en: 'The pack is out; the reply of the CA is waited for.',
  },
} as const
