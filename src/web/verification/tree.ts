// The steps of a report as a tree: who, then what was checked of them. What is shown, what is open and where the arrow keys lead.

import type { Verdict } from '#core/verdict.ts'
import type { VerificationReport, VerificationSigner, VerificationStep } from '../contract.ts'

export interface StepNode {
  kind: 'step'
  key: string
  step: VerificationStep
}

export interface GroupNode {
  kind: 'group'
  key: string
  /** Absent for the steps of the whole object. */
  signer?: VerificationSigner
  /** Of its role, from 1. */
  number: number
  verdict: Verdict | undefined
  children: TreeNode[]
}

export type TreeNode = StepNode | GroupNode

const MAIN_ROLES: readonly VerificationSigner['role'][] = ['signer', 'seal-signer']
const PROBLEMS: readonly VerificationStep['status'][] = ['failed', 'indeterminate', 'defective']

/** Timestamps and countersigners stand under the signer where there is but one: the report does not say whose they are. */
export function treeOf(report: VerificationReport): TreeNode[] {
  const groups = report.signers.map((signer, index) => groupOf(signer, index, report.signers))
  const [main, ...others] = groups
  const isNested = groups.filter(({ signer }) => signer && MAIN_ROLES.includes(signer.role)).length === 1
  const signers =
    main && isNested && others.length > 0 ? [{ ...main, children: [...main.children, ...others] }] : groups
  const whole: GroupNode[] = report.steps.length
    ? [{ kind: 'group', key: 'whole', number: 1, verdict: undefined, children: stepsOf('whole', report.steps) }]
    : []
  return [...signers, ...whole]
}

function groupOf(signer: VerificationSigner, index: number, all: readonly VerificationSigner[]): GroupNode {
  const key = `signer-${index}`
  const number = all.slice(0, index + 1).filter(({ role }) => role === signer.role).length
  return { kind: 'group', key, signer, number, verdict: signer.verdict, children: stepsOf(key, signer.steps) }
}

function stepsOf(key: string, steps: readonly VerificationStep[]): StepNode[] {
  return steps.map((step, index) => ({ kind: 'step', key: `${key}/${index}`, step }))
}

export function isProblem(node: TreeNode): boolean {
  return node.kind === 'step' ? PROBLEMS.includes(node.step.status) : node.children.some(isProblem)
}

export function onlyProblems(nodes: readonly TreeNode[]): TreeNode[] {
  return nodes
    .filter(isProblem)
    .map((node) => (node.kind === 'group' ? { ...node, children: onlyProblems(node.children) } : node))
}

/** Every step, group by group. */
export function stepsIn(nodes: readonly TreeNode[]): StepNode[] {
  return nodes.flatMap((node) => (node.kind === 'step' ? [node] : stepsIn(node.children)))
}

/** Groups stand open, and so does every step that is not as it should be. */
export function openAtFirst(nodes: readonly TreeNode[]): string[] {
  return nodes.flatMap((node) => {
    if (node.kind === 'step') return isProblem(node) ? [node.key] : []
    return [node.key, ...openAtFirst(node.children)]
  })
}

export function allKeys(nodes: readonly TreeNode[]): string[] {
  return nodes.flatMap((node) => [node.key, ...(node.kind === 'group' ? allKeys(node.children) : [])])
}

/** What an open step says, a line of its own: the reader's keys lead there too. */
interface DetailNode {
  kind: 'detail'
  key: string
  step: VerificationStep
}

export interface Place {
  node: TreeNode | DetailNode
  /** From 1. */
  level: number
  parent: string | undefined
}

/** The lines on the screen, top to bottom. */
export function linesOf(
  nodes: readonly TreeNode[],
  open: ReadonlySet<string>,
  level = 1,
  parent: string | undefined = undefined,
): Place[] {
  return nodes.flatMap((node): Place[] => {
    const line = { node, level, parent }
    if (!open.has(node.key)) return [line]
    if (node.kind === 'group') return [line, ...linesOf(node.children, open, level + 1, node.key)]
    const detail = { kind: 'detail', key: `${node.key}/detail`, step: node.step } as const
    return [line, { node: detail, level: level + 1, parent: node.key }]
  })
}

export interface Move {
  /** Where the focus goes. */
  to?: string
  open?: string
  close?: string
}

/** What a key does on a line of the tree, as the ARIA authoring practices lay down; undefined for a key it does not use. */
export function moveOf(key: string, lines: readonly Place[], open: ReadonlySet<string>, at: string): Move | undefined {
  const index = lines.findIndex(({ node }) => node.key === at)
  const line = lines[index]
  if (!line) return undefined
  const to = (place: Place | undefined): Move => (place ? { to: place.node.key } : {})
  const isDetail = line.node.kind === 'detail'
  switch (key) {
    case 'ArrowDown':
      return to(lines[index + 1])
    case 'ArrowUp':
      return to(lines[index - 1])
    case 'Home':
      return to(lines[0])
    case 'End':
      return to(lines.at(-1))
    case 'ArrowRight':
      if (isDetail) return {}
      return open.has(at) ? to(lines[index + 1]) : { open: at }
    case 'ArrowLeft':
      if (open.has(at)) return { close: at }
      return line.parent === undefined ? {} : { to: line.parent }
    case 'Enter':
    case ' ':
      if (isDetail) return {}
      return open.has(at) ? { close: at } : { open: at }
    default:
      return undefined
  }
}
