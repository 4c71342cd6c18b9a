import type { securityZh } from './security.zh.ts'

export const securityEn: Record<keyof typeof securityZh, string> = {
  'place.security': 'Own security',

  'unfinished.second': '{{name}}, one more step to sign in.',
  'unfinished.password': 'This first password was made by somebody else. Replace it by one that only you know.',
  'unfinished.enrol': 'Your role signs in with two factors. Add an authenticator app on your phone.',
  'unfinished.leave': 'Sign in as somebody else',

  'proof.by': 'Prove it by',
  'proof.totp': 'One-time code',
  'proof.totp.hint': 'Open the authenticator app and type its six digits.',
  'proof.password': 'Password',
  'proof.password.hint': 'The one you sign in with.',
  'proof.recovery-code': 'Recovery code',
  'proof.recovery-code.hint': 'One of those you kept when you added the authenticator. Each is good once.',

  'step-up.title': 'Is it still you?',
  'step-up.why': 'This action matters, so we make sure. You are not asked again for five minutes.',
  'step-up.go-on': 'Confirm and go on',

  'security.what': 'How you sign in',
  'security.advice': 'You sign in with a password alone. In real use a second factor is required.',
  'security.advice-go': 'Add one',
  'security.password': 'Password',
  'security.password-current': 'Current password',
  'security.password-next': 'New password',
  'security.password-again': 'New password again',
  'security.password-rule':
    'At least 12 characters with three of upper case, lower case, digits and others; or at least 20 characters.',
  'security.password-differs': 'The two are not the same',
  'security.password-change': 'Change the password',
  'security.password-changed': 'Changed. Other sessions have ended.',
  'security.totp': 'Authenticator app',
  'security.totp-none': 'None. You sign in with the password alone.',
  'security.totp-bound': 'Added. Signing in takes a one-time code besides the password.',
  'security.totp-add': 'Add an authenticator',
  'security.totp-remove': 'Remove',
  'security.totp-remove-sure': 'Signing in will no longer ask for a code, and the recovery codes are void.',
  'security.totp-scan': 'Scan this with an authenticator app; any that knows TOTP will do.',
  'security.totp-qr': 'QR code for the authenticator app',
  'security.totp-type': 'To type instead:',
  'security.totp-seed': 'the seed',
  'security.totp-confirm': 'Confirm',
  'security.recovery': 'Recovery codes',
  'security.recovery-what':
    'When the phone is lost, one of these stands in for a one-time code, once each. They are shown this once: write them down or print them.',
  'security.recovery-kept': 'I have kept these codes',
  'security.go-on': 'Go on',
}
