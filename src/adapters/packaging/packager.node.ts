// Packages for the service: sealed keys are lent to the builder for the moment of packing and overwritten behind it.

import type { LendingVault } from '#adapters/keys/vault.node.ts'
import type { SecretKey } from '#core/keystores/secret.ts'
import { type DeviceOrder, fileStem, type KeylessFormat, type ServiceOrder } from '#core/packages/order.ts'
import type { Primitives } from '#core/primitives.ts'
import { targetOf } from '#core/targets/catalogue.ts'
import { type FilledRecipe, fillRecipe } from '#core/targets/fill.ts'
import type { Target } from '#core/targets/target.ts'
import type { Certificate } from '#core/x509/certificate.ts'
import { hostNamesOf } from '#core/x509/host-names.ts'
import { generalNameText, nameText } from '#core/x509/names.ts'
import type { Db, Tx } from '#db/database.ts'
import { AppError } from '#src/context.ts'
import type { MadePackage, Packager, PackagingOrder, SealedKeyUse } from '#src/packaging-ports.ts'
import { buildPackage } from './build.node.ts'

export function packager(vault: Pick<LendingVault, 'lend'>, primitives: Primitives): Packager {
  return {
    async make(db, order) {
      const target = targetOf(order.target)
      if (!target) throw new AppError('bad-input', 'package.target-unknown', { target: order.target })
      const guide = guideFor(target, order.leaf)
      const common = {
        target,
        certificates: certificatesOf(order),
        at: order.at,
        alias: firstName(order.leaf),
      }
      const pack = (made: DeviceOrder | ServiceOrder): Promise<MadePackage> =>
        buildPackage(made, guide, order.version, primitives)
      const { key, encryptionKey, format, password } = order
      // The builder asks at run time whether the format may be made without a key.
      if (!key) return pack({ ...common, keyOrigin: 'device', format: format as KeylessFormat })
      return lendAll(vault, db, key, encryptionKey, (lent, second) =>
        pack({ ...common, keyOrigin: 'service', format, key: lent, encryptionKey: second, password }),
      )
    },
  }
}

function certificatesOf({ leaf, intermediates, root, encryption }: PackagingOrder) {
  return { leaf, intermediates, root, encryption }
}

function lendAll<T>(
  vault: Pick<LendingVault, 'lend'>,
  db: Db | Tx,
  key: SealedKeyUse,
  second: SealedKeyUse | undefined,
  use: (key: SecretKey, second?: SecretKey) => Promise<T>,
): Promise<T> {
  return vault.lend(db, key.keyId, key.purpose, (lent) =>
    second ? vault.lend(db, second.keyId, second.purpose, (other) => use(lent, other)) : use(lent),
  )
}

function firstName(leaf: Certificate): string {
  const [first] = hostNamesOf(leaf).map(generalNameText)
  return first ?? nameText(leaf.subject)
}

/** The recipe for this certificate. @throws AppError `bad-input` with `recipe.…` for a certificate without a host. */
export function guideFor(target: Target, leaf: Certificate): FilledRecipe {
  const names = hostNamesOf(leaf).map(generalNameText)
  const commonName = firstName(leaf)
  const filled = fillRecipe(target, { commonName, names, alias: fileStem(commonName) })
  if (!filled.ok) throw new AppError('bad-input', filled.error.code, { ...filled.error.params })
  return filled.value
}
