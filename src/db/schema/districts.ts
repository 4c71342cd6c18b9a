import { integer, pgTable, text } from 'drizzle-orm/pg-core'

/** The sixteen districts of Shanghai and the municipal centre. Filled by guards.sql; the service only reads it. */
export const districts = pgTable('districts', {
  /** GB/T 2260; the municipality itself for the centre. */
  id: text().primaryKey(),
  name: text().notNull(),
  nameEn: text('name_en').notNull(),
  position: integer().notNull().unique(),
})
