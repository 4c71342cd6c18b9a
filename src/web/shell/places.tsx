// The places of the console, in the order of a working day, and who sees them.

import {
  AuditOutlined,
  BankOutlined,
  BellOutlined,
  CalendarOutlined,
  CheckSquareOutlined,
  CloudUploadOutlined,
  ClusterOutlined,
  EditOutlined,
  FileProtectOutlined,
  FileTextOutlined,
  HighlightOutlined,
  IdcardOutlined,
  KeyOutlined,
  RadarChartOutlined,
  SafetyCertificateOutlined,
  SafetyOutlined,
  SolutionOutlined,
  TeamOutlined,
  ToolOutlined,
  UnorderedListOutlined,
  UsergroupAddOutlined,
  UserOutlined,
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
  { path: '/desk', title: 'place.desk', icon: <SolutionOutlined />, permission: 'handle-requests' },
  { path: '/holders', title: 'place.holders', icon: <UserOutlined />, permission: 'see-holders' },
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
  { path: '/requests/queue', title: 'queue.tab', icon: <SolutionOutlined />, permission: 'decide-user-requests' },
  { path: '/staff', title: 'place.staff', icon: <UsergroupAddOutlined />, permission: 'see-staff' },
  { path: '/check', title: 'place.check', icon: <IdcardOutlined />, permission: 'check-online' },
  { path: '/verification', title: 'place.verification', icon: <FileProtectOutlined />, permission: 'verify' },
  { path: '/signing', title: 'place.signing', icon: <EditOutlined />, permission: 'sign-documents' },
  { path: '/seals', title: 'place.seals', icon: <HighlightOutlined />, permission: 'see-seals' },
  { path: '/trust', title: 'place.trust', icon: <KeyOutlined />, permission: 'see-trust' },
  { path: '/authorities', title: 'place.authorities', icon: <BankOutlined />, permission: 'see-authorities' },
  { path: '/ministry', title: 'place.ministry', icon: <CloudUploadOutlined />, permission: 'see-ministry' },
  { path: '/inspections', title: 'place.inspections', icon: <UnorderedListOutlined />, permission: 'see-estate' },
  { path: '/tickets', title: 'place.tickets', icon: <ToolOutlined />, permission: 'see-estate' },
  { path: '/notices', title: 'place.notices', icon: <BellOutlined />, permission: 'see-notices' },
  { path: '/reports', title: 'place.reports', icon: <FileTextOutlined />, permission: 'see-reports' },
  { path: '/accounts', title: 'place.accounts', icon: <TeamOutlined />, permission: 'see-accounts' },
  { path: '/holdings', title: 'place.holdings', icon: <SolutionOutlined />, permission: 'see-holdings' },
  { path: '/audit', title: 'place.audit', icon: <AuditOutlined />, permission: 'see-audit' },
  { path: '/compliance', title: 'place.compliance', icon: <SafetyOutlined />, permission: 'see-compliance' },
]
