// `npm run test:fuzz [-- --kind all|objects|xml|pdf|ofd|containers|requests|keystores --count N --from N --seed N --only N]`: a million
// mutated inputs through every parser and judge; documents have mutators of their own, and are too slow to be among the others.
// Prints its progress and how to go on; a failing input is printed as hexadecimal with its number.
import { parseArgs } from 'node:util'
import { type Failure, inputOf, readSeeds, tryInput } from '../test/proof/fuzz.ts'
import { keystoreInput, readKeystoreSeeds, tryKeystore } from '../test/proof/fuzz-keystores.ts'
import { ofdInputOf, readOfdSeeds, tryOfdInput } from '../test/proof/fuzz-ofd.ts'
import { pdfInput, pdfSeeds, tryPdf } from '../test/proof/fuzz-pdf.ts'
import { requestInput, requestSeeds, tryRequest } from '../test/proof/fuzz-requests.ts'
import { readXmlSeeds, tryXmlInput, xmlInputOf } from '../test/proof/fuzz-xml.ts'
import { documentOf, readDocumentSeeds, tryDocument } from '../test/proof/signed-text-and-containers.ts'

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
/** How many inputs pass between two lines of progress. */
const EVERY = 25_000

/** The parsers and judges that every input of a kind goes through. */
const PARSERS: Readonly<Record<string, string>> = {
  objects: 'certificates, CRL, OCSP, CSR, CMS, timestamps, seals, evidence records, each by every one of their readers',
  xml: 'signed XML',
  pdf: 'signed PDF',
  ofd: 'OFD packages and their ZIP',
  requests: 'certificate requests',
  keystores: 'PFX, Java key stores, P7B, PEM, ZIP deliveries',
  containers: 'ASiC containers and JWS',
}

/** What is mutated, and how one input of it is made and tried. */
interface Run {
  seeds: number
  bytesOf(input: number): Uint8Array
  attempt(input: number): Promise<Failure[]>
}

const RUNS: Record<string, () => Promise<Run>> = {
  async objects() {
    const objects = readSeeds()
    return {
      seeds: objects.files.length,
      bytesOf: (input) => inputOf(objects, seed, input).bytes,
      attempt: (input) => tryInput(objects, seed, input),
    }
  },
  async xml() {
    const texts = readXmlSeeds()
    return {
      seeds: texts.length,
      bytesOf: (input) => xmlInputOf(texts, seed, input),
      attempt: (input) => tryXmlInput(texts, seed, input),
    }
  },
  async pdf() {
    const files = await pdfSeeds()
    return {
      seeds: files.length,
      bytesOf: (input) => pdfInput(files, seed, input),
      attempt: (input) => tryPdf(files, seed, input),
    }
  },
  async ofd() {
    const packages = await readOfdSeeds()
    return {
      seeds: packages.length,
      bytesOf: (input) => ofdInputOf(packages, seed, input).bytes,
      attempt: (input) => tryOfdInput(packages, seed, input),
    }
  },
  async requests() {
    const made = await requestSeeds()
    return {
      seeds: made.length,
      bytesOf: (input) => requestInput(made, seed, input),
      attempt: (input) => tryRequest(made, seed, input),
    }
  },
  /** PFX, Java key stores, P7B, PEM, ZIP, envelopes. */
  async keystores() {
    const files = readKeystoreSeeds()
    return {
      seeds: files.length,
      bytesOf: (input) => keystoreInput(files, seed, input).bytes,
      attempt: async (input) => tryKeystore(files, seed, input),
    }
  },
  /** Signed containers, and JWS. */
  async containers() {
    const documents = await readDocumentSeeds()
    const bytesOf = (input: number) => documentOf(documents, seed, input).bytes
    return {
      seeds: documents.containers.length + documents.jws.length,
      bytesOf,
      async attempt(input) {
        const what = await tryDocument(documents, seed, input)
        return what ? [{ input, target: 'container', what, hex: Buffer.from(bytesOf(input)).toString('hex') }] : []
      },
    }
  },
}

async function fuzz(kind: string): Promise<number> {
  const run = await RUNS[kind]?.()
  if (!run) throw new Error(`no such kind: ${kind} (known: all, ${Object.keys(RUNS).join(', ')})`)
  console.log(`seed ${seed}, ${run.seeds} seed ${kind}, inputs ${first} to ${end - 1}`)
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
      `${done} inputs, ${failures.length} failures, ${rate} a second; go on with --kind ${kind} --seed ${seed} --from ${input + 1}`,
    )
  }
  const seconds = (performance.now() - started) / 1000
  const rate = Math.round((end - first) / seconds)
  console.log(
    `A1: ${PARSERS[kind]}: ${end - first} inputs in ${seconds.toFixed(0)} s (${rate} a second), ${failures.length} failures`,
  )
  return failures.length
}

let failures = 0
for (const kind of values.kind === 'all' ? Object.keys(RUNS) : [values.kind]) failures += await fuzz(kind)
process.exitCode = failures === 0 ? 0 : 1
