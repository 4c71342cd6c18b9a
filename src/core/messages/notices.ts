// Texts of notices: what became of a message, why one was not sent, and what is refused when channels are set up.

export const noticesMessages = {
  'notice.sent': { zh: '对方已接收。', en: 'The peer took it.' },
  'notice.wrong-key': {
    zh: '对方拒绝：密钥、签名、关键词或来源地址不对。不再重试，改用备用通道。',
    en: 'Refused: wrong key, signature, keyword or source address. Not tried again; the second channel is used.',
  },
  'notice.malformed': { zh: '对方拒绝：消息格式或长度不对。', en: 'Refused: shape or length of the message.' },
  'notice.too-often': { zh: '对方限流，暂停该通道后再发。', en: 'The peer limits the rate; the channel rests first.' },
  'notice.peer-failed': { zh: '对方出错，稍后重试。', en: 'The peer failed; tried again later.' },
  'notice.peer-refused': { zh: '对方未接收。', en: 'The peer did not take it.' },
  'notice.answer-unreadable': {
    zh: '对方的答复无法识别，不算送达。',
    en: 'The answer cannot be read, so it counts as not sent.',
  },
  'notice.no-answer': {
    zh: '没有得到答复，可能已送达；重发时编号相同。',
    en: 'No answer came; it may have arrived. A second one carries the same mark.',
  },
  'notice.key-unavailable': { zh: '通道的密钥无法启封。', en: 'The secret of the channel cannot be unsealed.' },
  'notice.not-allowed': {
    zh: '出站策略不允许访问该地址，未发送。',
    en: 'The egress policy does not allow that address; nothing was sent.',
  },
  'notice.gathered': { zh: '并入了同一通道的汇总消息。', en: 'It went as part of a summary on the same channel.' },
  'notice.handed-on': { zh: '已由备用通道送达。', en: 'The second channel delivered it.' },
  'notice.parent-down': { zh: '上级故障期间不单独通知。', en: 'Not told by itself while its parent is down.' },
  'notice.raise-not-told': {
    zh: '恢复前未单独通知过，恢复也不通知。',
    en: 'It was not told before it recovered, so its recovery is not either.',
  },
  'notice.in-maintenance': { zh: '维护窗口内不通知。', en: 'Not told in a maintenance window.' },
  'notice.flapping': { zh: '频繁变化，每小时只汇总一次。', en: 'It flaps; summed up once an hour.' },
  'notice.acknowledged': { zh: '已有人认领，不再重复通知。', en: 'Somebody has taken it; not repeated.' },
  'notices.name-in-use': { zh: '已有名为“{name}”的通道。', en: 'There is a channel named {name} already.' },
  'notices.channel-not-found': { zh: '没有这个通道，或已关闭。', en: 'There is no such channel, or it is closed.' },
  'notices.window-backwards': {
    zh: '维护窗口须先开始后结束，且尚未过去。',
    en: 'A maintenance window begins before it ends, and ends in the future.',
  },
  'notices.window-not-found': { zh: '没有这个维护窗口。', en: 'There is no such maintenance window.' },
  'notices.window-over': { zh: '维护窗口已经结束。', en: 'The maintenance window is over.' },
} as const
