// Texts of the certificate lints, one for each rule. `{seen}` is what was found: a name, a number, a size.

export const lintMessages = {
  'lint.access-ca-missing': {
    zh: '中间 CA 没有颁发者信息访问。',
    en: 'An intermediate should have an authority information access.',
  },
  'lint.access-ca-missing-early': {
    zh: '中间 CA 没有颁发者信息访问，当时必须有。',
    en: 'An intermediate had to have an authority information access at the time.',
  },
  'lint.access-ca-not-http': {
    zh: 'CA 证书中的地址须为 http://：{seen}。',
    en: 'The addresses in a CA certificate begin with http://: {seen}.',
  },
  'lint.access-ca-without-issuer': {
    zh: '中间 CA 没有上级证书的地址。',
    en: 'An intermediate should give the address of its issuer.',
  },
  'lint.access-internal-host': {
    zh: '地址 {seen} 指向内部名称，外部无法访问。',
    en: 'The address {seen} points to an internal name nobody outside can reach.',
  },
  'lint.access-issuer-not-http': {
    zh: '上级证书地址须为 http://：{seen}。',
    en: 'The address of the issuer certificate begins with http://: {seen}.',
  },
  'lint.access-leaf-missing': {
    zh: '站点证书没有颁发者信息访问。',
    en: 'A site certificate has an authority information access.',
  },
  'lint.access-leaf-without-issuer': {
    zh: '没有上级证书的地址，缺少中间证书时客户端无法补取。',
    en: 'There is no address of the issuer certificate, so clients cannot fetch a missing intermediate.',
  },
  'lint.access-leaf-without-ocsp': { zh: '没有 OCSP 地址。', en: 'There is no address of an OCSP responder.' },
  'lint.access-location-missing': {
    zh: '上级证书地址不是 HTTP 或 LDAP 网址：{seen}。',
    en: 'An issuer address is neither HTTP nor LDAP: {seen}.',
  },
  'lint.access-method-not-permitted': {
    zh: '颁发者信息访问只能含 OCSP 与上级证书的网址：{seen}。',
    en: 'The authority information access holds addresses of OCSP and issuer only: {seen}.',
  },
  'lint.access-ocsp-not-http': {
    zh: 'OCSP 地址须为 http://：{seen}。',
    en: 'The address of the OCSP responder begins with http://: {seen}.',
  },
  'lint.access-repeated-location': {
    zh: '颁发者信息访问中的地址 {seen} 重复出现。',
    en: 'The address {seen} stands twice in the authority information access.',
  },
  'lint.basic-ca-flag-missing': {
    zh: '可签发证书，基本约束却没有声明为 CA。',
    en: 'It may sign certificates, and its basic constraints do not say CA.',
  },
  'lint.basic-default-spelled-out': {
    zh: '基本约束写出了默认值 FALSE，不符合 DER。',
    en: 'The basic constraints spell out FALSE, which DER leaves out.',
  },
  'lint.basic-leaf-is-ca': { zh: '站点证书声明自己是 CA。', en: 'A site certificate claims to be a CA.' },
  'lint.basic-not-ca-but-signs': {
    zh: '不是 CA，密钥用途却包含签发证书。',
    en: 'No CA, and yet the key may sign certificates.',
  },
  'lint.basic-path-length-misplaced': {
    zh: '限定了路径长度，却不能签发证书。',
    en: 'A path length without the right to sign certificates.',
  },
  'lint.basic-path-length-negative': { zh: '路径长度不得为负：{seen}。', en: 'A path length is not negative: {seen}.' },
  'lint.basic-root-path-length': { zh: '根证书不应限定路径长度。', en: 'A root should have no path length.' },
  'lint.certificate-backdated': {
    zh: '证书用 SHA-1 签名却声称在 2016 年以前签发，请核对来历。',
    en: 'A SHA-1 certificate dated before 2016 that is valid beyond 2019: check where it comes from.',
  },
  'lint.certificate-duplicate-extension': {
    zh: '扩展 {seen} 出现了不止一次。',
    en: 'The extension {seen} stands more than once.',
  },
  'lint.certificate-ecdsa-encoding': {
    zh: 'ECDSA 签名算法标识的编码与规定的不同：{seen}。',
    en: 'The ECDSA signature algorithm is not encoded as laid down: {seen}.',
  },
  'lint.certificate-empty-sequence': {
    zh: '扩展 {seen} 是空的序列。',
    en: 'The extension {seen} is an empty sequence.',
  },
  'lint.certificate-extension-unreadable': {
    zh: '扩展 {seen} 的内容不是 DER。',
    en: 'The contents of the extension {seen} are no DER.',
  },
  'lint.certificate-extensions-without-version-3': {
    zh: '只有第 3 版证书可以有扩展项，此证书为第 {seen} 版。',
    en: 'Extensions need version 3; this certificate is version {seen}.',
  },
  'lint.certificate-false-spelled-out': {
    zh: '扩展 {seen} 写出了默认值 FALSE，不符合 DER。',
    en: 'The extension {seen} spells out FALSE, which DER leaves out.',
  },
  'lint.certificate-forbidden-signature': {
    zh: '签名使用已被攻破的摘要算法：{seen}。',
    en: 'The signature rests on a broken hash: {seen}.',
  },
  'lint.certificate-pss-encoding': {
    zh: 'RSASSA-PSS 参数的编码与规定的不同。',
    en: 'The parameters of RSASSA-PSS are not encoded as laid down.',
  },
  'lint.certificate-sct-missing': {
    zh: '证书里没有证书透明度时间戳（SCT）；除非由服务器另行提供，浏览器会拒绝。',
    en: 'No certificate transparency timestamps inside; unless the server supplies them, browsers refuse.',
  },
  'lint.certificate-signature-algorithms-differ': {
    zh: '证书签名内外的算法标识不一致：{seen}。',
    en: 'The signature algorithms inside and outside differ: {seen}.',
  },
  'lint.certificate-signature-parameters-not-null': {
    zh: 'RSA 签名算法的参数须为 NULL。',
    en: 'The parameters of an RSA signature algorithm are NULL.',
  },
  'lint.certificate-signature-parameters-present': {
    zh: '此签名算法不应带参数：{seen}。',
    en: 'This signature algorithm has no parameters: {seen}.',
  },
  'lint.certificate-sm2-signature-mixed': {
    zh: 'SM2 证书不是用 SM2-SM3 签名的：{seen}。',
    en: 'An SM2 certificate is signed with something else than SM2 with SM3: {seen}.',
  },
  'lint.certificate-sm2-signature-parameters': {
    zh: 'SM2 签名算法标识带有 NULL 参数，部分软件不接受。',
    en: 'The SM2 signature algorithm carries a NULL; some software refuses it.',
  },
  'lint.certificate-unique-id': {
    zh: '证书不得含有唯一标识符字段。',
    en: 'Conforming CAs write no unique identifiers.',
  },
  'lint.certificate-unique-id-in-version-1': {
    zh: '唯一标识符字段需要第 2 或第 3 版证书。',
    en: 'Unique identifiers need version 2 or 3.',
  },
  'lint.certificate-unsupported-signature': {
    zh: '公开信任的站点证书不允许使用签名算法 {seen}。',
    en: 'Public site certificates are not signed with {seen}.',
  },
  'lint.certificate-version-not-3': {
    zh: '证书须为第 3 版，实为第 {seen} 版。',
    en: 'Certificates are version 3; this is version {seen}.',
  },
  'lint.certificate-weak-signature': {
    zh: '证书使用 SHA-1 签名：{seen}。',
    en: 'SHA-1 signs no certificate any more: {seen}.',
  },
  'lint.chain-cross-signed': {
    zh: '“{seen}”另有交叉签发的证书。',
    en: '{seen} is here under a second issuer (cross-signed).',
  },
  'lint.chain-incomplete': { zh: '证书链缺少“{seen}”的证书。', en: 'The chain lacks the certificate of {seen}.' },
  'lint.chain-issuer-expires-first': {
    zh: '上级“{seen}”先于其下级到期。',
    en: 'The issuer {seen} expires before what it issued.',
  },
  'lint.chain-leaf-not-first': {
    zh: '第一张不是站点证书，而是 CA“{seen}”。',
    en: 'The first certificate is no leaf but the CA {seen}.',
  },
  'lint.chain-order': { zh: '证书链顺序不对，应为：{seen}。', en: 'The chain is out of order; it should be: {seen}.' },
  'lint.chain-repeated': { zh: '证书“{seen}”重复出现。', en: 'The certificate {seen} stands twice.' },
  'lint.chain-stranger': {
    zh: '证书“{seen}”与此链无关。',
    en: 'The certificate {seen} does not belong to this chain.',
  },
  'lint.chain-superfluous-root': { zh: '根证书“{seen}”不必发送。', en: 'The root {seen} need not be sent.' },
  'lint.constraints-edi-party': {
    zh: '名称约束不应限制EDI 名称。',
    en: 'Name constraints should not be about an EDI party name.',
  },
  'lint.constraints-empty': { zh: '名称约束是空的。', en: 'The name constraints are empty.' },
  'lint.constraints-maximum': { zh: '名称约束不得有 maximum。', en: 'A name constraint has no maximum.' },
  'lint.constraints-minimum': {
    zh: '名称约束的 minimum 须为 0：{seen}。',
    en: 'The minimum of a name constraint is 0: {seen}.',
  },
  'lint.constraints-not-in-ca': { zh: '不是 CA，却有名称约束。', en: 'Name constraints outside a CA.' },
  'lint.constraints-registered-id': {
    zh: '名称约束不应限制登记标识。',
    en: 'Name constraints should not be about a registered id.',
  },
  'lint.constraints-reserved-ip': {
    zh: '允许的地址范围包含保留地址：{seen}。',
    en: 'A permitted range holds reserved addresses: {seen}.',
  },
  'lint.constraints-uri-not-host': {
    zh: '网址类名称约束须为域名：{seen}。',
    en: 'A URI constraint is a host or a domain: {seen}.',
  },
  'lint.constraints-x400': {
    zh: '名称约束不应限制X.400 地址。',
    en: 'Name constraints should not be about an X.400 address.',
  },
  'lint.critical-aia': {
    zh: '颁发者信息访问不得标为关键。',
    en: 'The authority information access must not be critical.',
  },
  'lint.critical-aki': { zh: '颁发者密钥标识不得标为关键。', en: 'The authority key identifier must not be critical.' },
  'lint.critical-basic-constraints': {
    zh: 'CA 的基本约束须标为关键。',
    en: 'The basic constraints of a CA must be critical.',
  },
  'lint.critical-ca-key-usage': { zh: 'CA 的密钥用途须标为关键。', en: 'The key usage of a CA must be critical.' },
  'lint.critical-ca-name-constraints': {
    zh: 'CA 的名称约束应标为关键。',
    en: 'The name constraints of a CA should be critical.',
  },
  'lint.critical-ca-policies': {
    zh: 'CA 的证书策略不应标为关键。',
    en: 'The certificate policies of a CA should not be critical.',
  },
  'lint.critical-ca-purposes': {
    zh: 'CA 的扩展密钥用途不应标为关键。',
    en: 'The extended key usage of a CA should not be critical.',
  },
  'lint.critical-crl-points': {
    zh: 'CRL 分发点不应标为关键。',
    en: 'The CRL distribution points should not be critical.',
  },
  'lint.critical-directory-attributes': {
    zh: '主体目录属性不得标为关键。',
    en: 'The subject directory attributes must not be critical.',
  },
  'lint.critical-freshest-crl': { zh: '最新 CRL不得标为关键。', en: 'The freshest CRL must not be critical.' },
  'lint.critical-inhibit-any-policy': {
    zh: '禁止任意策略须标为关键。',
    en: 'The inhibit any-policy must be critical.',
  },
  'lint.critical-issuer-names': {
    zh: '颁发者备用名称不应标为关键。',
    en: 'The issuer alternative names should not be critical.',
  },
  'lint.critical-key-usage': { zh: '密钥用途应标为关键。', en: 'The key usage should be critical.' },
  'lint.critical-leaf-basic-constraints': {
    zh: '站点证书的基本约束须标为关键。',
    en: 'The basic constraints of a site certificate must be critical.',
  },
  'lint.critical-leaf-crl-points': {
    zh: 'CRL 分发点不得标为关键。',
    en: 'The CRL distribution points must not be critical.',
  },
  'lint.critical-leaf-policies': {
    zh: '站点证书的证书策略不应标为关键。',
    en: 'The certificate policies of a site certificate should not be critical.',
  },
  'lint.critical-name-constraints': { zh: '名称约束须标为关键。', en: 'The name constraints must be critical.' },
  'lint.critical-names-with-subject': {
    zh: '有主体名称时，备用名称不应标为关键。',
    en: 'The alternative names beside a subject should not be critical.',
  },
  'lint.critical-names-without-subject': {
    zh: '没有主体名称时，备用名称须标为关键。',
    en: 'The alternative names without a subject must be critical.',
  },
  'lint.critical-no-check': { zh: '免查吊销不应标为关键。', en: 'The OCSP no-check should not be critical.' },
  'lint.critical-policy-constraints': { zh: '策略约束须标为关键。', en: 'The policy constraints must be critical.' },
  'lint.critical-policy-mappings': { zh: '策略映射应标为关键。', en: 'The policy mappings should be critical.' },
  'lint.critical-purposes': {
    zh: '站点证书的扩展密钥用途不得标为关键。',
    en: 'The extended key usage of a site certificate must not be critical.',
  },
  'lint.critical-ski': { zh: '主体密钥标识不得标为关键。', en: 'The subject key identifier must not be critical.' },
  'lint.crl-ca-point-missing': { zh: '中间 CA 没有 CRL 分发点。', en: 'An intermediate has a CRL distribution point.' },
  'lint.crl-issuer-present': {
    zh: 'CRL 分发点中不得有 CRL 颁发者。',
    en: 'A CRL distribution point names no CRL issuer.',
  },
  'lint.crl-neither-ldap-nor-http': {
    zh: 'CRL 分发点没有 HTTP 或 LDAP 地址。',
    en: 'A CRL distribution point has neither an HTTP nor an LDAP address.',
  },
  'lint.crl-not-http': {
    zh: 'CRL 地址须为 http://：{seen}。',
    en: 'The address of a CRL begins with http://: {seen}.',
  },
  'lint.crl-point-incomplete': {
    zh: 'CRL 分发点只有原因，没有名称。',
    en: 'A CRL distribution point has reasons only.',
  },
  'lint.crl-point-without-url': {
    zh: 'CRL 分发点中没有 http:// 地址。',
    en: 'The CRL distribution points hold no http:// address.',
  },
  'lint.dv-locality': {
    zh: '域名验证型证书不得写城市：{seen}。',
    en: 'A domain-validated subject must not name a locality: {seen}.',
  },
  'lint.dv-organization': {
    zh: '域名验证型证书不得写单位：{seen}。',
    en: 'A domain-validated subject must not name an organization: {seen}.',
  },
  'lint.dv-postal-code': {
    zh: '域名验证型证书不得写邮政编码：{seen}。',
    en: 'A domain-validated subject must not name a postal code: {seen}.',
  },
  'lint.dv-state': {
    zh: '域名验证型证书不得写省份：{seen}。',
    en: 'A domain-validated subject must not name a state or province: {seen}.',
  },
  'lint.dv-street': {
    zh: '域名验证型证书不得写街道：{seen}。',
    en: 'A domain-validated subject must not name a street: {seen}.',
  },
  'lint.ev-address': {
    zh: '扩展验证型证书不得含 IP 地址：{seen}。',
    en: 'An extended-validation certificate has no address: {seen}.',
  },
  'lint.ev-organization-missing': {
    zh: '扩展验证型证书须写明单位。',
    en: 'An extended-validation subject names the organization.',
  },
  'lint.ev-wildcard': {
    zh: '扩展验证型证书不得含通配符：{seen}。',
    en: 'An extended-validation certificate has no wildcard: {seen}.',
  },
  'lint.gm-encryption-incomplete': {
    zh: 'SM2 加密证书通常含密钥加密、数据加密和密钥协商，此处只有 {seen}。',
    en: 'An SM2 encryption certificate usually holds key and data encipherment and key agreement; this has {seen} only.',
  },
  'lint.gm-key-algorithm': {
    zh: 'SM2 公钥的算法标识写成了 SM2 本身，应为 id-ecPublicKey 加 SM2 曲线。',
    en: 'The key names SM2 as its algorithm; id-ecPublicKey with the SM2 curve is what software reads.',
  },
  'lint.gm-signing-without-commitment': {
    zh: 'SM2 签名证书通常还应含抗抵赖用途。',
    en: 'An SM2 signing certificate usually holds non-repudiation too.',
  },
  'lint.gm-usage-missing': {
    zh: 'SM2 证书没有密钥用途，无法分辨签名证书与加密证书。',
    en: 'An SM2 certificate without key usage: nobody can tell signing from encryption.',
  },
  'lint.gm-usage-mixed': {
    zh: 'SM2 证书同时用于签名和加密（{seen}）；双证书体系中两者须分开。',
    en: 'An SM2 certificate both signs and encrypts ({seen}); in a dual system each has its own.',
  },
  'lint.gm-wide-text': {
    zh: '主体属性 {seen} 用了 BMPString，部分软件不能正确显示，建议用 UTF8String。',
    en: 'The subject attribute {seen} is a BMPString, which some software cannot show; UTF8String is better.',
  },
  'lint.host-arpa': {
    zh: '域名 {seen} 位于 .arpa 之下，2026-03-15 起不再签发。',
    en: 'The host {seen} lies below .arpa, for which nothing is issued since 2026-03-15.',
  },
  'lint.host-bad-character': {
    zh: '域名 {seen} 含有不允许的字符。',
    en: 'The host {seen} holds characters no host has.',
  },
  'lint.host-empty-label': { zh: '域名 {seen} 中有空的一级。', en: 'The host {seen} has an empty label.' },
  'lint.host-hyphen-at-edge': {
    zh: '域名 {seen} 中有一级以连字符开头或结尾。',
    en: 'A label of the host {seen} begins or ends with a hyphen.',
  },
  'lint.host-label-too-long': {
    zh: '域名 {seen} 中有一级超过 63 个字符。',
    en: 'A label of the host {seen} is longer than 63 characters.',
  },
  'lint.host-not-ldh-unicode': {
    zh: '域名 {seen} 须写成 ASCII（punycode）形式。',
    en: 'The host {seen} must be written in ASCII (punycode).',
  },
  'lint.host-registry-itself': {
    zh: '域名 {seen} 本身就是公共后缀。',
    en: 'The host {seen} is a public suffix itself.',
  },
  'lint.host-reserved-label': {
    zh: '域名 {seen} 中有保留的标签（第三、四位为连字符）。',
    en: 'A label of the host {seen} is reserved (hyphens in third and fourth place).',
  },
  'lint.host-top-level-number': { zh: '域名 {seen} 以数字结尾，不是域名。', en: 'The host {seen} ends in a number.' },
  'lint.host-underscore': { zh: '域名 {seen} 含有下划线。', en: 'The host {seen} holds an underscore.' },
  'lint.host-underscore-too-early': {
    zh: '域名 {seen} 含有下划线，当时不允许。',
    en: 'The host {seen} holds an underscore, which was not allowed at the time.',
  },
  'lint.host-underscore-too-long': {
    zh: '含下划线的域名 {seen} 当时最多签 30 天。',
    en: 'Names with an underscore like {seen} were allowed for 30 days at most.',
  },
  'lint.host-wildcard-above-registry': {
    zh: '通配符不能直接位于公共后缀之下：{seen}。',
    en: 'A wildcard must not stand directly above a public suffix: {seen}.',
  },
  'lint.host-wildcard-not-leftmost': {
    zh: '通配符只能在最左一级：{seen}。',
    en: 'A wildcard stands in the leftmost label only: {seen}.',
  },
  'lint.host-wildcard-not-whole-label': {
    zh: '通配符须独占最左一级：{seen}。',
    en: 'A wildcard is the whole leftmost label: {seen}.',
  },
  'lint.identifiers-authority-both-forms': {
    zh: '颁发者密钥标识同时写了密钥标识和颁发者名称、序列号。',
    en: 'The authority key identifier holds both the key and the issuer with serial number.',
  },
  'lint.identifiers-authority-missing': { zh: '缺少颁发者密钥标识。', en: 'There is no authority key identifier.' },
  'lint.identifiers-subject-missing': { zh: '缺少主体密钥标识。', en: 'There is no subject key identifier.' },
  'lint.identifiers-subject-missing-in-ca': {
    zh: 'CA 证书缺少主体密钥标识。',
    en: 'A CA has a subject key identifier.',
  },
  'lint.identifiers-subject-not-recommended': {
    zh: '站点证书不建议带主体密钥标识。',
    en: 'A site certificate should not have a subject key identifier.',
  },
  'lint.issuer-names-empty-name': {
    zh: '颁发者备用名称中有空的名称：{seen}。',
    en: 'Among the issuer alternative names is an empty name: {seen}.',
  },
  'lint.issuer-names-host-bare-wildcard': {
    zh: '颁发者备用名称中通配符之后没有域名：{seen}。',
    en: 'Among the issuer alternative names is a bare wildcard: {seen}.',
  },
  'lint.issuer-names-host-blank': {
    zh: '颁发者备用名称中域名只有空格：{seen}。',
    en: 'Among the issuer alternative names is a host of spaces: {seen}.',
  },
  'lint.issuer-names-host-late-wildcard': {
    zh: '颁发者备用名称中通配符不在最前：{seen}。',
    en: 'Among the issuer alternative names is a wildcard that is not first: {seen}.',
  },
  'lint.issuer-names-host-not-ascii': {
    zh: '颁发者备用名称中域名含非 ASCII 字符：{seen}。',
    en: 'Among the issuer alternative names is a host that is not ASCII: {seen}.',
  },
  'lint.issuer-names-host-null': {
    zh: '颁发者备用名称中域名含空字符：{seen}。',
    en: 'Among the issuer alternative names is a host with a null character: {seen}.',
  },
  'lint.issuer-names-host-period': {
    zh: '颁发者备用名称中域名以点开头：{seen}。',
    en: 'Among the issuer alternative names is a host that begins with a period: {seen}.',
  },
  'lint.issuer-names-mailbox': {
    zh: '颁发者备用名称中邮箱格式不正确：{seen}。',
    en: 'Among the issuer alternative names is a malformed mailbox: {seen}.',
  },
  'lint.issuer-names-none': { zh: '颁发者备用名称扩展是空的。', en: 'The issuer alternative names are empty.' },
  'lint.issuer-names-uri-form': {
    zh: '颁发者备用名称中网址格式不正确：{seen}。',
    en: 'Among the issuer alternative names is a malformed URI: {seen}.',
  },
  'lint.issuer-names-uri-host': {
    zh: '颁发者备用名称中网址的主机不是域名或地址：{seen}。',
    en: 'Among the issuer alternative names is a URI whose host is neither a name nor an address: {seen}.',
  },
  'lint.issuer-names-uri-not-ascii': {
    zh: '颁发者备用名称中网址含非 ASCII 字符：{seen}。',
    en: 'Among the issuer alternative names is a URI that is not ASCII: {seen}.',
  },
  'lint.issuer-names-uri-relative': {
    zh: '颁发者备用名称中网址没有协议名：{seen}。',
    en: 'Among the issuer alternative names is a relative URI: {seen}.',
  },
  'lint.key-algorithm-encoding': {
    zh: '公钥算法标识的编码与规定的逐字节写法不同：{seen}。',
    en: 'The algorithm of the key is not encoded byte for byte as laid down: {seen}.',
  },
  'lint.key-curve-not-allowed': {
    zh: '公开信任的站点证书只能用 P-256、P-384、P-521，此处为 {seen}。',
    en: 'Public site certificates use P-256, P-384 or P-521; this is {seen}.',
  },
  'lint.key-curve-spelled-out': {
    zh: '椭圆曲线以显式参数给出，而非标准曲线名称。',
    en: 'The curve is spelled out instead of named.',
  },
  'lint.key-curve-weak': {
    zh: '椭圆曲线 {seen} 强度不足或不被广泛支持。',
    en: 'The curve {seen} is weak or hardly supported.',
  },
  'lint.key-dsa': { zh: '不允许使用 DSA 密钥。', en: 'DSA keys are not allowed.' },
  'lint.key-dsa-browser': { zh: '浏览器不接受 DSA 密钥。', en: 'Browsers do not accept DSA keys.' },
  'lint.key-dsa-short': { zh: 'DSA 密钥只有 {seen} 位。', en: 'The DSA key has {seen} bits only.' },
  'lint.key-exponent-range': {
    zh: 'RSA 公开指数应在 65537 与 2^256 之间：{seen}。',
    en: 'The RSA exponent should lie between 65537 and 2^256: {seen}.',
  },
  'lint.key-modulus-odd-size': {
    zh: 'RSA 模数为 {seen} 位，须为 8 的倍数。',
    en: 'The RSA modulus has {seen} bits, no multiple of 8.',
  },
  'lint.key-parameters-not-null': { zh: 'RSA 公钥的算法参数须为 NULL。', en: 'The parameters of an RSA key are NULL.' },
  'lint.key-point-off-curve': { zh: '公钥不是曲线 {seen} 上的点。', en: 'The key is no point of the curve {seen}.' },
  'lint.key-point-small-order': {
    zh: '公钥是小阶点：同一个签名对任何内容都成立（{seen}）。',
    en: 'The key is a point of small order: one signature by it fits any content ({seen}).',
  },
  'lint.key-pss-key': {
    zh: '公钥算法写成了 RSASSA-PSS，浏览器不接受。',
    en: 'The key is marked as RSASSA-PSS, which browsers refuse.',
  },
  'lint.key-rsa-close-primes': {
    zh: 'RSA 的两个素数过于接近，费马法第 {seen} 步即可分解，私钥可直接算出。',
    en: 'The two primes of the RSA key are too close: Fermat’s method finds them in step {seen}, and the private key can be computed.',
  },
  'lint.key-rsa-exponent-even': {
    zh: 'RSA 公开指数是偶数（{seen}），这把密钥无效。',
    en: 'The RSA exponent is even ({seen}): the key is no key.',
  },
  'lint.key-rsa-exponent-one': {
    zh: 'RSA 公开指数是 {seen}：任何人都能伪造签名、解开密文。',
    en: 'The RSA exponent is {seen}: anybody can forge and decrypt.',
  },
  'lint.key-rsa-modulus-even': {
    zh: 'RSA 模数可被 {seen} 整除，私钥可直接算出。',
    en: 'The RSA modulus is divisible by {seen}: the private key can be computed.',
  },
  'lint.key-rsa-oversized': {
    zh: 'RSA 模数有 {seen} 位，超过 16384 位，没有软件能用它。',
    en: 'The RSA modulus has {seen} bits, more than the 16384 any software uses.',
  },
  'lint.key-rsa-roca': {
    zh: 'RSA 密钥带有 ROCA 漏洞的特征（{seen}），私钥可被算出，须立即更换。',
    en: 'The RSA key has the pattern of ROCA ({seen}): the private key can be computed. Replace it at once.',
  },
  'lint.key-rsa-short': {
    zh: 'RSA 密钥只有 {seen} 位，至少应为 2048 位。',
    en: 'The RSA key has {seen} bits only; 2048 are the least.',
  },
  'lint.key-rsa-small-factor': {
    zh: 'RSA 模数可被 {seen} 整除，私钥可直接算出。',
    en: 'The RSA modulus is divisible by {seen}: the private key can be computed.',
  },
  'lint.key-type-not-allowed': {
    zh: '公开信任的站点证书不允许此类密钥：{seen}。',
    en: 'Public site certificates have no such key: {seen}.',
  },
  'lint.key-unreadable': { zh: '公钥无法解析。{seen}', en: 'The key cannot be read. {seen}' },
  'lint.length-common-name': {
    zh: '主体的通用名称有 {seen} 个字符，最多 64 个。',
    en: 'The common name of the subject has {seen} characters; at most 64 fit.',
  },
  'lint.length-email': {
    zh: '主体的电子邮件有 {seen} 个字符，最多 255 个。',
    en: 'The e-mail address of the subject has {seen} characters; at most 255 fit.',
  },
  'lint.length-given-name': {
    zh: '主体的名有 {seen} 个字符，最多 32768 个。',
    en: 'The given name of the subject has {seen} characters; at most 32768 fit.',
  },
  'lint.length-given-name-long': {
    zh: '主体的名有 {seen} 个字符，最多 64 个。',
    en: 'The given name of the subject has {seen} characters; at most 64 fit.',
  },
  'lint.length-locality': {
    zh: '主体的城市有 {seen} 个字符，最多 128 个。',
    en: 'The locality of the subject has {seen} characters; at most 128 fit.',
  },
  'lint.length-organization': {
    zh: '主体的单位有 {seen} 个字符，最多 64 个。',
    en: 'The organization of the subject has {seen} characters; at most 64 fit.',
  },
  'lint.length-postal-code': {
    zh: '主体的邮政编码有 {seen} 个字符，最多 16 个。',
    en: 'The postal code of the subject has {seen} characters; at most 16 fit.',
  },
  'lint.length-serial-number': {
    zh: '主体的主体序列号有 {seen} 个字符，最多 64 个。',
    en: 'The serial number of the subject has {seen} characters; at most 64 fit.',
  },
  'lint.length-state': {
    zh: '主体的省份有 {seen} 个字符，最多 128 个。',
    en: 'The state or province of the subject has {seen} characters; at most 128 fit.',
  },
  'lint.length-street': {
    zh: '主体的街道有 {seen} 个字符，最多 128 个。',
    en: 'The street address of the subject has {seen} characters; at most 128 fit.',
  },
  'lint.length-surname': {
    zh: '主体的姓有 {seen} 个字符，最多 32768 个。',
    en: 'The surname of the subject has {seen} characters; at most 32768 fit.',
  },
  'lint.length-surname-long': {
    zh: '主体的姓有 {seen} 个字符，最多 64 个。',
    en: 'The surname of the subject has {seen} characters; at most 64 fit.',
  },
  'lint.length-title': {
    zh: '主体的职务有 {seen} 个字符，最多 64 个。',
    en: 'The title of the subject has {seen} characters; at most 64 fit.',
  },
  'lint.length-unit': {
    zh: '主体的部门有 {seen} 个字符，最多 64 个。',
    en: 'The organizational unit of the subject has {seen} characters; at most 64 fit.',
  },
  'lint.lifetime-100-days': {
    zh: '有效期 {seen} 天，不得超过 100 天。',
    en: 'Valid for {seen} days; at most 100 are allowed.',
  },
  'lint.lifetime-199-days': {
    zh: '有效期 {seen} 天，建议不超过 199 天。',
    en: 'Valid for {seen} days; at most 199 are recommended.',
  },
  'lint.lifetime-200-days': {
    zh: '有效期 {seen} 天，不得超过 200 天。',
    en: 'Valid for {seen} days; at most 200 are allowed.',
  },
  'lint.lifetime-397-days': {
    zh: '有效期 {seen} 天，建议不超过 397 天。',
    en: 'Valid for {seen} days; at most 397 are recommended.',
  },
  'lint.lifetime-398-days': {
    zh: '有效期 {seen} 天，不得超过 398 天。',
    en: 'Valid for {seen} days; at most 398 are allowed.',
  },
  'lint.lifetime-46-days': {
    zh: '有效期 {seen} 天，建议不超过 46 天。',
    en: 'Valid for {seen} days; at most 46 are recommended.',
  },
  'lint.lifetime-47-days': {
    zh: '有效期 {seen} 天，不得超过 47 天。',
    en: 'Valid for {seen} days; at most 47 are allowed.',
  },
  'lint.lifetime-825-days': {
    zh: '有效期 {seen} 天，不得超过 825 天。',
    en: 'Valid for {seen} days; at most 825 are allowed.',
  },
  'lint.lifetime-99-days': {
    zh: '有效期 {seen} 天，建议不超过 99 天。',
    en: 'Valid for {seen} days; at most 99 are recommended.',
  },
  'lint.names-address-as-host': {
    zh: 'IP 地址 {seen} 写成了域名。',
    en: 'The address {seen} is written as a host name.',
  },
  'lint.names-address-length': {
    zh: '备用名称中的地址须为 4 或 16 字节：{seen}。',
    en: 'An address has 4 or 16 octets: {seen}.',
  },
  'lint.names-common-name-not-among': {
    zh: '通用名称 {seen} 不在备用名称中，浏览器不看通用名称。',
    en: 'The common name {seen} is not among the alternative names; browsers do not look at it.',
  },
  'lint.names-directory': {
    zh: '站点证书的备用名称不得含目录名。',
    en: 'The alternative names of a site certificate hold a directory name, which they must not.',
  },
  'lint.names-duplicate': { zh: '备用名称 {seen} 重复出现。', en: 'The alternative name {seen} stands twice.' },
  'lint.names-duplicate-address': { zh: '备用名称中的地址 {seen} 重复出现。', en: 'The address {seen} stands twice.' },
  'lint.names-edi-party': {
    zh: '站点证书的备用名称不得含EDI 名称。',
    en: 'The alternative names of a site certificate hold an EDI party name, which they must not.',
  },
  'lint.names-empty-name': {
    zh: '备用名称中有空的名称：{seen}。',
    en: 'Among the alternative names is an empty name: {seen}.',
  },
  'lint.names-host-bare-wildcard': {
    zh: '备用名称中通配符之后没有域名：{seen}。',
    en: 'Among the alternative names is a bare wildcard: {seen}.',
  },
  'lint.names-host-blank': {
    zh: '备用名称中域名只有空格：{seen}。',
    en: 'Among the alternative names is a host of spaces: {seen}.',
  },
  'lint.names-host-late-wildcard': {
    zh: '备用名称中通配符不在最前：{seen}。',
    en: 'Among the alternative names is a wildcard that is not first: {seen}.',
  },
  'lint.names-host-not-ascii': {
    zh: '备用名称中域名含非 ASCII 字符：{seen}。',
    en: 'Among the alternative names is a host that is not ASCII: {seen}.',
  },
  'lint.names-host-null': {
    zh: '备用名称中域名含空字符：{seen}。',
    en: 'Among the alternative names is a host with a null character: {seen}.',
  },
  'lint.names-host-period': {
    zh: '备用名称中域名以点开头：{seen}。',
    en: 'Among the alternative names is a host that begins with a period: {seen}.',
  },
  'lint.names-internal': {
    zh: '{seen} 是内部名称，公开信任的 CA 不能签发。',
    en: '{seen} is an internal name; no public CA may issue for it.',
  },
  'lint.names-mailbox': {
    zh: '备用名称中邮箱格式不正确：{seen}。',
    en: 'Among the alternative names is a malformed mailbox: {seen}.',
  },
  'lint.names-mailbox-present': {
    zh: '站点证书的备用名称不得含邮箱。',
    en: 'The alternative names of a site certificate hold a mailbox, which they must not.',
  },
  'lint.names-missing': { zh: '证书没有备用名称（SAN）。', en: 'There are no alternative names.' },
  'lint.names-none': { zh: '备用名称扩展是空的。', en: 'The alternative names are empty.' },
  'lint.names-other': {
    zh: '站点证书的备用名称不得含otherName。',
    en: 'The alternative names of a site certificate hold an otherName, which they must not.',
  },
  'lint.names-redacted': { zh: '备用名称 {seen} 被遮去了一部分。', en: 'The name {seen} is redacted.' },
  'lint.names-registered-id': {
    zh: '站点证书的备用名称不得含登记标识。',
    en: 'The alternative names of a site certificate hold a registered id, which they must not.',
  },
  'lint.names-reserved-ip': {
    zh: '备用名称中有保留或内部地址 {seen}。',
    en: 'The address {seen} is reserved or private.',
  },
  'lint.names-too-long': { zh: '域名 {seen} 超过 253 个字符。', en: 'The host {seen} is longer than 253 characters.' },
  'lint.names-uri': {
    zh: '站点证书的备用名称不得含网址。',
    en: 'The alternative names of a site certificate hold a URI, which they must not.',
  },
  'lint.names-uri-form': {
    zh: '备用名称中网址格式不正确：{seen}。',
    en: 'Among the alternative names is a malformed URI: {seen}.',
  },
  'lint.names-uri-host': {
    zh: '备用名称中网址的主机不是域名或地址：{seen}。',
    en: 'Among the alternative names is a URI whose host is neither a name nor an address: {seen}.',
  },
  'lint.names-uri-not-ascii': {
    zh: '备用名称中网址含非 ASCII 字符：{seen}。',
    en: 'Among the alternative names is a URI that is not ASCII: {seen}.',
  },
  'lint.names-uri-relative': {
    zh: '备用名称中网址没有协议名：{seen}。',
    en: 'Among the alternative names is a relative URI: {seen}.',
  },
  'lint.names-x400': {
    zh: '站点证书的备用名称不得含X.400 地址。',
    en: 'The alternative names of a site certificate hold an X.400 address, which they must not.',
  },
  'lint.notice-control-characters': {
    zh: '用户须知含有控制字符。',
    en: 'The text of a user notice holds control characters.',
  },
  'lint.notice-ia5': { zh: '用户须知不得为 IA5String。', en: 'The text of a user notice is no IA5String.' },
  'lint.notice-not-normalised': {
    zh: '用户须知没有按 Unicode NFC 规范化。',
    en: 'The text of a user notice is not normalised (NFC).',
  },
  'lint.notice-not-utf8': { zh: '用户须知应为 UTF8String。', en: 'The text of a user notice should be a UTF8String.' },
  'lint.notice-reference': {
    zh: '用户须知不应引用条款编号。',
    en: 'A user notice should not refer to numbered notices.',
  },
  'lint.notice-too-long': {
    zh: '用户须知超过 200 个字符：{seen}。',
    en: 'The text of a user notice is longer than 200 characters: {seen}.',
  },
  'lint.ocsp-no-check-absent': {
    zh: 'OCSP 签名证书须含“免查吊销”。',
    en: 'A responder certificate has OCSP no-check.',
  },
  'lint.ocsp-no-check-missing': {
    zh: 'OCSP 签名证书没有“免查吊销”，也没有吊销信息来源。',
    en: 'A responder certificate has neither OCSP no-check nor a source of revocation.',
  },
  'lint.ocsp-responder-also-serves': {
    zh: 'OCSP 签名证书不得有其他用途：{seen}。',
    en: 'A responder certificate has no other purpose: {seen}.',
  },
  'lint.ocsp-usage': {
    zh: 'OCSP 签名证书的密钥用途只能是数字签名，此处为 {seen}。',
    en: 'The key usage of a responder certificate is digitalSignature alone; this is {seen}.',
  },
  'lint.pair-issuer-differs': {
    zh: '双证书不是同一 CA 签发的：{seen}。',
    en: 'The two certificates of the pair have different issuers: {seen}.',
  },
  'lint.pair-same-key': {
    zh: '签名证书与加密证书用了同一把密钥：{seen}。',
    en: 'The signing and the encryption certificate share one key: {seen}.',
  },
  'lint.pair-subject-differs': {
    zh: '双证书的主体不一致：{seen}。',
    en: 'The two certificates of the pair name different subjects: {seen}.',
  },
  'lint.pair-validity-differs': {
    zh: '双证书的有效期不一致：{seen}。',
    en: 'The two certificates of the pair have different validity periods: {seen}.',
  },
  'lint.policy-any-policy-qualifier': {
    zh: '“任意策略”只能带 CPS 或用户须知：{seen}。',
    en: 'Any-policy carries CPS or user notice only: {seen}.',
  },
  'lint.policy-ca-missing': { zh: '中间 CA 没有证书策略。', en: 'An intermediate has certificate policies.' },
  'lint.policy-ca-policies-invalid': {
    zh: '中间 CA 的证书策略不合规：{seen}。',
    en: 'The policies of an intermediate break the rules: {seen}.',
  },
  'lint.policy-ca-several-reserved': {
    zh: '中间 CA 有多个基线要求的策略标识：{seen}。',
    en: 'An intermediate has more than one policy of the Baseline Requirements: {seen}.',
  },
  'lint.policy-constraints-empty': { zh: '策略约束是空的。', en: 'The policy constraints are empty.' },
  'lint.policy-cps-not-http': {
    zh: 'CPS 地址须为 http 或 https 网址：{seen}。',
    en: 'A CPS address is an http or https URL: {seen}.',
  },
  'lint.policy-duplicate': { zh: '证书策略 {seen} 重复出现。', en: 'The policy {seen} stands twice.' },
  'lint.policy-leaf-missing': { zh: '站点证书没有证书策略。', en: 'A site certificate has certificate policies.' },
  'lint.policy-leaf-without-reserved': {
    zh: '站点证书须恰有一个基线要求的策略标识，此处有 {seen} 个。',
    en: 'A site certificate has exactly one policy of the Baseline Requirements; this has {seen}.',
  },
  'lint.policy-maps-any-policy': {
    zh: '策略映射不得涉及“任意策略”。',
    en: 'Any-policy is neither mapped nor mapped to.',
  },
  'lint.policy-maps-unasserted': {
    zh: '被映射的策略 {seen} 不在证书策略中。',
    en: 'The mapped policy {seen} is not among the certificate policies.',
  },
  'lint.policy-qualifier-not-cps': {
    zh: '证书策略只能带 CPS 地址：{seen}。',
    en: 'Policies carry CPS addresses only: {seen}.',
  },
  'lint.policy-root-has-policies': { zh: '根证书不应有证书策略。', en: 'A root should have no certificate policies.' },
  'lint.purpose-any': { zh: '扩展密钥用途含“任意用途”。', en: 'The extended key usage holds any-purpose.' },
  'lint.purpose-ca-forbidden': {
    zh: '签发站点证书的 CA 不得有用途 {seen}。',
    en: 'A CA for site certificates must not have the purpose {seen}.',
  },
  'lint.purpose-ca-missing': {
    zh: '中间 CA 没有扩展密钥用途，未受技术约束。',
    en: 'The intermediate has no extended key usage: it is not technically constrained.',
  },
  'lint.purpose-ca-mixed': {
    zh: '中间 CA 须限定用途，且不得混用：{seen}。',
    en: 'An intermediate is limited to one purpose: {seen}.',
  },
  'lint.purpose-client-leaving': {
    zh: '站点证书自 2027-03-15 起不得再含客户端身份用途。',
    en: 'Site certificates lose client authentication from 2027-03-15.',
  },
  'lint.purpose-client-still-there': {
    zh: '公开信任的站点证书即将不能再含客户端身份用途，双向认证请改用专门的证书。',
    en: 'Public site certificates are about to lose client authentication; use a certificate of its own for mutual TLS.',
  },
  'lint.purpose-critical-with-any': {
    zh: '含有“任意用途”的扩展密钥用途不应标为关键。',
    en: 'An extended key usage with any-purpose should not be critical.',
  },
  'lint.purpose-leaf-extra': {
    zh: '站点证书不建议有用途 {seen}。',
    en: 'A site certificate should not have the purpose {seen}.',
  },
  'lint.purpose-leaf-forbidden': {
    zh: '站点证书不得有用途 {seen}。',
    en: 'A site certificate must not have the purpose {seen}.',
  },
  'lint.purpose-leaf-missing': {
    zh: '站点证书没有扩展密钥用途。',
    en: 'A site certificate has an extended key usage.',
  },
  'lint.purpose-leaf-without-server': {
    zh: '扩展密钥用途不含服务器或客户端身份。',
    en: 'The extended key usage holds neither server nor client authentication.',
  },
  'lint.purpose-netscape': {
    zh: '含有早已废弃的网景扩展：{seen}。',
    en: 'A long-dead Netscape extension stands here: {seen}.',
  },
  'lint.purpose-root-has-purpose': { zh: '根证书不得有扩展密钥用途。', en: 'A root has no extended key usage.' },
  'lint.request-asks-to-be-ca': { zh: '申请要求成为 CA。', en: 'The request asks to become a CA.' },
  'lint.request-attribute-bare': {
    zh: '属性 {seen} 没有放在 SET 中（双证书申请工具的写法），多数软件无法读取。',
    en: 'The attribute {seen} lacks the SET the standard wants (as dual-certificate tools write it); most software cannot read it.',
  },
  'lint.request-challenge-password': {
    zh: '申请中含有明文的挑战口令。',
    en: 'The request holds a challenge password in the clear.',
  },
  'lint.request-names-missing': {
    zh: '申请中没有备用名称（SAN），浏览器不再使用通用名称。',
    en: 'The request asks for no alternative names; browsers no longer look at the common name.',
  },
  'lint.request-proof-algorithm': {
    zh: '申请的签名算法无法识别：{seen}。',
    en: 'The signature algorithm of the request is unknown: {seen}.',
  },
  'lint.request-proof-broken': {
    zh: '申请的签名验证不通过：内容被改动，或私钥与公钥不匹配。',
    en: 'The signature of the request does not verify: it was changed, or the keys do not belong together.',
  },
  'lint.request-repeated-attribute': {
    zh: '属性 {seen} 出现了不止一次。',
    en: 'The attribute {seen} stands more than once.',
  },
  'lint.request-second-key': {
    zh: '申请中另有一个临时公钥，用于传递加密证书的私钥。',
    en: 'The request carries a second, temporary key to which the encryption key will be sent.',
  },
  'lint.request-sm2-empty-id': {
    zh: '申请以空的用户标识签名（OpenSSL 的默认行为），国内 CA 会拒绝；请用标识 1234567812345678 重新生成。',
    en: 'The request is signed under an empty identifier (OpenSSL’s default); Chinese CAs refuse it. Make it again under 1234567812345678.',
  },
  'lint.request-sm2-without-za': {
    zh: '申请签名时没有计算 ZA，不符合国密标准。',
    en: 'The request is signed without ZA, against the SM2 standard.',
  },
  'lint.request-subject-empty': {
    zh: '申请没有主体名称，多数 CA 会退回。',
    en: 'The request names no subject; most CAs return it.',
  },
  'lint.serial-low-entropy': {
    zh: '序列号只有 {seen} 位，公开信任的 CA 须用至少 64 位随机数。',
    en: 'A serial number of {seen} bits cannot hold the 64 random bits public CAs owe.',
  },
  'lint.serial-not-positive': { zh: '序列号须为正数。', en: 'Serial numbers are positive.' },
  'lint.serial-too-long': {
    zh: '序列号有 {seen} 字节，最多允许 20 字节。',
    en: 'Serial numbers have at most 20 octets; this one has {seen}.',
  },
  'lint.space-issuer-leading': {
    zh: '颁发者名称的“{seen}”以空白开头。',
    en: 'The issuer value “{seen}” begins with white space.',
  },
  'lint.space-issuer-trailing': {
    zh: '颁发者名称的“{seen}”以空白结尾。',
    en: 'The issuer value “{seen}” ends in white space.',
  },
  'lint.space-subject-leading': {
    zh: '主体名称的“{seen}”以空白开头。',
    en: 'The subject value “{seen}” begins with white space.',
  },
  'lint.space-subject-trailing': {
    zh: '主体名称的“{seen}”以空白结尾。',
    en: 'The subject value “{seen}” ends in white space.',
  },
  'lint.subject-ca-common-name-missing': { zh: 'CA 证书没有通用名称。', en: 'The subject of a CA has a common name.' },
  'lint.subject-ca-country-invalid': {
    zh: 'CA 证书的国家代码 {seen} 不是 ISO 3166-1 的代码。',
    en: 'The country {seen} of a CA is no ISO 3166-1 code.',
  },
  'lint.subject-ca-country-missing': { zh: 'CA 证书没有写明国家。', en: 'The subject of a CA names the country.' },
  'lint.subject-ca-empty': { zh: 'CA 证书的主体名称为空。', en: 'The subject of a CA is not empty.' },
  'lint.subject-ca-organization-missing': {
    zh: 'CA 证书没有写明单位。',
    en: 'The subject of a CA names the organization.',
  },
  'lint.subject-common-name-not-exact': {
    zh: '通用名称 {seen} 须与某个备用名称逐字一致。',
    en: 'The common name {seen} is not one of the alternative names letter for letter.',
  },
  'lint.subject-common-name-not-in-names': {
    zh: '通用名称 {seen} 不在备用名称中。',
    en: 'The common name {seen} is not among the alternative names.',
  },
  'lint.subject-common-name-not-recommended': {
    zh: '主体含有通用名称；规范建议不再使用。',
    en: 'The subject has a common name, which is not recommended any more.',
  },
  'lint.subject-common-name-present': {
    zh: '主体含有通用名称；它已不被推荐。',
    en: 'The subject has a common name, which is deprecated.',
  },
  'lint.subject-control-characters': {
    zh: '主体名称含有控制字符：{seen}。',
    en: 'The subject holds control characters: {seen}.',
  },
  'lint.subject-country-length': {
    zh: '国家代码须恰为两个字母：{seen}。',
    en: 'Country codes have exactly two letters: {seen}.',
  },
  'lint.subject-country-lower-case': {
    zh: '国家代码须为两个大写字母：{seen}。',
    en: 'Country codes are upper-case letters: {seen}.',
  },
  'lint.subject-country-missing': {
    zh: '写明了单位或姓名，就须写明国家。',
    en: 'A subject with an organization or a person names the country.',
  },
  'lint.subject-country-not-printable': {
    zh: '主体的国家代码须为 PrintableString。',
    en: 'The country of the subject is a PrintableString.',
  },
  'lint.subject-country-unknown': {
    zh: '国家代码 {seen} 不是 ISO 3166-1 的两位代码。',
    en: 'The country {seen} is no ISO 3166-1 code.',
  },
  'lint.subject-dv-extra-attribute': {
    zh: '域名验证型证书的主体只能含国家和通用名称，另有 {seen}。',
    en: 'A domain-validated subject has country and common name only; there is {seen}.',
  },
  'lint.subject-email-not-in-names': {
    zh: '主体名称中的邮箱 {seen} 不在备用名称中。',
    en: 'The mailbox {seen} of the subject is not among the alternative names.',
  },
  'lint.subject-empty-rdn': { zh: '主体名称中有空的相对名称。', en: 'The subject has an empty relative name.' },
  'lint.subject-empty-without-names': {
    zh: '主体名称和备用名称都没有。',
    en: 'Neither a subject nor alternative names.',
  },
  'lint.subject-html-entities': {
    zh: '主体名称中有 HTML 转义文字：{seen}。',
    en: 'The subject holds HTML entities: {seen}.',
  },
  'lint.subject-issuer-country-not-printable': {
    zh: '颁发者的国家代码须为 PrintableString。',
    en: 'The country of the issuer is a PrintableString.',
  },
  'lint.subject-issuer-empty': { zh: '颁发者名称为空。', en: 'The issuer name is empty.' },
  'lint.subject-issuer-multi-valued-rdn': {
    zh: '颁发者名称的同一级中有多个属性，部分软件不支持。',
    en: 'The issuer has several attributes in one relative name; some software cannot read that.',
  },
  'lint.subject-iv-person-incomplete': {
    zh: '个人验证型证书须同时写明名和姓。',
    en: 'An individual-validated subject names given name and surname.',
  },
  'lint.subject-iv-without-country': {
    zh: '个人验证型证书须写明国家。',
    en: 'An individual-validated subject names the country.',
  },
  'lint.subject-iv-without-person': {
    zh: '个人验证型证书须写明姓名或单位。',
    en: 'An individual-validated subject names a person.',
  },
  'lint.subject-iv-without-place': {
    zh: '个人验证型证书须写明省份或城市。',
    en: 'An individual-validated subject names a province or a locality.',
  },
  'lint.subject-mixed-encodings': {
    zh: '主体名称的文字被重复编码过：{seen}。',
    en: 'The subject was encoded twice: {seen}.',
  },
  'lint.subject-multi-valued-rdn': {
    zh: '主体名称的同一级中有多个属性，部分软件不支持。',
    en: 'The subject has several attributes in one relative name; some software cannot read that.',
  },
  'lint.subject-no-information': {
    zh: '主体名称中有不含信息的内容：“{seen}”。',
    en: 'The subject holds a value without information: “{seen}”.',
  },
  'lint.subject-order': {
    zh: '主体名称的属性顺序不合规：{seen}。',
    en: 'The attributes of the subject are out of order: {seen}.',
  },
  'lint.subject-ov-without-country': {
    zh: '机构验证型证书须写明国家。',
    en: 'An organization-validated subject names the country.',
  },
  'lint.subject-ov-without-organization': {
    zh: '机构验证型证书须写明单位名称。',
    en: 'An organization-validated subject names the organization.',
  },
  'lint.subject-ov-without-place': {
    zh: '机构验证型证书须写明省份或城市。',
    en: 'An organization-validated subject names a province or a locality.',
  },
  'lint.subject-personal-name-without-policy': {
    zh: '含姓名的站点证书须带个人验证型策略。',
    en: 'A subject with a personal name carries the individual-validated policy.',
  },
  'lint.subject-place-characters': {
    zh: '省份或城市名称含有不应出现的符号：{seen}。',
    en: 'The province or locality holds characters that do not belong there: {seen}.',
  },
  'lint.subject-place-missing': {
    zh: '写明了单位或姓名，就须写明城市或省份。',
    en: 'A subject with an organization or a person names a locality or a province.',
  },
  'lint.subject-printable-alphabet': {
    zh: 'PrintableString 中有不属于它的字符：{seen}。',
    en: 'A PrintableString holds characters outside its alphabet: {seen}.',
  },
  'lint.subject-repeated-attribute': {
    zh: '主体名称中的属性 {seen} 重复出现。',
    en: 'The attribute {seen} stands twice in the subject.',
  },
  'lint.subject-reserved-ip': {
    zh: '通用名称是保留或内部地址：{seen}。',
    en: 'The common name is a reserved or private address: {seen}.',
  },
  'lint.subject-several-common-names': {
    zh: '主体名称中有 {seen} 个通用名称。',
    en: 'The subject has {seen} common names.',
  },
  'lint.subject-string-type': {
    zh: '主体属性 {seen} 的字符串类型不合规。',
    en: 'The string type of the subject attribute {seen} breaks the rules.',
  },
  'lint.subject-undecodable': {
    zh: '主体属性 {seen} 的文字无法解码。',
    en: 'The text of the subject attribute {seen} cannot be decoded.',
  },
  'lint.subject-unit-in-ca': {
    zh: 'CA 证书的主体名称不得含 OU：{seen}。',
    en: 'The subject of a CA has no organizational unit: {seen}.',
  },
  'lint.subject-unit-prohibited': {
    zh: '公开信任的站点证书自 2022-09-01 起不得含 OU：{seen}。',
    en: 'Public site certificates have no organizational unit since 2022-09-01: {seen}.',
  },
  'lint.subject-unit-without-organization': {
    zh: '有 OU 却没有 O。',
    en: 'An organizational unit without an organization.',
  },
  'lint.time-generalized-before-2050': {
    zh: '2050 年以前的时间须用 UTCTime：{seen}。',
    en: 'Dates before 2050 are UTCTime: {seen}.',
  },
  'lint.time-generalized-fraction': {
    zh: 'GeneralizedTime 不得带小数秒：{seen}。',
    en: 'GeneralizedTime has no fraction of a second: {seen}.',
  },
  'lint.time-generalized-not-zulu': {
    zh: 'GeneralizedTime 须以 Z 结尾：{seen}。',
    en: 'GeneralizedTime ends in Z: {seen}.',
  },
  'lint.time-generalized-without-seconds': {
    zh: 'GeneralizedTime 须写到秒：{seen}。',
    en: 'GeneralizedTime includes seconds: {seen}.',
  },
  'lint.time-not-positive': { zh: '有效期的结束早于开始：{seen}。', en: 'The validity ends before it begins: {seen}.' },
  'lint.time-utc-not-zulu': { zh: 'UTCTime 须以 Z 结尾：{seen}。', en: 'UTCTime ends in Z: {seen}.' },
  'lint.time-utc-without-seconds': { zh: 'UTCTime 须写到秒：{seen}。', en: 'UTCTime includes seconds: {seen}.' },
  'lint.timestamp-purpose-not-alone': {
    zh: '时间戳证书只能有时间戳一个用途，且须为关键。',
    en: 'A timestamping certificate has that single purpose, and marks it critical.',
  },
  'lint.unheld-locality': {
    zh: '没有单位或姓名，就不得写城市：{seen}。',
    en: 'A subject without organization or person must not name a locality: {seen}.',
  },
  'lint.unheld-postal-code': {
    zh: '没有单位或姓名，就不得写邮政编码：{seen}。',
    en: 'A subject without organization or person must not name a postal code: {seen}.',
  },
  'lint.unheld-state': {
    zh: '没有单位或姓名，就不得写省份：{seen}。',
    en: 'A subject without organization or person must not name a state or province: {seen}.',
  },
  'lint.unheld-street': {
    zh: '没有单位或姓名，就不得写街道：{seen}。',
    en: 'A subject without organization or person must not name a street: {seen}.',
  },
  'lint.usage-ca-missing': { zh: 'CA 证书缺少密钥用途。', en: 'A CA has a key usage.' },
  'lint.usage-ca-without-cert-sign': {
    zh: 'CA 证书的密钥用途不含签发证书。',
    en: 'The key usage of a CA lacks keyCertSign.',
  },
  'lint.usage-ca-without-crl-sign': {
    zh: 'CA 证书的密钥用途不含签发 CRL。',
    en: 'The key usage of a CA lacks cRLSign.',
  },
  'lint.usage-ec-encipherment': { zh: '椭圆曲线密钥不得用于 {seen}。', en: 'An EC key has no use for {seen}.' },
  'lint.usage-ec-leaf-unusual': {
    zh: '椭圆曲线密钥的用途不寻常：{seen}。',
    en: 'An unusual use of an EC key: {seen}.',
  },
  'lint.usage-empty': { zh: '密钥用途没有设置任何一位。', en: 'The key usage sets no bit.' },
  'lint.usage-leaf-signs-certificates': {
    zh: '站点证书的密钥用途包含签发证书。',
    en: 'A site certificate may sign certificates.',
  },
  'lint.usage-leaf-signs-crls': { zh: '站点证书的密钥用途包含签发 CRL。', en: 'A site certificate may sign CRLs.' },
  'lint.usage-purpose-mismatch': {
    zh: '密钥用途 {seen} 与扩展密钥用途不符。',
    en: 'The key usage {seen} does not fit the extended key usage.',
  },
  'lint.usage-rsa-ca': { zh: 'CA 的 RSA 密钥不得用于 {seen}。', en: 'The RSA key of a CA has no use for {seen}.' },
  'lint.usage-rsa-ca-encipherment': {
    zh: '签发证书或 CRL 的 RSA 密钥不应再用于 {seen}。',
    en: 'An RSA key that signs certificates or CRLs should not also be used for {seen}.',
  },
  'lint.usage-rsa-leaf': { zh: 'RSA 密钥不得用于 {seen}。', en: 'An RSA key has no use for {seen}.' },
  'lint.usage-too-many-bits': {
    zh: '密钥用途的位数超过九位：{seen}。',
    en: 'The key usage has more than nine bits: {seen}.',
  },
  'lint.usage-trailing-zero-bits': {
    zh: '密钥用途的编码末尾有多余的零位。',
    en: 'The key usage ends in zero bits that DER leaves out.',
  },
  'lint.usage-trailing-zero-octet': {
    zh: '密钥用途的编码末尾有多余的零字节。',
    en: 'The key usage ends in a zero octet that DER leaves out.',
  },
}
