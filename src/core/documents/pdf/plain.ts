// An object of an encrypted file made plain: its strings at once, its stream when somebody looks (ISO 32000-1 §7.6.2). The value of
// /Contents in a signature dictionary is never encrypted, for it is written after everything else.

import type { DocumentCipher, ObjectId } from './encryption.ts'
import type { PdfDictionary, PdfObject, PdfValue } from './values.ts'

/** @throws Malformed where a string cannot be decrypted */
export function plainObjectOf(object: PdfObject, cipher: DocumentCipher): PdfObject {
  const { number, generation } = object
  return { ...object, value: plainValue(object.value, cipher, { number, generation }) }
}

function plainValue(value: PdfValue, cipher: DocumentCipher, id: ObjectId): PdfValue {
  if (typeof value !== 'object' || value === null) return value
  switch (value.type) {
    case 'string':
      return { ...value, bytes: cipher.plainString(value.bytes, id) }
    case 'array':
      return { ...value, items: value.items.map((one) => plainValue(one, cipher, id)) }
    case 'dictionary':
      return plainDictionary(value, cipher, id)
    case 'stream': {
      const dictionary = plainDictionary(value.dictionary, cipher, id)
      const { data } = value
      return {
        type: 'stream',
        dictionary,
        get data() {
          return cipher.plainStream(data, id, dictionary)
        },
      }
    }
    default:
      return value
  }
}

function plainDictionary(dictionary: PdfDictionary, cipher: DocumentCipher, id: ObjectId): PdfDictionary {
  const isSignature = dictionary.entries.has('ByteRange')
  const entries = [...dictionary.entries].map(
    ([key, value]) => [key, isSignature && key === 'Contents' ? value : plainValue(value, cipher, id)] as const,
  )
  return { ...dictionary, entries: new Map(entries) }
}
