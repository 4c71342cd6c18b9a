import { describe, expect, it } from 'vitest'
import { readConfig } from '#src/config.ts'

const read = (env: Record<string, string>, files: Record<string, string> = {}) =>
  readConfig(env, (path) => {
    if (files[path] === undefined) throw new Error(`cannot read ${path}`)
    return files[path]
  })

describe('the configuration', () => {
  it('is complete without any setting', () => {
    expect(read({ PATH: '/bin' })).toEqual({
      port: 8460,
      host: '127.0.0.1',
      publicUrl: undefined,
      trustedProxies: [],
      dataDir: '.zhengxun',
      estate: 'sample',
      twoFactors: undefined,
      certificateRevocation: 'required',
      oidcIssuer: undefined,
      oidcClientId: undefined,
      oidcClientSecret: undefined,
      oidcName: '统一身份认证',
      databaseUrl: undefined,
      databaseOwnerUrl: undefined,
      databasePoolSize: 10,
      ntpServers: [],
      logLevel: 'info',
      kek: undefined,
      kekPrevious: [],
      kekProvider: 'file',
      pkcs11Module: undefined,
      pkcs11Token: 'zhengxun',
      pkcs11Pin: undefined,
      pkcs11KekLabel: 'zhengxun-kek',
      pkcs11Purposes: [],
      kekPassphrase: undefined,
      kekPassphrasePrevious: undefined,
      ciphers: 'international',
      auditHash: 'sha256',
      auditCheckpointKey: 'p256',
      auditCheckpointFile: undefined,
      auditSyslog: undefined,
      auditSyslogCa: undefined,
      auditDatabaseUrl: undefined,
      ministryFolder: undefined,
      ministryRecipient: undefined,
      ministryReceiptSigner: undefined,
      egressAllow: [],
      backupRoots: ['/var/backups'],
      shutdownGraceSeconds: 10,
    })
  })

  it('refuses an unknown setting and names the nearest known one', () => {
    expect(() => read({ ZHENGXUN_PROT: '1' })).toThrow('did you mean ZHENGXUN_PORT?')
    expect(() => read({ ZHENGXUN_DATABASE_URL_FIEL: 'x' })).toThrow('did you mean ZHENGXUN_DATABASE_URL_FILE?')
    expect(() => read({ ZHENGXUN_PORT_FILE: 'x' })).toThrow('no such setting')
  })

  it.each([
    ['PORT', '65535', '65536'],
    ['PORT', '0', '-1'],
    ['PORT', '8460', '84.6'],
    ['PORT', '8460', 'http'],
    ['ESTATE', 'empty', 'sampel'],
    ['TWO_FACTORS', 'required', 'none'],
    ['LOG_LEVEL', 'warn', 'loud'],
    ['PUBLIC_URL', 'https://pki.example.gov.cn', 'ftp://pki.example.gov.cn'],
    ['DATABASE_URL', 'postgres://u:p@h/d', 'mysql://u:p@h/d'],
    ['KEK', 'a'.repeat(64), 'a'.repeat(63)],
    ['EGRESS_ALLOW', '10.1.0.0/16:443', '10.1.0.0/16:https'],
  ])('accepts %s=%s and refuses %s', (name, right, wrong) => {
    expect(() => read({ [`ZHENGXUN_${name}`]: right })).not.toThrow()
    expect(() => read({ [`ZHENGXUN_${name}`]: wrong })).toThrow(`ZHENGXUN_${name}: `)
  })

  it('takes the settings of a provider of identities together or not at all', () => {
    const some = { ZHENGXUN_OIDC_ISSUER: 'https://id.example', ZHENGXUN_OIDC_CLIENT_SECRET: 'hunter2' }
    expect(read({ ...some, ZHENGXUN_OIDC_CLIENT_ID: 'a' }).oidcIssuer?.href).toBe('https://id.example/')
    expect(() => read(some)).toThrow('ZHENGXUN_OIDC_CLIENT_ID: ')
    expect(() => read(some)).not.toThrow(/hunter2/)
  })

  it('takes the settings of the exchange with the ministry together or not at all', () => {
    const some = { ZHENGXUN_MINISTRY_FOLDER: '/srv/ministry', ZHENGXUN_MINISTRY_RECIPIENT: '/etc/a.pem' }
    expect(read({ ...some, ZHENGXUN_MINISTRY_RECEIPT_SIGNER: '/etc/b.pem' }).ministryFolder).toBe('/srv/ministry')
    expect(() => read(some)).toThrow('ZHENGXUN_MINISTRY_RECEIPT_SIGNER: ')
  })

  it('names every wrong setting at once, and shows no secret', () => {
    const wrong = () => read({ ZHENGXUN_PORT: 'x', ZHENGXUN_ESTATE: 'y', ZHENGXUN_KEK: 'hunter2' })
    expect(wrong).toThrow(/ZHENGXUN_PORT.*\n.*ZHENGXUN_ESTATE.*\n.*ZHENGXUN_KEK/)
    expect(wrong).not.toThrow(/hunter2/)
  })

  it('takes a secret from a file, but not from both places', () => {
    const files = { '/run/secrets/db': 'postgres://u:p@h/d\n' }
    expect(read({ ZHENGXUN_DATABASE_URL_FILE: '/run/secrets/db' }, files).databaseUrl).toBe('postgres://u:p@h/d')
    expect(() => read({ ZHENGXUN_DATABASE_URL_FILE: '/gone' }, files)).toThrow('cannot read /gone')
    expect(() =>
      read({ ZHENGXUN_DATABASE_URL_FILE: '/run/secrets/db', ZHENGXUN_DATABASE_URL: 'postgres://h/d' }, files),
    ).toThrow('given both')
  })

  it('reads plain DATABASE_URL, and its own name first', () => {
    expect(read({ DATABASE_URL: 'postgres://h/a' }).databaseUrl).toBe('postgres://h/a')
    expect(read({ DATABASE_URL: 'postgres://h/a', ZHENGXUN_DATABASE_URL: 'postgres://h/b' }).databaseUrl).toBe(
      'postgres://h/b',
    )
  })

  it('reads networks, names and ports of the outbound allow-list', () => {
    expect(read({ ZHENGXUN_EGRESS_ALLOW: '10.1.0.0/16:443,8443 ocsp.example.cn [fd00::]/8:80' }).egressAllow).toEqual([
      { cidr: '10.1.0.0/16', ports: [443, 8443] },
      { host: 'ocsp.example.cn' },
      { cidr: 'fd00::/8', ports: [80] },
    ])
  })

  it('holds our clock against three time servers or more, or against none', () => {
    const servers = (text: string) => read({ ZHENGXUN_NTP_SERVERS: text }).ntpServers
    expect(servers('10.0.0.1 ntp.rsj.test:1123 [fd00::1]')).toEqual([
      { host: '10.0.0.1', port: 123 },
      { host: 'ntp.rsj.test', port: 1123 },
      { host: 'fd00::1', port: 123 },
    ])
    expect(() => servers('10.0.0.1 10.0.0.2')).toThrow('ZHENGXUN_NTP_SERVERS')
  })
})
