// Tengine with Tongsuo, TLCP (GB/T 38636): signature and encryption certificate. Clause unverified.

import type { Target } from '../target.ts'
import { FILES, SIGN_REQUEST, UNWRAP } from './dual-steps.ts'
import { KEEP_OLD, run, say, sh, write } from './steps.ts'

export const tongsuo: Target = {
  id: 'tongsuo-ntls',
  title: say('Tengine + 铜锁（国密双证书）', 'Tengine with Tongsuo (NTLS, dual certificates)'),
  versions: 'Tongsuo 8.3 – 8.4',
  keyOrigin: 'either',
  packageFormats: ['tongsuo-dual'],
  isExecutable: false,
  verified: 'read',
  source:
    'Tengine ngx_openssl_ntls directives as published by Tongsuo users (juejin.cn 7173909193705914376); the request is executed in test/recipes',
  defaults: {
    nginx: 'nginx',
    directory: '/usr/local/tengine/tls',
    configFile: '/usr/local/tengine/conf/{{fileStem}}.conf',
    ...FILES,
  },
  steps: {
    csr: [SIGN_REQUEST],
    install: [
      UNWRAP,
      KEEP_OLD('{{signChainFile}} {{signKeyFile}} {{encryptionChainFile}} {{encryptionKeyFile}}'),
      sh(
        'install -m 600 {{newSignKeyFile}} {{signKeyFile}} && install -m 600 {{newEncryptionKeyFile}} {{encryptionKeyFile}}',
        '放好两把私钥，仅 root 可读。',
        'Put both keys in their places, readable for root only.',
      ),
    ],
    chain: [
      sh(
        `cat {{newDirectory}}/sign.pem {{newDirectory}}/chain.pem > {{signChainFile}} && \\
  cat {{newDirectory}}/enc.pem {{newDirectory}}/chain.pem > {{encryptionChainFile}}`,
        '两张证书各带自己的中间证书。',
        'Each of the two certificates with its intermediates.',
      ),
      write(
        'config',
        '{{configFile}}',
        `server {
  listen {{port}} ssl;
  server_name {{names}};
  enable_ntls on;
  ssl_sign_certificate {{signChainFile}};
  ssl_sign_certificate_key {{signKeyFile}};
  ssl_enc_certificate {{encryptionChainFile}};
  ssl_enc_certificate_key {{encryptionKeyFile}};
}
`,
        '国密站点配置；普通浏览器还需另配一对 RSA 证书（ssl_certificate）。',
        'The NTLS site; common browsers need an RSA pair (ssl_certificate) beside it.',
      ),
    ],
    activate: [sh('{{nginx}} -t && {{nginx}} -s reload', '检查后重载。', 'Check, then reload.')],
    verify: [
      run(
        'sh',
        '/usr/local/tongsuo/bin/openssl s_client -connect {{endpoint}} -servername {{serverName}} -enable_ntls -ntls -cipher ECC-SM2-SM4-CBC-SM3 </dev/null',
        '用铜锁自带的 openssl 握手：应看到签名、加密两张证书。',
        'Shake hands with the openssl of Tongsuo: both certificates must be seen.',
      ),
    ],
    rollback: [
      sh(
        `for file in {{signChainFile}} {{signKeyFile}} {{encryptionChainFile}} {{encryptionKeyFile}}; do \\
  cp -p {{backupDirectory}}/"$(basename "$file")" "$file" || exit 1; done; {{nginx}} -t && {{nginx}} -s reload`,
        '四个文件一起恢复，再重载。',
        'Put all four files back together, then reload.',
      ),
    ],
  },
  traps: [
    say(
      'OpenSSL 默认以空标识签 SM2 申请，在国密默认标识下验证不通过。',
      'OpenSSL signs SM2 requests under an empty identifier by default; under the GB default they fail.',
    ),
    say(
      '信封用签名公钥加密，不是口令；OpenSSL 和常见脚本打不开。',
      'The envelope is encrypted to the signature key, not by a password; OpenSSL and common scripts cannot open it.',
    ),
    say(
      '签名、加密证书必须成对更换，不可一新一旧。',
      'Signature and encryption certificate are replaced as a pair, never one alone.',
    ),
  ],
}
