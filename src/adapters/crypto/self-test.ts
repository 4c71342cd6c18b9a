// The known answers of GB/T 32918.5 annex A and GB/T 32905 annex A (recomputed independently; clause unverified).
// OpenSSL has changed the meaning of its SM2 defaults before: this says at start-up whether ours still holds.

import { asciiOctets } from '#core/asn1/write.ts'
import { fromHex, toHex } from '#core/bytes/hex.ts'
import { sm2PublicKeyInfo, sm2Za, writeSm2Signature } from '#core/gm/sm2.ts'
import { type Primitives, SM2_DEFAULT_ID } from '#core/primitives.ts'

const POINT = fromHex(
  `04 09F9DF311E5421A150DD7D161E4BC5C672179FAD1833FC076BB08FF356F35020
      CCEA490CE26775A52DC6EA718CC1AA600AED05FBF35E084A6632F6072DA9AD13`,
) as Uint8Array
const ZA = 'b2e14c5c79c6df5b85f4fe7ed8db7a262b9da7e07ccb0ea9f4747b8ccda8a4f3'
const SM3_ABC = '66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0'
const SIGNATURE = writeSm2Signature({
  r: 0xf5a03b0648d2c4630eeac513e1bb81a15944da3827d5b74143ac7eaceee720b3n,
  s: 0xb1b6aa29df212fd8763182bc0d421ca1bb9038fd1f7f42d4840b69c485bbc1aan,
})

export async function sm2KnownAnswersHold(primitives: Primitives): Promise<boolean> {
  const digest = toHex(await primitives.digest('sm3', asciiOctets('a'), asciiOctets('bc')))
  const za = toHex(await sm2Za(primitives, SM2_DEFAULT_ID, POINT))
  const check = (text: string, sm2Id?: null) =>
    primitives.verify({
      scheme: 'sm2',
      digest: 'sm3',
      publicKey: sm2PublicKeyInfo(POINT),
      message: [asciiOctets(text)],
      signature: SIGNATURE,
      ...(sm2Id === null ? { sm2Id } : {}),
    })
  const good = await check('message digest')
  const wrong = (await check('message digesT')) || (await check('message digest', null))
  return digest === SM3_ABC && za === ZA && good && !wrong
}
