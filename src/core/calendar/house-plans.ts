// The plans the tender papers ask for, as the product is shipped with them (3.6.1.2.4 and paper 004: 每日、月度、季度停机与冷备; 000 and 001 for other contracts).
// They enter the database once, as the first version of each plan; from then on people change them there.

import type { Plan } from './plan.ts'
import { type PlanItem, type PlanScope, WHOLE_REGISTER } from './plan-scope.ts'

export interface HousePlan extends Plan {
  /** Which contract asks for it, in its own words. */
  contract: string
  scope: PlanScope
  items: readonly PlanItem[]
  /** Whether its rounds count in 巡检完成率: 730 a year are the two of every day, and nothing else. */
  isCounted: boolean
  /** Whether rounds are planned; the plans of other contracts wait until somebody needs them. */
  isRunning: boolean
}

/** 早班 must be finished by 08:30, 晚班 by 18:30; unsigned at 10:00 and 20:00 they are missed. */
export const DAILY_PLAN: HousePlan = {
  id: 'daily',
  title: { zh: '每日巡检', en: 'Daily inspection' },
  contract: '每天早晚提供二次全面巡检',
  days: { kind: 'daily' },
  slots: [
    {
      id: 'morning',
      title: { zh: '早班', en: 'Morning' },
      opensAt: '07:30',
      plannedAt: '08:00',
      onTimeUntil: '08:30',
      missedAfter: '10:00',
    },
    {
      id: 'evening',
      title: { zh: '晚班', en: 'Evening' },
      opensAt: '16:30',
      plannedAt: '17:00',
      onTimeUntil: '18:30',
      missedAfter: '20:00',
    },
  ],
  scope: WHOLE_REGISTER,
  items: [],
  isCounted: true,
  isRunning: true,
}

/** 月度系统巡检, on the first working day; what takes a person longer than a shift. */
export const MONTHLY_PLAN: HousePlan = {
  id: 'monthly',
  title: { zh: '月度系统巡检', en: 'Monthly system inspection' },
  contract: '月度系统巡检',
  days: { kind: 'monthly', on: [{ by: 'working-day', nth: 1 }] },
  slots: [
    {
      id: 'month',
      title: { zh: '月度', en: 'Monthly' },
      opensAt: '09:00',
      plannedAt: '09:30',
      onTimeUntil: '17:30',
      missedAfter: '17:30',
      missedDays: 4,
    },
  ],
  scope: { kinds: ['automatic'] },
  items: [
    {
      id: 'patches',
      title: { zh: '补丁级别与软件版本', en: 'Patch level and software versions' },
      layer: 'os',
      mustMeasure: true,
      roles: [],
    },
    {
      id: 'accounts',
      title: { zh: '账号与权限复核', en: 'Accounts and permissions reviewed' },
      layer: 'os',
      mustMeasure: false,
      roles: [],
    },
    {
      id: 'logs',
      title: { zh: '日志留存与审计', en: 'Logs kept and audited' },
      layer: 'application',
      mustMeasure: false,
      roles: [],
    },
    {
      id: 'tablespaces',
      title: { zh: '表空间与数据量增长', en: 'Tablespaces and growth of data' },
      layer: 'database',
      mustMeasure: true,
      roles: ['database'],
    },
  ],
  isCounted: false,
  isRunning: true,
}

/** 季度全面停机巡检 and 每季度冷备, in the night after the second Saturday of the quarter's last month. */
export const QUARTERLY_PLAN: HousePlan = {
  id: 'quarterly',
  title: { zh: '季度全面停机巡检与冷备', en: 'Quarterly stop-machine inspection and cold backup' },
  contract: '季度全面停机巡检、每季度冷备',
  days: { kind: 'quarterly', month: 3, on: [{ by: 'weekday', weekday: 6, nth: 2 }] },
  slots: [
    {
      id: 'quarter',
      title: { zh: '季度停机', en: 'Quarterly stop-machine' },
      opensAt: '18:00',
      plannedAt: '20:00',
      onTimeUntil: '08:00',
      onTimeDays: 1,
      missedAfter: '20:00',
      missedDays: 2,
    },
  ],
  scope: { kinds: ['automatic'] },
  items: [
    {
      id: 'announced',
      title: { zh: '停机公告与业务方确认', en: 'Stop announced and agreed with the business' },
      layer: 'application',
      mustMeasure: false,
      roles: [],
    },
    {
      id: 'hardware',
      title: {
        zh: '停机后设备检查（指示灯、电源、线缆、除尘、介质）',
        en: 'Machines looked at while stopped (lamps, power, cables, dust, media)',
      },
      layer: 'os',
      mustMeasure: false,
      roles: [],
    },
    {
      id: 'cold-backup',
      title: { zh: '冷备（起止时间、大小、校验值）', en: 'Cold backup (begin, end, size, checksum)' },
      layer: 'backup',
      mustMeasure: true,
      roles: ['database'],
    },
    {
      id: 'cold-media',
      title: { zh: '冷备介质异地存放', en: 'Cold backup media kept elsewhere' },
      layer: 'backup',
      mustMeasure: false,
      roles: ['database'],
    },
    {
      id: 'restarted',
      title: { zh: '重启后服务恢复确认（恢复时刻、用时）', en: 'Services back after the restart (when, how long)' },
      layer: 'application',
      mustMeasure: true,
      roles: [],
    },
  ],
  isCounted: false,
  isRunning: true,
}

/** 每日早上 8 点半之前对栏目各项功能巡检. */
const COLUMNS_PLAN: HousePlan = {
  id: 'columns',
  title: { zh: '栏目功能巡检', en: 'Inspection of the site’s columns' },
  contract: '每日早上 8 点半之前对栏目各项功能巡检',
  days: { kind: 'daily' },
  slots: [
    {
      id: 'before-opening',
      title: { zh: '开门前', en: 'Before opening' },
      opensAt: '07:00',
      plannedAt: '07:30',
      onTimeUntil: '08:30',
      missedAfter: '09:30',
    },
  ],
  scope: { layers: ['application'], kinds: ['automatic', 'manual'] },
  items: [],
  isCounted: false,
  isRunning: false,
}

/** 每月 2 次巡检. */
const TWICE_MONTHLY_PLAN: HousePlan = {
  id: 'twice-monthly',
  title: { zh: '每月两次巡检', en: 'Inspection twice a month' },
  contract: '每月 2 次巡检',
  days: {
    kind: 'monthly',
    on: [
      { by: 'working-day', nth: 1 },
      { by: 'working-day', nth: 11 },
    ],
  },
  slots: [
    {
      id: 'day',
      title: { zh: '半月', en: 'Half-monthly' },
      opensAt: '09:00',
      plannedAt: '09:30',
      onTimeUntil: '17:30',
      missedAfter: '17:30',
      missedDays: 2,
    },
  ],
  scope: WHOLE_REGISTER,
  items: [],
  isCounted: false,
  isRunning: false,
}

export const HOUSE_PLANS: readonly HousePlan[] = [
  DAILY_PLAN,
  MONTHLY_PLAN,
  QUARTERLY_PLAN,
  COLUMNS_PLAN,
  TWICE_MONTHLY_PLAN,
]
