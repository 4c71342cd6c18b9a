import { describe, expect, it } from 'vitest'
import { type HttpReply, judgeHttp, judgeSilence, judgeSmtp } from '#core/notices/reply.ts'

const reply = (status: number, body: unknown, headers: HttpReply['headers'] = {}): HttpReply => ({
  status,
  headers,
  body: typeof body === 'string' ? body : JSON.stringify(body),
})
type Kind = Parameters<typeof judgeHttp>[0]

describe('a message counts as sent', () => {
  it.each<[Kind, HttpReply]>([
    ['wecom', reply(200, { errcode: 0, errmsg: 'ok' })],
    ['dingtalk', reply(200, { errcode: 0, errmsg: 'ok' })],
    ['feishu', reply(200, { code: 0, msg: 'success', data: {} })],
    ['sms', reply(200, { code: '0' })],
    ['webhook', reply(204, '')],
  ])('when %s says so', (kind, said) => expect(judgeHttp(kind, said).outcome).toBe('sent'))

  it.each<[Kind, HttpReply, string, string]>([
    ['wecom', reply(200, { errcode: 93000 }), 'refused', 'notice.wrong-key'],
    ['wecom', reply(200, { errcode: 40058 }), 'refused', 'notice.malformed'],
    ['wecom', reply(200, { errcode: 45009 }), 'later', 'notice.too-often'],
    ['wecom', reply(200, { errcode: -1 }), 'later', 'notice.peer-refused'],
    ['wecom', reply(200, { errcode: '0' }), 'later', 'notice.peer-refused'],
    ['wecom', reply(200, { errmsg: 'ok' }), 'later', 'notice.answer-unreadable'],
    ['wecom', reply(200, { code: 0 }), 'later', 'notice.answer-unreadable'],
    ['wecom', reply(200, '<html>sign in</html>'), 'later', 'notice.answer-unreadable'],
    ['wecom', reply(200, ''), 'later', 'notice.answer-unreadable'],
    ['wecom', reply(200, '[0]'), 'later', 'notice.answer-unreadable'],
    ['wecom', reply(200, '{"errcode":93000,"errcode":0}'), 'later', 'notice.answer-unreadable'],
    ['wecom', reply(500, { errcode: 0 }), 'later', 'notice.peer-failed'],
    ['wecom', reply(302, { errcode: 0 }), 'refused', 'notice.peer-refused'],
    ['dingtalk', reply(200, { errcode: 310000 }), 'refused', 'notice.wrong-key'],
    ['dingtalk', reply(200, { errcode: 130101 }), 'later', 'notice.too-often'],
    ['feishu', reply(200, { code: 19021 }), 'refused', 'notice.wrong-key'],
    ['feishu', reply(200, { code: 11232 }), 'later', 'notice.too-often'],
    ['feishu', reply(400, { code: 9499 }), 'later', 'notice.too-often'],
    ['feishu', reply(200, { errcode: 0 }), 'later', 'notice.answer-unreadable'],
    ['sms', reply(200, { code: '1012' }), 'refused', 'notice.peer-refused'],
    ['webhook', reply(429, ''), 'later', 'notice.too-often'],
    ['webhook', reply(404, ''), 'refused', 'notice.peer-refused'],
    ['webhook', reply(500, ''), 'later', 'notice.peer-failed'],
  ])('and not when %s answers %j', (kind, said, outcome, code) => {
    expect(judgeHttp(kind, said)).toMatchObject({ outcome, code })
  })

  it('by the word of the gateway that is configured, and no other', () => {
    expect(judgeHttp('sms', reply(200, { code: 'OK' }), 'OK').outcome).toBe('sent')
    expect(judgeHttp('sms', reply(200, { code: '0' }), 'OK').outcome).toBe('refused')
  })

  it.each([
    [250, 'sent'],
    [421, 'later'],
    [452, 'later'],
    [535, 'refused'],
    [550, 'refused'],
    [354, 'later'],
    [0, 'later'],
  ])('or not by SMTP code %i: %s', (code, outcome) => expect(judgeSmtp(code, '').outcome).toBe(outcome))

  it('never by silence', () => expect(judgeSilence('answer-timeout').outcome).toBe('later'))
})

describe('a robot that wants rest', () => {
  it('gets ten minutes at DingTalk, and what a 429 asks for, up to an hour', () => {
    expect(judgeHttp('dingtalk', reply(200, { errcode: 130101 })).pauseMs).toBe(600_000)
    expect(judgeHttp('feishu', reply(429, '', { 'x-ogw-ratelimit-reset': '7' })).pauseMs).toBe(7_000)
    expect(judgeHttp('webhook', reply(429, '', { 'retry-after': '99999' })).pauseMs).toBe(3_600_000)
    expect(judgeHttp('webhook', reply(429, '', { 'retry-after': '-1' })).pauseMs).toBe(60_000)
  })

  it('keeps its own words, but not without end', () => {
    const { words } = judgeHttp(
      'wecom',
      reply(200, { errcode: 93000, errmsg: `invalid webhook url${'x'.repeat(9_000)}` }),
    )
    expect(words).toContain('invalid webhook url')
    expect(words.length).toBe(500)
  })
})
