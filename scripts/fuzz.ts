// `npm run test:fuzz [-- --kind objects|xml --count N --from N --seed N --only N]`: a million mutated inputs through every parser
// and judge.
// Prints its progress and how to go on; a failing input is printed as hexadecimal with its number.
import { parseArgs } from 'node:util'
import { type Failure, inputOf, readSeeds, tryInput } from '../test/proof/fuzz.ts'
import { readXmlSeeds, tryXmlInput, xmlInputOf } from '../test/proof/fuzz-xml.ts'

const { values } = parseArgs({
  options: {
    kind: { type: 'string', default: 'objects' },
    count: { type: 'string', default: '1000000' },
    from: { type: 'string', default: '0' },
    seed: { type: 'string', default: '20261121' },
    only: { type: 'string' },
  },
})
const seed = Number(values.seed)
const first = Number(values.only ?? values.from)
const end = values.only === undefined ? first + Number(values.count) : first + 1
const EVERY = 25_000

/** What is mutated, and how one input of it is made and tried. */
function runOf(kind: string) {
  if (kind === 'xml') {
    const texts = readXmlSeeds()
    return {
      seeds: texts.length,
      bytesOf: (input: number) => xmlInputOf(texts, seed, input),
      attempt: (input: number) => tryXmlInput(texts, seed, input),
    }
  }
  const objects = readSeeds()
  return {
    seeds: objects.files.length,
    bytesOf: (input: number) => inputOf(objects, seed, input).bytes,
    attempt: (input: number) => tryInput(objects, seed, input),
  }
}

const run = runOf(values.kind)
console.log(`seed ${seed}, ${run.seeds} seed objects, inputs ${first} to ${end - 1}`)
if (values.only !== undefined) console.log(Buffer.from(run.bytesOf(first)).toString('hex'))

const failures: Failure[] = []
const started = performance.now()
for (let input = first; input < end; input++) {
  for (const failure of await run.attempt(input)) {
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
