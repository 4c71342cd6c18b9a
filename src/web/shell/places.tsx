// The places of the console, in the order of a working day, and who sees them.

import {
  AuditOutlined,
  BellOutlined,
  CalendarOutlined,
  CheckSquareOutlined,
  ClusterOutlined,
  EditOutlined,
  FileProtectOutlined,
  FileTextOutlined,
  KeyOutlined,
  RadarChartOutlined,
  SafetyCertificateOutlined,
  SafetyOutlined,
  TeamOutlined,
  ToolOutlined,
  UnorderedListOutlined,
} from '@ant-design/icons'
import type { ReactNode } from 'react'
import type { TextKey } from '../language/index.ts'
import type { Permission } from './session.ts'

export interface Place {
  path: string
  title: TextKey
  icon: ReactNode
  permission: Permission
  /** What there is to do there, as a figure beside the name. */
  counts?: 'approvals'
}

export const PLACES: readonly Place[] = [
  { path: '/today', title: 'place.today', icon: <CalendarOutlined />, permission: 'see-estate' },
  {
    path: '/approvals',
    title: 'place.approvals',
    icon: <CheckSquareOutlined />,
    permission: 'see-approvals',
    counts: 'approvals',
  },
  { path: '/systems', title: 'place.systems', icon: <ClusterOutlined />, permission: 'see-estate' },
  {
    path: '/certificates',
    title: 'place.certificates',
    icon: <SafetyCertificateOutlined />,
    permission: 'see-certificates',
  },
  // An administrator of the system has no other business among the certificates.
  {
    path: '/certificates/discovery',
    title: 'discovery.list',
    icon: <RadarChartOutlined />,
    permission: 'allow-discovery',
  },
  { path: '/verification', title: 'place.verification', icon: <FileProtectOutlined />, permission: 'verify' },
  { path: '/signing', title: 'place.signing', icon: <EditOutlined />, permission: 'sign-documents' },
  { path: '/trust', title: 'place.trust', icon: <KeyOutlined />, permission: 'see-trust' },
  { path: '/inspections', title: 'place.inspections', icon: <UnorderedListOutlined />, permission: 'see-estate' },
  { path: '/tickets', title: 'place.tickets', icon: <ToolOutlined />, permission: 'see-estate' },
  { path: '/notices', title: 'place.notices', icon: <BellOutlined />, permission: 'see-notices' },
  { path: '/reports', title: 'place.reports', icon: <FileTextOutlined />, permission: 'see-reports' },
  { path: '/accounts', title: 'place.accounts', icon: <TeamOutlined />, permission: 'see-accounts' },
  { path: '/audit', title: 'place.audit', icon: <AuditOutlined />, permission: 'see-audit' },
  { path: '/compliance', title: 'place.compliance', icon: <SafetyOutlined />, permission: 'see-compliance' },
]
