// The profiles of the five tender papers. Where a paper leaves a reading open, the record says which one is used.

import { BUREAU_HOURS } from './calendar.ts'
import type { Allowance } from './clock.ts'
import { type ClockRule, type Level, type PauseReason, type Profile, ROMAN_LEVELS, type TicketKind } from './profile.ts'

const HOUR = 60
const wall = (minutes: number): Allowance => ({ kind: 'wall', amount: minutes })
const working = (minutes: number): Allowance => ({ kind: 'working-time', amount: minutes })
const workingDays = (days: number): Allowance => ({ kind: 'working-days', amount: days })

const FAULT: readonly TicketKind[] = ['fault']
const LEVELS: readonly Level[] = [1, 2, 3, 4]
const CUSTOMARY: readonly PauseReason[] = ['customer', 'third-party', 'maintenance-window']

/** One clock a level; minutes in the order Ⅰ to Ⅳ. */
function byLevel(
  rule: Omit<ClockRule, 'allowance' | 'level'>,
  minutes: readonly [number, number, number, number],
  allowance: (minutes: number) => Allowance,
): ClockRule[] {
  return LEVELS.map((level, index) => ({
    ...rule,
    id: `${rule.id}-${level}`,
    title: {
      zh: `${rule.title.zh}（${ROMAN_LEVELS[level]}级）`,
      en: `${rule.title.en} (level ${ROMAN_LEVELS[level]})`,
    },
    level,
    allowance: allowance(minutes[index] ?? 0),
  }))
}

const SHANGHAI: Profile = {
  id: 'shanghai',
  title: { zh: '上海人社局数字认证运维', en: 'Shanghai HR bureau, certificate services' },
  paper: '004',
  hours: BUREAU_HOURS,
  reading: 'A',
  pauseReasons: CUSTOMARY,
  clocks: [
    {
      id: 'response',
      title: { zh: '故障响应（小于 15 分钟）', en: 'Fault response (under 15 minutes)' },
      kinds: FAULT,
      stopsAt: 'responded',
      allowance: wall(15),
      bound: 'below',
      isPausable: false,
      citation: '004:8013-8032 (5)',
    },
    ...byLevel(
      {
        id: 'remote',
        title: { zh: '远程支持', en: 'Remote support' },
        kinds: FAULT,
        stopsAt: 'supported',
        bound: 'within',
        isPausable: false,
        citation: '004:8374-8403',
      },
      [30, 30, HOUR, HOUR],
      wall,
    ),
    // "Then on site" is read from the report on, the stricter reading.
    ...byLevel(
      {
        id: 'on-site',
        title: { zh: '到场', en: 'On site' },
        kinds: FAULT,
        stopsAt: 'arrived',
        bound: 'within',
        isPausable: true,
        citation: '004:8374-8403',
      },
      [2 * HOUR, 3 * HOUR, 3 * HOUR, 4 * HOUR],
      wall,
    ),
    {
      id: 'on-site-urban',
      title: { zh: '到场（市区 2 小时）', en: 'On site (urban, 2 hours)' },
      kinds: FAULT,
      site: 'urban',
      stopsAt: 'arrived',
      allowance: wall(2 * HOUR),
      bound: 'within',
      isPausable: true,
      citation: '004:7068-7070',
    },
    {
      id: 'on-site-suburban',
      title: { zh: '到场（郊区 4 小时）', en: 'On site (suburban, 4 hours)' },
      kinds: FAULT,
      site: 'suburban',
      stopsAt: 'arrived',
      allowance: wall(4 * HOUR),
      bound: 'within',
      isPausable: true,
      citation: '004:7068-7070',
    },
    {
      id: 'resolution',
      title: { zh: '3 个工作日内解决', en: 'Solved within 3 working days' },
      kinds: ['fault', 'warning', 'question', 'change'],
      stopsAt: 'resolved',
      allowance: workingDays(3),
      bound: 'within',
      isPausable: true,
      citation: '004:8013-8032 (3)',
    },
    {
      id: 'demand-response',
      title: { zh: '需求 5 个工作日内响应', en: 'Demand answered within 5 working days' },
      kinds: ['requirement'],
      stopsAt: 'responded',
      allowance: workingDays(5),
      bound: 'within',
      isPausable: true,
      citation: '004:8013-8032 (2)',
    },
    {
      id: 'upgrade-plan',
      title: { zh: '第 2 个工作日提供升级方案', en: 'Upgrade plan by the 2nd working day' },
      kinds: ['vulnerability'],
      stopsAt: 'planned',
      allowance: workingDays(2),
      bound: 'within',
      isPausable: true,
      citation: '004:7090-7096',
    },
    {
      id: 'vulnerability-fix',
      title: { zh: '第 3 个工作日内修复，否则专家团队到场', en: 'Fixed by the 3rd working day, or experts on site' },
      kinds: ['vulnerability'],
      stopsAt: 'resolved',
      allowance: workingDays(3),
      bound: 'within',
      isPausable: true,
      citation: '004:7090-7096',
    },
  ],
}

