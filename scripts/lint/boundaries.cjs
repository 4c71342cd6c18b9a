// Imports point down only (the design's layout). Asserted by test/architecture.test.ts, which also counts the modules seen.

const within = (folder) => `^src/${folder}/`
const forbid = (name, from, to, comment) => ({
  name,
  comment,
  severity: 'error',
  from: typeof from === 'string' ? { path: from } : from,
  to: typeof to === 'string' ? { path: to } : to,
})

const SLICES = [
  ['audit'],
  ['approvals'],
  ['accounts'],
  ['keys', 'calendar', 'notices', 'retention'],
  ['tickets'],
  ['duty', 'records', 'spares', 'break-glass'],
  ['sla'],
  ['trust'],
  ['ukeys', 'systems', 'certificates', 'verification', 'backups'],
  ['issuers', 'targets'],
  ['organisation'],
  ['authority'],
  ['credentials'],
  ['requests'],
  ['seals'],
  ['holdings', 'ministry'],
  ['inspections'],
  ['reports'],
  ['compliance'],
]

/** A slice may import slices of earlier rows only, and those through their front door. */
const sliceOrder = SLICES.flatMap((row, index) =>
  row.map((slice) => {
    const later = [...SLICES.slice(index + 1).flat(), ...row.filter((other) => other !== slice)]
    return forbid(
      `slice-order-${slice}`,
      within(`features/${slice}`),
      `^src/features/(${later.join('|')})/`,
      'slices import each other in the order of the design',
    )
  }),
)

module.exports = {
  forbidden: [
    forbid('core-is-pure', within('core'), { pathNot: within('core') }, 'core imports core only: no I/O, no library'),
    forbid(
      'adapters-below',
      within('adapters'),
      '^src/(features|http|lab|web|cli|schedule|main)',
      'adapters import core, db and ports only',
    ),
    forbid(
      'keys-stay-inside',
      // Who wires them, and the type by which packages are given a key.
      {
        pathNot:
          '^src/(adapters/keys/|(ports|key-encryption-key)\\.node\\.ts$|cli/sign\\.ts$|cli/keys\\.ts$|cli/bench/issuing\\.ts$)',
      },
      {
        path: '^src/adapters/keys/(vault|secrets|envelope|keyring|kek-file|ciphers|rotation|providers|token)',
        dependencyTypesNot: ['type-only'],
      },
      'what opens sealed keys is imported by nobody outside adapters/keys',
    ),
    forbid(
      'the-carrier-is-no-part-of-the-service',
      { pathNot: '^src/(adapters/keys/carrier/|cli/carrier\\.ts$)' },
      '^src/adapters/keys/carrier/',
      'a program beside the browser: the service never loads it',
    ),
    forbid(
      'lab-below',
      within('lab'),
      '^src/(features|http|web|cli|db|schedule|main)',
      'lab imports core, adapters and ports only',
    ),
    forbid(
      'features-below',
      within('features'),
      '^src/(adapters|lab|web|cli|main)',
      'features reach the world through ports',
    ),
    forbid(
      'db-below',
      within('db'),
      '^src/(features|adapters|http|lab|web|cli|main)',
      'db imports core and ports only',
    ),
    forbid('http-below', within('http'), '^src/(adapters|lab|web|cli|main|db/(?!schema|away))', 'http wires features'),
    forbid(
      'web-types-only',
      within('web'),
      { path: '^src/(?!web/)', dependencyTypesNot: ['type-only'] },
      'the console imports types only',
    ),
    forbid('nobody-imports-web', { pathNot: within('web') }, within('web'), 'the console is a client'),
    forbid(
      'front-door',
      { path: '^src/features/([^/]+)/', pathNot: '^src/features/[^/]+/index\\.ts$' },
      { path: '^src/features/([^/]+)/(?!index\\.ts)', pathNot: '^src/features/$1/' },
      'slices meet at index.ts',
    ),
    forbid('no-cycles', {}, { circular: true }, 'a cycle has no bottom'),
    ...sliceOrder,
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      extensions: ['.ts', '.tsx', '.js', '.mjs'],
      conditionNames: ['import', 'node', 'default'],
      exportsFields: ['exports'],
    },
  },
}
