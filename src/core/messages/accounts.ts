// Texts of accounts, sessions and the audit trail.

export const accountsMessages = {
  'accounts.sign-in-failed': {
    zh: '用户名或口令不正确，或账户已被锁定。',
    en: 'The name or the password is wrong, or the account is locked.',
  },
  'accounts.second-factor-required': {
    zh: '请先完成登录的第二步：此账户须以两种方式验证身份。',
    en: 'Finish signing in first: this account takes two factors.',
  },
  'accounts.password-change-required': {
    zh: '请先把初始口令换成您自己的口令。',
    en: 'Replace the first password by one of your own first.',
  },
  'accounts.proof-failed': {
    zh: '验证未通过，或账户因多次失败已被锁定。',
    en: 'That does not prove it, or the account is locked after too many failures.',
  },
  'accounts.too-many-attempts': {
    zh: '来自您所在地址的登录失败过多，请在 {retryAfterSeconds} 秒后再试。',
    en: 'Too many failures to sign in from your address. Try again in {retryAfterSeconds} seconds.',
  },
  'accounts.challenge-over': {
    zh: '这次验证已过期、已用过，或不是发给这个浏览器的。请重新开始。',
    en: 'This challenge is over, was answered already, or was given to another browser. Begin again.',
  },
  'accounts.passkey-refused': {
    zh: '通行密钥未通过验证。',
    en: 'The passkey does not prove it.',
  },
  'accounts.passkey-registered': { zh: '此通行密钥已登记。', en: 'This passkey is registered already.' },
  'accounts.session-unknown': { zh: '没有这个会话，或它已结束。', en: 'There is no such session, or it has ended.' },
  'accounts.provider-absent': { zh: '没有配置统一身份认证。', en: 'No provider of identities is configured.' },
  'accounts.provider-away': {
    zh: '统一身份认证暂时没有应答，请改用其他方式登录。',
    en: 'The provider of identities does not answer. Sign in another way.',
  },
  'accounts.identity-refused': {
    zh: '统一身份认证的应答未通过验证，请重新登录。',
    en: 'The answer of the provider of identities does not hold. Begin again.',
  },
  'accounts.identity-unregistered': {
    zh: '您在统一身份认证中的身份没有登记到这里的账户，请联系安全保密管理员。',
    en: 'Your identity at the provider is registered to no account here. Ask the security administrator.',
  },
  'accounts.identity-registered': {
    zh: '此身份已登记到一个账户。',
    en: 'This identity is registered to an account already.',
  },
  'accounts.totp-enrolled': {
    zh: '已绑定验证器。请先解除，再绑定新的。',
    en: 'There is an authenticator already. Remove it before adding another.',
  },
  'accounts.totp-absent': { zh: '请先绑定验证器。', en: 'Add an authenticator first.' },
  'accounts.totp-code-wrong': {
    zh: '动态码不正确。请核对手机时间，输入最新的六位数字。',
    en: 'The code is wrong. Check the clock of the phone and type the newest six digits.',
  },
  'accounts.factor-unknown': { zh: '没有这项验证方式。', en: 'There is no such factor.' },
  'accounts.account-unknown': { zh: '没有这个账户。', en: 'There is no such account.' },
  'accounts.person-unknown': { zh: '没有这个人员。', en: 'There is no such person.' },
  'accounts.username-taken': { zh: '用户名已被使用。', en: 'The name is taken.' },
  'accounts.district-unknown': { zh: '没有这个区。', en: 'There is no such district.' },
  'accounts.roles-exclude': {
    zh: '系统管理员、安全保密管理员、安全审计员不得由同一人担任。',
    en: 'One person must not be two of system, security and audit administrator.',
  },
  'accounts.one-person': { zh: '两个账户属于同一个人。', en: 'Both accounts belong to one person.' },
  'accounts.role-unknown-held': {
    zh: '该账号没有要收回的角色。',
    en: 'The account does not hold the role that is to be taken.',
  },
  'accounts.two-security-admins': {
    zh: '至少须留有两名（两个人）可用的安全保密管理员，否则无人能再审批。',
    en: 'Two persons must stay security administrators with an account in use, or nobody could approve anything.',
  },
  'accounts.nothing-changes': { zh: '该账号已是这样，没有变更。', en: 'The account is so already.' },
  'accounts.changed-meanwhile': {
    zh: '该账号在申请之后又变了，请按现状重新申请。',
    en: 'The account has changed since this was asked for: ask again as it stands.',
  },
  'accounts.rights-altered': {
    zh: '这个账号的权限与封存时不符，已拒绝使用。请联系安全保密管理员。',
    en: 'The rights of this account are not what was sealed; it is refused. Turn to a security administrator.',
  },
  'accounts.rights-key-missing': {
    zh: '权限完整性密钥不可用，暂时不能登录或变更权限。',
    en: 'The key that seals rights is not available: nobody signs in, and nothing is granted.',
  },
  'accounts.password-wrong': { zh: '当前口令不正确。', en: 'The current password is wrong.' },
  'accounts.password-unchanged': { zh: '新口令与当前口令相同。', en: 'The new password is the current one.' },
  'accounts.password-too-short': { zh: '口令至少 12 个字符。', en: 'A password has at least 12 characters.' },
  'accounts.password-too-plain': {
    zh: '口令须含大写、小写、数字、其他字符中的三种，或不少于 20 个字符。',
    en: 'A password has three of: upper case, lower case, digits, others; or at least 20 characters.',
  },
  'accounts.password-common': {
    zh: '这个口令太常见（或只是在常见口令前后加了数字、符号），容易被猜中。',
    en: 'This is one of the commonest passwords, or one of them with digits and signs around it.',
  },
  'accounts.password-reused': {
    zh: '不得使用最近用过的 5 个口令。',
    en: 'None of the last five passwords may be used again.',
  },
  'accounts.password-holds-name': {
    zh: '口令不得包含用户名。',
    en: 'A password must not hold the name of the account.',
  },
} as const
