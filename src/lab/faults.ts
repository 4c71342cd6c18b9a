// Every fault the laboratory can show, as data. A fault is named by the reason code a sound probe must give for it,
// so that a test reads: switch on X, probe, expect X.

export type ServiceKind =
  | 'tls-site'
  | 'crl-point'
  | 'ocsp-responder'
  | 'timestamp-authority'
  | 'seal-server'
  | 'signing-server'
  | 'authentication'
  | 'registration-authority'
  | 'virtual-address'

interface Title {
  zh: string
  en: string
}

/** The faults of each kind of service: reason code → what the service then does wrong. */
export const FAULTS = {
  'tls-site': {
    'tls.leaf-expiring': { zh: '站点证书 3 天后到期', en: 'the site certificate ends in three days' },
    'tls.leaf-expired': { zh: '站点证书已过期', en: 'the site certificate has expired' },
    'tls.leaf-not-yet-valid': { zh: '站点证书尚未生效', en: 'the site certificate begins in two days' },
    'tls.chain-certificate-expired': { zh: '中级证书已过期', en: 'the intermediate certificate has expired' },
    'tls.chain-expiring': { zh: '中级证书 5 天后到期', en: 'the intermediate certificate ends in five days' },
    'tls.chain-incomplete': { zh: '未发送中级证书', en: 'the intermediate certificate is not sent' },
    'tls.name-mismatch': { zh: '证书域名与站点不符', en: 'the certificate names another host' },
    'tls.nodes-differ': { zh: '本节点部署了另一张证书', en: 'this node serves another certificate than its twin' },
    'tls.self-signed': { zh: '自签名证书', en: 'the certificate is signed by itself' },
    'tls.untrusted': { zh: '由陌生的 CA 签发', en: 'issued below a root nobody trusts' },
    'tls.weak-key': { zh: 'RSA-1024 弱密钥', en: 'the key is RSA-1024' },
    'tls.weak-signature': { zh: 'SHA-1 签名', en: 'the certificate is signed with SHA-1' },
    'tls.protocol-too-old': { zh: '仅支持 TLS 1.0', en: 'only TLS 1.0 is offered' },
    'tls.unreachable': { zh: '站点不监听', en: 'nothing listens' },
    'tls.timeout': { zh: '站点接受连接后无应答', en: 'connections are accepted and never answered' },
  },
  'crl-point': {
    'crl.expired': { zh: 'CRL 已过下次更新时间', en: 'nextUpdate of the list has passed' },
    'crl.not-yet-valid': { zh: 'CRL 的本次更新时间在将来', en: 'thisUpdate of the list lies a day ahead' },
    'crl.next-update-missing': { zh: 'CRL 未写下次更新时间', en: 'the list does not say when the next one comes' },
    'crl.number-missing': { zh: 'CRL 没有编号', en: 'the list has no number' },
    'crl.number-decreased': { zh: 'CRL 编号倒退', en: 'an older list with a lower number is served again' },
    'crl.same-number-different': { zh: 'CRL 编号相同而内容不同', en: 'another list under the same number' },
    'crl.serial-vanished': { zh: '已吊销的序列号从 CRL 中消失', en: 'a revoked serial has vanished from the list' },
    'crl.revoked-canary-missing': { zh: '已吊销的探针证书不在 CRL 中', en: 'the revoked canary is not on the list' },
    'crl.signature-invalid': { zh: 'CRL 签名无效', en: 'the signature of the list is broken' },
    'crl.unreachable': { zh: 'CRL 发布点不监听', en: 'nothing listens' },
    'crl.timeout': { zh: 'CRL 发布点无应答', en: 'connections are accepted and never answered' },
    'http.status-unexpected': { zh: '应答 HTTP 503', en: 'answers HTTP 503' },
  },
  'ocsp-responder': {
    'ocsp.response-stale': { zh: 'OCSP 应答已过期', en: 'nextUpdate of the answer has passed' },
    'ocsp.next-update-missing': { zh: 'OCSP 应答未写下次更新时间', en: 'the answer does not say how long it holds' },
    'ocsp.good-canary-not-good': { zh: '对有效证书应答“未知”', en: 'a good certificate is answered “unknown”' },
    'ocsp.never-issued-good': { zh: '对从未签发的序列号应答“正常”', en: 'a serial never issued is answered “good”' },
    'ocsp.revoked-canary-good': { zh: '对已吊销的证书应答“正常”', en: 'a revoked certificate is answered “good”' },
    'ocsp.signer-not-authorised': { zh: '由无授权的证书签名', en: 'signed by a certificate without the right to' },
    'ocsp.signature-invalid': { zh: 'OCSP 应答签名无效', en: 'the signature of the answer is broken' },
    'ocsp.error-status': { zh: '应答 tryLater', en: 'answers tryLater' },
    'ocsp.nonce-mismatch': { zh: '应答中的随机数与请求不符', en: 'the answer carries another nonce' },
    'ocsp.unreachable': { zh: 'OCSP 服务不监听', en: 'nothing listens' },
    'ocsp.timeout': { zh: 'OCSP 服务无应答', en: 'connections are accepted and never answered' },
    'http.status-unexpected': { zh: '应答 HTTP 503', en: 'answers HTTP 503' },
  },
  'timestamp-authority': {
    'tsa.clock-drift': { zh: '时钟快 2 秒', en: 'the clock is two seconds fast' },
    'tsa.accuracy-missing': { zh: '时间戳未写精度', en: 'the token states no accuracy' },
    'tsa.signature-invalid': { zh: '时间戳签名无效', en: 'the signature of the token is broken' },
    'tsa.eku-not-critical': { zh: '时间戳证书的扩展密钥用途不是关键扩展', en: 'extended key usage is not critical' },
    'tsa.imprint-mismatch': { zh: '对另一摘要签发时间戳', en: 'the token stamps another imprint' },
    'tsa.nonce-mismatch': { zh: '时间戳中的随机数与请求不符', en: 'the token carries another nonce' },
    'tsa.status-rejected': { zh: '拒绝签发', en: 'the request is rejected' },
    'tsa.signer-binding-missing': { zh: '缺少签名证书绑定属性', en: 'no signing-certificate attribute' },
    'tsa.policy-not-allowed': { zh: '时间戳策略不在许可范围', en: 'the token names a policy nobody allowed' },
    'tsa.serial-reused': { zh: '时间戳序列号重复', en: 'every token has the same serial number' },
    'tsa.unreachable': { zh: '时间戳服务不监听', en: 'nothing listens' },
    'tsa.timeout': { zh: '时间戳服务无应答', en: 'connections are accepted and never answered' },
    'http.status-unexpected': { zh: '应答 HTTP 503', en: 'answers HTTP 503' },
  },
  'seal-server': {
    'seal.tampered-accepted': { zh: '篡改后的文件仍验签通过', en: 'a tampered copy is accepted' },
    'seal.valid-refused': { zh: '未改动的文件验签不通过', en: 'an untouched document is refused' },
    'seal.signature-invalid': { zh: '签章值无效', en: 'the seal signature is broken' },
    'seal.seal-expired': { zh: '印章已过有效期', en: 'the seal has expired' },
    'seal.timestamp-missing': { zh: '签章未附时间戳', en: 'the seal signature carries no timestamp' },
    'seal.unreachable': { zh: '签章服务不监听', en: 'nothing listens' },
    'seal.timeout': { zh: '签章服务无应答', en: 'connections are accepted and never answered' },
    'http.status-unexpected': { zh: '应答 HTTP 503', en: 'answers HTTP 503' },
  },
  'signing-server': {
    'sign.tampered-accepted': { zh: '篡改后的原文仍验签通过', en: 'a tampered text is accepted' },
    'sign.valid-refused': { zh: '未改动的原文验签不通过', en: 'an untouched text is refused' },
    'sign.signature-invalid': { zh: '签名值无效', en: 'the signature is broken' },
    'sign.unreachable': { zh: '签名服务不监听', en: 'nothing listens' },
    'sign.timeout': { zh: '签名服务无应答', en: 'connections are accepted and never answered' },
    'http.status-unexpected': { zh: '应答 HTTP 503', en: 'answers HTTP 503' },
  },
  authentication: {
    'auth.replay-accepted': { zh: '重放的挑战应答被接受', en: 'a replayed answer is accepted' },
    'auth.revoked-accepted': { zh: '已吊销证书可以登录', en: 'a revoked certificate may log in' },
    'auth.expired-accepted': { zh: '已过期证书可以登录', en: 'an expired certificate may log in' },
    'auth.wrong-signature-accepted': { zh: '不验证签名即可登录', en: 'the signature is not looked at' },
    'auth.valid-refused': { zh: '有效用户无法登录', en: 'a valid user is refused' },
    'auth.challenge-short': { zh: '挑战值只有 8 字节', en: 'challenges are of eight bytes only' },
    'auth.challenge-repeats': { zh: '挑战值重复', en: 'every challenge is the same' },
    'auth.unreachable': { zh: '统一认证不监听', en: 'nothing listens' },
    'auth.timeout': { zh: '统一认证无应答', en: 'connections are accepted and never answered' },
    'http.status-unexpected': { zh: '应答 HTTP 503', en: 'answers HTTP 503' },
  },
  'registration-authority': {
    'ra.issuance-failed': { zh: '签发失败', en: 'issuance fails' },
    'ra.wrong-profile': { zh: '签发的证书不符合模板', en: 'the certificate does not follow its profile' },
    'ra.revocation-failed': { zh: '吊销失败', en: 'revocation fails' },
    'ra.revocation-not-visible': { zh: '吊销后 OCSP 与 CRL 不可见', en: 'a revocation reaches neither OCSP nor CRL' },
    'ra.unreachable': { zh: 'RA 不监听', en: 'nothing listens' },
    'ra.timeout': { zh: 'RA 无应答', en: 'connections are accepted and never answered' },
    'http.status-unexpected': { zh: '应答 HTTP 503', en: 'answers HTTP 503' },
  },
  'virtual-address': {
    'tcp.refused': { zh: '负载地址不监听', en: 'nothing listens' },
    'tcp.timeout': { zh: '负载地址无应答', en: 'connections are accepted and never answered' },
  },
} as const satisfies Record<ServiceKind, Record<string, Title>>

