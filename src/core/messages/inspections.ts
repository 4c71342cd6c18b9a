// Texts of inspection rounds and findings.

export const inspectionsMessages = {
  'inspections.round-not-found': { zh: '没有编号为 {id} 的巡检。', en: 'There is no round {id}.' },
  'inspections.item-not-found': { zh: '本次巡检没有编号为 {id} 的项目。', en: 'The round has no item {id}.' },
  'inspections.round-exists': {
    zh: '{date} {slot} 的巡检已存在，请稍后再试。',
    en: 'A round for {date} {slot} exists already; try again in a moment.',
  },
  'inspections.wrong-state': {
    zh: '巡检处于“{state}”状态，不能执行该步骤。',
    en: 'The round is in state {state}, which does not allow this step.',
  },
  'inspections.not-open': {
    zh: '巡检处于“{state}”状态，不再接受检查结果。',
    en: 'The round is in state {state} and takes no more results.',
  },
  'inspections.not-awaiting-signature': {
    zh: '巡检处于“{state}”状态，尚不能或不能再由巡检人签名。',
    en: 'The round is in state {state} and is not waiting for its inspector.',
  },
  'inspections.not-awaiting-review': {
    zh: '巡检处于“{state}”状态，不在等待复核。',
    en: 'The round is in state {state} and is not waiting for its reviewer.',
  },
  'inspections.round-missed': {
    zh: '本次巡检已过补签时限，记为漏检。',
    en: 'The time to sign this round has passed: it is missed.',
  },
  'inspections.items-open': { zh: '还有 {count} 项没有结果。', en: '{count} items have no result yet.' },
  'inspections.same-person': {
    zh: '复核人必须不是巡检人本人。',
    en: 'The reviewer must be another person than the inspector.',
  },
  'inspections.content-changed': {
    zh: '巡检内容与巡检人签名时不一致，不能复核。',
    en: 'The content of the round is not what the inspector signed.',
  },
  'inspections.not-missed': {
    zh: '只能对漏检的巡检补巡，{id} 不是漏检。',
    en: 'Only a missed round can be made up for; {id} is not.',
  },
  'inspections.item-automatic': {
    zh: '“{item}”已由探测得出结论，不能人工改写。',
    en: '“{item}” was judged by its probe and is not overwritten by hand.',
  },
  'inspections.text-required': { zh: '“{item}”需要填写检查情况。', en: '“{item}” needs a text.' },
  'inspections.reason-required': { zh: '“{item}”未检，需要填写原因。', en: '“{item}” was not checked: say why.' },
  'inspections.approver-required': {
    zh: '“{item}”不适用，需要填写批准人。',
    en: '“{item}” does not apply: name who agreed.',
  },
  'inspections.measurement-required': {
    zh: '“{item}”必须填写实测值，只写“正常”不被接受。',
    en: '“{item}” needs a measured value; “normal” alone is refused.',
  },
  'inspections.prober-failed': { zh: '探测程序出错，未能得出结论。', en: 'The prober failed and could not judge.' },
  'inspections.kind-unknown': { zh: '没有能做此项检查的程序。', en: 'Nothing here knows how to make this check.' },
  'inspections.manual-warning': { zh: '{text}', en: '{text}' },
  'inspections.manual-abnormal': { zh: '{text}', en: '{text}' },
  'inspections.manual-unchecked': { zh: '未检：{text}', en: 'Not checked: {text}' },
  'inspections.manual-not-applicable': { zh: '不适用：{text}', en: 'Does not apply: {text}' },
  'plans.not-found': { zh: '没有编号为 {id} 的巡检计划。', en: 'There is no inspection plan {id}.' },
  'plans.name-taken': { zh: '计划编号 {id} 已被使用。', en: 'The name {id} is in use.' },
  'plans.changed-meanwhile': {
    zh: '计划 {id} 已被他人修改，请刷新后再改。',
    en: 'Somebody else changed plan {id} meanwhile; look again.',
  },
  'plans.date-begun': {
    zh: '{date} 已经开始：计划只能从明天或更晚起生效，已过的班次不改写。',
    en: '{date} has begun: a plan takes effect tomorrow at the earliest, and past rounds stay as they are.',
  },
  'plans.before-newest': {
    zh: '生效日期不能早于上一版的 {date}。',
    en: 'It cannot take effect before the version it follows, {date}.',
  },
  'plans.covers-nothing': {
    zh: '计划没有任何检查项：请选自动项、人工项，或写明自己的项目。',
    en: 'The plan covers nothing: take automatic or manual checks, or items of its own.',
  },
  'findings.not-found': { zh: '没有编号为 {id} 的问题。', en: 'There is no finding {id}.' },
} as const
