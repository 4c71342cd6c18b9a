// Texts of the verification service: formats, limits, the second opinion.

export const verificationMessages = {
  'step.verification.format': { zh: '文件格式', en: 'Format of the file' },
  'step.verification.inputs': { zh: '提供的材料', en: 'Material supplied' },
  'step.verification.second-opinion': { zh: '第二验证引擎', en: 'Second opinion' },
  'step.verification.revocation': { zh: '吊销状态', en: 'Revocation' },
  'verification.format-not-supported': {
    zh: '暂不支持此格式（{format}）。',
    en: 'This format is not supported yet ({format}).',
  },
  'verification.format-unknown': {
    zh: '无法识别文件格式，没有可验证的签名；请确认上传的文件。',
    en: 'The format of the file was not recognised: there is nothing to verify. Check that this is the right file.',
  },
  'verification.input-unreadable': {
    zh: '提供的材料“{name}”中没有可读的内容。',
    en: 'Nothing in the supplied file “{name}” could be read.',
  },
  'verification.time-limit': {
    zh: '验证超过 {limitMs} 毫秒，已终止，未作结论。',
    en: 'Verification took longer than {limitMs} ms and was stopped; nothing was concluded.',
  },
  'verification.memory-limit': {
    zh: '验证超出内存限制，已终止，未作结论。',
    en: 'Verification needed more memory than allowed and was stopped; nothing was concluded.',
  },
  'step.verification.budget': { zh: '计算预算', en: 'Work budget' },
  'verification.work-budget-spent': {
    zh: '文件中的签名、时间戳或证书过多，验签次数超出上限，未作结论。',
    en: 'The file holds more signatures, timestamps or certificates than may be checked; nothing was concluded.',
  },
  'verification.busy': { zh: '验证服务繁忙，请稍后再试。', en: 'The verification service is busy; try again later.' },
  'verification.internal': {
    zh: '验证引擎内部错误，未作结论；请联系运维人员。',
    en: 'The engine failed; nothing was concluded. Tell the operators.',
  },
  'verification.second-opinion-agrees': { zh: '第二验证引擎结果一致。', en: 'The second engine agrees.' },
  'verification.second-opinion-disagrees': {
    zh: '两个验证引擎对签名值的结论不一致：请人工核查。',
    en: 'The two engines disagree about the signature value: look into it.',
  },
  'verification.second-opinion-not-possible': {
    zh: '第二验证引擎没有给出意见：它不判断此类文件或算法，或内容已不符。',
    en: 'The second engine gave no opinion: it does not judge this kind of file or algorithm, or the content does not match.',
  },
  'verification.file-required': { zh: '请上传要验证的文件。', en: 'Upload the file to verify.' },
  'verification.file-too-large': { zh: '文件超过 {maxBytes} 字节。', en: 'The file is larger than {maxBytes} bytes.' },
  'verification.upload-unreadable': { zh: '上传内容无法读取。', en: 'The upload cannot be read.' },
  'verification.not-found': { zh: '没有这条验证记录。', en: 'There is no such verification.' },
  'verification.no-such-revision': {
    zh: '报告里没有第 {revision} 个版本。',
    en: 'The report tells of no revision {revision}.',
  },
  'verification.no-pages': {
    zh: '这种文件没有可以显示的页面（{kind}）。',
    en: 'A file of this kind has no pages to show ({kind}).',
  },
  'verification.material-missing': {
    zh: '“{name}”的内容没有留存（过大或已删除），不能重新验证；请重新上传。',
    en: 'The content of “{name}” is not kept (too large, or removed): upload it again to judge it again.',
  },
  'verification.content-differs': {
    zh: '上传的“{name}”与当时验证的原文不同（SHA-256 不一致）。',
    en: '“{name}” is not the content that was verified then: its SHA-256 differs.',
  },
  'verification.stops-validating': {
    zh: '{number}“{file}”将于 {date} 起不再有效：{reasonZh} 请在此之前补充时间戳或吊销信息后重新验证，或改为不再跟踪。',
    en: '{number} “{file}” stops validating on {date}: {reasonEn} Add a timestamp or revocation evidence and verify it again before then, or watch it no longer.',
  },
  'verification.verdict-worsened': {
    zh: '{number}“{file}”原结论为 {was}，今日重新验证为 {is}。',
    en: '{number} “{file}” was {was}; judged again today it is {is}.',
  },
  'verification.not-yours': {
    zh: '只有验证人本人或运维人员可以删除留存的材料。',
    en: 'Only who asked for the verification, or an operator, may remove its material.',
  },
  'verification.nothing-to-watch': {
    zh: '{number} 的结论不是“有效”，没有可以跟踪的。',
    en: '{number} is not VALID: there is nothing to watch.',
  },
  'verification.anchors-not-taken': {
    zh: '策略“{policy}”只认本系统中指定类别的信任根，不能另带信任根。',
    en: 'Policy “{policy}” counts certain anchors of the house only; take away the anchors you brought.',
  },
  'step.verification.policy': { zh: '验签策略', en: 'Verification policy' },
  'verification.level-too-low': {
    zh: '策略“{policy}”要求签名级别不低于 {wanted}，此签名为 {found}。',
    en: 'Policy “{policy}” asks for level {wanted} at least; this signature is {found}.',
  },
  'verification.dialect-refused': {
    zh: '策略“{policy}”不接受此签名格式（{dialect}）。',
    en: 'Policy “{policy}” does not accept this form of signature ({dialect}).',
  },
  'verification.kind-not-of-policy': {
    zh: '策略“{policy}”只用于 {wanted}，这个文件是 {kind}。',
    en: 'Policy “{policy}” is for {wanted} only; this file is {kind}.',
  },
  'verification.no-event-certificate': {
    zh: '策略“{policy}”要求事件证书（签发后 {hours} 小时内用于本次签署），此证书签发于 {issued}，可证明的签署时间为 {proven}。',
    en: 'Policy “{policy}” asks for an event certificate (used within {hours} hours of its issue); this one was issued {issued}, and the proven time of signing is {proven}.',
  },
  'step.ocsp.response': { zh: 'OCSP 响应', en: 'OCSP response' },
  'step.path.target': { zh: '证书格式', en: 'Form of the certificate' },
  'path.unreadable': {
    zh: '证书无法读取（{code}，偏移 {offset}）。',
    en: 'The certificate cannot be read ({code} at byte {offset}).',
  },
  'ocsp.unreadable': {
    zh: 'OCSP 响应无法读取（{code}，偏移 {offset}）。',
    en: 'The OCSP response cannot be read ({code} at byte {offset}).',
  },
  'ocsp.issuer-missing': {
    zh: '未提供颁发者证书，无法判断 OCSP 响应；请作为信任根或中间证书提供。',
    en: 'Without the issuer the OCSP response cannot be judged. Supply it as an anchor or intermediate.',
  },
  'ocsp.unusable': {
    zh: 'OCSP 响应不可采用，不能据此判断证书是否被吊销。',
    en: 'Nothing may be concluded from the OCSP response.',
  },
  'ocsp.says-good': { zh: '响应称证书未被吊销。', en: 'The response says: not revoked.' },
  'ocsp.says-revoked': { zh: '响应称证书已被吊销。', en: 'The response says: revoked.' },
  'ocsp.says-unknown': { zh: '响应称不知道此证书。', en: 'The response says: unknown certificate.' },
} as const
