export { houseCalendar, type KnownYear, knownYears, noticesOf } from './load.ts'
