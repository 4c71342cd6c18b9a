// Column types of our own, shared by every schema file.

import { customType } from 'drizzle-orm/pg-core'

/** `timestamptz(3)` read and written as `Instant` (epoch milliseconds, UTC). */
export const instant = customType<{ data: number; driverData: string }>({
  dataType: () => 'timestamp(3) with time zone',
  toDriver: (value) => new Date(value).toISOString(),
  fromDriver: (value) => new Date(value).getTime(),
})

/** `bytea` read and written as `Uint8Array`. */
export const bytes = customType<{ data: Uint8Array; driverData: Uint8Array }>({
  dataType: () => 'bytea',
  fromDriver: (value) => new Uint8Array(value),
})
