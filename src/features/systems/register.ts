// What the register of systems holds, apart from the database: systems → nodes → checks, as imported, exported and shipped.

import type { Layer, ProbeKind } from '#core/checks/probe-result.ts'

/** 生产 · 容灾 · 开发测试 · 测试. */
export const ENVIRONMENTS = ['production', 'disaster-recovery', 'development-test', 'test'] as const
export type Environment = (typeof ENVIRONMENTS)[number]

/** 软件 · 硬件 · 数据库, as the equipment list says 部署模式; a site certificate is none of them. */
export const FORMS = ['software', 'hardware', 'database', 'certificate'] as const
export type Form = (typeof FORMS)[number]

export const ROLES = [
  'application',
  'load-balancer',
  'database',
  'hsm',
  'timestamp',
  'seal',
  'signing',
  'authentication',
  'licence',
  'ca',
  'ra',
  'km',
  'ocsp',
  'front-end',
  'backup',
  'site',
  'network',
] as const
export type NodeRole = (typeof ROLES)[number]

export const LAYERS: readonly Layer[] = ['network', 'os', 'application', 'database', 'backup']

/** `manual`: a person looks. `backup`: the service looks at its own backups; the target says at which verdict. */
export type CheckKind = ProbeKind | 'manual' | 'backup'

export interface RegisterCheck {
  /** Stable for ever: results, findings and records refer to it. */
  id: string
  kind: CheckKind
  layer: Layer
  title: { zh: string; en: string }
  /** What the probe asks; empty for a manual check. */
  target: string
  settings: Readonly<Record<string, unknown>>
  enabled: boolean
  /** 必填实测值: a bare 正常 is refused. */
  mustMeasure: boolean
}

export interface RegisterNode {
  id: string
  name: string
  role: NodeRole
  form: Form
  /** As the tender writes it: `centos6.6`. */
  os: string | null
  address: string | null
  /** ISO date; null: not on record (the tender lists equipment out of free warranty). */
  warrantyUntil: string | null
  /** Line of the tender section the node stands on. */
  seedLine: number | null
  /** Why an end-of-life operating system is still run, and who accepted it. */
  riskAcceptance: string | null
  /** The laboratory service that stands in for this node (实验室代演). */
  standIn: string | null
  /** Id of the node everything on its way here passes: a switch, a virtual address, a host. While it is down, nobody is told of this one. */
  behind: string | null
  checks: RegisterCheck[]
}

export interface RegisterSystem {
  id: string
  name: string
  group: string
  environment: Environment
  /** Paragraph of the contract that puts the system in scope. */
  contractItem: string
  owner: string | null
  nodes: RegisterNode[]
}

export interface Register {
  systems: RegisterSystem[]
}
