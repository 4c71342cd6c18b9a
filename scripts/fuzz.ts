// `npm run test:fuzz [-- --count N --from N --seed N --only N] [--documents]`: a million mutated inputs through every parser and judge;
// with `--documents` mutated JWS and signed containers.
// Prints its progress and how to go on; a failing input is printed as hexadecimal with its number.
import { parseArgs } from 'node:util'
import { type Failure, inputOf, readSeeds, tryInput } from '../test/proof/fuzz.ts'
import { documentOf, readDocumentSeeds, tryDocument } from '../test/proof/signed-text-and-containers.ts'

const { values } = parseArgs({
  options: {
    count: { type: 'string', default: '1000000' },
    from: { type: 'string', default: '0' },
    seed: { type: 'string', default: '20261121' },
    only: { type: 'string' },
    documents: { type: 'boolean', default: false },
  },
})
const seed = Number(values.seed)
const first = Number(values.only ?? values.from)
const end = values.only === undefined ? first + Number(values.count) : first + 1
const EVERY = 25_000

const documents = values.documents ? await readDocumentSeeds() : undefined
const seeds = readSeeds()
console.log(`seed ${seed}, ${seeds.files.length} seed objects, inputs ${first} to ${end - 1}`)
const bytesOf = (input: number) => (documents ? documentOf(documents, seed, input) : inputOf(seeds, seed, input)).bytes
if (values.only !== undefined) console.log(Buffer.from(bytesOf(first)).toString('hex'))

async function tried(input: number): Promise<Failure[]> {
  if (!documents) return tryInput(seeds, seed, input)
  const what = await tryDocument(documents, seed, input)
  return what ? [{ input, target: 'document', what, hex: Buffer.from(bytesOf(input)).toString('hex') }] : []
}

const failures: Failure[] = []
const started = performance.now()
for (let input = first; input < end; input++) {
  for (const failure of await tried(input)) {
    failures.push(failure)
    console.log(`FAILED seed ${seed} input ${failure.input}, ${failure.target}: ${failure.what}\n${failure.hex}`)
  }
  const done = input + 1 - first
  if (done % EVERY !== 0) continue
  const rate = Math.round((done * 1000) / (performance.now() - started))
  console.log(
    `${done} inputs, ${failures.length} failures, ${rate} a second; go on with --seed ${seed} --from ${input + 1}`,
  )
}
const seconds = (performance.now() - started) / 1000
console.log(
  `${end - first} inputs in ${seconds.toFixed(0)} s (${Math.round((end - first) / seconds)} a second): ${failures.length} failures`,
)
process.exitCode = failures.length === 0 ? 0 : 1
