export { copyAllToMinistry, copyToMinistry, type MinistryCopy } from './copy.ts'
export { takeReceipts } from './receipt.ts'
export { ministryRoutes } from './routes.ts'
export { ministryReasons, ministryStanding, watchMinistry } from './watch.ts'
