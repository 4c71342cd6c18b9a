import { describe, expect, it } from 'vitest'
import { attachment, safeFileName } from '#core/downloads/attachment.ts'
import { cellAsMeant, csvField, harmlessCell } from '#core/downloads/cell.ts'

describe('the name of a file that is sent', () => {
  it.each([
    ['report.pdf', 'attachment; filename="report.pdf"'],
    // RFC 6266 §5 and RFC 8187 §3.2.3 in their own example characters.
    ['€ rates', `attachment; filename="_ rates"; filename*=UTF-8''%E2%82%AC%20rates`],
    ['通知.pdf', `attachment; filename="__.pdf"; filename*=UTF-8''%E9%80%9A%E7%9F%A5.pdf`],
    ["a'b(c)!é.txt", `attachment; filename="a'b(c)!_.txt"; filename*=UTF-8''a%27b%28c%29!%C3%A9.txt`],
    ['100%.txt', `attachment; filename="100_.txt"; filename*=UTF-8''100%25.txt`],
  ])('%s becomes %s', (name, header) => expect(attachment(name)).toBe(header))

  it.each([
    ['../../etc/passwd', 'passwd'],
    ['C:\\Windows\\win.ini', 'win.ini'],
    ['a/b/', 'b'],
    ['..', 'document'],
    ['', 'document'],
    ['...', 'document'],
    ['.htaccess', 'htaccess'],
    ['name. ', 'name'],
    ['a"; filename="evil.exe', 'a_; filename=_evil.exe'],
    ['a\r\nSet-Cookie: x=1', 'a__Set-Cookie_ x=1'],
    ['invoice\u202Efdp.exe', 'invoice_fdp.exe'],
    ['zero\u200Bwidth', 'zero_width'],
    ['half \ud83d a pair', 'half _ a pair'],
    ['nul\0.txt', 'nul_.txt'],
    ['CON', '_CON'],
    ['nul.txt', '_nul.txt'],
    ['console.txt', 'console.txt'],
    ['file:stream', 'file_stream'],
  ])('%j is kept as %s', (name, kept) => expect(safeFileName(name)).toBe(kept))

  it('is cut between characters, and keeps its ending', () => {
    const cut = safeFileName(`${'长'.repeat(300)}.p7s`)
    expect(new TextEncoder().encode(cut).length).toBeLessThanOrEqual(180)
    expect(cut).toMatch(/^长+\.p7s$/)
    expect(safeFileName(`a.${'b'.repeat(300)}`)).toHaveLength(180)
  })

  it('never holds what ends the header or leaves the folder, whatever the name', () => {
    let seed = 20261121
    const next = (below: number) => {
      seed = (seed * 1103515245 + 12345) % 2147483648
      return seed % below
    }
    const pieces = [
      '"',
      '\\',
      '/',
      '..',
      '\r',
      '\n',
      ';',
      "'",
      '%',
      '*',
      '=',
      'é',
      '中',
      '\ud800',
      '\u202e',
      'a',
      '.',
      ' ',
      '\0',
    ]
    for (let round = 0; round < 5000; round++) {
      const name = Array.from({ length: next(12) }, () => pieces[next(pieces.length)]).join('')
      expect(attachment(name)).toMatch(
        /^attachment; filename="[\x20\x21\x23-\x24\x26-\x5b\x5d-\x7e]+"(; filename\*=UTF-8''([A-Za-z0-9!#$&+.^_`|~-]|%[0-9A-F]{2})+)?$/,
      )
      expect(safeFileName(name)).not.toMatch(/[/\\]|^\.|^$/)
    }
  })
})

describe('text in a table', () => {
  it.each(["=cmd|' /C calc'!A0", '+1+1', '-2+3', '@SUM(1)', '\t=1', '\r=1', '\n=1', ' =1', '＝1', '＠SUM(1)', '-'])(
    '%j is never the beginning of a formula, and comes back as it was meant',
    (text) => {
      expect(harmlessCell(text)).toBe(`'${text}`)
      expect(cellAsMeant(harmlessCell(text))).toBe(text)
    },
  )

  it.each(['正常', 'a=b', "it's", "'quoted'", '', '1-2', ' plain'])('%j stays as it is', (text) => {
    expect([harmlessCell(text), cellAsMeant(text)]).toEqual([text, text])
  })

  it.each([
    [-5, '-5'],
    [null, ''],
    ['a,b', '"a,b"'],
    ['say "x"', '"say ""x"""'],
    ['=HYPERLINK("x","y")', `"'=HYPERLINK(""x"",""y"")"`],
    ['two\nlines', '"two\nlines"'],
  ])('%j is the field %s', (value, field) => expect(csvField(value)).toBe(field))
})
