// Texts of lineages, bindings, runs and discovery: what their reasons mean, and what their verbs refuse.

import { type ReasonText, type Text, reasonTexts as text } from './reason-shape.ts'

export const lineageReasons: Readonly<Record<string, ReasonText>> = {
  'lineage.expiring': text(
    ['证书谱系即将到期', 'The certificate of the lineage is about to expire'],
    ['{name}：{subject} 还有 {days} 天到期（{notAfter}）', '{name}: {subject} ends in {days} days ({notAfter})'],
    ['打开部署执行单，续期并在每个节点证实', 'Open a run: renew it and prove it on every node'],
  ),
  'lineage.expired': text(
    ['证书谱系已过期', 'The certificate of the lineage has expired'],
    ['{name}：{subject} 已于 {notAfter} 过期', '{name}: {subject} ended on {notAfter}'],
    ['立即续期；站点停用的，撤下证书并解除绑定', 'Renew it now; where the site is gone, withdraw it'],
  ),
  'lineage.validity-too-long': text(
    ['证书有效期超过公开信任的上限', 'The certificate lasts longer than public trust allows'],
    [
      '{name}：{subject} 有效 {days} 天，签发日的上限为 {maxDays} 天',
      '{name}: {subject} lasts {days} days; on its day of issue the limit was {maxDays}',
    ],
    ['浏览器会拒绝：由 CA 按上限重新签发', 'Browsers will refuse it: have the CA reissue it within the limit'],
  ),
  'lineage.domain-evidence-ending': text(
    ['域名验证材料即将不可复用', 'The validation of the names is about to end'],
    [
      '{name}：{validatedAt} 的验证只能用到 {until}',
      '{name}: the validation of {validatedAt} may be used until {until}',
    ],
    ['在此之前重新完成域名验证', 'Validate the names again before that day'],
  ),
  'lineage.domain-evidence-ended': text(
    ['域名验证材料已不可复用', 'The validation of the names has ended'],
    ['{name}：{validatedAt} 的验证自 {until} 起失效', '{name}: the validation of {validatedAt} ended on {until}'],
    ['续期前须重新完成域名验证', 'Validate the names again before the next renewal'],
  ),
  'lineage.identity-evidence-ending': text(
    ['单位身份核验材料即将不可复用', 'The validation of the organisation is about to end'],
    [
      '{name}：{validatedAt} 的核验只能用到 {until}',
      '{name}: the validation of {validatedAt} may be used until {until}',
    ],
    ['在此之前向 CA 重新提交身份材料', 'Hand the CA new evidence of identity before that day'],
  ),
  'lineage.identity-evidence-ended': text(
    ['单位身份核验材料已不可复用', 'The validation of the organisation has ended'],
    ['{name}：{validatedAt} 的核验自 {until} 起失效', '{name}: the validation of {validatedAt} ended on {until}'],
    ['续期前须向 CA 重新提交身份材料', 'Hand the CA new evidence before the next renewal'],
  ),
  'lineage.key-compromised': text(
    ['在用证书的私钥已泄露', 'The key of a certificate in use is compromised'],
    ['{name}：{subject}，仍在使用的节点：{nodes}', '{name}: {subject}; nodes that still use it: {nodes}'],
    [
      '按应急替换流程：吊销、换新、逐节点证实、核对 CRL 与 OCSP',
      'Replace it as an emergency: revoke, replace, prove on every node, look it up in CRL and OCSP',
    ],
  ),
  'lineage.withdrawn-still-served': text(
    ['已撤下的证书仍在使用', 'A withdrawn certificate is still served'],
    ['{name}：{subject}，节点：{nodes}', '{name}: {subject}; nodes: {nodes}'],
    ['在所列节点换下该证书并重新加载', 'Replace it on these nodes and reload'],
  ),
  'lineage.half-renewed': text(
    ['续期只完成了一部分', 'The renewal is half done'],
    [
      '{name}：{total} 处绑定中 {proved} 处已换新，未换：{nodes}',
      '{name}: {proved} of {total} bindings show the new certificate; left behind: {nodes}',
    ],
    [
      '在所列节点部署新证书并重新加载，随后再次核验',
      'Deploy the new certificate on these nodes, reload, and verify again',
    ],
  ),
  'lineage.certificate-unexpected': text(
    ['节点出示的不是登记的证书', 'Nodes show another certificate than the one on record'],
    ['{name}：{nodes}（共 {total} 处绑定）', '{name}: {nodes} (of {total} bindings)'],
    [
      '核对是否有人绕过执行单更换证书；属实则登记，否则按安全事件处理',
      'Find out who replaced it outside a run; put it on record, or treat it as an incident',
    ],
  ),
  'lineage.node-silent': text(
    ['有节点没有出示证书', 'Nodes show no certificate'],
    ['{name}：{nodes}', '{name}: {nodes}'],
    [
      '检查节点、端口与防火墙；停用的节点应解除绑定',
      'Check node, port and firewall; remove the binding of a node that is gone',
    ],
  ),
  'lineage.renewal-suggested': text(
    ['CA 建议现在续期', 'The CA wants the certificate renewed now'],
    [
      '{name}：{connection} 建议在 {start} 至 {end} 之间更换 {subject} {url}',
      '{name}: {connection} suggests to replace {subject} between {start} and {end} {url}',
    ],
    [
      '在“CA 与订单”下订单替换它；提前出现的时间窗往往意味着即将吊销',
      'Order its replacement; a window that comes early often means that it will be revoked',
    ],
  ),
  'lineage.certificate-unknown': text(
    ['发现未登记的证书', 'A certificate nobody has on record was found'],
    ['{place}：{subject}', '{place}: {subject}'],
    [
      '纳管到证书谱系并指定责任人，或说明理由后忽略',
      'Adopt it into a lineage with an owner, or dismiss it with a reason',
    ],
  ),
}

