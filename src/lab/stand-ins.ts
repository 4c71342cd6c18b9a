// Which service of the laboratory plays which machine of the tender's register (实验室代演): node id → service name.
// Machines whose trade the laboratory does not know (databases, cipher machines, key management) have none.

export const STAND_INS: Readonly<Record<string, string>> = {
  'unified-authentication-a': 'authentication-a',
  'unified-authentication-b': 'authentication-b',
  'timestamp-a': 'tsa-a',
  'timestamp-b': 'tsa-b',
  'seal-service-vip': 'seal',
  'seal-service-a': 'seal-a',
  'seal-service-b': 'seal-b',
  'ra-application': 'ra',
  'site-cegn': 'site-cegn',
  'site-gov': 'site-gov',
  'site-worldskills': 'site-worldskills',
  'finance-1-signing': 'signing',
  'staff-3-ca': 'crl',
  'mobile-26-ocsp': 'ocsp',
}
