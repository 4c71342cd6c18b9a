// Texts of our own clock: what it means, what was seen, what to do. Pure data.

import { type ReasonText, reasonTexts as text } from './reason-shape.ts'

const REMEDY: [string, string] = [
  '检查本机的时间同步服务（chrony、ntpd）；恢复前不签发、不签名、不加盖时间戳',
  'Look after the time service of this host (chrony, ntpd); until then nothing is issued, signed or stamped',
]

export const clockReasons: Readonly<Record<string, ReasonText>> = {
  'clock.wrong': text(
    ['本机时钟不准', 'Our own clock is wrong'],
    [
      '与 {sources} 个时间源中一致的 {agreeing} 个相差 {offsetMs} 毫秒，限值 {limitMs} 毫秒',
      '{offsetMs} ms away from the {agreeing} of {sources} sources that agree; limit {limitMs} ms',
    ],
    REMEDY,
  ),
  'clock.drifting': text(
    ['本机时钟开始偏离', 'Our own clock drifts'],
    [
      '与 {sources} 个时间源中一致的 {agreeing} 个相差 {offsetMs} 毫秒，限值 {limitMs} 毫秒',
      '{offsetMs} ms away from the {agreeing} of {sources} sources that agree; limit {limitMs} ms',
    ],
    ['检查本机的时间同步服务', 'Look after the time service of this host'],
  ),
  'clock.sources-disagree': text(
    ['时间源不足，无法判断本机时钟', 'Too few time sources agree; nothing is known of our clock'],
    ['{sources} 个时间源中只有 {agreeing} 个一致', '{agreeing} of {sources} sources agree'],
    ['检查时间源的地址与网络（UDP 123）', 'Check the addresses of the sources and the network (UDP 123)'],
  ),
}
