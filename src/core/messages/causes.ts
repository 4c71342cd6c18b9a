// Why a document was refused, for people who are no engineers: what it means for relying on it, what to do, whom to ask.
// Every finding that can refuse a document belongs to one cause, by the patterns of `CAUSE_OF`, the first that fits; a test holds that none is left out.

import type { Message } from './fill.ts'

export interface CauseTexts {
  /** In a few words. */
  title: Message
  /** For relying on the document. */
  means: Message
  next: Message
  ask: Message
}

const SIGNER: Message = { zh: '签署人或出具该文件的单位', en: 'The signer, or whoever issued the document' }
const HANDED_IN: Message = { zh: '把文件交给您的人或单位', en: 'Whoever handed you the file' }
const AUTHORITY: Message = { zh: '签发证书的认证机构（CA）', en: 'The authority (CA) that issued the certificate' }
const OPERATORS: Message = { zh: '本单位的运维人员', en: 'The operators of this service' }
const SECURITY: Message = { zh: '本单位的安全管理员', en: 'The security administrators of the house' }
const STAMPER: Message = { zh: '时间戳服务机构', en: 'The timestamp authority' }
const SEALER: Message = { zh: '印章的持有单位和制章单位', en: 'The holder of the seal and its maker' }

const cause = (title: [string, string], means: [string, string], next: [string, string], ask: Message): CauseTexts => ({
  title: { zh: title[0], en: title[1] },
  means: { zh: means[0], en: means[1] },
  next: { zh: next[0], en: next[1] },
  ask,
})

