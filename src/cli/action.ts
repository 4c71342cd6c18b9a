// The command lines that are one word and `--json`: `inspect status`, `backup drill --json`.

import { parseArgs } from 'node:util'

export interface ActionCall<A extends string> {
  action: A
  isJson: boolean
}

/** `undefined` for anything but exactly one of `actions`. */
export function readAction<A extends string>(
  argv: readonly string[],
  actions: readonly A[],
): ActionCall<A> | undefined {
  try {
    const { values, positionals } = parseArgs({
      args: [...argv],
      allowPositionals: true,
      options: { json: { type: 'boolean', default: false } },
    })
    const action = actions.find((one) => one === positionals[0])
    return action === undefined || positionals.length > 1 ? undefined : { action, isJson: values.json }
  } catch {
    return undefined
  }
}
