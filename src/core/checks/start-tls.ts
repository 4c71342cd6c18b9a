// Protocols that begin in plain text and change to TLS when asked (RFC 3207, 2595, 4511, 4217; the database servers' own).

export const START_TLS_KINDS = ['none', 'smtp', 'imap', 'pop3', 'ldap', 'postgres', 'mysql', 'ftp'] as const

export type StartTlsKind = (typeof START_TLS_KINDS)[number]
