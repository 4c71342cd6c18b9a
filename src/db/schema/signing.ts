import { integer, pgTable, text, uuid } from 'drizzle-orm/pg-core'
import { bytes, instant } from '../columns.ts'

/** Electronic seals that were taken in: signed by their makers, and good for those certificates alone that they list. */
export const electronicSeals = pgTable('electronic_seals', {
  id: uuid().primaryKey(),
  /** Of `der`, lower-case hex. */
  sha256: text().notNull().unique(),
  /** The SESeal. */
  der: bytes().notNull(),
  /** As the maker numbered it. */
  sealNumber: text('seal_number').notNull(),
  name: text().notNull(),
  pictureType: text('picture_type').notNull(),
  widthMm: integer('width_mm').notNull(),
  heightMm: integer('height_mm').notNull(),
  validFrom: instant('valid_from').notNull(),
  validUntil: instant('valid_until').notNull(),
  /** `frozen` seals nothing for now, `withdrawn` never again. Whoever keeps the register of seals says so. */
  standing: text({ enum: ['usable', 'frozen', 'withdrawn'] })
    .notNull()
    .default('usable'),
  /** Account id or name of the job. */
  createdBy: text('created_by').notNull(),
  createdAt: instant('created_at').notNull(),
})
