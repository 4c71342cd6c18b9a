// Texts about copies of the staff's certificates for the ministry (人社部).

export const ministryMessages = {
  'ministry.not-handed-over': {
    zh: '没能交给人社部同步目录：{words}。本次没有生成副本，稍后会再试。',
    en: 'The copy could not be handed over: {words}. None was made; it is tried again later.',
  },
  'ministry.not-copied': {
    zh: '人员证书有变化，超过 36 小时没有同步给人社部。请检查同步目录是否可写、收件证书是否可用。',
    en: 'Credentials changed, and nothing was copied to the ministry for 36 hours: look at the folder and the recipient’s certificate.',
  },
  'ministry.not-answered': {
    zh: '第 {sequence} 份同步副本超过 24 小时没有回执。请向人社部核实是否收到。',
    en: 'Copy {sequence} has had no receipt for 24 hours: ask the ministry whether it arrived.',
  },
  'ministry.answered-wrongly': {
    zh: '第 {sequence} 份同步副本的回执不成立，内容会再同步一次。请向人社部核实。',
    en: 'The receipt for copy {sequence} does not hold; its content is copied once more. Ask the ministry.',
  },
  'ministry.not-set-up': {
    zh: '没有设置人社部同步（目录、收件证书、回执签名证书），请见部署手册。',
    en: 'No exchange with the ministry is set up: see the deployment guide.',
  },
  'ministry.copy-unknown': { zh: '没有这一份同步副本。', en: 'There is no such copy.' },
  'ministry.copy-carried-on': {
    zh: '文件已不在同步目录里：已经送走或清理。',
    en: 'The file is no longer in the folder: it was carried on, or cleared away.',
  },
  'ministry.answered-already': {
    zh: '这一份已有成立的回执，或内容已再同步一次，不再收回执。',
    en: 'The copy has its receipt already, or was copied once more.',
  },
  'ministry.receipt-unreadable': { zh: '回执读不懂。', en: 'The receipt cannot be understood.' },
  'ministry.receipt-for-another': {
    zh: '回执说的不是这份副本（序号、文件名或摘要不同）。',
    en: 'The receipt is for another copy: its number, file name or digest differs.',
  },
  'ministry.receipt-of-another-signature': {
    zh: '回执写明的副本签名或签名密钥，不是本系统给这份副本的。收到的可能不是本系统的副本，请向人社部核实。',
    en: 'The receipt names another signature or key than this copy was signed with: what arrived may not be ours. Ask the ministry.',
  },
  'ministry.receipt-by-another': {
    zh: '回执不是由约定的证书签的。',
    en: 'The receipt was signed by another certificate than agreed.',
  },
  'ministry.receipt-signature': { zh: '回执的签名不成立。', en: 'The signature of the receipt does not hold.' },
} as const