export const CAUSES = {
  changed: cause(
    ['内容被改动', 'The content was changed'],
    [
      '您手里的内容不是当初签署的内容。哪怕只改了一个字，也不能再当作签署人的意思。',
      'What you hold is not what was signed. Even if only one character differs, it no longer speaks for the signer.',
    ],
    [
      '不要采信。请对方重新提供签署后从未打开另存过的原件，再验一次；仍不通过就要求重新签署，并保留这份文件备查。',
      'Do not rely on it. Ask for the original, never saved again after signing, and verify that; if it fails too, have it signed anew. Keep this file as evidence.',
    ],
    HANDED_IN,
  ),
  'changed-later': cause(
    ['签署之后又有改动', 'It was changed after signing'],
    [
      '签名本身可能是真的，但签署之后有人加了、删了或改了东西，而签署人没有允许。您看到的不等于他签的。',
      'The signature may be real, but something was added, removed or altered afterwards that the signer did not allow. What you see is not what was signed.',
    ],
    [
      '不要采信现在显示的内容。请对方提供签署当时的版本，或请签署人对现在的内容重新签署。',
      'Do not rely on what is shown now. Ask for the document as it was signed, or have the present one signed anew.',
    ],
    SIGNER,
  ),
  deceptive: cause(
    ['文件的构造会误导人', 'The file is built so that it can mislead'],
    [
      '文件里有签名盖不住的地方，或者不同软件会显示不同内容。这是伪造文件常用的手法；正常软件做出的文件不会这样。',
      'Parts of the file escape the signature, or programs show different things. Forgers work this way; ordinary software does not.',
    ],
    [
      '不要采信，也不要转发。保留原文件，问清来源；怀疑有人作假时按本单位的规定上报。请对方从原系统重新出具。',
      'Do not rely on it and do not pass it on. Keep it, find out where it came from, report suspected forgery as your rules say, and have it issued anew.',
    ],
    HANDED_IN,
  ),
  'signature-wrong': cause(
    ['签名不成立', 'The signature does not hold'],
    [
      '签名与这份内容、这张证书对不上：要么内容被改过，要么签名不是这个人作的。不能证明是谁签的。',
      'The signature does not fit this content and this certificate: either the content was changed, or somebody else signed. It proves no signer.',
    ],
    [
      '不要采信。请对方重新提供原件；如果原件也不成立，请签署人重新签署。',
      'Do not rely on it. Ask for the original again; if it fails too, ask the signer to sign anew.',
    ],
    SIGNER,
  ),
  'not-signed': cause(
    ['没有签名', 'It is not signed'],
    [
      '文件里没有可以验证的签名。它也许是真的，但没有任何技术证据说明是谁出具的。',
      'There is no signature to verify. The document may be genuine, but nothing shows who issued it.',
    ],
    [
      '确认是不是拿错了文件（例如拿到的是打印件、转换过的副本）；需要签名的，请对方提供签署过的文件。',
      'Check whether this is the right file (not a printout or a converted copy); ask for the signed one.',
    ],
    HANDED_IN,
  ),
  'content-missing': cause(
    ['缺少被签的原文', 'The signed content is missing'],
    [
      '签名和原文是分开的两个文件，这里只有签名。没有原文，就不知道签的是什么、改没改过。',
      'Signature and content are two files, and only the signature is here. Without the content nobody knows what was signed or whether it was changed.',
    ],
    ['把原文和签名文件一起拖进来再验。', 'Drop the content together with the signature and verify again.'],
    HANDED_IN,
  ),
  unreadable: cause(
    ['文件读不懂', 'The file cannot be read'],
    [
      '文件损坏、不完整，或者不是它声称的格式。读不懂的文件不能说有签名，更不能采信。',
      'The file is damaged, incomplete, or not what it claims to be. What cannot be read proves nothing.',
    ],
    [
      '请对方重新发送（最好打成 ZIP，避免邮件、微信改动文件），再验一次。',
      'Ask for it again, best inside a ZIP so that no mail program alters it, and verify again.',
    ],
    HANDED_IN,
  ),
  malformed: cause(
    ['签名做得不合标准', 'The signature breaks its standard'],
    [
      '签名里的必要内容缺失、重复或互相矛盾，无法排除有人事后拼凑，所以按标准不予接受。',
      'Something the standard demands is missing, doubled or contradictory: it may have been put together afterwards, so the standard refuses it.',
    ],
    [
      '不要采信。请签署人换用合规的签署软件重新签署；同一系统出具的文件都这样的，请系统的开发方改正。',
      'Do not rely on it. Have it signed again with software that keeps the standard; if all files of a system are like this, tell its makers.',
    ],
    SIGNER,
  ),
  revoked: cause(
    ['证书已被吊销', 'A certificate was revoked'],
    [
      '证书已经作废，作废的原因可能是私钥泄露或人员变动。作废之后的签名不算数；没有可信时间证明签在作废之前的，也不能算数。',
      'The certificate was withdrawn, perhaps because its key leaked or its holder left. A signature made later does not count, nor one that nothing proves to be earlier.',
    ],
    [
      '不要采信，除非有可信时间戳证明签署早于吊销。请签署人用有效的证书重新签署，并问清何时、为何吊销。',
      'Do not rely on it unless a trusted timestamp proves that it was signed before. Have it signed with a valid certificate, and ask when and why it was revoked.',
    ],
    SIGNER,
  ),
  expired: cause(
    ['不在有效期内', 'Outside the period of validity'],
    [
      '签署或判断的时候，证书还没有生效或者已经过期，它在那时不能代表持有人。',
      'When it was signed or judged the certificate was not valid yet or no longer: then it does not speak for its holder.',
    ],
    [
      '如果有时间戳或长期保存的验证材料，请一并提供再验；没有的，请签署人用有效的证书重新签署。',
      'If there is a timestamp or long-term material, supply it and verify again; otherwise have it signed with a valid certificate.',
    ],
    SIGNER,
  ),
  'not-yet-valid': cause(
    ['时间还没有到', 'Its time has not come'],
    [
      '证书、印章或证据所写的时间在将来。可能是对方的时钟不准，也可能是有意填写。',
      'A certificate, seal or piece of evidence carries a time in the future: a wrong clock, or done on purpose.',
    ],
    [
      '请对方核对签署设备的时钟，重新签署；不要采信现在这份。',
      'Have the clock of the signing device checked and the document signed anew; do not rely on this one.',
    ],
    SIGNER,
  ),
  'chain-missing': cause(
    ['找不到上级证书', 'An issuer certificate is missing'],
    [
      '从签署人到可信的根之间缺了一环，无法确认证书是谁发的。这不表示文件是假的，只是证据不够。',
      'A link between the signer and a trusted root is missing, so who issued the certificate is unknown. That does not make the document false; the evidence is incomplete.',
    ],
    [
      '向认证机构取得缺少的中间证书，和文件一起拖进来再验。',
      'Get the missing intermediate certificate from the authority and drop it along with the file.',
    ],
    AUTHORITY,
  ),
  'not-trusted': cause(
    ['本单位没有登记信任这个机构', 'The house does not trust this authority'],
    [
      '签名可能完好，但发证的机构不在本单位信任的名单里，本系统不能替您担保签署人是谁。',
      'The signature may be intact, but its authority is not among those the house trusts, so nothing vouches for who signed.',
    ],
    [
      '不要自行认定。请安全管理员核实该机构，由两人经手把它的根加入“信任”，然后重新验证。',
      'Do not decide alone. Ask the security administrators to check the authority and add its root under 信任, which takes two of them; then verify again.',
    ],
    SECURITY,
  ),
  'revocation-missing': cause(
    ['不知道证书是否已经作废', 'Whether a certificate was revoked is unknown'],
    [
      '没有可用的吊销信息（CRL 或 OCSP），不知道证书在签署时是否已被吊销。证据不够，不能当作有效。',
      'There is no usable revocation information (CRL or OCSP): the certificate may have been revoked. The evidence is not enough to rely on.',
    ],
    [
      '向认证机构取得最新的 CRL 或 OCSP 应答，和文件一起拖进来再验。',
      'Get the current CRL or OCSP answer from the authority and drop it along with the file.',
    ],
    AUTHORITY,
  ),
  'weak-algorithm': cause(
    ['使用了不安全的算法', 'An unsafe algorithm was used'],
    [
      '签名用的算法或密钥强度已经可以被伪造，又没有证据说明签在它仍然安全的时候。',
      'The algorithm or key can be forged today, and nothing proves that it was used while still safe.',
    ],
    [
      '请签署人用现行的算法（SM2、RSA 2048 以上配 SHA-256 或 SM3）重新签署；有可信时间戳的请一并提供。',
      'Have it signed with a current algorithm (SM2, RSA 2048 or more, with SM3 or SHA-256); supply a trusted timestamp if there is one.',
    ],
    SIGNER,
  ),
  unsupported: cause(
    ['本系统还不会验', 'This service cannot judge it'],
    [
      '文件用了本系统不支持的格式或算法。没有结论：不表示文件有问题，也不表示没有问题。',
      'The file uses a format or algorithm this service does not know. Nothing was concluded, neither for nor against it.',
    ],
    [
      '把编号告诉运维人员；急用时请出具方提供其官方验证渠道的结果。',
      'Tell the operators the number of this report; if it is urgent, ask the issuer for their own means of verification.',
    ],
    OPERATORS,
  ),
  'wrong-use': cause(
    ['证书不能这样用', 'The certificate may not be used this way'],
    [
      '这张证书发给别的用途（例如加密、网站），签发机构没有允许用它签这类文件。',
      'The certificate was issued for something else (encryption, a site): its authority does not let it sign this.',
    ],
    ['不要采信。请签署人用签名证书重新签署。', 'Do not rely on it. Have it signed with a certificate for signing.'],
    SIGNER,
  ),
  'certificate-defective': cause(
    ['证书或证书链不合规', 'A certificate or its chain breaks the rules'],
    [
      '签署人的证书或它的上级证书违反规则（例如由无权的一方签发、签名不对、含有必须理解却不认识的内容），可能是冒充的。',
      'The certificate of the signer or one above it breaks the rules (issued by who may not, a wrong signature, something critical nobody knows): it may be an imposture.',
    ],
    [
      '不要采信。向认证机构核实证书的序列号是不是它发的。',
      'Do not rely on it. Ask the authority whether it issued a certificate with this serial number.',
    ],
    AUTHORITY,
  ),
  swapped: cause(
    ['证书可能被调换', 'The certificate may have been swapped'],
    [
      '签名时写明的是另一张证书，文件里放的却是这一张。不能确定签署人就是显示的这个人。',
      'The signature names another certificate than the one in the file: the signer may not be who it seems.',
    ],
    [
      '不要采信。请签署人确认所用的证书，并重新签署。',
      'Do not rely on it. Ask the signer which certificate was used, and have it signed anew.',
    ],
    SIGNER,
  ),
  timestamp: cause(
    ['时间戳不成立', 'A timestamp does not hold'],
    [
      '时间戳不属于这份文件，或者签发时间戳的服务不合格，所以签署时间得不到证明。',
      'The timestamp is not for this document, or its authority was not entitled: the time of signing is not proven.',
    ],
    [
      '请对方重新加盖时间戳，或提供时间戳当时的请求和原文，再验一次。',
      'Have it timestamped again, or supply the query and content of that time and verify again.',
    ],
    STAMPER,
  ),
  'times-contradict': cause(
    ['几个时间互相矛盾', 'The times contradict each other'],
    [
      '文件里各个时间的先后不可能同时成立，至少有一个是错的或伪造的。',
      'The times in the file cannot all be true: at least one is wrong or forged.',
    ],
    [
      '不要采信。请签署人说明签署经过，并重新签署、重新加盖时间戳。',
      'Do not rely on it. Ask the signer how it was signed, and have it signed and timestamped anew.',
    ],
    SIGNER,
  ),
  'seal-unauthorised': cause(
    ['盖章的人无权用这枚章', 'Whoever sealed it may not use the seal'],
    [
      '印章里登记了谁可以使用，盖章的证书不在其中，或者超出了印章的使用期。这次盖章不算数。',
      'The seal lists who may use it and until when; this sealing is by somebody else, or outside that period. It does not count.',
    ],
    [
      '不要采信。向印章持有单位核实，请有权的人重新盖章。',
      'Do not rely on it. Ask the holder of the seal, and have it sealed by who may.',
    ],
    SEALER,
  ),
  'seal-false': cause(
    ['印章不成立', 'The seal does not hold'],
    [
      '印章本身被改动、伪造，或者不合国家标准，不能证明是制章单位做的。',
      'The seal itself was altered or forged, or breaks the national standard: nothing shows that its maker made it.',
    ],
    [
      '不要采信。保留文件，向印章持有单位和制章单位核实。',
      'Do not rely on it. Keep the file and ask the holder and the maker of the seal.',
    ],
    SEALER,
  ),
  policy: cause(
    ['达不到所选策略的要求', 'It does not meet the chosen policy'],
    [
      '签名也许成立，但没有达到您选择的验签策略（或表单作者）的要求，例如缺少时间戳。',
      'The signature may hold, but not what the chosen policy (or the author of the form) asks for, a timestamp for example.',
    ],
    [
      '确认选对了策略；选得对的，请签署人按要求补签、补盖时间戳。',
      'Check that this is the right policy; if so, ask the signer for what is missing.',
    ],
    SIGNER,
  ),
  password: cause(
    ['文件有密码', 'The file has a password'],
    [
      '文件是加密的，没有打开，里面的签名没有验。',
      'The file is encrypted and was not opened; its signatures were not judged.',
    ],
    [
      '向对方要密码，填好后再验；或请对方提供不加密的文件。',
      'Ask for the password and verify again, or ask for the file without one.',
    ],
    HANDED_IN,
  ),
  limits: cause(
    ['超出处理上限', 'Beyond the limits'],
    [
      '文件太大、太复杂，或者服务正忙，没有验完，没有结论。有意做成这样的文件也可能是为了逃避检查。',
      'The file is too large or too complex, or the service was busy: nothing was concluded. Some files are made that way to escape checks.',
    ],
    [
      '过一会儿再验一次；还是这样，就把编号告诉运维人员。',
      'Verify it again in a while; if that does not help, tell the operators the number of this report.',
    ],
    OPERATORS,
  ),
  engine: cause(
    ['需要人工核查', 'Somebody must look into it'],
    [
      '验证程序自己出了问题，或者两套程序结论不一致，所以不下结论。',
      'The verification itself failed, or two engines disagree: nothing was concluded.',
    ],
    [
      '先不要采信，把编号告诉运维人员。',
      'Do not rely on it for now, and tell the operators the number of this report.',
    ],
    OPERATORS,
  ),
  archive: cause(
    ['归档证据对不上', 'The archive evidence does not fit'],
    [
      '长期保存的证据与文件对不上或不完整，不能用它证明文件在归档时就是这样。',
      'The long-term evidence does not fit the file or is incomplete: it does not prove that the file was so when archived.',
    ],
    [
      '核对是不是拿错了证据记录或文件；向保管档案的单位索取完整的一套。',
      'Check that record and file belong together; ask the archive for the complete set.',
    ],
    HANDED_IN,
  ),
} as const satisfies Readonly<Record<string, CauseTexts>>