/** Starts when the provider receives the event, stops when a solution is delivered; the user's own time does not count (000:2032-2037). */
const NANTONG: Profile = {
  id: 'nantong',
  title: { zh: '事件分级与工单完成率（000）', en: 'Event levels and cohort completion (000)' },
  paper: '000',
  hours: BUREAU_HOURS,
  reading: 'A',
  pauseReasons: [...CUSTOMARY, 'user-verification', 'hardware-or-network'],
  clocks: [
    ...byLevel(
      {
        id: 'online-response',
        title: { zh: '在线响应', en: 'Online response' },
        kinds: FAULT,
        stopsAt: 'responded',
        bound: 'within',
        isPausable: true,
        citation: '000:2028-2184',
      },
      [10, 20, 30, 30],
      working,
    ),
    {
      id: 'acceptance',
      title: { zh: '受理环节 1 个工作日内流转', en: 'Passed on within 1 working day' },
      kinds: ['fault', 'warning', 'vulnerability', 'requirement', 'change', 'question'],
      stopsAt: 'assigned',
      allowance: workingDays(1),
      bound: 'within',
      isPausable: true,
      citation: '000:315',
    },
  ],
}

const GUIZHOU: Profile = {
  id: 'guizhou',
  title: { zh: '可用率与故障时限（001）', en: 'Availability and fault limits (001)' },
  paper: '001',
  hours: BUREAU_HOURS,
  reading: 'A',
  pauseReasons: CUSTOMARY,
  morningRoundBy: '08:30',
  reportAfterHours: 24,
  clocks: [
    {
      id: 'response',
      title: { zh: '响应 10 分钟以内', en: 'Response within 10 minutes' },
      kinds: FAULT,
      stopsAt: 'responded',
      allowance: wall(10),
      bound: 'within',
      isPausable: false,
      citation: '001:1067-1073',
    },
    // 重大故障 is read as a large-scale one (levels Ⅰ and Ⅲ).
    ...byLevel(
      {
        id: 'repair',
        title: { zh: '故障排除', en: 'Repair' },
        kinds: FAULT,
        stopsAt: 'resolved',
        bound: 'within',
        isPausable: true,
        citation: '001:1067-1073',
      },
      [2 * HOUR, HOUR, 2 * HOUR, HOUR],
      wall,
    ),
  ],
}

/** Judged by deductions (`deductions.ts`), not by clocks of its own. */
const ZHENJIANG: Profile = {
  id: 'zhenjiang',
  title: { zh: '百分制扣分考核（002）', en: 'Hundred-point deductions (002)' },
  paper: '002',
  hours: BUREAU_HOURS,
  reading: 'A',
  pauseReasons: CUSTOMARY,
  clocks: [],
}

/** Judged by rates (`rates.ts`), not by clocks of its own. */
const RATES: Profile = {
  id: 'rates',
  title: { zh: '响应率、处理率与差错率（003）', en: 'Response, processing and error rates (003)' },
  paper: '003',
  hours: BUREAU_HOURS,
  reading: 'A',
  pauseReasons: CUSTOMARY,
  clocks: [],
}

export const PROFILES: readonly Profile[] = [SHANGHAI, NANTONG, GUIZHOU, ZHENJIANG, RATES]

/** The contract the product is built for. */
export const HOUSE_PROFILE: Profile = SHANGHAI

export function profileOf(id: string): Profile | undefined {
  return PROFILES.find((profile) => profile.id === id)
}
