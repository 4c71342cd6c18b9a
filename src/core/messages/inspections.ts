// Texts of inspection rounds and findings.

export const inspectionsMessages = {
  'inspections.round-not-found': { zh: '没有编号为 {id} 的巡检。', en: 'There is no round {id}.' },
  'inspections.item-not-found': { zh: '本次巡检没有编号为 {id} 的项目。', en: 'The round has no item {id}.' },
  'inspections.round-exists': {
    zh: '{date} {slot} 的巡检已存在，请稍后再试。',
    en: 'A round for {date} {slot} exists already; try again in a moment.',
  },
  'inspections.wrong-state': {
    zh: '巡检处于“{state}”状态，不能执行该步骤。',
    en: 'The round is in state {state}, which does not allow this step.',
  },
  'inspections.not-open': {
    zh: '巡检处于“{state}”状态，不再接受检查结果。',
    en: 'The round is in state {state} and takes no more results.',
  },
  'inspections.not-awaiting-signature': {
    zh: '巡检处于“{state}”状态，尚不能或不能再由巡检人签名。',
    en: 'The round is in state {state} and is not waiting for its inspector.',
  },
  'inspections.not-awaiting-review': {
    zh: '巡检处于“{state}”状态，不在等待复核。',
    en: 'The round is in state {state} and is not waiting for its reviewer.',
  },
  'inspections.round-missed': {
    zh: '本次巡检已过补签时限，记为漏检。',
    en: 'The time to sign this round has passed: it is missed.',
  },
  'inspections.items-open': { zh: '还有 {count} 项没有结果。', en: '{count} items have no result yet.' },
  'inspections.not-on-duty': {
    zh: '今天不是工作日，由值班人员签字：{persons}。请先在值班表里安排。',
    en: 'Today is no working day: whoever is on duty signs ({persons}). Change the roster first.',
  },
  'inspections.same-person': {
    zh: '复核人必须不是巡检人本人。',
    en: 'The reviewer must be another person than the inspector.',
  },
  'inspections.content-changed': {
    zh: '巡检内容与巡检人签名时不一致，不能复核。',
    en: 'The content of the round is not what the inspector signed.',
  },
  'inspections.not-missed': {
    zh: '只能对漏检的巡检补巡，{id} 不是漏检。',
    en: 'Only a missed round can be made up for; {id} is not.',
  },
  'inspections.item-automatic': {
    zh: '“{item}”已由探测得出结论，不能人工改写。',
    en: '“{item}” was judged by its probe and is not overwritten by hand.',
  },
  'inspections.text-required': { zh: '“{item}”需要填写检查情况。', en: '“{item}” needs a text.' },
  'inspections.reason-required': { zh: '“{item}”未检，需要填写原因。', en: '“{item}” was not checked: say why.' },
  'inspections.approver-required': {
    zh: '“{item}”不适用，需要填写批准人。',
    en: '“{item}” does not apply: name who agreed.',
  },
  'inspections.measurement-required': {
    zh: '“{item}”必须填写实测值，只写“正常”不被接受。',
    en: '“{item}” needs a measured value; “normal” alone is refused.',
  },
  'inspections.prober-failed': { zh: '探测程序出错，未能得出结论。', en: 'The prober failed and could not judge.' },
  'inspections.kind-unknown': { zh: '没有能做此项检查的程序。', en: 'Nothing here knows how to make this check.' },
  'inspections.manual-warning': { zh: '{text}', en: '{text}' },
  'inspections.manual-abnormal': { zh: '{text}', en: '{text}' },
  'inspections.manual-unchecked': { zh: '未检：{text}', en: 'Not checked: {text}' },
  'inspections.manual-not-applicable': { zh: '不适用：{text}', en: 'Does not apply: {text}' },
  'inspections.photo-unknown': {
    zh: '“{name}”不是 JPEG 或 PNG 图片。',
    en: '“{name}” is no JPEG or PNG picture.',
  },
  'inspections.photo-not-found': { zh: '没有这张图片（{sha256}）。', en: 'There is no such picture ({sha256}).' },
  'inspections.photos-too-many': { zh: '每项最多 {max} 张图片。', en: 'At most {max} pictures an item.' },
  'inspections.certificate-required': {
    zh: '系统设置要求用证书签字：请下载签字文书，用本人证书签名后上传。',
    en: 'Rounds are signed by certificate here: download the document, sign it with yours, and hand the signature in.',
  },
  'inspections.certificate-unreadable': { zh: '文件不是一张证书。', en: 'The file is not one certificate.' },
  'inspections.certificate-registered': { zh: '这张证书已经登记。', en: 'The certificate is registered already.' },
  'inspections.certificate-not-found': {
    zh: '没有登记这张证书，或已停用。',
    en: 'No such certificate is registered, or it has ended.',
  },
  'inspections.account-not-found': { zh: '没有账号 {username}。', en: 'There is no account {username}.' },
  'inspections.no-certificate': {
    zh: '您没有登记签字证书，请安全管理员登记。',
    en: 'No certificate is registered for you; a security administrator does that.',
  },
  'inspections.signature-unreadable': {
    zh: '文件不是一个分离式签名（CMS/PKCS#7）。',
    en: 'The file is not one detached signature (CMS, PKCS#7).',
  },
  'inspections.signature-not-valid': {
    zh: '签名未通过验证：{verdict}（{problem}）。签字文书在内容变化后须重新下载。',
    en: 'The signature is not VALID: {verdict} ({problem}). The document changes whenever a result does.',
  },
  'inspections.signature-of-another': {
    zh: '签名的证书不是您登记的证书。',
    en: 'The signature is not by a certificate registered for you.',
  },
  'plans.not-found': { zh: '没有编号为 {id} 的巡检计划。', en: 'There is no inspection plan {id}.' },
  'plans.name-taken': { zh: '计划编号 {id} 已被使用。', en: 'The name {id} is in use.' },
  'plans.changed-meanwhile': {
    zh: '计划 {id} 已被他人修改，请刷新后再改。',
    en: 'Somebody else changed plan {id} meanwhile; look again.',
  },
  'plans.date-begun': {
    zh: '{date} 已经开始：计划只能从明天或更晚起生效，已过的班次不改写。',
    en: '{date} has begun: a plan takes effect tomorrow at the earliest, and past rounds stay as they are.',
  },
  'plans.before-newest': {
    zh: '生效日期不能早于上一版的 {date}。',
    en: 'It cannot take effect before the version it follows, {date}.',
  },
  'plans.covers-nothing': {
    zh: '计划没有任何检查项：请选自动项、人工项，或写明自己的项目。',
    en: 'The plan covers nothing: take automatic or manual checks, or items of its own.',
  },
  'findings.not-found': { zh: '没有编号为 {id} 的问题。', en: 'There is no finding {id}.' },
} as const
