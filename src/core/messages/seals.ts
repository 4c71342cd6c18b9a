// Texts of e-seals and seal signatures: steps (`step.…`) and findings.

export const sealsMessages = {
  'step.seals.form': { zh: '印章格式', en: 'Form of the seal' },
  'step.seals.period': { zh: '印章有效期', en: 'Period of the seal' },
  'step.seals.picture': { zh: '印章图案', en: 'Picture of the seal' },
  'step.seals.maker-signature': { zh: '制章者签名', en: 'Signature of the seal maker' },
  'step.seals.maker-key-usage': { zh: '制章者证书用途', en: 'Key usage of the seal maker' },
  'step.seals.seal-timestamp': { zh: '印章时间戳', en: 'Timestamp of the seal' },
  'step.seals.signature-form': { zh: '签章格式', en: 'Form of the seal signature' },
  'step.seals.data-hash': { zh: '原文摘要', en: 'Digest of the original' },
  'step.seals.timestamp': { zh: '签章时间戳', en: 'Timestamp of the seal signature' },
  'step.seals.signature': { zh: '签章者签名', en: 'Signature of the sealer' },
  'step.seals.signer-listed': { zh: '签章者在印章证书列表中', en: 'Signer listed in the seal' },
  'step.seals.signing-time': { zh: '签章时间', en: 'Time of sealing' },
  'step.seals.signer-key-usage': { zh: '签章者证书用途', en: 'Key usage of the signer' },
  'seals.unreadable': {
    zh: '无法按电子印章读取（{code}，偏移 {offset}）。',
    en: 'Cannot be read as an e-seal ({code} at byte {offset}).',
  },
  'seals.header-id': { zh: '印章头标识不是 ES。', en: 'The header does not say ES.' },
  'seals.extensions-untagged': { zh: '印章扩展未按标准加标签。', en: 'The extensions of the seal lack their tag.' },
  'seals.certificate-list-of-ids': {
    zh: '印章证书列表只有标识，不能绑定证书。',
    en: 'The certificate list holds identifiers, which bind nothing.',
  },
  'seals.data-hash-octets': {
    zh: '原文摘要的编码类型不合标准。',
    en: 'The digest of the original has the wrong type.',
  },
  'seals.picture-undecodable': {
    zh: '印章图案（类型 {type}，{bytes} 字节）不是可识别的图片。',
    en: 'The picture of the seal (type {type}, {bytes} bytes) is no picture that is known.',
  },
  'seals.picture-type': {
    zh: '印章图案声明为 {type}，实际是 {found}（{bytes} 字节）。',
    en: 'The picture of the seal says {type} and is {found} ({bytes} bytes).',
  },
  'seals.picture-size': {
    zh: '印章图案的尺寸 {width}×{height} 毫米不合理。',
    en: 'The picture of the seal is {width} by {height} mm: no size of a seal.',
  },
  'seals.picture-is-ofd': {
    zh: '印章图案本身是一个 OFD（{type}，{bytes} 字节）；它只用来显示，没有单独判断。',
    en: 'The picture of the seal is an OFD itself ({type}, {bytes} bytes); it is only shown, not judged.',
  },
  'seals.certificate-unreadable': {
    zh: '签名所用的证书无法读取，签名未能验证。',
    en: 'The certificate cannot be read, so the signature was not verified.',
  },
  'seals.maker-signature': {
    zh: '制章者签名不正确：印章被改动或伪造。',
    en: "The maker's signature is wrong: the seal was changed or forged.",
  },
  'seals.not-yet-valid': {
    zh: '印章自 {from} 起有效，而盖章或判断的时间是 {at}：此时不得使用。',
    en: 'The seal is valid from {from}; at {at} it might not be used yet.',
  },
  'seals.expired': {
    zh: '印章有效期至 {until}，而盖章或判断的时间是 {at}：此时已不得使用。',
    en: 'The seal was valid until {until}; at {at} it might no longer be used.',
  },
  'seals.signature': {
    zh: '签章者签名验证不通过：签章后有内容被改动，或不是此人所签。',
    en: "The signer's signature does not verify: something was changed after sealing, or somebody else signed.",
  },
  'seals.signer-not-listed': {
    zh: '签章者的证书不在印章的授权名单中：此人无权使用该印章。',
    en: "The signer's certificate is not in the seal's list: this person may not use the seal.",
  },
  'seals.original-missing': {
    zh: '未提供被签章的原文，无法判断它是否被改动；请一并提供。',
    en: 'The sealed original was not supplied, so whether it was changed cannot be told. Supply it too.',
  },
  'seals.data-hash': { zh: '原文被改动：摘要不符。', en: 'The original was changed: its digest does not match.' },
  'seals.time-unreadable': {
    zh: '签章时间无法读取，不知道何时盖章。',
    en: 'The time of sealing cannot be read: when it was sealed is not known.',
  },
  'seals.time-token': {
    zh: '签章时间处放的是时间戳，未作为时间使用。',
    en: 'A timestamp stands in the place of the time; it was not used.',
  },
  'seals.time-claimed-only': {
    zh: '签章时间 {time} 只是签章者所称，没有时间戳证明。',
    en: 'The time {time} is only claimed; no timestamp proves it.',
  },
  'seals.time-in-future': { zh: '签章时间 {time} 晚于验证时间。', en: 'The time {time} is ahead of the judgement.' },
  'seals.signed-outside-certificate': {
    zh: '签章时间 {time} 不在签章者证书的有效期 {from} 至 {until} 内：当时不得用它签章。',
    en: "The time {time} is outside the validity of the signer's certificate, {from} to {until}: it might not be used then.",
  },
  'seals.timestamp-proves': {
    zh: '时间戳有效，证明当时签章已经存在。',
    en: 'The timestamp is valid and proves that this existed at its time.',
  },
  'seals.timestamp-invalid': {
    zh: '时间戳无效（原因见该时间戳的检查项），所在的印章或签章不可接受。',
    en: 'The timestamp is invalid (its own checks say why); the seal that carries it is not accepted.',
  },
  'seals.timestamp-not-trusted': {
    zh: '时间戳未能确认有效（原因见该时间戳的检查项），不作为时间证明。',
    en: 'The timestamp could not be confirmed (its own checks say why) and proves no time.',
  },
} as const
