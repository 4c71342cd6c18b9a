// Which page answers which address. Pages load when first visited.

import type { ComponentType } from 'react'
import { createBrowserRouter, Navigate, type RouteObject } from 'react-router'
import { Layout } from './layout.tsx'
import { LostPage, RouteProblem } from './lost.tsx'
import { PLACES } from './places.tsx'
import { may, useSession } from './session.ts'

function FirstPlace() {
  const { account } = useSession()
  const first = PLACES.find((place) => may(account, place.permission))
  return first ? <Navigate to={first.path} replace /> : <LostPage />
}

/** As a function: of `lazy` as an object the router drops the error when the page's file does not come. */
function page(path: string, load: () => Promise<ComponentType>): RouteObject {
  return { path, lazy: async () => ({ Component: await load() }), hydrateFallbackElement: <span /> }
}

const PAGES: RouteObject[] = [
  page('today', async () => (await import('../today/page.tsx')).TodayPage),
  page('systems', async () => (await import('../systems/list.tsx')).SystemsPage),
  page('systems/results/:id', async () => (await import('../systems/result.tsx')).ResultPage),
  page('systems/:id', async () => (await import('../systems/system.tsx')).SystemPage),
  page('certificates', async () => (await import('../certificates/list.tsx')).CertificatesPage),
  page('certificates/lineages', async () => (await import('../certificates/lineages.tsx')).LineagesPage),
  page('certificates/lineages/:id', async () => (await import('../certificates/lineage.tsx')).LineagePage),
  page('certificates/lineages/:id/renew', async () => (await import('../certificates/renewal/page.tsx')).RenewPage),
  page('certificates/runs', async () => (await import('../certificates/renewal/runs.tsx')).RunsPage),
  page('certificates/runs/:id', async () => (await import('../certificates/renewal/runs.tsx')).RunPage),
  page('certificates/requests', async () => (await import('../certificates/requests.tsx')).RequestsPage),
  page('certificates/requests/new', async () => (await import('../certificates/new-request.tsx')).NewRequestPage),
  page('certificates/calendar', async () => (await import('../certificates/calendar/page.tsx')).CalendarPage),
  page('certificates/discovery', async () => (await import('../certificates/discovery/list.tsx')).DiscoveryPage),
  page('certificates/discovery/:id', async () => (await import('../certificates/discovery/job.tsx')).DiscoveryJobPage),
  page('certificates/issuers', async () => (await import('../issuers/page.tsx')).IssuersPage),
  page('certificates/issuers/orders/:id', async () => (await import('../issuers/order.tsx')).OrderPage),
  page('certificates/recipes', async () => (await import('../targets/list.tsx')).TargetsPage),
  page('certificates/recipes/:id', async () => (await import('../targets/recipe.tsx')).RecipePage),
  page('certificates/:id', async () => (await import('../certificates/certificate.tsx')).CertificatePage),
  page('staff', async () => (await import('../staff/page.tsx')).StaffPage),
  page('staff/:id', async () => (await import('../staff/person.tsx')).StaffPersonPage),
  page('requests/queue', async () => (await import('../requests/queue.tsx')).RequestQueuePage),
  page('requests/batches', async () => (await import('../requests/batches.tsx')).RequestBatchesPage),
  page('check', async () => (await import('../credentials/check.tsx')).CheckPage),
  page('desk', async () => (await import('../desk/list.tsx')).DeskPage),
  page('desk/new', async () => (await import('../desk/wizard.tsx')).WizardPage),
  page('desk/:id', async () => (await import('../desk/request.tsx')).AskedPage),
  page('holders', async () => (await import('../credentials/list.tsx')).HoldersPage),
  page('holders/:id', async () => (await import('../credentials/holder.tsx')).HolderPage),
  page('carrier', async () => (await import('../carrier/page.tsx')).CarrierPage),
  page('verification', async () => (await import('../verification/page.tsx')).VerificationPage),
  page('verification/compare', async () => (await import('../verification/compare.tsx')).ComparePage),
  page('verification/batches', async () => (await import('../verification/batches.tsx')).BatchesPage),
  page('verification/batches/:id', async () => (await import('../verification/batch.tsx')).BatchPage),
  page('verification/:id/why', async () => (await import('../verification/explanation.tsx')).ExplanationPage),
  page('verification/:id', async () => (await import('../verification/report.tsx')).ReportPage),
  page('security/keys', async () => (await import('../security/api-keys.tsx')).ApiKeysPage),
  page('security', async () => (await import('../security/page.tsx')).SecurityPage),
  page('signing', async () => (await import('../signing/page.tsx')).SigningPage),
  page('authorities', async () => (await import('../authorities/page.tsx')).AuthoritiesPage),
  page('seals', async () => (await import('../seals/list.tsx')).SealsPage),
  page('seals/new', async () => (await import('../seals/new.tsx')).NewSealPage),
  page('seals/makers', async () => (await import('../seals/makers.tsx')).SealMakersPage),
  page('seals/requests', async () => (await import('../seals/requests.tsx')).SealRequestsPage),
  page('seals/requests/:id', async () => (await import('../seals/request.tsx')).SealRequestPage),
  page('seals/:id', async () => (await import('../seals/seal.tsx')).SealPage),
  page('trust', async () => (await import('../trust/list.tsx')).TrustPage),
  page('trust/new', async () => (await import('../trust/new.tsx')).NewTrustChangePage),
  page('trust/changes', async () => (await import('../trust/changes.tsx')).TrustChangesPage),
  page('trust/changes/:id', async () => (await import('../trust/change.tsx')).TrustChangePage),
  page('trust/materials/:id', async () => (await import('../trust/material.tsx')).TrustMaterialPage),
  page('inspections', async () => (await import('../inspections/list.tsx')).InspectionsPage),
  page('inspections/plans', async () => (await import('../inspections/plans/page.tsx')).PlansPage),
  page('inspections/archive', async () => (await import('../inspections/archive.tsx')).ArchivePage),
  page('inspections/findings', async () => (await import('../inspections/findings.tsx')).FindingsPage),
  page('inspections/backups', async () => (await import('../inspections/backups.tsx')).BackupsPage),
  page('inspections/backups/:id', async () => (await import('../backups/source.tsx')).SourcePage),
  page('inspections/:id', async () => (await import('../inspections/round.tsx')).RoundPage),
  page('tickets', async () => (await import('../tickets/board.tsx')).TicketsPage),
  page('tickets/working-days', async () => (await import('../sla/working-days.tsx')).WorkingDaysPage),
  page('tickets/assessment', async () => (await import('../sla/page.tsx')).SlaPage),
  page('tickets/duty', async () => (await import('../duty/page.tsx')).DutyPage),
  page('tickets/records', async () => (await import('../records/page.tsx')).RecordsPage),
  page('tickets/spares', async () => (await import('../records/spares.tsx')).SparesPage),
  page('tickets/knowledge', async () => (await import('../tickets/knowledge.tsx')).KnowledgePage),
  page('tickets/:id', async () => (await import('../tickets/ticket.tsx')).TicketPage),
  { path: 'sla', element: <Navigate to="/tickets/assessment" replace /> },
  page('notices', async () => (await import('../notices/log.tsx')).NoticesPage),
  page('notices/silent', async () => (await import('../notices/silent.tsx')).SilentPage),
  page('notices/unanswered', async () => (await import('../notices/unanswered.tsx')).UnansweredPage),
  page('notices/maintenance', async () => (await import('../notices/maintenance.tsx')).MaintenancePage),
  page('notices/channels', async () => (await import('../notices/channels.tsx')).ChannelsPage),
  page('reports', async () => (await import('../reports/shelf.tsx')).ShelfPage),
  page('reports/:id', async () => (await import('../reports/report.tsx')).ShelfReportPage),
  page('reports/:id/rows/:section/:part', async () => (await import('../reports/rows.tsx')).FigureRowsPage),
  page('approvals', async () => (await import('../approvals/page.tsx')).ApprovalsPage),
  page('approvals/history', async () => (await import('../approvals/history.tsx')).ApprovalHistoryPage),
  page('approvals/break-glass', async () => (await import('../approvals/break-glass.tsx')).BreakGlassPage),
  page('approvals/:id', async () => (await import('../approvals/history.tsx')).ApprovalPage),
  page('accounts', async () => (await import('../accounts/page.tsx')).AccountsPage),
  page('accounts/:id', async () => (await import('../accounts/account.tsx')).AccountPage),
  page('compliance', async () => (await import('../compliance/page.tsx')).CompliancePage),
  page('ministry', async () => (await import('../ministry/page.tsx')).MinistryPage),
  page('holdings', async () => (await import('../holdings/page.tsx')).HoldingsPage),
  page('audit', async () => (await import('../audit/page.tsx')).AuditPage),
]

export const router = createBrowserRouter([
  {
    element: <Layout />,
    errorElement: (
      <main id="content">
        <RouteProblem />
      </main>
    ),
    children: [
      {
        errorElement: <RouteProblem />,
        children: [{ index: true, element: <FirstPlace /> }, ...PAGES, { path: '*', element: <LostPage /> }],
      },
    ],
  },
])
