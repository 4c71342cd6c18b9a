// The README of an evidence pack, Chinese first.

import { explainReport } from '#core/explanation.ts'
import { textOf } from '#core/messages/index.ts'
import type { ReportJson } from '#core/verification-report.ts'

interface Packed {
  number: string
  fileName: string
  sha256: string
  isObjectInside: boolean
  /** In front of every path, in a pack of several reports. */
  folder: string
}

export function readmeText(report: ReportJson, { number, fileName, sha256, isObjectInside, folder }: Packed): string {
  const [reason] = explainReport(report).reasons
  const bring = isObjectInside ? '' : ' --object FILE'
  return `证据包 · Evidence pack    ${number}

文件 · File       ${fileName}
SHA-256          ${sha256}
结论 · Verdict    ${textOf(`report.verdict.${report.verdict}`, 'zh')} · ${report.verdict}
判定的时刻 · Judged for   ${report.times.validation}
${reason ? `主要原因 · Main reason  ${reason.wrong.zh}\n                 ${reason.wrong.en}\n` : ''}
一、里面有什么 · What is in it
  report/report.json            报告数据 · the report as data
  report/report.zh.pdf .en.pdf  报告（打印用）· the report on paper, where the service prints
  report/audit.jsonl            与它有关的审计记录 · the audit rows about it
  judged/                       ${isObjectInside ? '所验的文件 · the file that was judged' : '只有摘要，不含原文件 · its digests only, not the file'}
  material/                     判定所用的原文、信任根、中间证书、CRL、OCSP · what it was judged with
  evidence/                     证书链，以及从文件里取出的 CRL、OCSP、时间戳 · the chains, and what was found inside the file
  policy.json                   当时的验签策略 · the policy as it read then
  manifest.json                 清单：每一项的 SHA-256 和 SM3 · every entry with its digests
  SHA256SUMS  SM3SUMS           同上，供命令行核对 · the same for command lines

二、用本产品离线核对 · Check it off line with the product
    zhengxun pack check 证据包.zip${bring}
  核对每一项的摘要，再用包里的材料、按当时的时刻重新判定，并与报告比较。不联网，不用数据库。
  Every digest is checked, and the file is judged again from the material in the pack, for the same moment, and
  compared with the report. No network, no database. 退出码 · exit code: 0 一致 the same · 1 不一致 it differs · 2 不能重新判定 cannot be judged again.

三、只用通用工具核对摘要 · Digests with common tools only
    unzip 证据包.zip -d pack && cd pack/${folder}
    sha256sum -c SHA256SUMS
    openssl dgst -sm3 -r report/report.json     （与 SM3SUMS 中的一行相同 · equals its line in SM3SUMS）
    while read -r d f; do [ "$(openssl dgst -sm3 -r "$f" | cut -d' ' -f1)" = "$d" ] || echo "BAD $f"; done < SM3SUMS

四、它能证明什么，不能证明什么 · What it proves
  核对通过，说明包里的东西没有少、没有改，用同样的材料会得出同样的结论。它没有签名：是谁做的包，请与出具单位核对
  审计记录 verification.packed 中的 manifestSha256（即 manifest.json 的 SHA-256）。
  信任根来自出具单位；您是否信任这些根，由您自己决定。
  A pack that checks shows that nothing in it is missing or altered and that the same material gives the same verdict. It carries
  no signature: to know who made it, ask the house for the audit row verification.packed and compare its manifestSha256
  with the SHA-256 of manifest.json. The anchors are those of the house; whether you trust them is yours to decide.
`
}
