// podman with a storage of its own in a folder, so that no image, volume or secret of this machine is seen or left behind.
import { spawnSync } from 'node:child_process'
import { mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'

/** As many as any machine allows; the default of podman is more than a root without CAP_SYS_RESOURCE may ask for. */
const LIMITS = ['--ulimit', 'nofile=4096:4096', '--ulimit', 'nproc=4096:4096']

export function engineIn(folder) {
  const places = ['root', 'runroot', 'tmpdir'].flatMap((place) => [`--${place}`, join(folder, place)])
  // runc: crun refuses machines that have control groups of both versions. No systemd: we ask for the health ourselves.
  const own = [...places, '--runtime', 'runc', '--cgroup-manager', 'cgroupfs']
  const env = { ...process.env, DISABLE_HC_SYSTEMD: 'true' }
  mkdirSync(join(folder, 'tmpdir'), { recursive: true })

  /** @returns {{ status: number | null, stdout: string, stderr: string }} */
  const ask = (args, options = {}) => spawnSync('podman', [...own, ...args], { encoding: 'utf8', env, ...options })
  /** What it prints. @throws Error with what podman says. */
  const podman = (args, options) => {
    const { status, stdout, stderr } = ask(args, options)
    if (status !== 0) throw new Error(`podman ${args.slice(0, 2).join(' ')} ended with ${status}: ${stderr ?? ''}`)
    return stdout?.trim()
  }
  return {
    folder,
    limits: LIMITS,
    ask,
    podman,
    run: (options, ...command) => ask(['run', ...LIMITS, ...options, ...command]),
    /** A folder as an image: a base. */
    import: (root, name, ...changes) => {
      const said = changes.flatMap((change) => ['--change', change])
      const { status, stderr } = spawnSync('tar', ['-C', root, '-cf', `${root}.tar`, '.'], { encoding: 'utf8' })
      if (status !== 0) throw new Error(`tar: ${stderr}`)
      podman(['import', ...said, `${root}.tar`, name])
      rmSync(`${root}.tar`)
      rmSync(root, { recursive: true })
    },
    remove: () => {
      for (const args of [
        ['rm', '-af', '-t', '5'],
        ['image', 'unmount', '-af'],
        ['rmi', '-af'],
      ])
        ask(args)
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
