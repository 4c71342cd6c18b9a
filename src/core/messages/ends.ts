// Texts of what makes a verdict stop holding.

export const endsMessages = {
  'ends.certificate': {
    zh: '证书“{certificate}”于 {date} 到期，此后没有可信时间证明签名在有效期内。',
    en: 'The certificate {certificate} ends on {date}; nothing proves that the signature is older than that.',
  },
  'ends.timestamp-certificate': {
    zh: '证明签名时间的时间戳所依赖的证书“{certificate}”于 {date} 到期；应在此前加盖新的归档时间戳。',
    en: 'The certificate {certificate} below the timestamp ends on {date}; a new archive timestamp is needed before.',
  },
  'ends.algorithm': {
    zh: '算法 {algorithm} 自 {date} 起不再可靠。',
    en: 'The algorithm {algorithm} is no longer relied on from {date}.',
  },
  'ends.revocation-evidence': {
    zh: '证书“{certificate}”的吊销信息于 {date} 过期，需要新的吊销信息。',
    en: 'The revocation evidence for {certificate} is fresh until {date}; newer evidence is needed after that.',
  },
  'ends.revoked': {
    zh: '证书“{certificate}”于 {date} 被吊销。',
    en: 'The certificate {certificate} is revoked from {date}.',
  },
  'ends.seal': {
    zh: '印章“{seal}”的有效期止于 {date}。',
    en: 'The seal {seal} ends on {date}.',
  },
} as const
