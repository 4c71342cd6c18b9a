// Texts of e-seals and seal signatures: steps (`step.…`) and findings.

export const sealsMessages = {
  'step.seals.form': { zh: '印章格式', en: 'Form of the seal' },
  'step.seals.period': { zh: '印章有效期', en: 'Period of the seal' },
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
  'seals.certificate-unreadable': { zh: '证书无法读取。', en: 'The certificate cannot be read.' },
  'seals.maker-signature': {
    zh: '制章者签名不正确：印章被改动或伪造。',
    en: "The maker's signature is wrong: the seal was changed or forged.",
  },
  'seals.not-yet-valid': {
    zh: '印章自 {from} 起有效，此时为 {at}。',
    en: 'The seal is valid from {from}; this is {at}.',
  },
  'seals.expired': { zh: '印章有效期至 {until}，此时为 {at}。', en: 'The seal was valid until {until}; this is {at}.' },
  'seals.signature': { zh: '签章者签名不正确。', en: "The signer's signature is wrong." },
  'seals.signer-not-listed': {
    zh: '签章者证书不在印章的证书列表中。',
    en: "The signer's certificate is not in the seal's list.",
  },
  'seals.original-missing': { zh: '未提供被签章的原文，无法比对摘要。', en: 'The sealed original was not supplied.' },
  'seals.data-hash': { zh: '原文被改动：摘要不符。', en: 'The original was changed: its digest does not match.' },
  'seals.time-unreadable': { zh: '签章时间无法读取。', en: 'The time of sealing cannot be read.' },
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
    zh: '签章时间 {time} 不在证书有效期 {from} 至 {until} 内。',
    en: "The time {time} is outside the certificate's validity, {from} to {until}.",
  },
  'seals.timestamp-proves': { zh: '时间戳证明了时间。', en: 'The timestamp proves the time.' },
  'seals.timestamp-invalid': { zh: '时间戳无效。', en: 'The timestamp is invalid.' },
  'seals.timestamp-not-trusted': {
    zh: '时间戳未获信任，不作为证明。',
    en: 'The timestamp is not trusted and proves nothing.',
  },
} as const
