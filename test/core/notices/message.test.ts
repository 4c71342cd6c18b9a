import { createHmac } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { nodePrimitives } from '#adapters/crypto/primitives.node.ts'
import { dingtalkBody, feishuBody, smsBody, textLimits, webhookBody, wecomBody } from '#core/notices/body.ts'
import { CHANNEL_KINDS, CHANNEL_RULES, type Part } from '#core/notices/channel.ts'
import { dingtalkSignature, feishuSignature } from '#core/notices/signature.ts'
import { cut, harmless, lengthOf, type Notice, partsOf } from '#core/notices/text.ts'

const octets = (text: string) => new TextEncoder().encode(text).length
const notice = (items: readonly string[], change: Partial<Notice> = {}): Notice => ({
  number: 'R20250303-AM',
  title: '【早班巡检】2025-03-03 08:31 上海人社局数字认证',
  items,
  mobiles: [],
  ...change,
})
const WECOM = CHANNEL_RULES.wecom.text

describe('a signature', () => {
  const SECRET = 'SECops-test'

  it('is the one DingTalk computes', async () => {
    expect(await dingtalkSignature(nodePrimitives, SECRET, 1_700_000_000_000)).toBe(
      'timestamp=1700000000000&sign=mY0SwTuHsZDxmhBtmIWR8LFHcCiFUnxDTXBzA4kgktY%3D',
    )
  })

  it('is the one Feishu computes', async () => {
    expect(await feishuSignature(nodePrimitives, SECRET, 1_700_000_000_000)).toEqual({
      timestamp: '1700000000',
      sign: '+WqlmH2xP4SHx5LS4qnlQWvw582qWzc1g/BEv9nMrWw=',
    })
  })

  it('is another one a millisecond later at DingTalk, and a second later at Feishu', async () => {
    expect(await dingtalkSignature(nodePrimitives, SECRET, 1_700_000_000_001)).not.toContain('mY0SwTuHsZDx')
    expect((await feishuSignature(nodePrimitives, SECRET, 1_700_000_001_000)).sign).not.toMatch(/^\+Wql/)
    expect((await feishuSignature(nodePrimitives, SECRET, 1_700_000_000_999)).sign).toMatch(/^\+Wql/)
  })

  it.each([1, 63, 64, 65, 200])('agrees with OpenSSL for a secret of %i characters', async (length) => {
    const secret = '密s'.repeat(length).slice(0, length)
    const code = createHmac('sha256', secret).update(`5\n${secret}`).digest('base64')
    expect(await dingtalkSignature(nodePrimitives, secret, 5)).toBe(`timestamp=5&sign=${encodeURIComponent(code)}`)
  })
})

describe('the body', () => {
  const part: Part = { mark: '#T1.1', title: '告警', text: '告警\n#T1.1', mobiles: ['13800000000'] }

  it('for WeCom names the people to call out', () => {
    expect(wecomBody(part)).toEqual({
      msgtype: 'text',
      text: { content: '告警\n#T1.1', mentioned_mobile_list: ['13800000000'] },
    })
    expect(wecomBody({ ...part, mobiles: [] })).toEqual({ msgtype: 'text', text: { content: '告警\n#T1.1' } })
  })

  it('for DingTalk has @mobile in the text as well, or nobody is called', () => {
    expect(dingtalkBody(part)).toEqual({
      msgtype: 'text',
      text: { content: '告警\n#T1.1\n@13800000000' },
      at: { atMobiles: ['13800000000'], isAtAll: false },
    })
  })

  it('for Feishu carries the signature where there is one', () => {
    expect(feishuBody(part, { timestamp: '1', sign: 's' })).toEqual({
      timestamp: '1',
      sign: 's',
      msg_type: 'text',
      content: { text: '告警\n#T1.1' },
    })
    expect(feishuBody(part)).toEqual({ msg_type: 'text', content: { text: '告警\n#T1.1' } })
  })

  it('for a gateway has the signature in 【】 and one recipient, for a webhook the id', () => {
    expect(smsBody(part, { signature: '证巡', templateId: 'T9' }, '13800000000')).toEqual({
      mobile: '13800000000',
      signature: '【证巡】',
      template_id: 'T9',
      params: ['告警\n#T1.1'],
      out_id: 'T1.1',
    })
    expect(webhookBody(part)).toEqual({ id: 'T1.1', title: '告警', text: '告警\n#T1.1' })
  })
})

