// What each kind of report holds, as a table: sections in their order (tender 001:1511-1513, 004:8036-8046; operations reference 3.8).

import { accidentsSection } from './accidents.ts'
import { backupsSection } from './backups.ts'
import { type SectionDraft, section, text } from './draft.ts'
import type { ReportFacts } from './facts.ts'
import type { ReportKind } from './periods.ts'
import { problemLedger, problemsByReason, problemsSection } from './problems.ts'
import { patchesSection, submissionsSection, workSection } from './records.ts'
import { areaTable, everyRound, oneRoundSection, otherPlansSection, roundsByMonth, roundsSection } from './rounds.ts'
import { serviceSection, standardsSection } from './service.ts'
import { faultsSection, openTickets, ticketsByKind, ticketsSection, warningsSection } from './tickets.ts'

type Writer = (facts: ReportFacts) => SectionDraft

/** 巡检报告 of a span of days: every round, and what its items came to. */
const roundsOfDays: Writer = (facts) => roundsSection(facts, [everyRound(facts), areaTable(facts)])
const roundsOfMonths: Writer = (facts) =>
  roundsSection(facts, [roundsByMonth(facts), areaTable(facts), everyRound(facts)])
const ledger: Writer = (facts) => problemsSection(facts, [problemLedger(facts)])
const analysis: Writer = (facts) => problemsSection(facts, [problemsByReason(facts), problemLedger(facts)])
const work: Writer = (facts) => ticketsSection(facts, [ticketsByKind(facts), openTickets(facts)])

/** 甲方's ten working days, as the half-year report and the summary of the year announce them. */
const consideration: Writer = ({ consideredBy: by }) =>
  section('consideration', text('考核期限', 'Consideration'), {
    notes: by === null ? [] : [considerationNote(by)],
  })

const considerationNote = (by: string) =>
  text(
    `自提交之日起 10 个工作日内考核，即不晚于 ${by}。`,
    `To be considered within ten working days of submission: by ${by}.`,
  )

const LONG: readonly Writer[] = [
  roundsOfMonths,
  otherPlansSection,
  serviceSection,
  standardsSection,
  analysis,
  work,
  faultsSection,
  accidentsSection,
  backupsSection,
  patchesSection,
  submissionsSection,
  workSection,
  consideration,
]

const CONTENTS: Readonly<Record<ReportKind, readonly Writer[]>> = {
  round: [oneRoundSection],
  day: [roundsOfDays, ledger, work, backupsSection],
  week: [roundsOfDays, ledger, work, faultsSection, backupsSection, workSection],
  month: [
    roundsOfDays,
    otherPlansSection,
    ledger,
    warningsSection,
    work,
    faultsSection,
    accidentsSection,
    backupsSection,
    workSection,
  ],
  quarter: [
    roundsOfMonths,
    otherPlansSection,
    patchesSection,
    submissionsSection,
    analysis,
    work,
    faultsSection,
    accidentsSection,
    backupsSection,
  ],
  'half-year': LONG,
  year: LONG,
}

export function draftOf(facts: ReportFacts): SectionDraft[] {
  return CONTENTS[facts.period.kind].map((write) => write(facts))
}
