// Texts of the keys of programs.

export const apiKeyMessages = {
  'api-keys.life': {
    zh: '有效期必须在将来，且不超过一年。',
    en: 'The key must expire in the future, and within a year.',
  },
  'api-keys.scope': {
    zh: '您不能授予“{scope}”：您的角色没有此权限，或此操作只能由本人登录后进行。',
    en: 'You cannot give “{scope}”: your roles do not have it, or it takes a person who signed in.',
  },
  'api-keys.address': { zh: '“{address}”不是网段或地址。', en: '“{address}” is no network or address.' },
  'api-keys.unknown': { zh: '没有这个密钥，或已停用。', en: 'There is no such key, or it has ended.' },
  'api-keys.person-required': {
    zh: '此操作须由本人登录后进行，不能使用接口密钥。',
    en: 'This takes a person who signed in; a key will not do.',
  },
  'api-keys.scope-required': { zh: '此密钥没有“{scope}”权限。', en: 'This key is not for “{scope}”.' },
} as const
