// What the page 密评与等保 says around the server's own texts, in Chinese; English stands in compliance.en.ts under the same keys.

export const complianceZh = {
  'place.compliance': '密评与等保',
  'compliance.what': '每个测评点：本系统做了什么，此刻的证据是什么',
  'compliance.at': '取证时间',
  'compliance.again': '重新取证',
  'compliance.show': '显示',
  'compliance.show.all': '全部',
  'compliance.show.open': '只看不足与部分',
  'compliance.clause': '条款',
  'compliance.unsourced': '条文未核对原文',
  'compliance.point': '测评点与措施',
  'compliance.state': '结论',
  'compliance.proof': '当前证据',
  'compliance.none-open': '没有不足或部分满足的测评点',
  'compliance.state.holds': '有证据',
  'compliance.state.partly': '部分',
  'compliance.state.missing': '不足',
  'compliance.state.deployment': '由部署落实',
  'compliance.state.outside': '不适用于软件',
  'compliance.demand.demanded': '应',
  'compliance.demand.advised': '宜',
  'compliance.demand.possible': '可',
  'compliance.note':
    '这里只列软件能参与的测评点，措辞是我们自己的。结论是本系统的自查，不代替测评机构；密码模块认证（GM/T 0028）不在其中。',
} as const
