import { describe, expect, it } from 'vitest'
import { cutPlainDump, type DumpPiece } from '#core/backups/plain-dump.ts'

function cut(text: string, chunk = text.length): { pieces: DumpPiece[]; error: string | undefined } {
  const cutter = cutPlainDump()
  const pieces: DumpPiece[] = []
  for (let at = 0; at < text.length; at += chunk) pieces.push(...cutter.push(text.slice(at, at + chunk)))
  pieces.push(...cutter.end())
  return { pieces, error: cutter.error()?.code }
}
const told = (text: string) => cut(text).pieces.map((one) => ('text' in one ? `${one.kind}: ${one.text}` : one.kind))

describe('a plain dump', () => {
  it.each<[string, string, string[]]>([
    ['ends a statement at its semicolon', 'select 1;\nselect 2;', ['statement: select 1', 'statement: select 2']],
    ['leaves comments out', '-- a;\n/* b; /* c; */ */ select /* d */ 1;', ['statement: select   1']],
    ['keeps semicolons in quotes', `select ';' || ";"."'";`, [`statement: select ';' || ";"."'"`]],
    ['knows doubled quotes', `select 'it''s;';select 2;`, [`statement: select 'it''s;'`, 'statement: select 2']],
    ['knows escape strings', `select E'\\';' , 'b';`, [`statement: select E'\\';' , 'b'`]],
    ['does not take a name ending in e for one', `select name'x\\';`, [`statement: select name'x\\'`]],
    ['knows dollar quotes', 'do $a$ x; $b$ ; $a$;', ['statement: do $a$ x; $b$ ; $a$']],
    ['does not take a$b$ for a quote', 'select a$b$ ; select 2;', ['statement: select a$b$', 'statement: select 2']],
    [
      'keeps rules whole',
      'create rule r as on insert to t do (a; b);',
      ['statement: create rule r as on insert to t do (a; b)'],
    ],
    [
      'keeps bodies of BEGIN ATOMIC whole',
      'CREATE FUNCTION f() RETURNS int BEGIN ATOMIC SELECT CASE WHEN true THEN 1 END; SELECT 2; END;\nselect 3;',
      [
        'statement: CREATE FUNCTION f() RETURNS int BEGIN ATOMIC SELECT CASE WHEN true THEN 1 END; SELECT 2; END',
        'statement: select 3',
      ],
    ],
    [
      'hands on the data of COPY as it is',
      'COPY t (a) FROM stdin;\nx;\\N\n\\\\!\n\\.\nselect 1;',
      ['copy: COPY t (a) FROM stdin', 'copy-data: x;\\N\n\\\\!\n', 'copy-end', 'statement: select 1'],
    ],
  ])('%s', (_, text, expected) => {
    expect(told(text)).toEqual(expected)
    for (const chunk of [1, 2, 3, 7]) {
      const joined = (pieces: DumpPiece[]) => {
        const all: string[] = []
        for (const one of pieces) {
          const last = all.at(-1)
          if (one.kind === 'copy-data' && last?.startsWith('copy-data: ')) all[all.length - 1] = last + one.text
          else all.push('text' in one ? `${one.kind}: ${one.text}` : one.kind)
        }
        return all
      }
      expect(joined(cut(text, chunk).pieces)).toEqual(expected)
    }
  })

  it.each([
    ['\\! touch /tmp/x\n', '\\! touch /tmp/x'],
    ['select 1 \\gexec\n', '\\gexec'],
    ["select 1; \\copy t from program 'id'\n", "\\copy t from program 'id'"],
    ['\\restrict abc\n', '\\restrict abc'],
    ['  \\connect other', '\\connect other'],
  ])('gives a backslash command out as what it is: %j', (text, expected) => {
    expect(cut(text).pieces.filter(({ kind }) => kind === 'meta')).toMatchObject([{ text: expected }])
  })

  it('finds no command in quotes, comments and data', () => {
    const text = `select '\\! a', $$ \\! b $$; -- \\! c\n/* \\! d */COPY t FROM stdin;\n\\! e\n\\.\n`
    expect(cut(text).pieces.filter(({ kind }) => kind === 'meta')).toEqual([])
  })

  it('finds the command after data that a hostile hand ended early', () => {
    expect(cut('COPY t FROM stdin;\nx\n\\.\n\\! id\n\\.\n').pieces.filter(({ kind }) => kind === 'meta')).toHaveLength(
      2,
    )
  })

  it.each([
    ["select 'abc", 'unfinished'],
    ['COPY t FROM stdin;\n1\n', 'unfinished'],
    ['select 1', 'unfinished'],
    ['/* x', 'unfinished'],
    ['COPY t FROM stdin; 1\n', 'text-after-copy'],
  ])('that stops in the middle is told from a whole one: %j', (text, error) => {
    expect(cut(text).error).toBe(error)
  })

  it('that is whole has no error, and tells the line of each statement', () => {
    const { pieces, error } = cut('-- x\n\nselect\n1;\nselect 2;\n')
    expect(error).toBeUndefined()
    expect(pieces).toMatchObject([{ line: 3 }, { line: 5 }])
  })
})