export type Cause = keyof typeof CAUSES

/** The first pattern that fits a code names its cause. */
export const CAUSE_OF: readonly (readonly [pattern: RegExp, cause: Cause])[] = [
  // The service itself.
  [/^verification\.(internal|second-opinion-disagrees)$/, 'engine'],
  [
    /^verification\.(time-limit|memory-limit|work-budget-spent|busy)$|too-many|work-budget|too-large|too-deep$/,
    'limits',
  ],
  [
    /^verification\.(level-too-low|dialect-refused|kind-not-of-policy|no-event-certificate)|^pdf\.seed-value|policy-not-accepted/,
    'policy',
  ],
  [/^verification\.format-unknown$/, 'not-signed'],
  [/^verification\.format-not-supported$/, 'unsupported'],
  [/password/, 'password'],
  [/^algorithm\.|digest-weak$|key-weak$|key-small-order$|algorithm-weak|weak/, 'weak-algorithm'],
  // PDF.
  [/^pdf\.later-|^pdf\.(revision-not-chained|encryption-changed)$/, 'changed-later'],
  [/^pdf\.encryption-/, 'unsupported'],
  [/^pdf\.(no-signature|field-not-signed)$/, 'not-signed'],
  [/^pdf\.seed-value/, 'policy'],
  [/^pdf\.(unreadable|message-unknown|page-unreadable|object-stream-unreadable|revision-unreadable)$/, 'unreadable'],
  [/^pdf\.(range-|signature-|contents-|octets-|revision-without)/, 'deceptive'],
  [/^pdf\.signed-attributes-missing$/, 'malformed'],
  // CMS and the signatures like it.
  [/^cms\.(message-digest|content-differs|hash-index-missing)$/, 'changed'],
  [/^cms\.content-type-mismatch$/, 'changed'],
  [/^cms\.(content-is-attributes|trailing-bytes)$/, 'deceptive'],
  [/^cms\.(signature|signature-empty)$/, 'signature-wrong'],
  [/^cms\.(sm2-|gmssl-)/, 'malformed'],
  [/^cms\.archive-timestamp/, 'archive'],
  [/^cms\.(timestamp-order|proven-before-certificate|signing-time-after-proof)$/, 'times-contradict'],
  [/^cms\.(timestamp|content-timestamp|references-timestamp)/, 'timestamp'],
  [/^cms\.signing-certificate-(mismatch|issuer|policy)$/, 'swapped'],
  [/^cms\.signer-certificate-/, 'chain-missing'],
  [/^cms\.(no-signers|not-signed-data)$/, 'not-signed'],
  [/^cms\.signature-not-checked$/, 'content-missing'],
  [/^cms\.key-usage$|encryption-certificate$/, 'wrong-use'],
  [/^cms\.unreadable$/, 'unreadable'],
  // JWS.
  [/^jws\.(signature|alg-key-mismatch)$/, 'signature-wrong'],
  [/^jws\.(no-signature|alg-none)$/, 'not-signed'],
  [/^jws\.(alg-unknown|sigd-digest|sigd-mechanism|sigd-http-headers)$/, 'unsupported'],
  [/^jws\.(detached-digest)$/, 'changed'],
  [/^jws\.(content-missing|detached-missing)$/, 'content-missing'],
  [/^jws\.(payload-and-sigd|b64-|header-|detached-not-named|etsiu-protected)/, 'deceptive'],
  [/^jws\.(alg-hmac|alg-missing|crit-|x5c-|sigd-malformed|payload-base64url)/, 'malformed'],
  // Containers.
  [/^zip\.(too-|ratio|entry-too-large)/, 'limits'],
  [/^zip\.encrypted$/, 'password'],
  [/^zip\.(damaged|not-an-archive|unsupported)$/, 'unreadable'],
  [/^zip\./, 'deceptive'],
  // OFD packages.
  [/^ofd\.(reference-changed|reference-missing|seal-file-differs)$/, 'changed'],
  [/^ofd\.(signed-after-closing|version-not-covered|document-not-covered)$/, 'changed-later'],
  [/^ofd\.(no-signature|references-empty|entries-not-signed)$/, 'not-signed'],
  [/^ofd\.(encrypted|entry-encrypted|check-method-unknown|signed-value-unknown)$/, 'unsupported'],
  [/^ofd\.(entry-bomb|too-many)/, 'limits'],
  [/^ofd\.(no-root|no-document|wrong-root|entry-damaged)$|^ofd\..*unreadable$/, 'unreadable'],
  [/^ofd\.signer-unnamed$/, 'chain-missing'],
  [/^ofd\.(check-value|signed-value-missing|signature-file-missing|relative-missing)/, 'malformed'],
  [/^ofd\./, 'deceptive'],
  // XML signatures.
  [/^xml\.(reference-digest|manifest-digest)$/, 'changed'],
  [/^xml\.signature-value$/, 'signature-wrong'],
  [/^xml\.no-signature$/, 'not-signed'],
  [/^xml\.reference-file-missing$/, 'content-missing'],
  [/^xml\.signer-certificate-missing$/, 'chain-missing'],
  [/^xml\.too-/, 'limits'],
  [/^xml\.(id-ambiguous|unsigned-|doctype|duplicate-attribute|reference-file-ambiguous|transform-xslt)/, 'deceptive'],
  [
    /^xml\.key-value-mismatch$|^xades\.(signing-certificate-(mismatch|issuer|digest)|target|signed-properties-)/,
    'swapped',
  ],
  [
    /^xml\.(canonicalisation|digest-unknown|not-available|reference-uri|signature-method-unknown|transform-|version)/,
    'unsupported',
  ],
  [/^xml\.(not-well-formed|not-canonicalisable|encoding-|undeclared-|certificate-unreadable)/, 'unreadable'],
  // Seals.
  [/^seals\.data-hash$/, 'changed'],
  [/^seals\.signature$/, 'signature-wrong'],
  [/^seals\.original-missing$/, 'content-missing'],
  [
    /^seals\.(signer-not-listed|expired|not-yet-valid|signed-outside-certificate|certificate-list-of-ids)$/,
    'seal-unauthorised',
  ],
  [/^seals\.(time-in-future)$/, 'times-contradict'],
  [/^seals\.(timestamp|time-token)/, 'timestamp'],
  [/^seals\.(unreadable|certificate-unreadable|time-unreadable)$/, 'unreadable'],
  [/^seals\./, 'seal-false'],
  // Timestamps and evidence records.
  [/^tsp\.(imprint|data-missing)$/, 'timestamp'],
  [/^tsp\.(token-unreadable|info-unreadable|query-unreadable|not-a-token)$/, 'unreadable'],
  [/^tsp\.time-(in-future|outside)/, 'times-contradict'],
  [/^tsp\./, 'timestamp'],
  [/^evidence-record\.data-missing$/, 'content-missing'],
  [/^evidence-record\.data-not-covered$/, 'changed'],
  [/^evidence-record\.unreadable$/, 'unreadable'],
  [/^evidence-record\.order$/, 'times-contradict'],
  [/^evidence-record\./, 'archive'],
  // Certificates and revocation.
  [/^revocation\.(revoked|invalid-since|later)$|^ocsp\.(says-revoked|responder-revoked)$/, 'revoked'],
  [/^(revocation|crl|ocsp)\./, 'revocation-missing'],
  [/^path\.(certificate-expired|anchor-expired)$/, 'expired'],
  [/^path\.certificate-not-yet-valid$/, 'not-yet-valid'],
  [/^path\.issuer-not-found$/, 'chain-missing'],
  [/^path\.(anchor-unknown|not-trusted-for-purpose)$/, 'not-trusted'],
  [/^path\.algorithm-unsupported$/, 'unsupported'],
  [/^path\.unreadable$/, 'unreadable'],
  [/^path\.(purpose-|key-usage-|issuer-purpose)/, 'wrong-use'],
  [/^(path|profile|national-root)\./, 'certificate-defective'],
  // Whatever the format: names the judges share.
  [/\.(signature|signature-value|signature-wrong|signature-invalid|signature-empty)$/, 'signature-wrong'],
  [/(digest|hash)(-mismatch|-differs|-wrong)?$|changed$|content-differs$/, 'changed'],
  [/(no-signature|not-signed|no-signers)$/, 'not-signed'],
  [/(content|original|data|detached)-missing$/, 'content-missing'],
  [
    /(smuggled|alias|duplicate|wrapp|wrapped|hidden|shadow|not-covered|uncovered|unsigned|stripped|outside|ambiguous|twice|escape|unsafe)/,
    'deceptive',
  ],
  [/(timestamp|time-stamp)/, 'timestamp'],
  [/(not-supported|unsupported|unknown-algorithm|algorithm-unknown|not-understood)/, 'unsupported'],
  [/signing-certificate-(mismatch|issuer|digest-mismatch)|certificate-swapped/, 'swapped'],
  [/(certificate|key)-missing$|certificate-not-found$/, 'chain-missing'],
  [/(unreadable|damaged|truncated|not-an-archive|not-well-formed)/, 'unreadable'],
  [/(archive|evidence)/, 'archive'],
  // What is left of an area breaks its standard.
  [/^(xml|xades|asic|jws|jades|cms|pdf|container)\./, 'malformed'],
  [
    /(malformed|missing|mismatch|duplicated|empty|invalid|version|critical|refused|forbidden|must-be|not-allowed|unknown|differ|reference|profile)/,
    'malformed',
  ],
]

/** `undefined` for a code no pattern fits. */
export function causeOf(code: string): Cause | undefined {
  return CAUSE_OF.find(([pattern]) => pattern.test(code))?.[1]
}

/** A code of another area is told as what it is at least: a signature that is not as its standard wants it. */
export function causeTexts(code: string): CauseTexts {
  return CAUSES[causeOf(code) ?? 'malformed']
}
