// GmSSL 3 as TLCP server (GB/T 38636): one file with both certificates. General knowledge; clause unverified.

import type { Target } from '../target.ts'
import { FILES, UNWRAP } from './dual-steps.ts'
import { byHand, KEEP_OLD, run, say, sh } from './steps.ts'
import { tongsuo } from './tongsuo-ntls.ts'

export const gmssl: Target = {
  ...tongsuo,
  id: 'gmssl-tlcp',
  title: say('GmSSL 3（TLCP）', 'GmSSL 3 (TLCP)'),
  versions: 'GmSSL 3.1',
  verified: 'unverified',
  source: 'general knowledge of gmssl 3; no build of it was available',
  defaults: { directory: '/etc/gmssl', ...FILES },
  steps: {
    csr: [
      run(
        'sh',
        `umask 077 && mkdir -p {{newDirectory}} && gmssl sm2keygen -out {{newSignKeyFile}} && \\
  gmssl reqgen -C {{subjectC}} -CN {{commonName}} -key {{newSignKeyFile}} -out {{newRequestFile}}`,
        '生成签名密钥和申请；口令由命令询问（-pass）。',
        'Make the signature key and the request; the passphrase is given by -pass.',
      ),
    ],
    install: [UNWRAP, KEEP_OLD('{{signChainFile}} {{signKeyFile}} {{encryptionKeyFile}}')],
    chain: [
      sh(
        'cat {{newDirectory}}/sign.pem {{newDirectory}}/enc.pem {{newDirectory}}/chain.pem > {{signChainFile}}',
        '一个文件：签名证书、加密证书、中间证书。',
        'One file: signature certificate, encryption certificate, intermediates.',
      ),
    ],
    activate: [
      byHand(
        '重启使用 tlcp_server 的服务（-cert 双证书文件 -key 签名私钥 -ex_key 加密私钥）。',
        'Restart the service built on tlcp_server (-cert both certificates -key signature key -ex_key encryption key).',
      ),
    ],
    verify: [
      byHand(
        '用 gmssl tlcp_client 握手，核对两张证书的序列号。',
        'Shake hands with gmssl tlcp_client and compare both serial numbers.',
      ),
    ],
    rollback: [byHand('恢复备份的三个文件，重启服务后核验。', 'Put the three files back, restart and verify.')],
  },
}
