// Why we and OpenSSL differ, by the rule that decides. A difference without a line here fails the test.

const WEB =
  '网站证书规范：指定主机名时按 CA/B 论坛与 RFC 5280 §4 的证书规范检查；OpenSSL 只检查路径。 The web profile: with a host name asked for, the certificate profiles of the CA/B Forum and RFC 5280 §4 are enforced; OpenSSL checks the path only.'
const DATED =
  '算法按日期判断：OpenSSL 按安全级别（默认 1）判断，与日期无关。 Algorithms are judged by date; OpenSSL judges by security level, whatever the day.'
const TIMESTAMPS =
  'OpenSSL 不检查签名中的时间戳；损坏的时间戳使整个签名不可信。 OpenSSL does not look at timestamps inside a signature; a broken one condemns the signature it sits in.'

/** Where we refuse and OpenSSL accepts: by our decisive finding. */
export const WE_REFUSE: Readonly<Record<string, string>> = {
  'path.digest-weak': DATED,
  'path.key-weak': DATED,
  'algorithm.weak': DATED,
  'algorithm.weak-without-proof': DATED,
  'path.host-name':
    '主机名只从 subjectAltName 取（RFC 9525 §6），通配符只占最左整段；OpenSSL 还看通用名。 Host names come from subjectAltName only, wildcards stand alone in the leftmost label (RFC 9525 §6); OpenSSL falls back to the common name.',
  'path.issuer-empty':
    '颁发者名称为空不能连成链（RFC 5280 §4.1.2.4）。 An empty issuer name chains to nothing (RFC 5280 §4.1.2.4).',
  'path.issuer-is-not-ca':
    '代理证书（RFC 3820）的颁发者不是 CA：OpenSSL 用 -allow_proxy_certs 接受。 A proxy certificate is issued by no CA; OpenSSL accepts it under -allow_proxy_certs.',
  'path.malformed-extension':
    '已知扩展内容不合语法即拒绝（RFC 5280 §4.2）；OpenSSL 用到时才解析。 A known extension that cannot be read is refused (RFC 5280 §4.2); OpenSSL parses it when it needs it.',
  'path.name-excluded':
    '通配符覆盖被排除的名称即违反约束（RFC 5280 §4.2.1.10）。 A wildcard that covers an excluded name violates the constraint (RFC 5280 §4.2.1.10).',
  'path.name-malformed':
    '不成形的名称无法与约束比较，按违反处理（RFC 5280 §4.2.1.10）。 A name that is not of its form escapes every comparison, so it is refused (RFC 5280 §4.2.1.10).',
  'profile.alternative-names-critical': WEB,
  'profile.alternative-names-not-critical': WEB,
  'profile.any-purpose': WEB,
  'profile.authority-key-identifier-missing': WEB,
  'profile.common-name-spelling': WEB,
  'profile.key-type': WEB,
  'profile.leaf-is-ca': WEB,
  'profile.root-authority-key-identifier': WEB,
  'profile.root-purpose': WEB,
  'profile.serial-number': WEB,
  'profile.sign-bit-without-ca': WEB,
  'profile.subject-key-identifier-missing': WEB,
  'revocation.unknown':
    '吊销列表缺少 RFC 5280 §5.2.3 要求的编号，不作为依据。 A revocation list without the number that RFC 5280 §5.2.3 demands is no evidence.',
  'cms.content-differs':
    '文件内含的内容与另行提供的内容不同；OpenSSL 忽略另行提供的内容。 The content inside differs from the content supplied; OpenSSL ignores the latter.',
  'cms.content-type-mismatch':
    'content-type 属性必须等于 eContentType（RFC 5652 §11.1）；OpenSSL 不比较。 The content-type attribute must equal eContentType (RFC 5652 §11.1); OpenSSL does not compare them.',
  'cms.timestamp-broken': TIMESTAMPS,
  'cms.timestamp-malformed': TIMESTAMPS,
  'path.certificate-expired':
    '没有信任锚时 OpenSSL 以 -noverify 运行，不看证书；我们仍检查证书有效期。 Without anchors OpenSSL runs with -noverify and leaves the certificate alone; its dates are still judged here.',
  'path.name-bidi-mixed':
    '混合书写方向的名称显示与比较可能不一致（RFC 3454 §6）。 A name that mixes writing directions may show what was not compared (RFC 3454 §6).',
  'tsp.time-outside-window':
    '时间戳时间不在给定期间内：OpenSSL 不能限定期间。 The time lies outside the period given; OpenSSL cannot bound it.',
}

/** Where OpenSSL refuses and the corpus, with us, says valid: what it lacks, by its error. */
export const OPENSSL_LACKS: readonly { set: string; error: string; reason: string }[] = [
  {
    set: 'x509-limbo',
    error: 'certificate chain too long',
    reason:
      '自签发证书不计入深度（RFC 5280 §4.2.1.9）；OpenSSL 计入。 Self-issued certificates do not count for the depth (RFC 5280 §4.2.1.9); OpenSSL counts them.',
  },
  {
    set: 'x509-limbo',
    error: 'certificate has expired',
    reason:
      'notAfter 当秒仍在有效期内（RFC 5280 §4.1.2.5）；OpenSSL 视为过期。 The second of notAfter still belongs to the validity (RFC 5280 §4.1.2.5); for OpenSSL it is over.',
  },
  {
    set: 'x509-limbo',
    error: 'unable to get local issuer certificate',
    reason:
      '第一条路径走不通时换另一条（RFC 4158 §2）；OpenSSL 不回头。 Where the first path fails another is tried (RFC 4158 §2); OpenSSL does not go back.',
  },
  {
    set: 'pkits',
    error: 'CRL path validation error',
    reason:
      '间接 CRL 的签发者由 cRLIssuer 指定（RFC 5280 §4.2.1.13；PKITS 4.14.30）；OpenSSL 找不到其路径。 The issuer of an indirect list is named by cRLIssuer (RFC 5280 §4.2.1.13, PKITS 4.14.30); OpenSSL does not find its path.',
  },
  {
    set: 'sm2',
    error: 'certificate signature failure',
    reason:
      '公钥算法标识为 SM2（1.2.156.10197.1.301）的证书：OpenSSL 3.0 验不了。 Certificates whose key is marked as SM2 by its own identifier: OpenSSL 3.0 cannot verify them.',
  },
]