type FaultsOf<K extends ServiceKind> = keyof (typeof FAULTS)[K] & string

/** Reason code a sound probe gives for the fault. */
export type FaultId = { [K in ServiceKind]: FaultsOf<K> }[ServiceKind]

export function faultsOf(kind: ServiceKind): FaultId[] {
  return Object.keys(FAULTS[kind]) as FaultId[]
}

/** What a fault says to people; undefined when services of that kind do not have it. */
export function faultTitle(kind: ServiceKind, fault: string): Title | undefined {
  return (FAULTS[kind] as Record<string, Title>)[fault]
}

export interface Planted {
  service: string
  fault: FaultId
  /** Where in the register it shows. */
  shows: Title
}

/** The three faults the sample estate starts with, so that its first inspection round has something to find. */
export const PLANTED_FAULTS: readonly Planted[] = [
  {
    service: 'site-gov-b',
    fault: 'tls.leaf-expiring',
    shows: {
      zh: '安全站点证书 *.rsj.sh.gov.cn：一个节点的证书即将到期',
      en: 'Site *.rsj.sh.gov.cn: one node serves a certificate about to end',
    },
  },
  {
    service: 'ocsp',
    fault: 'ocsp.response-stale',
    shows: {
      zh: '移动端个人证书 OCSP 服务器：应答已过期',
      en: 'OCSP responder of the mobile certificates: stale answers',
    },
  },
  {
    service: 'tsa-b',
    fault: 'tsa.clock-drift',
    shows: {
      zh: '可信时间戳服务器（负载系统 2）：时钟偏差 2 秒',
      en: 'Timestamp server 2: its clock is off by two seconds',
    },
  },
]
