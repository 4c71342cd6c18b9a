// Texts of certificates and certification paths: the steps of a judgement, and all it can find. `{certificate}` is the subject.

export const x509Messages = {
  'path.building': { zh: '查找证书链', en: 'Building the chain' },
  'path.validity': { zh: '有效期', en: 'Validity periods' },
  'path.names': { zh: '名称衔接', en: 'Name chaining' },
  'path.authority': { zh: '签发资格', en: 'Authority to issue' },
  'path.name-constraints': { zh: '名称约束', en: 'Name constraints' },
  'path.extensions': { zh: '扩展项', en: 'Extensions' },
  'path.algorithms': { zh: '算法与密钥长度', en: 'Algorithms and key sizes' },
  'path.policies': { zh: '证书策略', en: 'Certificate policies' },
  'path.purpose': { zh: '用途', en: 'Purpose' },
  'path.subject': { zh: '主体名称', en: 'Subject names' },
  'path.profile': { zh: '证书格式规范', en: 'Certificate profile' },
  'path.revocation': { zh: '吊销状态', en: 'Revocation' },

  'path.signature-invalid': {
    zh: '证书“{certificate}”上的颁发者签名验证不通过：证书可能是伪造的，或被改动过。',
    en: "The issuer's signature on the certificate {certificate} does not verify: it may be forged, or was changed.",
  },
  'path.algorithm-unsupported': {
    zh: '证书“{certificate}”使用了不支持的签名算法 {algorithm}，未能验证其真伪。',
    en: 'The certificate {certificate} is signed with {algorithm}, which is not supported: whether it is genuine was not verified.',
  },
  'path.work-budget-spent': {
    zh: '证书链过于复杂，已停止查找，未作结论。',
    en: 'The search for a chain was stopped after too many possibilities; nothing was concluded.',
  },
  'path.anchor-unknown': {
    zh: '证书链止于“{certificate}”，本系统不信任它；确认它可信后，请作为信任根提供。',
    en: 'The chain ends at {certificate}, which is not trusted here. If you have made sure of it, supply it as an anchor.',
  },
  'path.issuer-not-found': {
    zh: '找不到“{certificate}”的上级证书“{issuer}”；请补充该证书后重新验证。',
    en: 'The issuer {issuer} of {certificate} was not found. Supply its certificate and verify again.',
  },
  'path.certificate-expired': {
    zh: '证书“{certificate}”已于 {notAfter} 到期。',
    en: 'The certificate {certificate} expired on {notAfter}.',
  },
  'path.certificate-not-yet-valid': {
    zh: '证书“{certificate}”自 {notBefore} 起才有效。',
    en: 'The certificate {certificate} is not valid before {notBefore}.',
  },
  'path.anchor-expired': {
    zh: '根证书“{certificate}”已于 {notAfter} 到期，不能再据以确认。',
    en: 'The root {certificate} expired on {notAfter} and vouches for nothing since.',
  },
  'path.issuer-is-not-ca': {
    zh: '“{certificate}”不是 CA 证书，不能签发证书。',
    en: '{certificate} is no CA and may not issue certificates.',
  },
  'path.issuer-may-not-sign': {
    zh: '“{certificate}”的密钥用途不包含签发证书。',
    en: 'The key usage of {certificate} does not allow signing certificates.',
  },
  'path.length-exceeded': {
    zh: '“{certificate}”之下最多允许 {allowed} 级 CA，实际有 {found} 级。',
    en: '{certificate} allows {allowed} CAs below it; there are {found}.',
  },
  'path.too-deep': {
    zh: '证书链中有 {found} 级中间 CA，最多允许 {allowed} 级。',
    en: 'The chain has {found} intermediate CAs; {allowed} are allowed.',
  },
  'path.name-excluded': {
    zh: '上级 CA 禁止名称“{name}”（证书“{certificate}”）。',
    en: 'The name {name} of {certificate} is excluded by a CA above it.',
  },
  'path.name-not-permitted': {
    zh: '名称“{name}”超出上级 CA 允许的范围（证书“{certificate}”）。',
    en: 'The name {name} of {certificate} is outside what a CA above it permits.',
  },
  'path.name-malformed': {
    zh: '名称“{name}”格式不正确，无法与名称约束比较。',
    en: 'The name {name} is malformed and cannot be held against the constraints.',
  },
  'path.name-constraint-malformed': {
    zh: '“{certificate}”的名称约束“{name}”格式不正确。',
    en: 'The name constraint {name} of {certificate} is malformed.',
  },
  'path.name-constraint-unsupported': {
    zh: '名称“{name}”受到无法判断的名称约束。',
    en: 'The name {name} meets a constraint of a form that cannot be compared.',
  },
  'path.name-constraints-too-many': {
    zh: '名称与名称约束过多（{name} 次比较），拒绝处理。',
    en: 'Too many names and constraints ({name} comparisons): refused.',
  },
  'path.unknown-critical-extension': {
    zh: '“{certificate}”含有无法识别的关键扩展 {oid}，按标准必须拒绝。',
    en: '{certificate} has a critical extension nobody here understands: {oid}. The standard asks to refuse it.',
  },
  'path.proxy-certificate': {
    zh: '“{certificate}”是代理证书（RFC 3820）：由个人证书签发、代其行事，本系统一律不予信任。',
    en: '{certificate} is a proxy certificate (RFC 3820), issued by a person’s own certificate to act for that person: never trusted here.',
  },
  'path.duplicate-extension': {
    zh: '“{certificate}”的扩展 {oid} 重复出现。',
    en: 'The extension {oid} stands twice in {certificate}.',
  },
  'path.malformed-extension': {
    zh: '“{certificate}”的扩展 {oid} 无法解析。',
    en: 'The extension {oid} of {certificate} cannot be read.',
  },
  'path.algorithms-differ': {
    zh: '“{certificate}”签名内外的算法标识不一致。',
    en: 'The signature algorithms inside and outside {certificate} differ.',
  },
  'path.digest-weak': {
    zh: '“{certificate}”的签名使用了已不安全的摘要算法 {algorithm}。',
    en: 'The signature of {certificate} rests on the weak hash {algorithm}.',
  },
  'path.key-weak': {
    zh: '“{certificate}”的密钥强度不足（{algorithm}）。',
    en: 'The key of {certificate} is too weak ({algorithm}).',
  },
  'path.key-oversized': {
    zh: '“{certificate}”的密钥大到验签代价异常（RSA 超过 16384 位或公开指数超过 64 位，DSA 超过 4096 位），不予使用。',
    en: 'The key of {certificate} is too large to be used: RSA above 16384 bits or an exponent above 64 bits, DSA above 4096 bits.',
  },
  'path.key-small-order': {
    zh: '“{certificate}”的公钥是小阶点：同一个签名对任何内容都成立，不予使用。',
    en: 'The key of {certificate} is a point of small order: one signature by it fits any content. It is not used.',
  },
  'path.curve-not-named': {
    zh: '“{certificate}”的椭圆曲线以显式参数给出，而非标准曲线名称。',
    en: 'The curve of {certificate} is spelled out instead of named.',
  },
  'path.issuer-empty': { zh: '“{certificate}”的颁发者名称为空。', en: 'The issuer name of {certificate} is empty.' },
  'path.name-bidi-mixed': {
    zh: '“{certificate}”的名称“{name}”混用从右向左与从左向右书写的文字，显示可能误导，不能据此确认身份。',
    en: '{certificate}: the name {name} mixes letters written right to left and left to right; what is shown may mislead.',
  },
  'path.subject-empty': { zh: '证书没有主体名称。', en: 'The certificate names no subject.' },
  'path.policy-unacceptable': {
    zh: '证书链没有可接受的证书策略。',
    en: 'The chain is valid for no acceptable certificate policy.',
  },
  'path.maps-any-policy': {
    zh: '证书链把“任意策略”用于策略映射，这是禁止的。',
    en: 'The chain maps to or from any-policy, which is forbidden.',
  },
  'path.purpose-not-allowed': {
    zh: '证书“{certificate}”不可用于 {purpose}。',
    en: 'The certificate {certificate} may not be used for {purpose}.',
  },
  'path.purpose-not-stated': {
    zh: '证书“{certificate}”没有声明用途 {purpose}。',
    en: 'The certificate {certificate} does not state the purpose {purpose}.',
  },
  'path.purpose-not-alone': {
    zh: '证书“{certificate}”除 {purpose} 外还有不允许并存的用途。',
    en: 'The certificate {certificate} has purposes that must not stand beside {purpose}.',
  },
  'path.purpose-not-critical': {
    zh: '证书“{certificate}”的扩展密钥用途未标为关键。',
    en: 'The extended key usage of {certificate} is not critical.',
  },
  'path.key-usage-not-allowed': {
    zh: '证书“{certificate}”的密钥用途不适合 {purpose}。',
    en: 'The key usage of {certificate} does not suit {purpose}.',
  },
  'path.key-usage-missing': {
    zh: '证书“{certificate}”的密钥用途不包含 {usage}。',
    en: 'The key usage of {certificate} lacks {usage}.',
  },
  'path.issuer-purpose': {
    zh: '上级 CA“{certificate}”不得签发用于 {purpose} 的证书。',
    en: 'The CA {certificate} may not issue for {purpose}.',
  },
  'path.not-trusted-for-purpose': {
    zh: '“{certificate}”不被信任用于此用途。',
    en: '{certificate} is not trusted for this purpose.',
  },
  'path.host-name': {
    zh: '证书“{certificate}”不包含主机名“{host}”。',
    en: 'The certificate {certificate} does not name the host {host}.',
  },
  'path.mailbox': {
    zh: '证书“{certificate}”不包含邮箱“{mailbox}”。',
    en: 'The certificate {certificate} does not name the mailbox {mailbox}.',
  },

  'profile.serial-number': {
    zh: '“{certificate}”的序列号须为正数且不超过 20 字节。',
    en: 'The serial number of {certificate} must be positive and at most 20 bytes.',
  },
  'profile.authority-key-identifier-missing': {
    zh: '“{certificate}”缺少颁发者密钥标识。',
    en: '{certificate} has no authority key identifier.',
  },
  'profile.authority-key-identifier-critical': {
    zh: '“{certificate}”的颁发者密钥标识不得标为关键。',
    en: 'The authority key identifier of {certificate} must not be critical.',
  },
  'profile.subject-key-identifier-missing': {
    zh: '“{certificate}”缺少主体密钥标识。',
    en: '{certificate} has no subject key identifier.',
  },
  'profile.subject-key-identifier-critical': {
    zh: '“{certificate}”的主体密钥标识不得标为关键。',
    en: 'The subject key identifier of {certificate} must not be critical.',
  },
  'profile.basic-constraints-missing': {
    zh: 'CA 证书“{certificate}”没有声明自己是 CA。',
    en: 'The CA {certificate} does not state that it is one.',
  },
  'profile.basic-constraints-not-critical': {
    zh: '“{certificate}”的基本约束须标为关键。',
    en: 'The basic constraints of {certificate} must be critical.',
  },
  'profile.path-length-without-ca': {
    zh: '“{certificate}”不能签发证书，却限定了路径长度。',
    en: '{certificate} limits the path length without being able to issue.',
  },
  'profile.sign-bit-without-ca': {
    zh: '“{certificate}”不是 CA，密钥用途却包含签发证书。',
    en: '{certificate} is no CA and yet may sign certificates.',
  },
  'profile.key-usage-missing': {
    zh: 'CA 证书“{certificate}”缺少密钥用途。',
    en: 'The CA {certificate} has no key usage.',
  },
  'profile.alternative-names-not-critical': {
    zh: '“{certificate}”主体为空，备用名称须标为关键。',
    en: 'The subject of {certificate} is empty, so its alternative names must be critical.',
  },
  'profile.information-access-critical': {
    zh: '“{certificate}”的颁发者信息访问不得标为关键。',
    en: 'The authority information access of {certificate} must not be critical.',
  },
  'profile.name-constraints-on-leaf': {
    zh: '“{certificate}”不是 CA，不得含名称约束。',
    en: '{certificate} is no CA and must not have name constraints.',
  },
  'profile.name-constraint-leading-dot': {
    zh: '“{certificate}”的域名约束不得以点开头。',
    en: 'The host constraints of {certificate} must not begin with a dot.',
  },
  'profile.algorithms-differ': {
    zh: '“{certificate}”签名内外的算法标识不一致。',
    en: 'The signature algorithms inside and outside {certificate} differ.',
  },
  'profile.version': { zh: '“{certificate}”不是第 3 版证书。', en: '{certificate} is not a version 3 certificate.' },
  'profile.leaf-is-ca': {
    zh: '站点证书“{certificate}”不得声明为 CA。',
    en: 'The site certificate {certificate} must not claim to be a CA.',
  },
  'profile.any-purpose': {
    zh: '站点证书“{certificate}”不得使用“任意用途”。',
    en: 'The site certificate {certificate} must not have any-purpose.',
  },
  'profile.purpose-critical': {
    zh: '站点证书“{certificate}”的扩展密钥用途不得标为关键。',
    en: 'The extended key usage of the site certificate {certificate} must not be critical.',
  },
  'profile.root-purpose': {
    zh: '根证书“{certificate}”不得含扩展密钥用途。',
    en: 'The root {certificate} must not have an extended key usage.',
  },
  'profile.root-authority-key-identifier': {
    zh: '根证书“{certificate}”的颁发者密钥标识与自身不符。',
    en: 'The authority key identifier of the root {certificate} does not match itself.',
  },
  'profile.alternative-names-critical': {
    zh: '“{certificate}”主体不为空，备用名称不得标为关键。',
    en: 'The alternative names of {certificate} must not be critical: it has a subject.',
  },
  'profile.alternative-name-form': {
    zh: '“{certificate}”的备用名称格式不正确。',
    en: 'An alternative name of {certificate} is malformed.',
  },
  'profile.common-name-spelling': {
    zh: '“{certificate}”的通用名称须与某个备用名称逐字一致。',
    en: 'The common name of {certificate} must repeat one of its names letter for letter.',
  },
  'profile.key-type': {
    zh: '“{certificate}”的密钥类型或长度不适用于站点证书。',
    en: 'The key of {certificate} is of a kind or size site certificates must not have.',
  },
}
