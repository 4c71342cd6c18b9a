// Object identifiers of the table come out as they are written there, and no other octets come out as one of them.

import { expect, it } from 'vitest'
import { onlyTlv, parsing } from '#core/asn1/fields.ts'
import { OID } from '#core/asn1/oids.ts'
import { readOid } from '#core/asn1/values.ts'
import { oid } from '#core/asn1/write.ts'

const read = (der: Uint8Array) => parsing(() => readOid(onlyTlv(der)))

it.each(Object.entries(OID))('%s is read as %s', (_, dotted) => {
  expect(read(oid(dotted))).toEqual({ ok: true, value: dotted })
})

it('with one bit changed an identifier is another one, or none', () => {
  for (const dotted of Object.values(OID)) {
    const der = oid(dotted)
    for (let at = 2; at < der.length; at++) {
      const changed = der.slice()
      changed[at] = (changed[at] as number) ^ 1
      const value = read(changed)
      if (value.ok) expect(oid(value.value)).toEqual(changed)
    }
  }
})
