export { beginDrill, completeDrill } from './drill.ts'
export { type BackupLine, backupStanding, findBackup, listBackups } from './list.ts'
export { backupsRoutes, elapsing } from './routes.ts'
export { beginBackup, checkBackup, completeBackup, endInterrupted } from './take.ts'
