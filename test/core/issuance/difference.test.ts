import { expect, it } from 'vitest'
import { OID } from '#core/asn1/oids.ts'
import { differenceOf } from '#core/issuance/difference.ts'
import { ext, general, issue, makeKey, NOW } from '../x509/authority.ts'

const DAY = 86_400_000
const [caKey, oldKey, newKey] = [makeKey('p256'), makeKey('p256'), makeKey('rsa')]
const ca = await issue({ subject: 'CN=House CA', extensions: [ext.ca(), ext.keyUsage(5, 6)] }, caKey)

const site = (names: string[], days: number, key = oldKey) =>
  issue(
    {
      subject: 'C=CN,CN=www.rsj.sh.gov.cn',
      issuer: 'CN=House CA',
      notBefore: NOW,
      notAfter: NOW + days * DAY - 1_000,
      extensions: [ext.keyUsage(0), ext.purposes(false, OID.serverAuth), ext.names(...names.map(general.dns))],
    },
    key,
    caKey,
  )

it('names what a renewal adds and what it loses, whatever the case of the letters', async () => {
  const before = { certificate: await site(['a.rsj.sh.gov.cn', 'B.rsj.sh.gov.cn'], 200), issuers: [ca] }
  const after = { certificate: await site(['b.rsj.sh.gov.cn', 'c.rsj.sh.gov.cn'], 100), issuers: [] }
  const found = differenceOf(before, after)
  expect(found.names).toEqual({ kept: ['b.rsj.sh.gov.cn'], added: ['c.rsj.sh.gov.cn'], removed: ['a.rsj.sh.gov.cn'] })
  expect([found.before.days, found.after.days]).toEqual([200, 100])
  expect(found.isSameKey).toBe(true)
  expect(found.changed).toEqual(expect.arrayContaining(['notAfter', 'days', 'chain']))
  expect(found.changed).not.toContain('purposes')
  expect(found.after.purposes).toEqual(['serverAuth'])
})

it('tells a new key of another kind from the same one', async () => {
  const names = ['a.rsj.sh.gov.cn']
  const before = { certificate: await site(names, 100), issuers: [ca] }
  const same = differenceOf(before, before)
  expect(same).toMatchObject({ isSameKey: true, changed: [], names: { added: [], removed: [] } })
  const after = { certificate: await site(names, 100, newKey), issuers: [ca] }
  const found = differenceOf(before, after)
  expect(found.isSameKey).toBe(false)
  expect(found.before.key).toBe('P-256')
  expect(found.after.key).toMatch(/^RSA \d+$/)
})