export const lineagesMessages: Readonly<Record<string, Text>> = {
  'lineage.not-found': { zh: '没有这个证书谱系。', en: 'No such lineage.' },
  'lineage.withdrawn': {
    zh: '证书谱系“{name}”已撤下，不能再变更。',
    en: 'The lineage “{name}” is withdrawn and changes no more.',
  },
  'lineage.name-taken': { zh: '名称“{name}”已有谱系使用。', en: 'The name “{name}” is in use by another lineage.' },
  'lineage.certificate-is-ca': {
    zh: '“{subject}”是 CA 证书，不能作为站点证书纳管。',
    en: '“{subject}” is a CA certificate and no site certificate.',
  },
  'lineage.certificate-taken': { zh: '这张证书已属于某个谱系。', en: 'The certificate stands in a lineage already.' },
  'lineage.certificate-elsewhere': {
    zh: '这张证书不属于本谱系。',
    en: 'The certificate does not stand in this lineage.',
  },
  'lineage.key-compromised': {
    zh: '这张证书的密钥已登记为泄露，不能再使用。',
    en: 'The key of this certificate is on record as compromised.',
  },
  'lineage.key-recorded-meanwhile': {
    zh: '同一密钥刚被他人登记，请重试。',
    en: 'Somebody recorded the same key meanwhile; try again.',
  },
  'lineage.key-is-ours': {
    zh: '该密钥由本服务生成，来源不能改。',
    en: 'The service made this key itself; its origin stands.',
  },
  'lineage.too-many-to-export': {
    zh: '谱系超过 {limit} 条，请先筛选再导出。',
    en: 'There are more than {limit} lineages; narrow the list first.',
  },
  'lineage.not-unknown': { zh: '这张证书不在待纳管清单中。', en: 'The certificate is not waiting to be adopted.' },
  'lineage.evidence-in-future': { zh: '核验日期还没有到。', en: 'The day of the validation has not come yet.' },
  'binding.not-found': { zh: '没有这处部署绑定。', en: 'No such binding.' },
  'binding.target-unknown': {
    zh: '没有名为“{kind}”的部署目标。可用的有：{known}。',
    en: 'There is no deployment target {kind}. Known: {known}.',
  },
  'binding.run-open': {
    zh: '有未结束的部署执行单：先结束或取消它，再改部署位置。',
    en: 'A deployment run is open: end or cancel it before changing where the certificate stands.',
  },
  'binding.place-taken': {
    zh: '{address}:{port}（{serverName}）已有绑定。',
    en: '{address}:{port} ({serverName}) is bound already.',
  },
  'waiver.never': {
    zh: '告警 {code} 关系到他人安全，不能豁免。',
    en: 'The alarm {code} concerns the safety of others and cannot be waived.',
  },
  'waiver.in-the-past': { zh: '豁免的截止时间已过。', en: 'The waiver would have ended already.' },
  'waiver.too-long': { zh: '豁免最长 400 天。', en: 'A waiver lasts 400 days at most.' },
  'waiver.not-in-force': { zh: '没有这份生效中的豁免。', en: 'No such waiver is in force.' },
  'run.not-found': { zh: '没有这份部署执行单。', en: 'No such deployment run.' },
  'run.already-open': {
    zh: '该谱系已有未完成的执行单，先完成或取消它。',
    en: 'A run of this lineage is open; finish or cancel it first.',
  },
  'run.closed': { zh: '执行单已结束。', en: 'The run is closed.' },
  'run.no-binding': {
    zh: '该谱系没有部署绑定，无法证实部署；请先登记绑定。',
    en: 'The lineage has no binding, so nothing could be proved; record bindings first.',
  },
  'run.binding-elsewhere': { zh: '所选绑定不属于本谱系。', en: 'A binding chosen does not belong to this lineage.' },
  'run.certificate-needed': { zh: '请选择要部署的新证书。', en: 'Choose the certificate to deploy.' },
  'run.certificate-same': { zh: '新旧证书是同一张。', en: 'The old and the new certificate are the same.' },
  'run.certificate-not-in-force': {
    zh: '所选证书已失效、未生效或已撤下，不能部署。',
    en: 'The certificate chosen is not in force or was withdrawn; it is not deployed.',
  },
  'run.same-key': { zh: '新证书沿用了泄露的密钥。', en: 'The new certificate has the compromised key.' },
  'run.step-not-found': { zh: '执行单没有这一步。', en: 'The run has no such step.' },
  'run.step-is-measured': {
    zh: '这一步由服务探测得出，不能由人填写。',
    en: 'This step is measured by the service; nobody writes it down.',
  },
  'discovery.not-found': { zh: '没有这个发现任务。', en: 'No such discovery job.' },
  'discovery.allowance-not-found': { zh: '没有这条发现许可。', en: 'No such allowance.' },
  'discovery.not-allowed': {
    zh: '“{scope}”不在管理员许可的发现范围内。',
    en: '“{scope}” is outside what an administrator allows to be searched.',
  },
  'discovery.port-not-allowed': { zh: '端口 {port} 不在许可范围内。', en: 'Port {port} is not allowed there.' },
  'discovery.network-malformed': { zh: '“{scope}”不是 CIDR 网段。', en: '“{scope}” is no network in CIDR notation.' },
  'discovery.path-malformed': { zh: '“{scope}”不是绝对路径。', en: '“{scope}” is no absolute path.' },
  'discovery.too-large': {
    zh: '范围含 {count} 个端点，一次最多 {max} 个；请分段。',
    en: 'The scope has {count} endpoints; {max} at a time are the most.',
  },
  'discovery.no-port': { zh: '请至少给出一个端口。', en: 'Name one port at least.' },
  'discovery.already-allowed': { zh: '该范围已有许可。', en: 'The scope is allowed already.' },
  'discovery.ended': { zh: '任务已结束。', en: 'The job has ended.' },
  'discovery.abandoned': {
    zh: '任务被中断 {attempts} 次，已停止。',
    en: 'The job was interrupted {attempts} times and given up.',
  },
  'discovery.directory-unreadable': {
    zh: '无法读取目录（{problem}）。',
    en: 'The directory cannot be read ({problem}).',
  },
  'discovery.locked': { zh: '密钥库有口令，未打开。', en: 'The key store has a password and was not opened.' },
  'discovery.unreadable': { zh: '无法解析该文件。', en: 'The file cannot be read.' },
}
