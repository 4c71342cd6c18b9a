// What the page 密评与等保 says: each checkpoint in our own words, what the service does for it, and what its proof says today.

/** `compliance.<checkpoint>.title|means` and `compliance.proof.<code>`. */
export const complianceMessages = {
  'compliance.layer.physical': { zh: '物理和环境安全', en: 'Place and surroundings' },
  'compliance.layer.network': { zh: '网络和通信安全', en: 'Network and communication' },
  'compliance.layer.device': { zh: '设备和计算安全', en: 'Devices and computing' },
  'compliance.layer.application': { zh: '应用和数据安全', en: 'Application and data' },
  'compliance.layer.computing': { zh: '安全计算环境', en: 'Computing environment' },
  'compliance.layer.centre': { zh: '安全管理中心', en: 'Security management' },
  'compliance.standard.gb-t-39786': { zh: '密评：GB/T 39786-2021 第三级', en: 'Cryptography: GB/T 39786-2021 level 3' },
  'compliance.standard.gb-t-22239': { zh: '等保：GB/T 22239-2019 第三级', en: 'Protection: GB/T 22239-2019 level 3' },
  'compliance.state.holds': { zh: '有证据', en: 'Shown' },
  'compliance.state.partly': { zh: '部分', en: 'In part' },
  'compliance.state.missing': { zh: '不足', en: 'Lacking' },
  'compliance.state.deployment': { zh: '由部署落实', en: 'Deployment' },
  'compliance.state.outside': { zh: '不适用于软件', en: 'Not for software' },
  'compliance.demand.demanded': { zh: '应', en: 'shall' },
  'compliance.demand.advised': { zh: '宜', en: 'should' },
  'compliance.demand.possible': { zh: '可', en: 'may' },
  'compliance.cryptography.physical-identity.title': { zh: '进出身份鉴别', en: 'Who enters is identified' },
  'compliance.cryptography.physical-identity.means': {
    zh: '机房门禁由场所落实，软件不能代替。',
    en: 'The place itself has to do this; software cannot.',
  },
  'compliance.cryptography.physical-records.title': { zh: '进出记录完整', en: 'Records of entering stay whole' },
  'compliance.cryptography.physical-records.means': {
    zh: '由场所落实，软件不能代替。',
    en: 'The place itself has to do this; software cannot.',
  },
  'compliance.cryptography.physical-video.title': { zh: '视频记录完整', en: 'Video records stay whole' },
  'compliance.cryptography.physical-video.means': {
    zh: '由场所落实，软件不能代替。',
    en: 'The place itself has to do this; software cannot.',
  },
  'compliance.cryptography.network-identity.title': {
    zh: '通信双方身份鉴别',
    en: 'Peers of a connection are identified',
  },
  'compliance.cryptography.network-identity.means': {
    zh: '浏览器经 TLS 代理访问，验证服务器证书；服务只应答自己的主机名。',
    en: 'Browsers reach the service through a TLS proxy and check its certificate; the service answers under its own names only.',
  },
  'compliance.cryptography.network-integrity.title': { zh: '通信数据完整', en: 'Data in transit stays whole' },
  'compliance.cryptography.network-integrity.means': {
    zh: '浏览器到代理之间由 TLS 保护。',
    en: 'Protected by TLS between browser and proxy.',
  },
  'compliance.cryptography.network-confidentiality.title': { zh: '通信数据机密', en: 'Data in transit stays secret' },
  'compliance.cryptography.network-confidentiality.means': {
    zh: 'https 时 Cookie 只走 TLS，并发 HSTS。',
    en: 'With https the cookie travels by TLS only, and HSTS is sent.',
  },
  'compliance.cryptography.network-gm.title': { zh: '通信用国密算法', en: 'Connections use Chinese algorithms' },
  'compliance.cryptography.network-gm.means': {
    zh: '服务自己不做 TLS；国密套件（TLCP）由前置的代理或网关提供。',
    en: 'The service does no TLS itself; suites of SM2/SM4 come from the proxy or gateway in front.',
  },
  'compliance.cryptography.network-borders.title': { zh: '边界访问控制信息完整', en: 'Rules at the border stay whole' },
  'compliance.cryptography.network-borders.means': {
    zh: '出站只有一个出口，白名单来自配置，逐地址判断；每次启动读入。',
    en: 'There is one way out, by an allow-list of the configuration, judged address by address.',
  },
  'compliance.cryptography.device-identity.title': {
    zh: '登录设备的身份鉴别',
    en: 'Who signs in to the machine is identified',
  },
  'compliance.cryptography.device-identity.means': {
    zh: '操作系统的登录由部署落实；本系统的登录见“应用和数据”。',
    en: 'Signing in to the operating system belongs to the deployment; ours is under application and data.',
  },
  'compliance.cryptography.device-remote.title': { zh: '远程管理通道安全', en: 'Remote administration is protected' },
  'compliance.cryptography.device-remote.means': {
    zh: '管理本系统只经同一个受保护的网页；没有别的管理端口。',
    en: 'The service is administered through the same protected pages; there is no other port.',
  },
  'compliance.cryptography.device-log.title': { zh: '日志记录完整', en: 'Logs stay whole' },
  'compliance.cryptography.device-log.means': {
    zh: '审计记录逐条哈希成链，数据库拒绝修改和删除。',
    en: 'Audit rows are chained by hashes; the database refuses changes and deletions.',
  },
  'compliance.cryptography.device-programs.title': {
    zh: '程序完整、来源可信',
    en: 'Programs are whole and from a known source',
  },
  'compliance.cryptography.device-programs.means': {
    zh: '依赖逐个由 SHA-512 固定；两次构建逐字节相同，可与发布的摘要核对。',
    en: 'Each package is fixed by SHA-512; two builds are the same byte for byte.',
  },
  'compliance.cryptography.app-identity.title': {
    zh: '用密码技术鉴别用户',
    en: 'Users are identified by cryptography',
  },
  'compliance.cryptography.app-identity.means': {
    zh: '口令加证书、动态码或安全密钥；证书由本系统的判定引擎验证。',
    en: 'Password with a certificate, one-time codes or a security key; certificates are judged by our own engine.',
  },
  'compliance.cryptography.app-access.title': { zh: '访问控制信息完整', en: 'Access rights stay whole' },
  'compliance.cryptography.app-access.means': {
    zh: '角色、区县、停用状态带完整性校验码，每次请求与每小时核对；互斥在数据库里强制；每次授权都有审计记录。',
    en: 'Roles, district and state carry an integrity code, checked at each request and every hour; exclusions are enforced in the database; each grant is in the trail.',
  },
  'compliance.cryptography.app-labels.title': { zh: '安全标记完整', en: 'Labels stay whole' },
  'compliance.cryptography.app-labels.means': { zh: '本系统没有安全标记。', en: 'The service has no security labels.' },
  'compliance.cryptography.app-transport-secret.title': { zh: '重要数据传输机密', en: 'Important data travels secret' },
  'compliance.cryptography.app-transport-secret.means': {
    zh: '口令、密钥、报告只经 TLS 传输；下载均不缓存。',
    en: 'Passwords, keys and reports travel by TLS only; no answer is cached.',
  },
  'compliance.cryptography.app-storage-secret.title': { zh: '重要数据存储机密', en: 'Important data is stored secret' },
  'compliance.cryptography.app-storage-secret.means': {
    zh: '私钥与共享机密加密存放，加密密钥不在数据库里；口令只存 argon2id 摘要。',
    en: 'Private keys and shared secrets are sealed under a key that is not in the database; passwords are kept as argon2id hashes.',
  },
  'compliance.cryptography.app-transport-whole.title': { zh: '重要数据传输完整', en: 'Important data travels whole' },
  'compliance.cryptography.app-transport-whole.means': {
    zh: '由 TLS 保护；下载附 SHA-256。',
    en: 'By TLS; downloads carry their SHA-256.',
  },
  'compliance.cryptography.app-storage-whole.title': { zh: '重要数据存储完整', en: 'Important data is stored whole' },
  'compliance.cryptography.app-storage-whole.means': {
    zh: '密文带认证标签；审计、巡检存档、报表各有哈希链或摘要，可随时重算。',
    en: 'Sealed rows are authenticated; trail, archive and reports have chains or digests that can be recomputed.',
  },
  'compliance.cryptography.app-undeniable.title': { zh: '不可否认', en: 'Acts cannot be denied' },
  'compliance.cryptography.app-undeniable.means': {
    zh: '巡检签字、报告与验签结论可由签名证书签署并加盖时间戳；操作记录到人。',
    en: 'Sign-offs can be signed by certificate and timestamped; acts are recorded by person.',
  },
  'compliance.protection.identity.title': {
    zh: '身份鉴别：唯一、复杂度、失败处理、超时',
    en: 'Identity: unique, complex, failures handled, timeout',
  },
  'compliance.protection.identity.means': {
    zh: '账号唯一；口令须 12 位以上；连续失败 5 次锁定 15 分钟；闲置 15 分钟、最长 8 小时即退出。',
    en: 'Accounts are unique; passwords of 12 and more; five failures lock for 15 minutes; 15 idle minutes and 8 hours at most end a session.',
  },
  'compliance.protection.two-factors.title': {
    zh: '两种或两种以上鉴别技术，其一为密码技术',
    en: 'Two or more factors, one of them cryptographic',
  },
  'compliance.protection.two-factors.means': {
    zh: '特权角色须用第二个要素登录。',
    en: 'Privileged roles sign in with a second factor.',
  },
  'compliance.protection.access.title': {
    zh: '访问控制：最小权限、默认拒绝',
    en: 'Access: least rights, denied by default',
  },
  'compliance.protection.access.means': {
    zh: '每个接口都声明谁可用，没有声明就不能启动；没有缺省账号口令。',
    en: 'Each route declares who may use it, or the server does not start; there are no default passwords.',
  },
  'compliance.protection.audit.title': {
    zh: '安全审计：覆盖每个用户，记录受保护',
    en: 'Audit: every user, records protected',
  },
  'compliance.protection.audit.means': {
    zh: '谁、何时、何地、做了什么、对象、结果，与业务变更同一事务写入。',
    en: 'Who, when, from where, what and on what, in the same transaction as the change itself.',
  },
  'compliance.protection.intrusion.title': {
    zh: '入侵防范：最小安装、输入校验',
    en: 'Intrusion: nothing needless, input checked',
  },
  'compliance.protection.intrusion.means': {
    zh: '容器里没有 shell；输入按模式校验；外来文件在可杀的线程里解析。',
    en: 'No shell in the container; input is checked by schemas; foreign files are parsed in killable threads.',
  },
  'compliance.protection.malware.title': { zh: '恶意代码防范', en: 'Malicious code' },
  'compliance.protection.malware.means': {
    zh: '外来文件从不执行，也不以可打开的类型送出；查毒由部署落实。',
    en: 'Foreign files are never run, nor sent under a type that opens; scanning belongs to the deployment.',
  },
  'compliance.protection.trusted.title': { zh: '可信验证', en: 'Trusted start' },
  'compliance.protection.trusted.means': {
    zh: '由操作系统与硬件落实。',
    en: 'The operating system and hardware have to do this.',
  },
  'compliance.protection.integrity.title': { zh: '数据完整性', en: 'Integrity of data' },
  'compliance.protection.integrity.means': {
    zh: '同“应用和数据 f)、g)”。',
    en: 'As f) and g) of application and data.',
  },
  'compliance.protection.secrecy.title': { zh: '数据保密性', en: 'Secrecy of data' },
  'compliance.protection.secrecy.means': { zh: '同“应用和数据 d)、e)”。', en: 'As d) and e) of application and data.' },
  'compliance.protection.backup.title': { zh: '数据备份恢复', en: 'Backup and restore' },
  'compliance.protection.backup.means': {
    zh: '内置数据库每天备份并自动演练恢复；异地副本由部署落实。',
    en: 'The embedded database is backed up and restored as a drill every day; copies elsewhere belong to the deployment.',
  },
  'compliance.protection.remains.title': { zh: '剩余信息保护', en: 'What remains' },
  'compliance.protection.remains.means': {
    zh: '会话结束后令牌即失效，只存摘要；上传的临时文件随请求删除。',
    en: 'A token is worthless when its session ends, and only its hash was kept; temporary uploads end with the request.',
  },
  'compliance.protection.personal.title': { zh: '个人信息保护', en: 'Personal data' },
  'compliance.protection.personal.means': {
    zh: '只存办理业务所需；日志不记请求内容；验签原件按期限清除。',
    en: 'Only what the work needs; logs hold no bodies; verified files are dropped at their term.',
  },
  'compliance.protection.system-admin.title': {
    zh: '系统管理员：鉴别、专用界面、操作受审计',
    en: 'System administrator: identified, own place, audited',
  },
  'compliance.protection.system-admin.means': {
    zh: '系统管理员不能读审计、不能授权。',
    en: 'The system administrator can neither read the trail nor grant.',
  },
  'compliance.protection.audit-admin.title': {
    zh: '审计管理员：分析、存储、管理、查询审计记录',
    en: 'Audit administrator: analyses, keeps and queries records',
  },
  'compliance.protection.audit-admin.means': {
    zh: '审计查询、核验、导出；任何人不能改、不能删。',
    en: 'Query, verification and export; nobody can change or delete.',
  },
  'compliance.protection.security-admin.title': {
    zh: '安全管理员：策略、授权、信任',
    en: 'Security administrator: policy, grants, trust',
  },
  'compliance.protection.security-admin.means': {
    zh: '授权、信任根、策略由安全管理员提出、另一人批准。',
    en: 'Grants, anchors and policy are proposed by the security administrator and approved by another person.',
  },
  'compliance.protection.central.title': {
    zh: '集中管控：监测、集中审计、留存六个月以上',
    en: 'Central control: monitoring, logs kept six months and more',
  },
  'compliance.protection.central.means': {
    zh: '巡检、告警、工单在同一处；审计记录留存六个月以上。',
    en: 'Rounds, alarms and tickets in one place; the trail is kept six months and more.',
  },
  'compliance.proof.outside': {
    zh: '不属于软件，本系统无可证明。',
    en: 'Not for software; there is nothing to prove here.',
  },
  'compliance.proof.deployment': {
    zh: '由部署落实，请在测评时提供代理、操作系统或网关的证据。',
    en: 'The deployment has to show this: proxy, operating system or gateway.',
  },
  'compliance.proof.absent': { zh: '没有此类对象，不适用。', en: 'There is no such object; not applicable.' },
  'compliance.proof.tls': {
    zh: '公开地址为 https：Cookie 带 __Host- 前缀，HSTS 已发送。证书与套件由代理提供。',
    en: 'The public address is https: the cookie has the __Host- prefix and HSTS is sent. Certificate and suites are the proxy’s.',
  },
  'compliance.proof.no-tls': {
    zh: '公开地址是 http：传输没有保护。请放在 TLS 代理后面并设置 ZHENGXUN_PUBLIC_URL。',
    en: 'The public address is http: nothing protects what travels. Put a TLS proxy in front and set ZHENGXUN_PUBLIC_URL.',
  },
  'compliance.proof.egress': {
    zh: '出站白名单由配置给出并逐地址判断；其完整性依靠配置文件的权限，没有另加密码保护。',
    en: 'The allow-list comes from the configuration and is judged address by address; it is protected by file rights alone.',
  },
  'compliance.proof.chain': {
    zh: '审计链 {rows} 条、签名检查点 {checkpoints} 个全部核对无误，链首 {head}…（序号 {seq}）。',
    en: 'All {rows} rows of the trail and {checkpoints} signed checkpoints were checked; its head is {head}… at {seq}.',
  },
  'compliance.proof.chain-broken': {
    zh: '审计链在第 {seq} 条断裂，请立即保全数据库。',
    en: 'The trail is broken at row {seq}. Preserve the database at once.',
  },
  'compliance.proof.built': {
    zh: '由发布与部署证明：npm run reproduce 两次构建相同，npm run sbom 给出物料清单。运行时没有另行校验。',
    en: 'Shown at release: npm run reproduce builds twice the same, npm run sbom lists the parts. Nothing is checked again at run time.',
  },
  'compliance.proof.factors': {
    zh: '{administrators} 个管理员账号中 {equipped} 个登记了第二要素；近 30 天登录 {all} 次，两个要素 {two} 次，用证书 {certificates} 次。',
    en: '{equipped} of {administrators} administrators have a second factor; of {all} sessions in 30 days {two} had two factors, {certificates} a certificate.',
  },
  'compliance.proof.conflicts': {
    zh: '数据库拒绝 {pairs} 对互斥角色；{administrators} 个管理员账号中没有同一人兼任。',
    en: 'The database refuses {pairs} pairs of roles; none of {administrators} administrators holds two of them.',
  },
  'compliance.proof.rights-whole': {
    zh: '{accounts} 个账号、{keys} 个程序密钥的权限逐一核对校验码（HMAC-SHA-256，国密套件下为 HMAC-SM3），无一不符；密钥不在库中以明文存放，每次请求都核对。',
    en: 'The rights of {accounts} accounts and {keys} keys of programs each match their code (HMAC-SHA-256, or HMAC-SM3 under the GM suite); its key lies sealed, and each request is held against it.',
  },
  'compliance.proof.rights-altered': {
    zh: '{count} 个账号或程序密钥的权限与封存时不符，已拒绝使用，请立即查明。',
    en: 'The rights of {count} accounts or keys of programs are not what was sealed; they are refused. Find out why.',
  },
  'compliance.proof.rights-unchecked': {
    zh: '授权变更都在审计链里，互斥由数据库强制；本进程没有完整性密钥，权限未经核对。',
    en: 'Grants are in the trail and exclusions enforced; this process lacks the key, so rights were not held against their seal.',
  },
  'compliance.proof.conflicts-found': {
    zh: '{count} 人兼任互斥的角色，请立即处理。',
    en: '{count} persons hold roles that exclude each other.',
  },
  'compliance.proof.sealed': {
    zh: '{sealed} 件机密以 {keks} 个不在库中的密钥加密；{accounts} 个账号的口令全部为 argon2id。',
    en: '{sealed} secrets are sealed under {keks} keys that are not in the database; all passwords of {accounts} accounts are argon2id hashes.',
  },
  'compliance.proof.sealed-none': {
    zh: '{accounts} 个账号的口令全部为 argon2id；还没有存放任何私钥或共享机密。',
    en: 'All passwords of {accounts} accounts are argon2id hashes; no key or shared secret is kept yet.',
  },
  'compliance.proof.weak-hashes': {
    zh: '{count} 个账号的口令摘要不是 argon2id。',
    en: 'The passwords of {count} accounts are not argon2id hashes.',
  },
  'compliance.proof.passwords': {
    zh: '{accounts} 个在用账号，用户名各不相同，口令全部为 argon2id。',
    en: '{accounts} accounts in use, each with a name of its own, all passwords as argon2id hashes.',
  },
  'compliance.proof.policies': {
    zh: '服务正在运行，即每个接口都已声明谁可用；逐项矩阵由测试核对。',
    en: 'The service is running, so every route has declared who may use it; the matrix is held by tests.',
  },
  'compliance.proof.recorded': {
    zh: '审计记录 {rows} 条，每条记到人、会话与地址。',
    en: '{rows} rows in the trail, each with person, session and address.',
  },
  'compliance.proof.sessions': {
    zh: '会话只存令牌的 SHA-256；闲置 15 分钟或满 8 小时失效。',
    en: 'Sessions keep the SHA-256 of the token; they end after 15 idle minutes or 8 hours.',
  },
  'compliance.proof.backup': {
    zh: '最近一次完整备份 {backup}，最近一次恢复演练通过 {drill}。',
    en: 'Last complete backup {backup}, last drill that passed {drill}.',
  },
  'compliance.proof.backup-old': {
    zh: '最近一次完整备份 {backup}，最近一次恢复演练通过 {drill}：超过 48 小时，或从未有过。自有数据库的备份不在此处。',
    en: 'Last complete backup {backup}, last drill that passed {drill}: more than 48 hours ago, or never. Backups of a database of your own are not seen here.',
  },
  'compliance.proof.retention': {
    zh: '留存 {months} 个月，最早的审计记录 {first}；数据库拒绝其他删除。',
    en: 'Kept for {months} months; the oldest row is of {first}; the database refuses every other deletion.',
  },
  'compliance.proof.copies': {
    zh: '{all} 处外部副本中 {current} 处已有最新的检查点；审计留存 {months} 个月。',
    en: '{current} of {all} places outside hold the newest checkpoint; the trail is kept for {months} months.',
  },
  'compliance.proof.copies-none': {
    zh: '审计留存 {months} 个月，但没有设置外部副本：请设置 ZHENGXUN_AUDIT_CHECKPOINT_FILE、ZHENGXUN_AUDIT_SYSLOG 或 ZHENGXUN_AUDIT_DATABASE_URL。',
    en: 'The trail is kept for {months} months, but nothing is copied outside: set ZHENGXUN_AUDIT_CHECKPOINT_FILE, ZHENGXUN_AUDIT_SYSLOG or ZHENGXUN_AUDIT_DATABASE_URL.',
  },
} as const
