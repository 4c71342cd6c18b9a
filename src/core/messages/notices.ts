// Texts of notices: what became of a message, why one was not sent, and what is refused when channels are set up.

import { type ReasonText, reasonTexts as text } from './reason-shape.ts'

export const noticeReasons: Readonly<Record<string, ReasonText>> = {
  'notice.channel-refuses': text(
    ['通知通道被对方拒绝', 'A notice channel is refused'],
    ['“{channel}”：{words}', '{channel}: {words}'],
    [
      '核对机器人是否还在、密钥与安全设置；换密钥后点“测试”',
      'See whether the robot is there; check key and security settings, then test it',
    ],
  ),
  'notice.channel-fails': text(
    ['通知通道发不出去', 'A notice channel takes nothing'],
    ['“{channel}”5 分钟以上没有接收：{words}', '{channel} has taken nothing for 5 minutes: {words}'],
    ['检查出网、地址解析和对方服务；恢复后点“测试”', 'Check the way out, name resolution and the peer, then test it'],
  ),
  'notice.undelivered': text(
    ['有通知没有送到任何人', 'Notices reached nobody'],
    [
      '“{channel}”有 {count} 条通知没有送达，也没有经别的通道送达',
      '{count} notices ended at {channel} and no other channel told them',
    ],
    [
      '在“通知记录”里看是哪些并当面告知；修好通道或设备用通道',
      'See in the log which they are and tell people; mend the channel or set up a second one',
    ],
  ),
}

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
  'notice.not-reached': {
    zh: '连不上对方，没有送出；稍后重试。',
    en: 'The peer cannot be reached; nothing was sent. Tried again later.',
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
  'notice.channel-closed': {
    zh: '通道已关闭，没有经它发送；有别的通道的，已改由别的通道发送。',
    en: 'The channel was closed before it was sent; where there is another, that one was given it.',
  },
  'notices.name-in-use': { zh: '已有名为“{name}”的通道。', en: 'There is a channel named {name} already.' },
  'notices.channel-not-found': { zh: '没有这个通道，或已关闭。', en: 'There is no such channel, or it is closed.' },
  'notices.window-backwards': {
    zh: '维护窗口须先开始后结束，且尚未过去。',
    en: 'A maintenance window begins before it ends, and ends in the future.',
  },
  'notices.window-not-found': { zh: '没有这个维护窗口。', en: 'There is no such maintenance window.' },
  'notices.window-over': { zh: '维护窗口已经结束。', en: 'The maintenance window is over.' },
} as const
