// The register of the tender, section 3.6.1: every system and every node it lists, in its order, with the line it stands on.
// 3.6.1.1.1 describes the estate by service, 3.6.1.1.3 by equipment; where both name a machine, both lines stand here.

import type { Environment, Form, NodeRole } from '../register.ts'

/** line, id, name, role, form, operating system */
export type NodeRow = readonly [number, string, string, NodeRole, Form, string?]

export interface SystemRow {
  id: string
  name: string
  group: string
  environment: Environment
  contractItem: string
  nodes: readonly NodeRow[]
}

const CA = 'CA 系统'
const PORTAL = '自助经办及业务经办系统'
const INSURANCE = '上海人社局社会保险费信息共享平台及劳动和社会保障信息系统'
const COMMUNITY = '社区民政项目'
const BANK = '银社直连项目'
const CARD = '三代社保卡项目'
const FINANCE = '财政项目'
const STAFF = '内部工作人员发证系统'
const CARD_APPLICATION = '三代社保卡项目应用（实体卡个人证书）'
const MOBILE = '三代社保卡项目应用（移动端个人证书）'

export const TENDER: readonly SystemRow[] = [
  {
    id: 'unified-authentication',
    name: '电子认证统一服务系统',
    group: CA,
    environment: 'production',
    contractItem: '3.6.1.1.1.1.1',
    nodes: [
      [29, 'unified-authentication-a', '电子认证统一服务系统（负载系统 1）', 'authentication', 'software'],
      [36, 'unified-authentication-b', '电子认证统一服务系统（负载系统 2）', 'authentication', 'software'],
      [43, 'unified-authentication-db', 'DB 数据库服务器', 'database', 'database'],
      [46, 'unified-authentication-hsm-a', '主机加密服务器（负载系统 1）', 'hsm', 'hardware'],
      [52, 'unified-authentication-hsm-b', '主机加密服务器（负载系统 2）', 'hsm', 'hardware'],
    ],
  },
  {
    id: 'timestamp',
    name: '时间戳服务系统',
    group: CA,
    environment: 'production',
    contractItem: '3.6.1.1.1.1.1',
    nodes: [
      [58, 'timestamp-a', '可信时间戳服务器（负载系统 1）', 'timestamp', 'hardware'],
      [64, 'timestamp-b', '可信时间戳服务器（负载系统 2）', 'timestamp', 'hardware'],
    ],
  },
  {
    id: 'seal-service',
    name: '电子印章服务系统（电子签章）',
    group: CA,
    environment: 'production',
    contractItem: '3.6.1.1.1.1.1',
    nodes: [
      [70, 'seal-service-vip', '电子签章负载分发服务器（Apache）', 'load-balancer', 'software'],
      [75, 'seal-service-a', '电子签章服务器（负载系统 1）', 'seal', 'software'],
      [81, 'seal-service-b', '电子签章服务器（负载系统 2）', 'seal', 'software'],
    ],
  },
  {
    id: 'licence',
    name: '电子营业执照认证系统',
    group: CA,
    environment: 'production',
    contractItem: '3.6.1.1.1.2.1',
    nodes: [
      [145, 'licence-a', '电子营业执照认证系统 1', 'licence', 'software'],
      [148, 'licence-b', '电子营业执照认证系统 2', 'licence', 'software'],
      [151, 'licence-db', '电子营业执照认证数据库', 'database', 'database'],
    ],
  },
  {
    id: 'ra',
    name: 'RA 发证系统',
    group: CA,
    environment: 'production',
    contractItem: '3.6.1.1.1.3.1',
    nodes: [
      [172, 'ra-application', 'RA 发证系统', 'ra', 'software'],
      [175, 'ra-db', 'RA 发证系统数据库', 'database', 'database'],
    ],
  },
  {
    id: 'seal',
    name: '电子印章系统',
    group: CA,
    environment: 'production',
    contractItem: '3.6.1.1.1.4.1',
    nodes: [
      [194, 'seal-application', '电子印章系统', 'seal', 'software'],
      [197, 'seal-db', '电子印章系统数据库', 'database', 'database'],
    ],
  },
  {
    id: 'test-ca',
    name: '开发测试 CA 认证系统',
    group: CA,
    environment: 'development-test',
    contractItem: '3.6.1.1.1.5.1',
    nodes: [
      [215, 'test-ca-authentication', '电子认证统一服务系统（开发测试）', 'authentication', 'software'],
      [221, 'test-ca-hsm', '主机加密服务器（开发测试）', 'hsm', 'hardware'],
      [224, 'test-ca-timestamp', '可信时间戳服务器（开发测试）', 'timestamp', 'hardware'],
      [227, 'test-ca-seal', '电子签章服务器（开发测试）', 'seal', 'software'],
    ],
  },
  {
    id: 'test-others',
    name: '各测试系统（电子营业执照认证、电子印章、RA 发证）',
    group: CA,
    environment: 'development-test',
    contractItem: '3.6.1.1.1.5.2',
    nodes: [
      [235, 'test-others-application', '各测试系统', 'application', 'software'],
      [236, 'test-others-db', '各测试系统数据库', 'database', 'database'],
    ],
  },
  {
    id: 'sites',
    name: '安全站点证书',
    group: '安全站点证书',
    environment: 'production',
    contractItem: '3.6.1.1.2',
    nodes: [
      [246, 'site-cegn', '*.rsj.sh.cegn.cn', 'site', 'certificate'],
      [247, 'site-gov', '*.rsj.sh.gov.cn', 'site', 'certificate'],
      [248, 'site-worldskills', 'worldskills2022.com', 'site', 'certificate'],
    ],
  },
  {
    id: 'portal-test',
    name: '自助经办及业务经办系统（开发测试）',
    group: PORTAL,
    environment: 'development-test',
    contractItem: '3.6.1.1.3',
    nodes: [
      [259, 'portal-test-1-self-db', '自助经办统一认证数据库', 'database', 'software', 'windows2003'],
      [261, 'portal-test-1-business-db', '业务经办统一认证数据库', 'database', 'software', 'windows2003'],
      [265, 'portal-test-2-self', '自助经办统一认证', 'authentication', 'software', 'linux6'],
      [267, 'portal-test-2-business', '业务经办统一认证', 'authentication', 'software', 'linux6'],
      [271, 'portal-test-3-self-db', '自助经办统一认证数据库', 'database', 'software', 'windows2003'],
      [273, 'portal-test-3-business-db', '业务经办统一认证数据库', 'database', 'software', 'windows2003'],
      [277, 'portal-test-4-seal-client-db', '电子签章客户端数据库', 'database', 'software', 'windows2003'],
      [305, 'portal-test-12-hsm', '加密机(大容量)', 'hsm', 'hardware'],
    ],
  },
  {
    id: 'portal',
    name: '自助经办及业务经办系统',
    group: PORTAL,
    environment: 'production',
    contractItem: '3.6.1.1.3',
    nodes: [
      [279, 'portal-5-seal-a', '客户端/服务端签章(集群 appCluster)', 'seal', 'software', 'linux6'],
      [280, 'portal-5-seal-b', '客户端/服务端签章(集群 appCluster)', 'seal', 'software', 'linux6'],
      [282, 'portal-6-self', '自助经办统一认证(非集群)', 'authentication', 'software', 'locallinux6'],
      [284, 'portal-6-business', '业务经办统一认证(非集群)', 'authentication', 'software', 'locallinux6'],
      [286, 'portal-7-self', '自助经办统一认证(非集群)', 'authentication', 'software', 'locallinux6'],
      [288, 'portal-7-business', '业务经办统一认证(非集群)', 'authentication', 'software', 'locallinux6'],
      [290, 'portal-8-self-db', '自助经办统一认证数据库', 'database', 'software', 'centos6.6'],
      [292, 'portal-8-business-db', '业务经办统一认证数据库', 'database', 'software', 'centos6.6'],
      [293, 'portal-9-hsm', '加密机（主）', 'hsm', 'hardware'],
      [297, 'portal-10-hsm', '加密机（备）', 'hsm', 'hardware'],
      [301, 'portal-11-hsm', '加密机', 'hsm', 'hardware'],
      [306, 'portal-13-timestamp', '时间戳', 'timestamp', 'hardware'],
      [307, 'portal-14-timestamp', '时间戳', 'timestamp', 'hardware'],
      [308, 'portal-15-timestamp', '时间戳', 'timestamp', 'hardware'],
    ],
  },
  {
    id: 'portal-recovery',
    name: '自助经办及业务经办系统（容灾）',
    group: PORTAL,
    environment: 'disaster-recovery',
    contractItem: '3.6.1.1.3',
    nodes: [
      [310, 'portal-recovery-16-self', '自助经办统一认证', 'authentication', 'software', 'centos6.6'],
      [312, 'portal-recovery-16-business', '业务经办统一认证', 'authentication', 'software', 'centos6.6'],
      [314, 'portal-recovery-17-seal-server', '服务端电子印章', 'seal', 'software', 'centos6.6'],
      [316, 'portal-recovery-17-seal-client', '客户端电子印章', 'seal', 'software', 'centos6.6'],
      [317, 'portal-recovery-18-db', '容灾数据库', 'database', 'software', 'centos6.6'],
      [318, 'portal-recovery-19-hsm', '加密机(备)', 'hsm', 'hardware'],
    ],
  },
  {
    id: 'points-seal',
    name: '积分系统签章',
    group: PORTAL,
    environment: 'production',
    contractItem: '3.6.1.1.3',
    nodes: [[319, 'points-seal-20', '积分系统签章服务器', 'seal', 'software']],
  },
  {
    id: 'certificates-electronic',
    name: '电子证照',
    group: PORTAL,
    environment: 'production',
    contractItem: '3.6.1.1.3',
    nodes: [[320, 'certificates-electronic-21', '电子证照', 'application', 'software', 'centos7.1']],
  },
  {
    id: 'certificates-electronic-test',
    name: '电子证照（测试）',
    group: PORTAL,
    environment: 'test',
    contractItem: '3.6.1.1.3',
    nodes: [[321, 'certificates-electronic-test-22', '电子证照', 'application', 'software', 'centos7.1']],
  },
  {
    id: 'insurance',
    name: '社会保险费信息共享平台加密设备',
    group: INSURANCE,
    environment: 'production',
    contractItem: '3.6.1.1.3',
    nodes: [
      [323, 'insurance-1-hsm', '加密机(主)', 'hsm', 'hardware'],
      [324, 'insurance-2-hsm', '加密机(备)', 'hsm', 'hardware'],
    ],
  },
  {
    id: 'insurance-test',
    name: '社会保险费信息共享平台加密设备（测试）',
    group: INSURANCE,
    environment: 'test',
    contractItem: '3.6.1.1.3',
    nodes: [[325, 'insurance-test-3-hsm', '加密机', 'hsm', 'hardware']],
  },
  {
    id: 'community',
    name: '社区民政加密设备',
    group: COMMUNITY,
    environment: 'production',
    contractItem: '3.6.1.1.3',
    nodes: [
      [327, 'community-1-hsm', '加密机(主)', 'hsm', 'hardware'],
      [328, 'community-2-hsm', '加密机(备)', 'hsm', 'hardware'],
    ],
  },
  {
    id: 'community-recovery',
    name: '社区民政加密设备（容灾）',
    group: COMMUNITY,
    environment: 'disaster-recovery',
    contractItem: '3.6.1.1.3',
    nodes: [[329, 'community-recovery-3-hsm', '加密机(灾)', 'hsm', 'hardware']],
  },
  {
    id: 'bank',
    name: '银社直连加密设备',
    group: BANK,
    environment: 'production',
    contractItem: '3.6.1.1.3',
    nodes: [[331, 'bank-1-hsm', '加密机(主)', 'hsm', 'hardware']],
  },
  {
    id: 'bank-test',
    name: '银社直连加密设备（开发测试）',
    group: BANK,
    environment: 'development-test',
    contractItem: '3.6.1.1.3',
    nodes: [[332, 'bank-test-2-hsm', '加密机(开发)', 'hsm', 'hardware']],
  },
  {
    id: 'card',
    name: '三代社保卡加密设备',
    group: CARD,
    environment: 'production',
    contractItem: '3.6.1.1.3',
    nodes: [
      [334, 'card-1-hsm', '加密机(主)', 'hsm', 'hardware'],
      [335, 'card-2-hsm', '加密机(备)', 'hsm', 'hardware'],
      [336, 'card-3-hsm', '加密机(主)', 'hsm', 'hardware'],
      [337, 'card-4-hsm', '加密机(备)', 'hsm', 'hardware'],
    ],
  },
  {
    id: 'finance',
    name: '财政签名验签设备',
    group: FINANCE,
    environment: 'production',
    contractItem: '3.6.1.1.3',
    nodes: [[339, 'finance-1-signing', '签名验签服务器(主)', 'signing', 'hardware']],
  },
  {
    id: 'staff-test',
    name: '内部工作人员发证系统（开发测试）',
    group: STAFF,
    environment: 'development-test',
    contractItem: '3.6.1.1.3',
    nodes: [
      [344, 'staff-test-1-issuing', '内部工作人员发证系统', 'ra', 'software', 'windows2008'],
      [345, 'staff-test-2-ca-db', '数字证书认证 CA 数据库', 'database', 'software', 'windows2003'],
    ],
  },
  {
    id: 'staff',
    name: '内部工作人员发证系统',
    group: STAFF,
    environment: 'production',
    contractItem: '3.6.1.1.3',
    nodes: [
      [346, 'staff-3-ca', '数字证书认证 CA', 'ca', 'software', 'windows2003'],
      [347, 'staff-4-ca-db', '数字证书认证 CA 数据库', 'database', 'software', 'centos6.6'],
    ],
  },
  {
    id: 'card-application-test',
    name: '实体卡个人证书（测试）',
    group: CARD_APPLICATION,
    environment: 'test',
    contractItem: '3.6.1.1.3',
    nodes: [
      [353, 'card-application-test-1-front', '前置机软件', 'front-end', 'software', 'linux6'],
      [354, 'card-application-test-2-holders', '测试持卡库', 'database', 'database'],
      [356, 'card-application-test-3-ca', 'RA、CA、KM', 'ca', 'software', 'linux6'],
      [358, 'card-application-test-3-db', 'RA、CA、KM 数据库', 'database', 'software', 'linux6'],
    ],
  },
  {
    id: 'card-application',
    name: '实体卡个人证书',
    group: CARD_APPLICATION,
    environment: 'production',
    contractItem: '3.6.1.1.3',
    nodes: [
      [359, 'card-application-4-front', '前置机软件', 'front-end', 'software', 'linux6'],
      [360, 'card-application-5-holders', '持卡库', 'database', 'database'],
      [361, 'card-application-6-ra', 'RA(主)', 'ra', 'software', 'linux6'],
      [362, 'card-application-7-ra', 'RA(备)', 'ra', 'software', 'linux6'],
      [363, 'card-application-8-ca', 'CA(主)', 'ca', 'software', 'linux6'],
      [364, 'card-application-9-ca', 'CA(备)', 'ca', 'software', 'linux6'],
      [365, 'card-application-10-km', 'KM(主)', 'km', 'software', 'linux6'],
      [366, 'card-application-11-km', 'KM(备)', 'km', 'software', 'linux6'],
      [367, 'card-application-12-ra-db', 'RA 数据库', 'database', 'software', 'linux6'],
      [368, 'card-application-13-ca-db', 'CA、KM 数据库', 'database', 'software', 'linux6'],
      [369, 'card-application-14-backup', '备份服务器', 'backup', 'software', 'windows'],
      [370, 'card-application-15-restore', '备份恢复服务器', 'backup', 'software', 'linux6'],
    ],
  },
  {
    id: 'mobile-test',
    name: '移动端个人证书（测试）',
    group: MOBILE,
    environment: 'test',
    contractItem: '3.6.1.1.3',
    nodes: [
      [375, 'mobile-test-16-db', '移动端测试数据库', 'database', 'software', 'linux6'],
      [376, 'mobile-test-17-issuing', '移动端测试发证系统', 'ra', 'software', 'linux6'],
      [394, 'mobile-test-31-ocsp', 'OCSP 移动端认证系统', 'ocsp', 'software', 'linux6'],
      [395, 'mobile-test-31-ocsp-db', 'OCSP 移动端认证系统数据库', 'database', 'software', 'linux6'],
    ],
  },
  {
    id: 'mobile',
    name: '移动端个人证书',
    group: MOBILE,
    environment: 'production',
    contractItem: '3.6.1.1.3',
    nodes: [
      [377, 'mobile-18-db', '移动端正式环境数据库', 'database', 'software', 'linux6'],
      [378, 'mobile-19-km', '移动端正式环境密钥系统 1', 'km', 'software', 'linux6'],
      [379, 'mobile-20-km', '移动端正式环境密钥系统 2', 'km', 'software', 'linux6'],
      [380, 'mobile-21-application', '移动端管理系统', 'application', 'software', 'linux6'],
      [381, 'mobile-22-ra', '移动端 RA1', 'ra', 'software', 'linux6'],
      [382, 'mobile-23-ra', '移动端 RA2', 'ra', 'software', 'linux6'],
      [383, 'mobile-24-interface', '移动端接口服务器 1', 'application', 'software', 'linux6'],
      [384, 'mobile-25-interface', '移动端接口服务器 2', 'application', 'software', 'linux6'],
      [385, 'mobile-26-ocsp', 'OCSP 服务器 1', 'ocsp', 'software', 'linux6'],
      [386, 'mobile-27-ocsp', 'OCSP 服务器 2', 'ocsp', 'software', 'linux6'],
      [387, 'mobile-28-authentication', '移动端统一认证服务器 1', 'authentication', 'software', 'linux6'],
      [388, 'mobile-29-authentication', '移动端统一认证服务器 2', 'authentication', 'software', 'linux6'],
      [390, 'mobile-30-db', 'OCSP 和移动端统一认证数据库', 'database', 'software', 'linux6'],
    ],
  },
]
