// The judges themselves, whole reports and all, against the nearest thing libcrypto has. Cold: no key, certificate or result is
// remembered from one operation to the next. Warm: the same signer and issuers again, another message each time.

import { randomBytes } from 'node:crypto'
import { forgetEverything } from '#adapters/crypto/memory.ts'
import { nodePrimitives } from '#adapters/crypto/primitives.node.ts'
import { judgeCms } from '#core/cms/judge.ts'
import { readSignedData } from '#core/cms/signed-data.ts'
import type { TrustInputs } from '#core/trust.ts'
import { judgeTimestamp } from '#core/tsp/judge.ts'
import type { Certificate } from '#core/x509/certificate.ts'
import { parseCertificate } from '#core/x509/parse.ts'
import { judgePath } from '#core/x509/path.ts'
import { type Estate, type Family, raiseEstate, type Signed, sign, stamp } from './estate.ts'
import { compare, type Measurement } from './measurement.ts'
import type { Workshop } from './yardstick.ts'

const MESSAGES = 64
const SHORT_BYTES = 1_000
const LONG_BYTES = 10_000_000

export type Bench = (workshop: Workshop) => Promise<Measurement>

export const JUDGE_BENCHES: Record<string, Bench> = {
  'cms-rsa-cold': (workshop) => benchCms('cms-rsa-cold', 'rsa', true, workshop),
  'cms-rsa-warm': (workshop) => benchCms('cms-rsa-warm', 'rsa', false, workshop),
  'cms-ecdsa-cold': (workshop) => benchCms('cms-ecdsa-cold', 'ecdsa', true, workshop),
  'cms-ecdsa-warm': (workshop) => benchCms('cms-ecdsa-warm', 'ecdsa', false, workshop),
  'cms-sm2': (workshop) => benchCms('cms-sm2', 'sm2', true, workshop),
  timestamp: benchTimestamp,
  'chain-3-rsa': benchChain,
  'content-10mb': benchContent,
}

const CMS_VERIFY = 'C: CMS_verify with chain, all parsed each time'
const AGAINST: Record<Family, string> = {
  rsa: CMS_VERIFY,
  ecdsa: CMS_VERIFY,
  sm2: 'C: d2i of the certificates, their X509_verify, EVP_DigestVerify and SM3; no CMS parsing, no rules',
}

async function benchCms(name: string, family: Family, isCold: boolean, workshop: Workshop): Promise<Measurement> {
  const estate = await raiseEstate(family)
  const signed = await Promise.all(
    Array.from({ length: MESSAGES }, () => sign(estate, new Uint8Array(randomBytes(SHORT_BYTES)))),
  )
  const anchor = certificateOf(estate.root)
  let turn = 0
  const work = () => {
    if (isCold) forgetEverything()
    const { message, content } = signed[turn++ % MESSAGES] as Signed
    const root = isCold ? certificateOf(estate.root.slice()) : anchor
    return passing(judgeCms({ file: message.slice(), content, trust: trustOf(estate, root) }, nodePrimitives))
  }
  const [first] = signed as [Signed]
  const inputs = family === 'sm2' ? sm2Inputs(estate, first) : [first.message, first.content, estate.root]
  const kind = family === 'sm2' ? 'sm2-parts' : 'cms'
  return compare(name, AGAINST[family], work, () => workshop.run(kind, inputs)?.rate)
}

function sm2Inputs({ leaf, issuer, root }: Estate, { message, content }: Signed): Uint8Array[] {
  const data = readSignedData(message)
  const signer = data.ok ? data.value.signerInfos[0] : undefined
  if (!signer?.signedAttributes) throw new Error('bench: no signed attributes')
  const attributes = signer.signedAttributes.raw.slice()
  attributes[0] = 0x31
  return [leaf, issuer, root, content, attributes, signer.signature]
}

async function benchContent(workshop: Workshop): Promise<Measurement> {
  const estate = await raiseEstate('rsa')
  const { message, content } = await sign(estate, new Uint8Array(randomBytes(LONG_BYTES)))
  const trust = trustOf(estate, certificateOf(estate.root))
  const work = () => passing(judgeCms({ file: message.slice(), content, trust }, nodePrimitives))
  return compare('content-10mb', CMS_VERIFY, work, () => workshop.run('cms', [message, content, estate.root])?.rate)
}

async function benchTimestamp(workshop: Workshop): Promise<Measurement> {
  const estate = await raiseEstate('rsa', 'timestamps')
  const data = new Uint8Array(randomBytes(SHORT_BYTES))
  const response = await stamp(estate, data)
  const work = () => {
    forgetEverything()
    const trust = trustOf(estate, certificateOf(estate.root.slice()))
    return passing(judgeTimestamp({ file: response.slice(), data, trust }, nodePrimitives))
  }
  const against = 'C: TS_RESP_verify_response with chain, all parsed each time; ours cold'
  return compare('timestamp', against, work, () => workshop.run('timestamp', [response, data, estate.root])?.rate)
}

async function benchChain(workshop: Workshop): Promise<Measurement> {
  const estate = await raiseEstate('rsa')
  const files = [estate.leaf, estate.issuer, estate.root]
  const work = async () => {
    forgetEverything()
    const [target, issuer, anchor] = files.map((der) => certificateOf(der.slice())) as [
      Certificate,
      Certificate,
      Certificate,
    ]
    const trust = { crls: [], ocsps: [], at: estate.now, requireRevocation: false }
    const { judgement } = await judgePath(
      { target, anchors: [anchor], intermediates: [issuer], ...trust },
      nodePrimitives,
    )
    if (judgement.indication !== 'TOTAL_PASSED') throw new Error('bench: the chain is not valid')
  }
  const against = 'C: X509_verify_cert, all parsed each time; ours cold'
  return compare('chain-3-rsa', against, work, () => workshop.run('chain', files)?.rate)
}

function trustOf(estate: Estate, anchor: Certificate): TrustInputs {
  return { anchors: [anchor], intermediates: [], crls: [], ocsps: [], at: estate.now, requireRevocation: false }
}

function certificateOf(der: Uint8Array): Certificate {
  const parsed = parseCertificate(der)
  if (!parsed.ok) throw new Error(`bench: ${parsed.error.code}`)
  return parsed.value
}

/** A judge that is fast and wrong is not fast. */
async function passing(report: Promise<{ indication: string }>): Promise<void> {
  const { indication } = await report
  if (indication !== 'TOTAL_PASSED') throw new Error(`bench: a good file is ${indication}`)
}
