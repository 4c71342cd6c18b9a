// The promises of security and reliability, A1 to A19, each with the suites that prove it in every `npm test`, and what proves it whole.
// Suites are folders or files; one that does not exist is told as missing, never passed over.

export interface Assurance {
  id: string
  zh: string
  en: string
  /** The figure that was promised. */
  goal: string
  suites: readonly string[]
  /** Run besides the suites with `--whole`: minutes to hours. */
  whole?: readonly Command[]
}

export interface Command {
  args: readonly string[]
  env?: Readonly<Record<string, string>>
}

const script = (name: string, ...args: string[]): Command => ({
  args: ['--import', 'tsx', `scripts/${name}.ts`, ...args],
})
const suites = (env: Record<string, string>, ...files: string[]): Command => ({
  args: ['node_modules/vitest/vitest.mjs', 'run', '--config', 'test/vitest.config.ts', ...files],
  env,
})

export const PROMISES: readonly Assurance[] = [
  {
    id: 'A1',
    zh: '恶意输入不会使服务崩溃、挂起或耗尽',
    en: 'Hostile input never crashes, hangs or eats the service',
    goal: '250,000 inputs a parser: 0 crashes, 0 untyped errors, 0 above 1 s; event loop p99 ≤ 50 ms under 10 hostile uploads',
    suites: [
      'test/proof/fuzz',
      'test/proof/signed-text-and-containers.test.ts',
      'test/proof/hostile',
      'test/features/verification/hostile-uploads.test.ts',
      'test/adapters/parsing',
    ],
    whole: [script('fuzz', '--kind', 'all', '--count', '250000')],
  },
  {
    id: 'A2',
    zh: '错误的签名从不判为有效',
    en: 'A wrong signature never gets VALID',
    goal: '0 false VALID, 0 false INVALID on valid sets',
    suites: ['test/core/corpora', 'test/adapters/crypto'],
  },
  {
    id: 'A3',
    zh: '同样的输入，同样的结论，并有理由',
    en: 'Same input, same verdict, with reasons',
    goal: '100,000 flips: 0 violations',
    suites: ['test/proof/robustness.test.ts'],
    whole: [script('robustness', '--cuts', '20', '--flips', '120')],
  },
  {
    id: 'A4',
    zh: '与 OpenSSL 的每处差异都有依据，从不更宽松',
    en: 'Every difference from OpenSSL is explained, none is laxer',
    goal: '0 laxer',
    suites: ['test/proof/differences.test.ts'],
    whole: [script('differences')],
  },
  {
    id: 'A5',
    zh: '已确认的写入不丢失',
    en: 'Nothing acknowledged is lost',
    goal: 'kill -9 at 200 points: 0 lost, 0 doubled, 0 broken chains',
    suites: ['test/faults/kill-', 'test/faults/races.test.ts', 'test/faults/stopped-owner.test.ts'],
    whole: [
      suites(
        { ZHENGXUN_TEST_FAULTS: 'whole', ZHENGXUN_TEST_EDITS: '500', ZHENGXUN_NOTICE_DEATHS: '200' },
        'test/faults',
        'test/features/inspections/archive.test.ts',
        'test/features/notices',
      ),
    ],
  },
  {
    id: 'A6',
    zh: '数据库停机、只读、变慢、断线、写满：特权操作被拒且不执行',
    en: 'Database stopped, read-only, slow, cut, full: privileged actions are refused and not executed',
    goal: '503, 0 executed; probes deliver later',
    suites: ['test/faults/database-', 'test/faults/full-disk.test.ts'],
    whole: [suites({ ZHENGXUN_TEST_FAULTS: 'whole' }, 'test/faults/database-')],
  },
  {
    id: 'A7',
    zh: '审计记录无法被悄悄改动',
    en: 'The audit trail cannot be altered unseen',
    goal: '100 % found; 1,000,000 rows ≤ 60 s; append p95 ≤ 2 ms',
    suites: ['test/features/audit', 'test/adapters/checkpoints'],
    whole: [suites({ ZHENGXUN_TEST_AUDIT_ROWS: '1000000' }, 'test/features/audit/trail.test.ts')],
  },
  {
    id: 'A8',
    zh: '每个路由 × 角色 × 区都有判定，没有默认放行',
    en: 'Every route × role × district is decided, none by default',
    goal: 'n of n cells, 0 default-allow',
    suites: [
      'test/http/matrix.test.ts',
      'test/http/districts.test.ts',
      'test/db/districts.test.ts',
      'test/db/privileges.test.ts',
    ],
  },
  {
    id: 'A9',
    zh: '一个人的任何操作序列都不能独自完成须两人的事',
    en: 'No sequence by one person does what takes two',
    goal: '10,000 random sequences: 0 breaches',
    suites: ['test/features/approvals', 'test/features/break-glass', 'test/features/trust/four-eyes.test.ts'],
    whole: [suites({ ZHENGXUN_FOUR_EYES_SEQUENCES: '10000' }, 'test/features/approvals/four-eyes.test.ts')],
  },
  {
    id: 'A10',
    zh: '出站请求只到允许的地址',
    en: 'Nothing is sent but to allowed addresses',
    goal: '64 of 64 vectors, 0 packets elsewhere at the socket',
    suites: ['test/adapters/egress', 'test/proof/outbound.test.ts'],
  },
  {
    id: 'A11',
    zh: '机密不出保管处',
    en: 'Secrets never leave',
    goal: '0 markers outside the sealed column',
    suites: [
      'test/features/systems/secrets.test.ts',
      'test/adapters/keys/secrets.test.ts',
      'test/features/audit/canary.test.ts',
    ],
  },
  {
    id: 'A12',
    zh: '密钥加密存放，可轮换，换行即被发现',
    en: 'Keys are sealed, can be rotated, and swapped rows are found',
    goal: '10,000 keys ≤ 60 s, swapped rows found 100 %',
    suites: ['test/adapters/keys'],
    whole: [suites({ ZHENGXUN_TEST_ROTATION: '10000' }, 'test/adapters/keys/rotation.test.ts')],
  },
  {
    id: 'A13',
    zh: '签发前检查证书',
    en: 'Certificates are checked before they are issued',
    goal: '0 with lint errors; p95 ≤ 20 ms',
    suites: ['test/core/lint', 'test/core/issuance'],
  },
  {
    id: 'A14',
    zh: '会话、跨站请求、响应头；ASVS 5.0 二级逐条',
    en: 'Sessions, forged requests, headers; every item of ASVS 5.0 level 2',
    goal: 'n of n applicable, each with a test or a reason',
    suites: ['test/http', 'test/proof/asvs.test.ts', 'test/proof/outgoing.test.ts'],
  },
  {
    id: 'A15',
    zh: '登录限速与锁定，不泄露账号是否存在',
    en: 'Rate limits and lockout, without telling who exists',
    goal: '5 failures → 15 min; time ratio ≤ 1.1',
    suites: [
      'test/features/accounts',
      'test/features/ukeys',
      'test/http/step-up.test.ts',
      'test/http/pace.test.ts',
      'test/core/pace',
      'test/features/verification/quota.test.ts',
    ],
  },
  {
    id: 'A16',
    zh: '时钟错误会被发现，班次不漏不重',
    en: 'A wrong clock is found; no round is lost or doubled',
    goal: '> 1 s off: nothing issued or signed; 400 simulated days: 0 missed, 0 doubled',
    suites: [
      'test/clock-watch.test.ts',
      'test/core/network/own-clock.test.ts',
      'test/adapters/clock',
      'test/faults/clock-jumps.test.ts',
      'test/faults/simulated-rounds.test.ts',
    ],
    whole: [suites({ ZHENGXUN_TEST_FAULTS: 'whole' }, 'test/faults/simulated-rounds.test.ts')],
  },
  {
    id: 'A17',
    zh: '备份可恢复',
    en: 'Backups restore',
    goal: '100 % of the backups made in the test',
    suites: ['test/features/backups', 'test/adapters/backup', 'test/cli/backup-restore.test.ts'],
  },
  {
    id: 'A18',
    zh: '软件供应链',
    en: 'Supply chain',
    goal: '0 known-bad versions, two builds the same, ≤ 12 direct packages for running',
    suites: ['test/proof/supply-chain.test.ts', 'test/proof/deployment.test.ts'],
    whole: [{ args: ['scripts/reproduce.mjs'] }, { args: ['--import', 'tsx', 'scripts/image.mjs'] }],
  },
  {
    id: 'A19',
    zh: '负载下的速度',
    en: 'Speed under load',
    goal: 'p99 and ratios are published',
    suites: [],
    whole: [{ args: ['scripts/cli.mjs', 'bench'] }],
  },
]
