// What was worked out about something that was read and may not be changed: kept in the thing itself and gone with it. A weak map
// would do the same, but keeps everything alive until the next full collection, which costs more than the work it saves.

/** Gives back the object it is made for, so that a private field can be put on it: no copy and no comparison sees the field. */
class Itself {
  constructor(object: object) {
    // biome-ignore lint/correctness/noConstructorReturn: the only way to put a private field on an object that exists
    return object
  }
}

class Noted extends Itself {
  readonly #notes: unknown[] = []

  static notesOf(object: object): unknown[] | undefined {
    return #notes in object ? object.#notes : undefined
  }
}

/** The same object, which can now be noted about. */
export function noted<T extends object>(object: T): T {
  new Noted(object)
  return object
}

let kinds = 0

/** One kind of note. About objects that are not `noted`, copies of one among them, nothing is remembered. */
export class Notes<K extends object, V> {
  private readonly place = kinds++

  get(about: K): V | undefined {
    return Noted.notesOf(about)?.[this.place] as V | undefined
  }

  set(about: K, note: V): void {
    const notes = Noted.notesOf(about)
    if (notes) notes[this.place] = note
  }
}
