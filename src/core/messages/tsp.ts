// Texts of timestamps: steps (`step.…`) and findings.

export const tspMessages = {
  'step.tsp.status': { zh: '响应状态', en: 'Status of the response' },
  'step.tsp.token': { zh: '时间戳令牌', en: 'Timestamp token' },
  'step.tsp.info': { zh: '时间戳信息', en: 'Timestamp information' },
  'step.tsp.imprint': { zh: '数据摘要', en: 'Imprint of the data' },
  'step.tsp.query': { zh: '与请求的对应', en: 'Fit to the query' },
  'step.tsp.authority': { zh: '时间戳服务证书', en: 'Certificate of the authority' },
  'tsp.query-unreadable': {
    zh: '时间戳请求无法读取（{code}，偏移 {offset}）。',
    en: 'The query cannot be read ({code} at byte {offset}).',
  },
  'tsp.token-unreadable': {
    zh: '时间戳令牌无法读取（{code}，偏移 {offset}）。',
    en: 'The token cannot be read ({code} at byte {offset}).',
  },
  'tsp.not-a-token': {
    zh: '签名内容不是时间戳信息（{contentType}）。',
    en: 'What is signed is no timestamp information ({contentType}).',
  },
  'tsp.signer-count': {
    zh: '时间戳令牌应只有一个签名者，实有 {count} 个。',
    en: 'A token has exactly one signer; this one has {count}.',
  },
  'tsp.info-unreadable': {
    zh: '时间戳信息的结构未知（{code}，偏移 {offset}）。',
    en: 'The timestamp information has an unknown structure ({code} at byte {offset}).',
  },
  'tsp.not-granted': {
    zh: '时间戳服务拒绝了请求（状态 {status}：{reasons}）。',
    en: 'The authority refused (status {status}: {reasons}).',
  },
  'tsp.token-missing': { zh: '响应称已批准，却没有令牌。', en: 'The response says granted and holds no token.' },
  'tsp.granted-with-modifications': { zh: '请求经修改后批准。', en: 'Granted with modifications.' },
  'tsp.imprint': {
    zh: '时间戳不是为此数据签发的：摘要不符。',
    en: 'The timestamp is not for this data: the imprint does not match.',
  },
  'tsp.imprint-algorithm': {
    zh: '时间戳使用不支持的摘要算法 {oid}。',
    en: 'The imprint uses a digest that is not supported: {oid}.',
  },
  'tsp.imprint-not-queried': { zh: '时间戳的摘要与请求不同。', en: "The imprint differs from the query's." },
  'tsp.data-missing': {
    zh: '未提供被加盖时间戳的数据或请求，无法比对。',
    en: 'Neither the stamped data nor the query was supplied.',
  },
  'tsp.nonce': {
    zh: '随机数与请求不同：可能是旧响应。',
    en: "The nonce differs from the query's: this may be an old answer.",
  },
  'tsp.policy': { zh: '策略与请求不同。', en: 'The policy differs from the one asked for.' },
  'tsp.certificate-not-included': {
    zh: '请求要求附带证书，响应没有。',
    en: 'The query asked for the certificate and the answer has none.',
  },
  'tsp.certificate-not-asked': {
    zh: '请求未要求，响应仍附带了证书。',
    en: 'The answer includes certificates nobody asked for.',
  },
  'tsp.version': { zh: '时间戳信息版本应为 1，实为 {version}。', en: 'The version should be 1 and is {version}.' },
  'tsp.serial-negative': { zh: '时间戳序列号为负。', en: 'The serial number is negative.' },
  'tsp.serial-too-long': { zh: '时间戳序列号长达 {bytes} 字节。', en: 'The serial number takes {bytes} bytes.' },
  'tsp.time-in-future': {
    zh: '时间戳时间 {genTime} 晚于验证时间 {at}。',
    en: 'The time {genTime} is ahead of the judgement at {at}.',
  },
  'tsp.time-outside-window': { zh: '时间戳时间不在允许的期间内。', en: 'The time lies outside the period allowed.' },
  'tsp.time-outside-certificate': {
    zh: '时间戳时间不在时间戳服务证书有效期内。',
    en: "The time lies outside the validity of the authority's certificate.",
  },
  'tsp.critical-extension': { zh: '含有不认识的关键扩展 {oid}。', en: 'There is an unknown critical extension {oid}.' },
  'tsp.eku-missing': {
    zh: '时间戳服务证书没有扩展密钥用途。',
    en: "The authority's certificate has no extended key usage.",
  },
  'tsp.eku': {
    zh: '时间戳服务证书的扩展密钥用途不含时间戳。',
    en: "The authority's certificate is not for timestamping.",
  },
  'tsp.eku-not-sole': {
    zh: '时间戳服务证书还有其他扩展密钥用途。',
    en: "The authority's certificate is for other purposes too.",
  },
  'tsp.eku-not-critical': {
    zh: '时间戳服务证书的扩展密钥用途不是关键扩展。',
    en: "The extended key usage of the authority's certificate is not critical.",
  },
  'tsp.authority-revoked-later': {
    zh: '时间戳服务证书“{certificate}”后来于 {revokedAt} 被吊销（{reason}，密钥未泄露），此前的时间戳仍有效。',
    en: 'The certificate {certificate} was revoked later, on {revokedAt} ({reason}: its key was not lost); older tokens stay valid.',
  },
  'tsp.failure-with-token': {
    zh: '响应带有令牌，却又给出失败原因（{reasons}）。',
    en: 'The response holds a token and reasons why there is none ({reasons}).',
  },
  'tsp.accuracy-coarse': {
    zh: '时间戳声明的精度过粗（{seconds} 秒）。',
    en: 'The stated accuracy is too coarse ({seconds} seconds).',
  },
  'tsp.authority-name': {
    zh: '时间戳中写明的服务名称与其证书不符。',
    en: 'The authority named in the token is not the one in its certificate.',
  },
} as const
