// Texts of trust material and of its change by two persons.

export const trustMessages = {
  'trust.file-required': { zh: '请提供文件。', en: 'A file is needed.' },
  'trust.file-too-large': { zh: '文件超过 {maxBytes} 字节。', en: 'The file is larger than {maxBytes} bytes.' },
  'trust.file-unreadable': {
    zh: '文件不是所说的材料：{code}，偏移 {offset}。',
    en: 'The file is not what it is said to be: {code} at byte {offset}.',
  },
  'trust.one-object': {
    zh: '文件中有 {count} 个对象：请一次提交一个，逐个审批。',
    en: 'The file holds {count} objects: propose them one at a time, each is approved by itself.',
  },
  'trust.ocsp-empty': {
    zh: '此 OCSP 响应没有应答内容（{status}）。',
    en: 'This OCSP response holds no answer ({status}).',
  },
  'trust.policy-invalid': { zh: '策略有误：{field}：{problem}', en: 'The policy is wrong: {field}: {problem}' },
  'trust.policy-unknown': {
    zh: '没有名为“{policy}”的验签策略；现有：{known}。',
    en: 'There is no verification policy “{policy}”; there are: {known}.',
  },
  'trust.usage-needless': { zh: '只有信任锚有用途之分。', en: 'Only anchors have a usage.' },
  'trust.target-required': { zh: '移除或替换须指明现有的材料。', en: 'Name the material to remove or to replace.' },
  'trust.target-needless': { zh: '新增不应指明现有的材料。', en: 'An addition names no existing material.' },
  'trust.target-other-kind': { zh: '所指材料的类别不同。', en: 'The material named is of another kind.' },
  'trust.target-other-policy': {
    zh: '替换的策略须与原策略同名（{id}）。',
    en: 'A policy is replaced by one of the same id ({id}).',
  },
  'trust.nothing-changes': { zh: '与现状相同，没有变更。', en: 'Nothing would change.' },
  'trust.exists': { zh: '此材料已在使用。', en: 'This material is in use already.' },
  'trust.proposed-already': { zh: '同样的变更已在等待审批。', en: 'The same change is waiting already.' },
  'trust.material-not-found': { zh: '没有这份信任材料。', en: 'There is no such trust material.' },
  'trust.material-removed': { zh: '这份材料已被移除。', en: 'This material has been removed.' },
  'trust.change-not-found': { zh: '没有这项变更。', en: 'There is no such change.' },
  'trust.change-approved': { zh: '这项变更已批准，不能再改。', en: 'This change has been approved and stays so.' },
  'trust.change-refused': { zh: '这项变更已被驳回。', en: 'This change has been refused.' },
  'trust.change-withdrawn': { zh: '这项变更已撤回。', en: 'This change has been withdrawn.' },
  'trust.change-expired': {
    zh: '这项变更 14 天内无人审批，已过期；请重新提交。',
    en: 'Nobody decided this change within 14 days; propose it again.',
  },
  'trust.person-required': { zh: '信任材料只能由人变更。', en: 'Only persons change what is trusted.' },
  'trust.system-only': { zh: '只有安装过程可以这样做。', en: 'Only the installation may do this.' },
  'trust.same-person': {
    zh: '提交人不能审批自己的变更：须由另一位安全管理员审批。',
    en: 'Who proposed a change does not decide it: another security administrator must.',
  },
  'trust.account-too-new': {
    zh: '此账户在变更提交之后才建立，不能审批这项变更。',
    en: 'This account is newer than the proposal and cannot decide it.',
  },
  'trust.not-proposer': { zh: '只有提交人可以撤回。', en: 'Only who proposed a change may withdraw it.' },
  'trust.expired': { zh: '证书已于 {date} 到期。', en: 'The certificate expired on {date}.' },
  'trust.not-yet-valid': { zh: '证书自 {date} 起才有效。', en: 'The certificate is valid from {date} only.' },
  'trust.weak-key': { zh: '密钥强度不足（{algorithm}）。', en: 'The key is weak ({algorithm}).' },
  'trust.weak-digest': {
    zh: '证书签名的杂凑算法已不可靠（{algorithm}）。',
    en: 'The digest of the certificate’s signature is weak ({algorithm}).',
  },
  'trust.not-a-ca': { zh: '证书没有声明自己是 CA。', en: 'The certificate does not say it is a CA.' },
  'trust.not-self-issued': {
    zh: '不是自签名证书：信任将止于此证书，不再看其颁发者。',
    en: 'Not self-signed: trust would end here, whatever its issuer.',
  },
  'trust.self-signature-bad': {
    zh: '自签名验证不通过：证书可能被改动。',
    en: 'Its signature by itself does not verify: it may have been changed.',
  },
  'trust.chains-nowhere': {
    zh: '在现有信任锚下没有找到它的颁发者。',
    en: 'No anchor of the house leads to its issuer.',
  },
  'trust.signature-unverified': {
    zh: '颁发者的签名验证不通过。',
    en: 'The signature does not verify with the issuer’s key.',
  },
  'trust.stale': {
    zh: '下次更新时间（{date}）已过：对今天说明不了什么。',
    en: 'Its next update was due {date}: it says little about today.',
  },
  'trust.no-next-update': { zh: '没有写明下次更新时间。', en: 'It does not say when the next update is due.' },
  'trust.duplicate': { zh: '此材料已在使用。', en: 'This material is in use already.' },
  'step.trust.national-root': { zh: '国家根', en: 'National root' },
  'trust.national-root-confirmed': {
    zh: '国家根“{name}”，指纹与已公布的证书一致。',
    en: 'The national root “{name}”, with the published fingerprint.',
  },
  'trust.national-root-name-only': {
    zh: '名称是国家根“{name}”，但本系统没有可比对的指纹：请与主管部门提供的指纹人工核对。',
    en: 'It is called like the national root “{name}”, whose fingerprint this product does not know: compare it with the authority’s.',
  },
  'trust.national-root-impostor': {
    zh: '名称与国家根“{name}”相同，但不是那张证书：不按国家根对待，请务必查明来源。',
    en: 'It is called like the national root “{name}” but is another certificate: it is not treated as that root. Find out where it comes from.',
  },
  'trust.policy-no-revocation': {
    zh: '此策略不要求吊销信息：查不到吊销状态也可判为有效。',
    en: 'This policy does not ask for revocation: unknown may end VALID.',
  },
  'trust.policy-no-second-opinion': {
    zh: '此策略不用第二验证引擎。',
    en: 'This policy does not ask a second engine.',
  },
}
