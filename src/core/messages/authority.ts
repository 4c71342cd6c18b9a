// Texts of the authorities (签发机构): what they issue, why they refuse, what two persons decide about them.

export const authorityMessages = {
  'authority.not-found': { zh: '没有这个签发机构。', en: 'There is no such authority.' },
  'authority.is-closed': {
    zh: '签发机构“{name}”已停用，不再签发。',
    en: 'The authority {name} is closed and issues nothing more.',
  },
  'authority.is-awaiting-certificate': {
    zh: '签发机构“{name}”的密钥已生成，还在等上级机构签发它的证书。',
    en: 'The authority {name} has its key, and still waits for the authority above to sign its certificate.',
  },
  'authority.connection-kind': {
    zh: '“{name}”只为域名签发（ACME），不能给工作人员签证书。',
    en: '{name} issues for host names only (ACME), not to the staff.',
  },
  'authority.pack-wanted': {
    zh: '等人工往来：把申请包交给签发机构，再导入答复。',
    en: 'Goes by courier: hand the pack to the authority, then take its answer in.',
  },
  'authority.outside-unknown': {
    zh: '与签发机构的往来中断，不知道它是否已经签发：不会自动重发，请先到对方核实，再重新申请。',
    en: 'Cut off while the authority was asked: it may have issued. It is not asked again; find out there first.',
  },
  'authority.answer-refused': {
    zh: '签发机构的答复与申请不符，没有采用：{findings}。',
    en: 'The answer does not fit what was ordered and was not taken: {findings}.',
  },
  'authority.no-courier': {
    zh: '这项签发不走人工往来，或已经办完。',
    en: 'This one does not go by courier, or has ended.',
  },
  'authority.pair-missing': { zh: '答复里没有加密证书。', en: 'The encryption certificate is missing.' },
  'authority.envelope-missing': {
    zh: '答复里没有与加密证书相符的密钥信封。',
    en: 'There is no envelope with the key of the encryption certificate.',
  },
  'authority.answer-usage': { zh: '证书不能用于数字签名。', en: 'The certificate is not for digital signatures.' },
  'authority.answer-other-person': {
    zh: '证书里没有申请人的号码。',
    en: 'The number of the person does not stand in the certificate.',
  },
  'authority.outside-no-hold': {
    zh: '外部签发机构的证书不能在这里冻结，请吊销。',
    en: 'What an authority outside issued is not suspended here: revoke it.',
  },
  'authority.label-taken': { zh: '代号“{label}”已被使用。', en: 'The label {label} is taken.' },
  'authority.waits-for-nothing': { zh: '“{name}”没有待签的证书。', en: '{name} waits for no certificate.' },
  'authority.answer-unreadable': {
    zh: '上级机构的答复里有无法读取的证书。',
    en: 'A certificate of the answer cannot be read.',
  },
  'authority.answer-other-key': {
    zh: '答复里没有为这个签发机构的密钥签的证书。',
    en: 'None of the certificates is for the key of this authority.',
  },
  'authority.answer-other-name': {
    zh: '证书里的名称与申请的不同，不能导入。',
    en: 'The certificate has another name than was asked for.',
  },
  'authority.answer-no-authority': {
    zh: '证书不能用来签发证书和 CRL（基本约束或密钥用途不对）。',
    en: 'The certificate may not sign certificates and CRLs (basic constraints or key usage).',
  },
  'authority.answer-no-root': {
    zh: '证书链不完整：请把直到根证书的各级证书一并导入。',
    en: 'The chain ends early: bring every certificate up to the root.',
  },
  'authority.answer-path': { zh: '证书链不成立：{finding}。', en: 'The chain does not hold: {finding}.' },
  'authority.three-persons': {
    zh: '申请、受理、批准须是三个不同的人。',
    en: 'Who asks, who reviews and who approves must be three persons.',
  },
  'authority.profile-unknown': { zh: '没有证书模板“{profile}”。', en: 'There is no profile {profile}.' },
  'authority.profile-not-offered': {
    zh: '签发机构“{name}”不签发模板“{profile}”的证书。',
    en: 'The authority {name} does not issue by the profile {profile}.',
  },
  'authority.other-order': {
    zh: '申请 {request} 已有一份内容不同的签发任务。',
    en: 'Something else is on order for the request {request} already.',
  },
  'authority.request-unreadable': {
    zh: '证书请求（PKCS#10）无法读取：{code}，第 {offset} 字节。',
    en: 'The certification request (PKCS#10) cannot be read: {code} at octet {offset}.',
  },
  'authority.possession-not-proven': {
    zh: '证书请求的签名不对：不能证明介质里有这把私钥。',
    en: 'The signature of the request does not hold: it does not prove that the carrier has the key.',
  },
  'authority.key-not-taken': {
    zh: '这种密钥或密钥长度不能用于模板“{profile}”。',
    en: 'A key of this kind or size does not fit the profile {profile}.',
  },
  'authority.no-request': {
    zh: '这个签发机构没有待上级签发的证书请求。',
    en: 'This authority has no request for the one above it.',
  },
  'authority.issuance-not-found': { zh: '没有这项签发任务。', en: 'There is no such issuance.' },
  'authority.issuance-failed': { zh: '签发没有成功。', en: 'It was not issued.' },
  'authority.issuance-waiting': { zh: '等待签发。', en: 'Waiting to be issued.' },
  'authority.issuing-elsewhere': { zh: '正在签发，请稍候。', en: 'It is being issued at this moment.' },
  'authority.lint-refused': {
    zh: '签发前检查不通过，没有签发：{findings}。',
    en: 'Refused before it was signed: {findings}.',
  },
  'authority.signature-wrong': {
    zh: '“{name}”的密钥设备给出的签名不对，没有签发。',
    en: 'The key of {name} signed wrongly; nothing was issued.',
  },
  'authority.not-issued': { zh: '证书还没有签发。', en: 'Nothing has been issued yet.' },
  'authority.revoked-already': { zh: '证书已经吊销或冻结。', en: 'It is revoked or suspended already.' },
  'authority.not-suspended': { zh: '证书没有冻结，不能解冻。', en: 'It is not suspended.' },
  'approvals.kind.authority': { zh: '签发机构变更', en: 'A change of an authority' },
  'approvals.authority.open-itself': {
    zh: '建立签发机构“{name}”：生成 {algorithm} 密钥，自签根证书',
    en: 'Found the authority {name}: a key of {algorithm} and a root signed by itself',
  },
  'approvals.authority.open-outside': {
    zh: '建立签发机构“{name}”：生成 {algorithm} 密钥和证书请求，由上级机构签发',
    en: 'Found the authority {name}: a key of {algorithm} and a request for the authority above',
  },
  'approvals.authority.subject': { zh: '名称：{commonName}，{organisation}', en: 'Named {commonName}, {organisation}' },
  'approvals.authority.where': {
    zh: '证书里写明的 CRL 地址：{address}',
    en: 'Its certificates name this CRL: {address}',
  },
  'approvals.authority.profiles': { zh: '可签发：{profiles}', en: 'Issues by {profiles}' },
  'approvals.authority.take-in': {
    zh: '为“{name}”导入上级机构签发的证书：{subject}，由 {issuer} 签发，SHA-256 {sha256}',
    en: 'Take in the certificate signed for {name}: {subject}, issued by {issuer}, SHA-256 {sha256}',
  },
  'approvals.authority.connect': {
    zh: '登记外部签发机构“{name}”，经连接“{connection}”',
    en: 'Connect the authority {name} outside, by way of {connection}',
  },
  'approvals.authority.close': {
    zh: '停用签发机构“{name}”：不再签发；已签发的证书照常可查状态',
    en: 'Close the authority {name}: it issues nothing more; what it issued is still answered for',
  },
}
