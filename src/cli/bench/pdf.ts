// Signed PDFs of a megabyte, judged in this process, against Debian's `pdfsig` over the same files; and one of a hundred megabytes,
// for its memory.

import { spawnSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { deflateSync } from 'node:zlib'
import { nodePrimitives } from '#adapters/crypto/primitives.node.ts'
import { judgePdf } from '#core/documents/pdf/judge.ts'
import { parseCertificate } from '#core/x509/parse.ts'
import { type Estate, raiseEstate, sign } from './estate.ts'
import type { Bench } from './judges.ts'
import { cpuMsSince, type Measurement, measurement } from './measurement.ts'
import type { Workshop } from './yardstick.ts'

const FILES = 100
const PAGES = 40
const MEGABYTE = 1_000_000
const AGAINST = "Debian's pdfsig -nocert, one process a file, all CPU time of the children"

export const PDF_BENCHES: Readonly<Record<string, Bench>> = { 'pdf-1mb': benchPdf, 'pdf-100mb': benchLargePdf }

/** No warm-up: the hundred files are the whole of the work on our side, as they are on the other. */
async function benchPdf({ complain }: Workshop): Promise<Measurement> {
  const estate = await raiseEstate('rsa')
  const folder = mkdtempSync(join(tmpdir(), 'zhengxun-bench-pdf-'))
  try {
    const paths: string[] = []
    for (let index = 0; index < FILES; index++) {
      const path = join(folder, `${index}.pdf`)
      writeFileSync(path, await signedPdf(estate, MEGABYTE))
      paths.push(path)
    }
    const theirs = pdfsigMs(paths, complain)
    const ours = await ourMs(estate, paths)
    const rate = (spentMs: number) => (FILES * 1_000) / spentMs
    return measurement('pdf-1mb', AGAINST, rate(ours), theirs === undefined ? undefined : rate(theirs))
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

async function ourMs(estate: Estate, paths: readonly string[]): Promise<number> {
  const start = process.cpuUsage()
  for (const path of paths) {
    const anchor = parseCertificate(estate.root)
    if (!anchor.ok) throw new Error('bench: the root cannot be read')
    const trust = {
      anchors: [anchor.value],
      intermediates: [],
      crls: [],
      ocsps: [],
      at: estate.now,
      requireRevocation: false,
    }
    const report = await judgePdf({ file: new Uint8Array(readFileSync(path)), trust }, nodePrimitives)
    if (report.verdict !== 'VALID') throw new Error(`bench: a good PDF is ${report.verdict}`)
  }
  return cpuMsSince(start)
}

function pdfsigMs(paths: readonly string[], complain: (text: string) => void): number | undefined {
  const program = 'for one in "$@"; do pdfsig -nocert "$one" | grep -q "Signature is Valid" || exit 3; done; times'
  const { status, stdout } = spawnSync('bash', ['-c', program, 'bash', ...paths], {
    encoding: 'utf8',
    timeout: 600_000,
  })
  if (status === 0) return childrenMs(stdout)
  complain('bench: NO pdfsig, NO RATIO for pdf-1mb: it needs poppler-utils\n')
  return undefined
}

/** The second line of `times`: user and system time of the children. */
function childrenMs(times: string): number {
  const [, children = ''] = times.trim().split('\n').slice(-2)
  const parts = [...children.matchAll(/(\d+)m([\d.]+)s/g)].map(
    ([, minutes, seconds]) => Number(minutes) * 60 + Number(seconds),
  )
  return parts.reduce((sum, one) => sum + one, 0) * 1_000
}

const LARGE_BYTES = 100 * MEGABYTE
/** The peak of a process since it began: `maxRSS` would count what its parent had. */
const TELL_MEMORY =
  "import { readFileSync } from 'node:fs'; process.on('exit', () => process.stderr.write(/VmHWM.*/.exec(readFileSync('/proc/self/status', 'utf8')) + '\\n'))"

/** The command line itself on one large file: what the whole process takes at most. */
async function benchLargePdf(): Promise<Measurement> {
  const estate = await raiseEstate('rsa')
  const folder = mkdtempSync(join(tmpdir(), 'zhengxun-bench-pdf-'))
  try {
    const [file, anchor] = [join(folder, 'large.pdf'), join(folder, 'root.der')]
    writeFileSync(file, await signedPdf(estate, LARGE_BYTES))
    writeFileSync(anchor, estate.root)
    const told = [...process.execArgv, '--import', `data:text/javascript,${encodeURIComponent(TELL_MEMORY)}`]
    const command = [...told, process.argv[1] as string, 'verify', file, '--anchor', anchor]
    const start = performance.now()
    const { status, stderr } = spawnSync(process.execPath, command, { encoding: 'utf8', timeout: 120_000 })
    const residentKb = Number(stderr.match(/^VmHWM:\s*(\d+) kB$/m)?.[1])
    if (status !== 0 || !residentKb) throw new Error(`bench: the large PDF was not judged: ${stderr}`)
    const rate = 1_000 / (performance.now() - start)
    return { ...measurement('pdf-100mb', 'no yardstick', rate), memory: { ours: (residentKb * 1024) / LARGE_BYTES } }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** Pages of text, fonts and a picture: about `bytes` octets, most of them the picture, as in a scanned file. */
async function signedPdf(estate: Estate, bytes: number): Promise<Uint8Array> {
  const objects: (string | Buffer)[] = []
  const put = (body: string | Buffer) => objects.push(body)
  const pageNumber = (index: number) => 10 + 2 * index
  const kids = Array.from({ length: PAGES }, (_, index) => `${pageNumber(index)} 0 R`).join(' ')
  put('<< /Type /Catalog /Pages 2 0 R /AcroForm << /Fields [4 0 R] /SigFlags 3 >> >>')
  put(`<< /Type /Pages /Kids [${kids}] /Count ${PAGES} >>`)
  put('<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>')
  put('<< /Type /Annot /Subtype /Widget /FT /Sig /T (Sig1) /V 5 0 R /Rect [10 10 90 30] /P 10 0 R /F 132 >>')
  put(SIGNATURE)
  const text = textStreams()
  const rest = bytes - text.reduce((sum, one) => sum + one.length + 400, 0) - SIGNATURE.length - 3_000
  put(
    streamOf(
      '/Type /XObject /Subtype /Image /Width 1000 /Height 1000 /BitsPerComponent 8',
      randomBytes(Math.max(1_000, rest)),
    ),
  )
  for (const filler of [7, 8, 9]) put(`<< /Filler ${filler} >>`)
  for (const [index, data] of text.entries()) {
    const annotations = index === 0 ? '/Annots [4 0 R]' : ''
    put(
      `<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents ${pageNumber(index) + 1} 0 R ${annotations} /Resources << /Font << /F1 3 0 R >> /XObject << /I1 6 0 R >> >> >>`,
    )
    put(streamOf('/Filter /FlateDecode', data))
  }
  return fill(estate, fileOf(objects))
}

const RESERVED = 6_000
const RANGE = '/ByteRange [0 aaaaaaaaaa bbbbbbbbbb cccccccccc]'
const SIGNATURE = `<< /Type /Sig /Filter /Adobe.PPKLite /SubFilter /adbe.pkcs7.detached ${RANGE} /Contents <${'00'.repeat(RESERVED)}> >>`

function textStreams(): Buffer[] {
  return Array.from({ length: PAGES }, (_, page) => {
    const lines = Array.from(
      { length: 60 },
      (_, line) => `(page ${page} line ${line} ${randomBytes(20).toString('hex')}) Tj T*`,
    )
    return deflateSync(`BT /F1 9 Tf 40 800 Td 12 TL ${lines.join('\n')} ET`)
  })
}

function streamOf(entries: string, data: Buffer): Buffer {
  return Buffer.concat([
    Buffer.from(`<< ${entries} /Length ${data.length} >>\nstream\n`),
    data,
    Buffer.from('\nendstream'),
  ])
}

function fileOf(objects: readonly (string | Buffer)[]): Buffer {
  const parts: Buffer[] = [Buffer.from('%PDF-1.7\n%\xe2\xe3\xcf\xd3\n', 'latin1')]
  let length = parts[0]?.length ?? 0
  const rows = objects.map((body, index) => {
    const object = Buffer.concat([
      Buffer.from(`${index + 1} 0 obj\n`),
      Buffer.from(body as Buffer),
      Buffer.from('\nendobj\n'),
    ])
    const row = `${String(length).padStart(10, '0')} 00000 n \n`
    parts.push(object)
    length += object.length
    return row
  })
  const size = objects.length + 1
  parts.push(
    Buffer.from(
      `xref\n0 ${size}\n0000000000 65535 f \n${rows.join('')}trailer\n<< /Size ${size} /Root 1 0 R >>\nstartxref\n${length}\n%%EOF\n`,
    ),
  )
  return Buffer.concat(parts)
}

async function fill(estate: Estate, file: Buffer): Promise<Uint8Array> {
  const contents = file.indexOf(`<${'00'.repeat(RESERVED)}>`)
  const behind = contents + 2 * RESERVED + 2
  const range = [contents, behind, file.length - behind].map((one) => String(one).padStart(10, '0'))
  file.write(`/ByteRange [0 ${range.join(' ')}]`, file.indexOf(RANGE))
  const { message } = await sign(
    estate,
    new Uint8Array(Buffer.concat([file.subarray(0, contents), file.subarray(behind)])),
  )
  file.write(Buffer.from(message).toString('hex'), contents + 1)
  return new Uint8Array(file)
}
