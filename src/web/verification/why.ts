// Why a step of a report matters, for readers who do not know the standards. By step id; a step without an entry shows none.

import type { BothTexts } from '../language/index.ts'

const WHY: Readonly<Record<string, readonly [zh: string, en: string]>> = {
  'pdf.document': [
    '结构含混的文件，不同软件会显示不同内容；这样的文件上的签名证明不了什么。',
    'A file with a doubtful structure shows different things in different programs; a signature on it proves little.',
  ],
  'pdf.signature': [
    '签名必须盖住整个文件，只空出签名数据自己的位置；多留的空隙可以藏内容。',
    'A signature must cover the whole file but for its own data; content can hide in a wider gap.',
  ],
  'pdf.changes': [
    'PDF 可以在签名之后继续追加改动；只有签名人允许的改动才不影响采信。',
    'A PDF can be changed after signing by appending; only changes that the signer allowed leave it reliable.',
  ],
  'pdf.profile': [
    '没有签名属性的签名，可能是从别处拼来的。',
    'A signature without signed attributes may have been put together from another one.',
  ],
  'cms.form': [
    '结构不合标准的消息，不同软件可能读出不同内容。',
    'Where the structure is not as its standard says, two programs may read two different things.',
  ],
  'cms.content': [
    '签名只对一份确定的内容有意义；缺了原文就无从比对。',
    'A signature means something for one content only; without it there is nothing to compare.',
  ],
  'cms.signer-certificate': [
    '没有签名人证书，就不知道是谁签的。',
    'Without the certificate nobody can say who signed.',
  ],
  'cms.algorithms': [
    '过弱的算法可被伪造；摘要与签名算法不匹配说明消息被拼凑过。',
    'Weak algorithms can be forged; ones that do not fit each other show a message put together afterwards.',
  ],
  'cms.attributes': [
    '签名实际盖住的是这些属性；缺少或重复的属性会让人钻空子。',
    'These attributes are what the signature really covers; a missing or double one is a loophole.',
  ],
  'cms.message-digest': [
    '摘要一致，说明内容自签署后一个字节都没有变。',
    'The same digest means that not one byte of the content changed since.',
  ],
  'cms.signature': [
    '签名值能用证书里的公钥验通，说明确由对应的私钥签出。',
    'It verifies with the key of the certificate, so the matching private key made it.',
  ],
  'cms.signing-certificate': [
    '签名里写明用的是哪张证书，防止事后换成另一张。',
    'The signature names its certificate, so that no other can be put in its place.',
  ],
  'cms.key-usage': [
    '证书限定了密钥用途；加密证书签出的不算签名。',
    'A certificate limits what its key is for; one for encryption may not sign.',
  ],
  'cms.signing-time': [
    '这是签名人自己写的时间，只作参考，不能作证。',
    'The signer wrote it; it is a hint and no proof.',
  ],
  'cms.timestamps': [
    '可信时间戳证明签名在那一刻已经存在。',
    'A trusted timestamp proves that the signature existed at that moment.',
  ],
  'cms.proven-time': [
    '证书后来过期或被吊销时，要靠它判断签名在先还是在后。',
    'Should the certificate expire or be revoked later, this decides which came first.',
  ],
  'cms.countersignatures': [
    '副署是对签名的再签名，须各自成立。',
    'A countersignature signs the signature; each must hold by itself.',
  ],
  'path.building': [
    '从签名人证书一级级找到可信的根，找不到就无人担保。',
    'From the signer up to a trusted root; without one nobody vouches for it.',
  ],
  'path.target': ['证书本身要读得懂，才谈得上信任。', 'A certificate must be readable before it can be trusted.'],
  'path.validity': ['证书只在有效期内代表持有人。', 'A certificate speaks for its holder only while it is valid.'],
  'path.names': [
    '上下级证书的名称要接得上，否则链是拼凑的。',
    'Issuer and subject must meet, else the chain is made up.',
  ],
  'path.authority': [
    '只有被授权签发证书的 CA 才能签发下级，防止普通证书冒充 CA。',
    'Only a CA may issue; else any certificate could pose as one.',
  ],
  'path.algorithms': ['链上任何一级的弱算法都可被伪造。', 'A weak algorithm anywhere in the chain can be forged.'],
  'path.extensions': [
    '标为“关键”却不认识的扩展，可能限制了证书的用法，不能当没看见。',
    'An unknown critical extension may limit the certificate and must not be ignored.',
  ],
  'path.name-constraints': ['上级可限定下级只能发哪些名称。', 'A CA may be limited to certain names.'],
  'path.policies': ['证书策略说明签发时核实到什么程度。', 'Policies say how thoroughly the holder was checked.'],
  'path.profile': [
    '不合规范的证书可能出自不受控的签发。',
    'A certificate off its profile may come from where nobody looks.',
  ],
  'path.purpose': ['证书只能用于它被签发的用途。', 'A certificate may be used only for what it was issued for.'],
  'path.revocation': [
    '私钥泄露或人员离职后证书会被吊销；不查吊销等于不知道它还算不算数。',
    'Certificates are revoked when a key leaks or a person leaves; unchecked, nobody knows whether it still counts.',
  ],
  'path.subject': ['证书须属于所要求的主体。', 'The certificate must be for the one it is asked about.'],
  'tsp.status': ['机构拒绝的请求没有时间戳。', 'A request that was refused has no timestamp.'],
  'tsp.token': [
    '令牌由时间戳机构签名，签名不成立则时间不可信。',
    'The authority signs the token; if that fails the time is worth nothing.',
  ],
  'tsp.info': ['时间、精度和策略写在这里。', 'Time, accuracy and policy stand here.'],
  'tsp.imprint': ['时间戳盖的必须正是这份数据。', 'The timestamp must be for exactly this data.'],
  'tsp.query': [
    '应答要对得上请求，防止拿旧应答冒充。',
    'The answer must fit the question, or an old one could be replayed.',
  ],
  'tsp.authority': [
    '时间戳证书须专用于时间戳，且签发当时有效。',
    'Its certificate must be for timestamps alone, and valid at that time.',
  ],
  'seals.form': [
    '印章结构须合国标，才能确定章里写的是什么。',
    'A seal must follow its standard to be read one way only.',
  ],
  'seals.period': ['过期的章不能再用。', 'A seal past its period may not be used.'],
  'seals.maker-signature': [
    '制章单位的签名证明这枚章不是私刻的。',
    'The maker’s signature shows that the seal is not a forgery.',
  ],
  'seals.data-hash': [
    '摘要一致，说明文件自盖章后没有变。',
    'The same digest means that the file has not changed since.',
  ],
  'seals.signature': ['证明确由持章人的私钥盖出。', 'It shows that the holder’s key made it.'],
  'seals.signer-listed': ['只有章里登记的证书才能用这枚章。', 'Only a certificate listed in the seal may use it.'],
  'seals.signing-time': [
    '盖章时间须落在章和证书的有效期内。',
    'Sealing must fall within the period of seal and certificate.',
  ],
  'ocsp.response': ['吊销查询的答复须由有权的机构签出。', 'The answer must be signed by who may give it.'],
  'verification.format': [
    '先认清文件是什么，才知道按哪部标准验。',
    'What the file is decides which standard it is held to.',
  ],
  'verification.inputs': ['您附上的材料读不懂就用不上。', 'Material that cannot be read cannot help.'],
  'verification.second-opinion': [
    '另一套引擎独立再验一次签名值，防止单一软件出错。',
    'Another engine checks the raw signature again, so that one program’s mistake does not decide.',
  ],
  'verification.revocation': [
    '不查吊销，就不知道证书是否已作废。',
    'Without revocation data nobody knows whether the certificate still counts.',
  ],
  'verification.policy': ['本单位的验签策略可以比标准更严。', 'The house may ask for more than the standards do.'],
}

export function whyOf(stepId: string): BothTexts | undefined {
  const why = WHY[stepId]
  return why && { zh: why[0], en: why[1] }
}