describe('what is cut', () => {
  it('keeps the sample of the tender whole: 402 octets, 242 characters', () => {
    const sample = [
      '【早班巡检】2025-03-03 08:31 上海人社局数字认证',
      '共 86 项：正常 83，警告 2，异常 1，未检 0',
      '异常：',
      '1. [时间戳2] genTime 偏差 1.8s（阈值1.0s）→ 工单 T20250303-001',
      '警告：',
      '1. [*.rsj.sh.gov.cn] 证书剩余 21 天 → 工单 T20250303-002',
      '2. [印章库] 表空间 86.4%（阈值85%）',
      '巡检人：（姓名）  完成：08:44  记录：R20250303-AM  摘要 3f9a…c1',
    ]
    const [part, ...more] = partsOf(notice(sample.slice(1)), WECOM)
    expect(more).toEqual([])
    expect(part?.text).toBe([...sample, '#R20250303-AM.1'].join('\n'))
  })

  it.each(['人', '😀', 'é', 'a'])('is never half of %s, at any limit', (character) => {
    for (let max = 0; max < 40; max++) {
      const text = cut(character.repeat(30), max, 'utf8')
      expect(octets(text)).toBeLessThanOrEqual(max)
      expect(text).not.toContain('�')
      expect(text.replaceAll(character, '')).toMatch(/^…?$/)
      expect(cut(character.repeat(30), max, 'utf16').length).toBeLessThanOrEqual(max)
    }
  })

  it('fits exactly or is cut: 682 Chinese characters are 2,046 octets, 683 are too many', () => {
    expect(cut('人'.repeat(682), 2_048, 'utf8')).toBe('人'.repeat(682))
    expect(cut('人'.repeat(683), 2_048, 'utf8')).toBe(`${'人'.repeat(681)}…`)
  })

  it('is counted as an encoder counts', () => {
    for (const text of ['', 'a', '人', '😀', 'é', '\ud800', 'a\udfff人'])
      expect(lengthOf(text, 'utf8')).toBe(octets(text))
  })
})

describe('a notice longer than a message', () => {
  const items = Array.from({ length: 100 }, (_, index) => `${index + 1}. ［节点${index}］ 表空间超过阈值`)

  it('is split between items, with (1/3) and a mark on each part', () => {
    const some = items
    const parts = partsOf(notice(some), WECOM)
    expect(parts.length).toBe(3)
    expect(parts.flatMap(({ text }) => text.split('\n').slice(1, -1))).toEqual(some)
    for (const [index, { text, mark }] of parts.entries()) {
      expect(octets(text)).toBeLessThanOrEqual(2_048)
      expect(text.split('\n')[0]).toContain(`(${index + 1}/3)`)
      expect(text.endsWith(`\n${mark}`)).toBe(true)
    }
    expect(new Set(parts.map(({ mark }) => mark)).size).toBe(3)
  })

  it('that does not fit into three says how many items it leaves out', () => {
    const many = Array.from({ length: 6_000 }, (_, index) => items[index % 100] ?? '')
    const parts = partsOf(notice(many), WECOM)
    const lines = parts.flatMap(({ text }) => text.split('\n').slice(1, -1))
    expect(parts.length).toBe(3)
    const said = lines.at(-1) ?? ''
    expect(said).toBe(`……另有 ${6_000 - (lines.length - 1)} 项未列出，见记录`)
    expect(lines.slice(0, -1)).toEqual(many.slice(0, lines.length - 1))
    for (const { text } of parts) expect(octets(text)).toBeLessThanOrEqual(2_048)
  })

  it('never exceeds the limit of any channel, whatever its items', () => {
    const nasty = ['😀'.repeat(9_000), '', '人'.repeat(30_000), 'x', ...items, 'y'.repeat(700_000)]
    for (const kind of CHANNEL_KINDS)
      for (const mobiles of [[], Array.from({ length: 20 }, () => '13800000000')]) {
        const { unit, max, maxParts } = textLimits(kind, mobiles, '上海人社')
        const parts = partsOf(notice(nasty, { title: '长'.repeat(5_000), mobiles }), { unit, max, maxParts })
        expect(parts.length).toBeLessThanOrEqual(maxParts)
        for (const { text } of parts) expect(lengthOf(text, unit)).toBeLessThanOrEqual(max)
        for (const part of parts)
          if (kind === 'dingtalk') expect(octets(JSON.stringify(dingtalkBody(part)))).toBeLessThanOrEqual(20_000)
          else if (kind === 'feishu') expect(octets(JSON.stringify(feishuBody(part)))).toBeLessThanOrEqual(20_480)
          else if (kind === 'wecom') expect(octets(part.text)).toBeLessThanOrEqual(2_048)
          else if (kind === 'sms') expect(`【上海人社】${part.text}`.length).toBeLessThanOrEqual(70)
      }
  })
})

describe('what a probe or a certificate says', () => {
  it.each([
    ['<font color="red">', '＜font color="red"＞'],
    ['@all', '＠all'],
    ['<at user_id="all">所有人</at>', '＜at user_id="all"＞所有人＜/at＞'],
    ['[点此](http://x)', '[点此］(http://x)'],
    ['a\n【早班巡检】共 0 项', 'a 【早班巡检】共 0 项'],
    ['a\u2028b\u202ec\u0000', 'a b c '],
  ])('%j mentions nobody and forges nothing', (given, shown) => expect(harmless(given)).toBe(shown))

  it('stays as it is where nothing in it acts', () =>
    expect(harmless('[*.rsj.sh.gov.cn] 21 天')).toBe('[*.rsj.sh.gov.cn] 21 天'))

  it('does not become active on its way into a message, wherever it stands', () => {
    const parts = partsOf(notice(['@all', '<@x>'], { number: '@a', title: '<b>' }), WECOM)
    expect(parts.map(({ text }) => text).join('')).not.toMatch(/[<>@]/)
  })
})
