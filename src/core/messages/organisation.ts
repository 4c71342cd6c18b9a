// Texts of units and people (人员): why an entry is refused. None of them repeats a number of a document.

import type { Message } from './fill.ts'

export const organisationMessages: Readonly<Record<string, Message>> = {
  'organisation.person-required': {
    zh: '人员和网点由登录的工作人员维护',
    en: 'People and units are kept by people who have signed in',
  },
  'organisation.staff-unknown': {
    zh: '没有找到这个人员，或不属于本区',
    en: 'There is no such person, or not in this district',
  },
  'organisation.staff-left': { zh: '{name} 已离职', en: '{name} has left' },
  'organisation.unit-unknown': {
    zh: '没有找到这个单位或网点，或不属于本区',
    en: 'There is no such unit, or not in this district',
  },
  'organisation.unit-fixed': {
    zh: '{name} 是固定机构，只有街道网点可以改名或关闭',
    en: '{name} is fixed; only street outlets are renamed or closed',
  },
  'organisation.unit-closed': { zh: '{name} 已关闭', en: '{name} is closed' },
  'organisation.unit-named': { zh: '本区已有名为“{name}”的网点', en: 'The district has a unit named “{name}” already' },
  'organisation.unit-not-empty': {
    zh: '{name} 还有 {count} 名在职人员，请先调出',
    en: '{name} still has {count} people; move them first',
  },
  'organisation.outlet-below-outlet': {
    zh: '街道网点只能设在市中心或区中心之下',
    en: 'An outlet stands below the centre or a district',
  },
  'organisation.other-district': {
    zh: '调往其他区需要提交“变更/调转”申请，由市中心审批',
    en: 'Moving to another district takes a transfer request approved by the centre',
  },
  'organisation.number-taken': { zh: '本区已有人使用这个工号', en: 'Somebody of the district has this staff number' },
  'organisation.identity-known': {
    zh: '这个证件号码已登记在册，请先查询；本区查不到的请联系市中心办理调转',
    en: 'A person with this document is registered already; if not found in this district, ask the centre for a transfer',
  },
  'organisation.person-taken': {
    zh: '这个账号人员已对应另一名在册人员',
    en: 'This person with accounts is somebody else of the list',
  },
  'organisation.person-unknown': { zh: '没有这个账号人员', en: 'There is no such person with accounts' },
  'organisation.own-duties': { zh: '不能给自己分配职责', en: 'Nobody assigns duties to themself' },
  'organisation.identity-length': {
    zh: '居民身份证号码应为 18 位（17 位数字，末位为数字或 X）',
    en: 'A resident identity number has 18 characters: 17 digits, then a digit or X',
  },
  'organisation.identity-area': {
    zh: '居民身份证号码前两位不是省级行政区划代码',
    en: 'The first two digits name no province',
  },
  'organisation.identity-birthday': {
    zh: '居民身份证号码第 7–14 位不是有效的出生日期',
    en: 'Digits 7 to 14 are no possible birthday',
  },
  'organisation.identity-check': {
    zh: '居民身份证号码校验位不符，请核对是否录错',
    en: 'The check character does not match: a digit is wrong',
  },
  'organisation.identity-passport': {
    zh: '护照号码应为 5–15 位字母和数字',
    en: 'A passport number is 5 to 15 letters and digits',
  },
  'organisation.identity-officer': {
    zh: '军官证号码应形如“军字第1234567号”，或 6–12 位数字',
    en: 'An officer’s number reads like 军字第1234567号, or is 6 to 12 digits',
  },
  'organisation.name-malformed': {
    zh: '姓名只能是文字和间隔号，不含数字或符号',
    en: 'A name is letters, spaces and dots',
  },
  'organisation.number-malformed': {
    zh: '工号只能是字母、数字、点、横线，最多 32 位',
    en: 'A staff number is letters, digits, dots and hyphens, at most 32',
  },
  'organisation.mobile-malformed': {
    zh: '手机号码应为 1 开头的 11 位数字',
    en: 'A mobile number is 11 digits beginning with 1',
  },
  'organisation.unit-ambiguous': {
    zh: '几个区都有这个名称，请填写“区”',
    en: 'Several districts have one of this name: fill in 区',
  },
  'organisation.row-identity-twice': {
    zh: '与第 {row} 行是同一个证件号码（{masked}）',
    en: 'The same document as in row {row} ({masked})',
  },
  'organisation.row-number-twice': { zh: '与第 {row} 行的工号相同', en: 'The same staff number as in row {row}' },
  'organisation.row-known': {
    zh: '此证件号码（{masked}）已在册：{name}，工号 {number}，与本行不一致',
    en: 'The document ({masked}) is on the list as {name}, {number}, unlike this row',
  },
  'organisation.row-number-taken': { zh: '工号已由 {name} 使用', en: '{name} has this staff number' },
  'organisation.other-file': {
    zh: '确认导入的文件与预览时的不是同一份，请重新预览',
    en: 'This is another file than was looked at: look at it again',
  },
}
