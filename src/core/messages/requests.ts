// Texts of requests for people's certificates (证书申请): why a step is refused, why a request wants a closer look.

import type { Message } from './fill.ts'
import { type ReasonText, reasonTexts as text } from './reason-shape.ts'

export const requestsReasons: Readonly<Record<string, ReasonText>> = {
  'user-requests.review-overdue': text(
    ['证书申请超过受理时限', 'Requests are not reviewed in time'],
    [
      '有 {count} 份申请提交后超过一个工作日（挂失为一小时）未审核',
      '{count} requests wait for a review beyond their time',
    ],
    ['请审核人员打开“证书申请”的审核队列，先处理排在前面的例外', 'Open the review queue; the exceptional come first'],
  ),
  'user-requests.approval-overdue': text(
    ['证书申请超过审批时限', 'Requests are not approved in time'],
    [
      '有 {count} 份已审核的申请提交后超过两个工作日未审批',
      '{count} reviewed requests wait for an approval beyond their time',
    ],
    [
      '请中心审批人员打开“证书申请”的审核队列，无例外的可批量通过',
      'Open the review queue; the unexceptional may be approved together',
    ],
  ),
}

export const requestsMessages: Readonly<Record<string, Message>> = {
  'requests.not-found': {
    zh: '没有找到这份申请，或不属于本区',
    en: 'There is no such request, or not in this district',
  },
  'requests.person-required': {
    zh: '申请由登录的工作人员办理',
    en: 'Requests are dealt with by people who have signed in',
  },
  'requests.step-impossible': {
    zh: '申请现在的状态（{state}）不能做这一步（{step}）。请刷新后再看：可能别人已经处理',
    en: 'The request ({state}) cannot take this step ({step}). Look again: somebody may have been faster',
  },
  'requests.service-only': { zh: '这一步由系统完成', en: 'The service takes this step itself' },
  'requests.duty-required': {
    zh: '您的职责中没有这一项（{duty}），请联系安全保密管理员',
    en: 'Your duties do not include this ({duty}); ask a security administrator',
  },
  'requests.not-requester': {
    zh: '只有提交人本人可以修改、提交或撤销这份申请',
    en: 'Only who asked may change, submit or cancel it',
  },
  'requests.same-person': {
    zh: '这份申请由您本人提交，须由另一人审核、审批（换账号也不行）',
    en: 'You asked for it: another person decides, whatever account you use',
  },
  'requests.same-reviewer': {
    zh: '您已审核过这份申请，须由第三人审批',
    en: 'You reviewed it: a third person approves',
  },
  'requests.bringer-decided': {
    zh: '审核或审批过这份申请的人不能再为它写入介质，请由经办人操作',
    en: 'Who reviewed or approved a request does not bring its key',
  },
  'requests.field-missing': { zh: '缺少必填项：{field}', en: 'Missing: {field}' },
  'requests.field-unknown': {
    zh: '这份申请没有“{field}”这一项，可选：{fields}',
    en: 'The request has no “{field}”; it has {fields}',
  },
  'requests.field-twice': { zh: '“{field}”只能写一条原因', en: '“{field}” takes one reason' },
  'requests.cause-unknown': {
    zh: '原因“{cause}”不适用，可选：{causes}',
    en: '“{cause}” is no cause of this kind; there are {causes}',
  },
  'requests.credential-missing': { zh: '请选择此人名下的一张证书', en: 'Choose a certificate this person holds' },
  'requests.credential-state': {
    zh: '该证书当前状态（{state}）不能办理这项业务',
    en: 'The certificate ({state}) cannot be dealt with in this way',
  },
  'requests.asked-already': {
    zh: '{name} 已有一份同类申请在办（{number}），无须重复提交',
    en: '{name} has such a request under way already ({number})',
  },
  'requests.held-already': {
    zh: '此人已持有同类有效证书；如需更换请办理更新、补发或升级',
    en: 'The person holds such a certificate already; renew, reissue or upgrade it',
  },
  'requests.upgraded-already': {
    zh: '这张证书已经是国密（SM2）证书，无须升级',
    en: 'The certificate is an SM2 one already',
  },
  'requests.same-unit': { zh: '此人已在该单位', en: 'The person is there already' },
  'requests.others-open': {
    zh: '此人还有在办的申请（{number}），办结后才能调转',
    en: 'Another request of the person is under way ({number}); it comes first',
  },
  'requests.material-type': { zh: '“{name}”不是 PDF、JPEG 或 PNG 文件', en: '“{name}” is no PDF, JPEG or PNG' },
  'requests.material-twice': { zh: '“{name}”已经上传过', en: '“{name}” is there already' },
  'requests.material-unknown': { zh: '没有这份材料', en: 'There is no such evidence' },
  'requests.materials-too-many': { zh: '一份申请最多 {max} 个材料文件', en: 'A request has at most {max} files' },
  'requests.key-unreadable': {
    zh: '介质给出的证书请求（PKCS#10）无法读取',
    en: 'What the carrier gave is no readable PKCS#10 request',
  },
  'requests.authority-absent': {
    zh: '没有签发此类证书（{profile}）的机构在运行，请联系运维人员开通后再写入介质',
    en: 'No authority in use issues {profile}; the operators have to open one first',
  },
  'requests.batch-unknown': { zh: '没有这个批次，或不属于本区', en: 'There is no such batch, or not in this district' },
  'requests.batch-unreadable': {
    zh: '表格有问题（{column}），请使用下载的模板填写后重新上传',
    en: 'The sheet is not as the template ({column}: {code})',
  },
  'requests.batch-begun': { zh: '这个批次已经开始或已经结束', en: 'The batch has begun, or has ended' },
  'requests.batch-nothing': { zh: '没有可以提交的行，请先修改表格', en: 'No row can be submitted: correct the sheet' },
  'requests.batch-creator-gone': { zh: '提交批次的账号已停用', en: 'The account that handed the sheet in is disabled' },
  'requests.row-nobody': { zh: '工号和证件号码至少填一项', en: 'Give a staff number or a document' },
  'requests.row-unknown': {
    zh: '人员名单中没有此人，请先在“人员”中登记或导入',
    en: 'Nobody on the list: register the person first',
  },
  'requests.row-ambiguous': {
    zh: '多人符合，请同时填写工号和证件号码',
    en: 'Several people fit: give staff number and document',
  },
  'requests.row-other-name': { zh: '与人员名单中的姓名（{name}）不一致', en: 'The list has another name: {name}' },
  'requests.row-twice': { zh: '与第 {row} 行重复', en: 'The same as row {row}' },
  'requests.row-abandoned': {
    zh: '处理 {attempts} 次都未完成，请单独办理',
    en: 'Not finished in {attempts} attempts: ask for it singly',
  },
}
