// Texts of drawing, cleaning, requesting and making electronic seals.

export const sealMakingMessages = {
  'seal-drawing.style-unknown': {
    zh: '没有“{style}”这种印章样式。',
    en: 'There is no style of seal called “{style}”.',
  },
  'seal-drawing.text-missing': { zh: '印章上没有文字，请填写名称。', en: 'The seal has no words; give the name.' },
  'seal-drawing.text-too-long': {
    zh: '“{text}”有 {letters} 个字，这种样式放不下；请换大一号的样式，或用规范化简称。',
    en: '“{text}” has {letters} characters, more than this style holds; choose a larger style or the official short form.',
  },
  'seal-drawing.character-missing': {
    zh: '字库里没有“{character}”（{codePoint}），这枚印章不能自动生成；请改用扫描的印模。',
    en: 'The font has no “{character}” ({codePoint}); this seal cannot be drawn. Use a scanned impression.',
  },
  'seal-drawing.number-not-digits': {
    zh: '编号只能是数字和大写字母。',
    en: 'The number may hold figures and capital letters only.',
  },
  'seal-drawing.scan-unreadable': {
    zh: '扫描件不是可读的 PNG 图片（{problem}）；请存成 8 位 PNG 再上传。',
    en: 'The scan is no readable PNG ({problem}); save it as PNG of 8 bits.',
  },
  'seal-drawing.scan-without-red': {
    zh: '扫描件里找不到红色的印迹；请用彩色扫描，不要用黑白。',
    en: 'No red impression is found in the scan; scan in colour.',
  },
  'seal-drawing.scan-all-red': {
    zh: '扫描件几乎全是红色，不像一枚印章；请重新扫描盖在白纸上的印迹。',
    en: 'The scan is nearly all red and no seal; scan an impression on white paper.',
  },
  'seal-drawing.scan-too-small': {
    zh: '印迹只有 {dots} 个像素宽，至少要 {least} 个；请用 300 dpi 以上扫描。',
    en: 'The impression is {dots} dots wide and must be {least} at least; scan with 300 dpi or more.',
  },
  'seal-drawing.scan-out-of-size': {
    zh: '按给出的宽度，印章高 {heightMm} 毫米，应在 {minMm}–{maxMm} 毫米之间。',
    en: 'With the width given the seal is {heightMm} mm high; it must be {minMm} to {maxMm} mm.',
  },
  'seal-drawing.given-up': {
    zh: '生成印模没有完成（{reason}），请稍后再试。',
    en: 'The picture of the seal was not finished ({reason}); try again later.',
  },
  'seal-requests.not-found': { zh: '没有这份印章申请。', en: 'There is no such request.' },
  'seal-requests.seal-not-found': { zh: '没有这枚印章。', en: 'There is no such seal.' },
  'seal-requests.no-picture': { zh: '这份申请还没有印模。', en: 'This request has no picture yet.' },
  'seal-requests.not-now': {
    zh: '申请现在的状态是“{state}”，不能做这一步（{step}）；可能别人已先处理。',
    en: 'The request stands at “{state}”, where this step ({step}) is not taken; somebody may have been faster.',
  },
  'seal-requests.not-yours': {
    zh: '只有申请人本人可以这样做。',
    en: 'Only the person who asked for it may do this.',
  },
  'seal-requests.same-person': {
    zh: '申请、审核、制章必须是三个不同的人；您已办过前面的步骤，请由别人来做。',
    en: 'Three different persons ask, review and make a seal; you have done an earlier step.',
  },
  'seal-requests.changed-meanwhile': {
    zh: '申请刚刚被改动，请刷新后再办。',
    en: 'The request changed meanwhile; load it again.',
  },
  'seal-requests.change-under-way': {
    zh: '这枚印章已有一份未办结的申请，请先办完它。',
    en: 'A request about this seal is still open; finish that one first.',
  },
  'seal-requests.seal-is': {
    zh: '印章现在的状态是“{state}”，不能这样做。',
    en: 'The seal stands at “{state}”, where this cannot be done.',
  },
  'seal-requests.certificate-required': {
    zh: '请上传持章人的签名证书。',
    en: 'Give the signing certificate of whoever will seal with it.',
  },
  'seal-requests.credential-unknown': {
    zh: '名单里没有所选的证书，或不属于本区。',
    en: 'There is no such certificate on the list, or not in your district.',
  },
  'seal-requests.several-districts': {
    zh: '一枚印章不能列入不同区人员的证书；请分开申请。',
    en: 'A seal cannot list people of different districts; ask for one each.',
  },
  'seal-requests.other-district': {
    zh: '所选人员不属于这枚印章所在的区。',
    en: 'The person chosen is not of the district of this seal.',
  },
  'seal-requests.no-successor': {
    zh: '持章人“{holder}”还没有在用的 SM2 证书；请先给本人办好证书，再接手重制。',
    en: '“{holder}” has no SM2 certificate in use yet; have one made first, then take the seal up.',
  },
  'seal-requests.too-many-certificates': {
    zh: '一枚印章最多列 {most} 张证书。',
    en: 'A seal lists {most} certificates at most.',
  },
  'seal-requests.certificate-unreadable': {
    zh: '第 {position} 个文件不是可读的证书。',
    en: 'File {position} is no certificate that can be read.',
  },
  'seal-requests.certificate-not-sm2': {
    zh: '证书“{subject}”不是国密（SM2）证书，不能用于电子印章；请先升级。',
    en: 'The certificate “{subject}” is not SM2 and cannot be used with a seal; upgrade it first.',
  },
  'seal-requests.certificate-not-in-force': {
    zh: '证书“{subject}”不在有效期内。',
    en: 'The certificate “{subject}” is not in force.',
  },
  'seal-requests.certificate-not-in-use': {
    zh: '证书“{subject}”已挂失、更换或吊销（{state}），不能列进印章；请用现在在用的证书。',
    en: 'The certificate “{subject}” is suspended, replaced or revoked ({state}); use the one that is in use.',
  },
  'seal-requests.certificate-not-for-signing': {
    zh: '证书“{subject}”是加密证书，不能盖章；请选签名证书。',
    en: 'The certificate “{subject}” is for encryption; choose the one for signing.',
  },
  'seal-requests.design-or-scan': {
    zh: '请选择一种：自动生成印模，或上传扫描的印模。',
    en: 'Choose one: a drawn picture, or a scanned impression.',
  },
  'seal-requests.style-of-other-kind': {
    zh: '样式“{style}”不属于所选的印章种类。',
    en: 'The style “{style}” is not of the kind of seal chosen.',
  },
  'seal-requests.scan-too-large': { zh: '扫描件超过 8 MB。', en: 'The scan is larger than 8 MB.' },
  'seal-requests.scan-width-required': {
    zh: '请填写印章的宽度（毫米）。',
    en: 'Give the width of the seal in millimetres.',
  },
  'seal-requests.maker-authority-absent': {
    zh: '这个签发机构不签发制章证书；请换一个，或请中心为它开通“制章”模板。',
    en: 'This authority issues no certificates to seal makers; choose another, or have the profile opened.',
  },
  'seal-requests.maker-key-of-nobody': {
    zh: '找不到生成密钥“{key}”的人，请另生成一把。',
    en: 'Nobody is known to have made the key “{key}”; make another.',
  },
  'seal-requests.maker-key-yours': {
    zh: '这把密钥是您生成的，证书的申请和吊销须由另一个人提出，再由第三个人批准。',
    en: 'You made this key: another person asks for its certificate or for its end, and a third approves.',
  },
  'seal-requests.maker-key-compromised': {
    zh: '密钥“{key}”因泄露吊销过证书，不能再申请；请另生成一把制章密钥。',
    en: 'A certificate of the key “{key}” was revoked because the key is compromised: make another key.',
  },
  'seal-requests.maker-revoked-already': {
    zh: '密钥“{key}”的证书已经吊销。',
    en: 'The certificate of the key “{key}” is revoked already.',
  },
  'seal-requests.maker-certificate-not-ours': {
    zh: '密钥“{key}”的证书不是本系统的签发机构签发的，请向它的签发者申请吊销。',
    en: 'The certificate of the key “{key}” is not of an authority of ours: ask its issuer to revoke it.',
  },
  'seal-requests.maker-not-sm2': {
    zh: '制章密钥“{key}”不是 SM2 密钥。',
    en: 'The maker’s key “{key}” is not SM2.',
  },
  'package.seal-unreadable': {
    zh: '印章包读不了（{problem}）。',
    en: 'The package cannot be read ({problem}).',
  },
  'package.seal-file-missing': { zh: '印章包缺少文件 {file}。', en: 'The package lacks the file {file}.' },
  'package.seal-file-unlisted': {
    zh: '印章包里有清单没有列出的文件 {file}，没有接收。',
    en: 'The package holds {file}, which its list does not name; it was not taken.',
  },
  'package.seal-file-altered': {
    zh: '文件 {file} 与清单上的摘要不符，已被改动，没有接收。',
    en: 'The file {file} is not the one that was listed; it was altered and not taken.',
  },
  'package.seal-manifest-unreadable': { zh: '印章包的清单读不了。', en: 'The list of the package cannot be read.' },
  'package.seal-manifest-altered': {
    zh: '清单的签名与印章的制章者不符，没有接收。',
    en: 'The list was not signed by the maker of the seal; the package was not taken.',
  },
  'package.seal-disagrees': {
    zh: '文件 {file} 与印章里的内容不一致，没有接收。',
    en: 'The file {file} is not what the seal holds; the package was not taken.',
  },
} as const
