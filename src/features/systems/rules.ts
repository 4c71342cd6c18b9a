// Pure rules of the register: which checks a node needs when no machine answers for it, and which operating systems are past their life.

import type { Layer } from '#core/checks/probe-result.ts'
import { type NodeRow, type SystemRow, TENDER } from './data/tender.ts'
import type { NodeRole, Register, RegisterCheck, RegisterNode, RegisterSystem } from './register.ts'

interface EndOfLife {
  matches: RegExp
  name: string
  /** ISO date of the vendor's last security update; public lifecycle pages, not part of the tender. */
  since: string
}

const END_OF_LIFE: readonly EndOfLife[] = [
  { matches: /^windows\s*2003/i, name: 'Windows Server 2003', since: '2015-07-14' },
  { matches: /^windows\s*2008/i, name: 'Windows Server 2008', since: '2020-01-14' },
  { matches: /^centos\s*6/i, name: 'CentOS 6', since: '2020-11-30' },
  { matches: /^centos\s*7/i, name: 'CentOS 7', since: '2024-06-30' },
]

/** A standing note with a risk to accept, not a finding of every round. `linux6` names no distribution: nothing is claimed about it. */
export function endOfLife(os: string | null): { name: string; since: string } | undefined {
  const found = END_OF_LIFE.find((one) => os !== null && one.matches.test(os))
  return found && { name: found.name, since: found.since }
}

interface Template {
  slug: string
  layer: Layer
  zh: string
  en: string
  mustMeasure: boolean
}

const NETWORK: Template = {
  slug: 'network',
  layer: 'network',
  zh: '网络可达、时延、丢包、端口',
  en: 'Reachable, latency, loss, ports',
  mustMeasure: true,
}

const OS: Template = {
  slug: 'os',
  layer: 'os',
  zh: '磁盘、内存、CPU、时钟、异常登录',
  en: 'Disk, memory, CPU, clock, unusual logins',
  mustMeasure: true,
}

const DATABASE: Template = {
  slug: 'database',
  layer: 'database',
  zh: '连接、表空间、锁、会话、归档',
  en: 'Connections, tablespaces, locks, sessions, archive',
  mustMeasure: true,
}

const BACKUP: Template = {
  slug: 'backup',
  layer: 'backup',
  zh: '备份完成性与可用性',
  en: 'Backup complete and restorable',
  mustMeasure: true,
}

const application = (zh: string, en: string): Template => ({
  slug: 'service',
  layer: 'application',
  zh,
  en,
  mustMeasure: false,
})

/** What a person looks at on a node of this role, besides what the whole system shares. */
const OWN_CHECKS: Readonly<Record<NodeRole, readonly Template[]>> = {
  application: [application('服务进程与业务功能', 'Service process and function')],
  'load-balancer': [application('负载分发与后端节点', 'Load distribution and back ends')],
  database: [DATABASE, BACKUP],
  hsm: [application('密码运算、面板告警、主备状态', 'Cryptographic service, panel alarms, main or standby')],
  timestamp: [application('时间戳签发与时间同步', 'Timestamp issuance and time synchronisation')],
  seal: [application('签章与验章', 'Sealing and seal verification')],
  signing: [application('签名与验签', 'Signing and verification')],
  authentication: [application('证书登录、签名、验签', 'Certificate login, signing, verification')],
  licence: [application('扫码登录认证', 'QR code login')],
  ca: [application('证书签发与 CRL 发布', 'Issuance and CRL publication')],
  ra: [application('申请、更新、补发', 'Request, renewal, reissue')],
  km: [application('密钥服务', 'Key service')],
  ocsp: [application('证书状态查询', 'Certificate status')],
  'front-end': [application('前置服务', 'Front-end service')],
  backup: [{ ...BACKUP, slug: 'service' }],
  network: [NETWORK],
  site: [application('站点证书有效期与部署', 'Site certificate validity and deployment')],
}

function manualCheck(nodeId: string, { slug, layer, zh, en, mustMeasure }: Template): RegisterCheck {
  return {
    id: `${nodeId}.${slug}`,
    kind: 'manual',
    layer,
    title: { zh, en },
    target: '',
    settings: {},
    enabled: true,
    mustMeasure,
  }
}

/** The layers a system is looked at as a whole; they hang on its first node that has such a layer. */
function sharedChecks(nodes: readonly NodeRow[]): Map<string, Template[]> {
  const shared = new Map<string, Template[]>()
  const add = (node: NodeRow | undefined, template: Template) => {
    if (node) shared.set(node[1], [...(shared.get(node[1]) ?? []), template])
  }
  add(
    nodes.find(([, , , role]) => role !== 'site'),
    NETWORK,
  )
  add(
    nodes.find(([, , , , form]) => form === 'software'),
    OS,
  )
  return shared
}

function nodeOf([seedLine, id, name, role, form, os]: NodeRow, shared: readonly Template[]): RegisterNode {
  const accepted = endOfLife(os ?? null)
  return {
    id,
    name,
    role,
    form,
    os: os ?? null,
    address: null,
    warrantyUntil: null,
    seedLine,
    riskAcceptance: accepted
      ? `${accepted.name} 已停止安全更新（${accepted.since}），列入合同维护清单，待责任人确认`
      : null,
    standIn: null,
    behind: null,
    checks: [...shared, ...OWN_CHECKS[role]].map((template) => manualCheck(id, template)),
  }
}

function systemOf({ nodes, ...system }: SystemRow): RegisterSystem {
  const shared = sharedChecks(nodes)
  return { ...system, owner: null, nodes: nodes.map((row) => nodeOf(row, shared.get(row[1]) ?? [])) }
}

/** The tender's register with a manual check wherever no machine answers yet. */
export function tenderRegister(): Register {
  return { systems: TENDER.map(systemOf) }
}
