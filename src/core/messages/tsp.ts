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
    zh: '时间戳服务拒绝了请求（状态 {status}：{reasons}），没有发出时间戳。',
    en: 'The authority refused and made no timestamp (status {status}: {reasons}).',
  },
  'tsp.token-missing': {
    zh: '响应称已批准，却没有时间戳，什么也不能证明。',
    en: 'The response says granted and holds no timestamp: it proves nothing.',
  },
  'tsp.granted-with-modifications': { zh: '请求经修改后批准。', en: 'Granted with modifications.' },
  'tsp.imprint': {
    zh: '时间戳不是为此数据签发的：摘要不符。',
    en: 'The timestamp is not for this data: the imprint does not match.',
  },
  'tsp.imprint-algorithm': {
    zh: '时间戳使用不支持的摘要算法 {oid}，无法与数据比对。',
    en: 'The timestamp uses digest {oid}, which is not supported: it cannot be held against the data.',
  },
  'tsp.imprint-not-queried': {
    zh: '时间戳的摘要与请求中的不同：它不是对此请求的答复。',
    en: "The imprint differs from the query's: this does not answer that query.",
  },
  'tsp.data-missing': {
    zh: '未提供被加盖时间戳的数据或请求，无法判断时间戳是否属于它；请一并提供。',
    en: 'Neither the stamped data nor the query was supplied, so what the timestamp is for cannot be told. Supply one of them.',
  },
  'tsp.nonce': {
    zh: '随机数与请求不同：可能是旧响应。',
    en: "The nonce differs from the query's: this may be an old answer.",
  },
  'tsp.policy': {
    zh: '时间戳所依据的策略与请求的不同，不可接受。',
    en: 'The timestamp was made under another policy than asked for; it is not accepted.',
  },
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
  'tsp.time-outside-window': {
    zh: '时间戳时间不在允许的期间内，不可接受。',
    en: 'The time lies outside the period allowed; it is not accepted.',
  },
  'tsp.time-outside-certificate': {
    zh: '时间戳时间不在时间戳服务证书有效期内：当时该服务无权签发。',
    en: "The time lies outside the validity of the authority's certificate: it might not issue then.",
  },
  'tsp.critical-extension': {
    zh: '时间戳含有本系统不认识的关键扩展 {oid}，按标准必须拒绝。',
    en: 'The timestamp has an unknown critical extension {oid}; the standard asks to refuse it.',
  },
  'tsp.eku-missing': {
    zh: '时间戳服务证书没有声明用途，不得用于签发时间戳。',
    en: "The authority's certificate states no purpose and may not issue timestamps.",
  },
  'tsp.eku': {
    zh: '时间戳服务证书不是用于签发时间戳的，时间戳不可接受。',
    en: "The authority's certificate is not for timestamping; the timestamp is not accepted.",
  },
  'tsp.eku-not-sole': {
    zh: '时间戳服务证书必须专用于时间戳，它还有其他用途，不可接受。',
    en: "The authority's certificate must be for timestamping alone and is for other purposes too; it is not accepted.",
  },
  'tsp.eku-not-critical': {
    zh: '时间戳服务证书的用途必须标为关键，却没有，不可接受。',
    en: "The purpose of the authority's certificate must be marked critical and is not; it is not accepted.",
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
