// Column types of our own, shared by every schema file.

import { sql } from 'drizzle-orm'
import { customType, text } from 'drizzle-orm/pg-core'
import { bytesOf } from '#core/asn1/der.ts'
import { parsing, tlvAt } from '#core/asn1/fields.ts'
import { concatBytes } from '#core/bytes/bytes.ts'
import { districts } from './schema/districts.ts'

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

/** DER structures one after the other in one `bytea`: the driver reads arrays of `bytea` as text. */
export const derList = customType<{ data: Uint8Array[]; driverData: Uint8Array }>({
  dataType: () => 'bytea',
  toDriver: (list) => concatBytes(...list),
  fromDriver: (value) => {
    const octets = new Uint8Array(value)
    const read = parsing(() => {
      const list: Uint8Array[] = []
      for (let at = 0; at < octets.length; ) {
        const der = tlvAt(octets, at, octets.length)
        list.push(bytesOf(der))
        at = der.end
      }
      return list
    })
    if (!read.ok) throw new Error(`not a list of DER: ${read.error.code}`)
    return read.value
  },
})

/**
 * `district_id` of what belongs to a district: filled by the district a handle is scoped to (src/db/scope.ts), null from the whole
 * estate. The table also needs its policy: `protect_by_district` in guards.sql.
 */
export const ownDistrict = () =>
  text('district_id')
    .references(() => districts.id)
    .default(sql`nullif(nullif(current_setting('app.district', true), ''), '*')`)
