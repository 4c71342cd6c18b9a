// `npm run test:robustness [-- --set NAME] [--every N] [--cuts N] [--flips N]`: every corpus file of the kinds judged here, cut and changed
// at so many places, one after the other. Prints what went wrong and where changes went unnoticed because nobody had signed what they touched.
import { parseArgs } from 'node:util'
import { HAS_CORPORA, WITHOUT_CORPORA } from '../test/core/corpora/corpus.ts'
import { CUTS, FLIPS, robustnessCases, type Trial, tryCase } from '../test/proof/robustness.ts'

const { values } = parseArgs({
  options: {
    set: { type: 'string' },
    every: { type: 'string', default: '1' },
    cuts: { type: 'string', default: String(CUTS) },
    flips: { type: 'string', default: String(FLIPS) },
  },
})
if (!HAS_CORPORA) {
  console.log(WITHOUT_CORPORA)
  process.exit(0)
}

const counts = { cuts: Number(values.cuts), flips: Number(values.flips) }
const cases = robustnessCases().filter(
  (one, index) => (!values.set || one.set === values.set) && index % Number(values.every) === 0,
)
const classes = new Map<string, number>()
const counted = { trials: 0, problems: 0, accepted: 0, slowestMs: 0, slowest: '' }

function count(trial: Trial): void {
  counted.trials++
  if (trial.cpuMs > counted.slowestMs) Object.assign(counted, { slowestMs: Math.round(trial.cpuMs), slowest: trial.id })
  if (trial.problem) {
    counted.problems++
    console.log(`PROBLEM ${trial.id} ${JSON.stringify(trial.change)}: ${trial.problem}`)
  }
  if (!trial.survived) return
  counted.accepted++
  for (const name of trial.survived) classes.set(name, (classes.get(name) ?? 0) + 1)
}

for (const [index, one] of cases.entries()) {
  for (const trial of await tryCase(one, counts)) count(trial)
  if ((index + 1) % 50 === 0) console.log(`${index + 1} of ${cases.length} files, ${counted.problems} problems`)
}
console.log({ files: cases.length, ...counted })
console.log(`A3: ${cases.length * counts.flips} bits flipped in ${cases.length} files, ${counted.problems} violations`)
console.table([...classes].sort((a, b) => b[1] - a[1]).map(([where, trials]) => ({ where, trials })))
process.exitCode = counted.problems === 0 ? 0 : 1
