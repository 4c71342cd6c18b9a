// Which licences may be here. Nobody decides by heart: an unknown one fails `test/proof/supply-chain.test.ts` until a row says why.

/** Of what we ship and run: permissive only. */
export const RUNTIME_LICENCES = [
  'MIT',
  'MIT-0',
  'ISC',
  'Apache-2.0',
  'BSD-3-Clause',
  'BlueOak-1.0.0',
  'OFL-1.1',
  '0BSD',
]

/** Of tools that stay on the machine of a developer: none of their code reaches anybody. */
export const TOOL_LICENCES = [
  ...RUNTIME_LICENCES,
  'BSD-2-Clause',
  'CC0-1.0',
  'LGPL-3.0-or-later',
  'MPL-2.0',
  'Python-2.0',
]

/** Packages that state no licence in their manifest: read in the file they carry. */
export const READ_IN_THE_PACKAGE: Readonly<Record<string, string>> = {
  // LICENSE: the MIT licence, Devon Govett 2017.
  'png-js': 'MIT',
}

/** The alternatives of an SPDX expression without parentheses, each a list of licences that hold together. */
export function alternativesOf(expression: string): string[][] {
  return expression
    .replace(/^\((.*)\)$/, '$1')
    .split(' OR ')
    .map((one) => one.split(' AND '))
}
