// IIS on Windows Server: certreq makes the key in the machine store, where it stays; a key made elsewhere comes as a PFX. Microsoft's
// certreq and certutil references; no clause.

import type { Target } from '../target.ts'
import { byHand, LOOK_FROM_OUTSIDE, run, SERVED_CHAIN, say } from './steps.ts'

export const windowsIis: Target = {
  id: 'windows-iis',
  title: say('Windows Server / IIS', 'Windows Server / IIS'),
  versions: 'Windows Server 2008 R2 – 2025',
  keyOrigin: 'either',
  packageFormats: ['p7b', 'der', 'pem-single-files', 'pfx-legacy', 'pfx-modern'],
  isExecutable: false,
  verified: 'read',
  source:
    'learn.microsoft.com: certreq, “How to Request a Certificate With a Custom Subject Alternative Name” (ff625722); binding from general knowledge',
  defaults: { directory: 'C:\\certificates', site: 'Default Web Site' },
  steps: {
    csr: [
      run(
        'cmd',
        'certreq -new {{directory}}\\request.inf {{directory}}\\request.csr',
        '在目标服务器上以管理员身份运行；私钥生成在本机证书存储中，不导出。',
        'Run as administrator on the server itself; the key is made in its machine store and not exported.',
        {
          dialect: 'inf',
          path: '{{directory}}\\request.inf',
          template: `[Version]
Signature = "$Windows NT$"

[NewRequest]
Subject = {{subjectWindows}}
KeyAlgorithm = RSA
KeyLength = {{keyBits}}
HashAlgorithm = SHA256
MachineKeySet = TRUE
Exportable = FALSE
RequestType = PKCS10
KeyUsage = 0xA0

[EnhancedKeyUsageExtension]
OID = 1.3.6.1.5.5.7.3.1

[Extensions]
2.5.29.17 = "{text}"
{{sanInfLines}}
`,
        },
      ),
    ],
    install: [
      run(
        'cmd',
        'certreq -accept {{directory}}\\reply.p7b',
        '把 CA 的回复与等待中的私钥配对。',
        'Join the reply of the CA with the waiting key.',
      ),
      run(
        'cmd',
        'certutil -f -importpfx {{directory}}\\site.pfx NoExport',
        '仅当密钥由本服务生成、安装包是 PFX 时，以此代替上一步；按提示输入口令，Server 2016 及更早须用旧式 PFX。',
        'Only where the service made the key and the package is a PFX, instead of the step before; type the password when asked. Server 2016 and earlier need the legacy PFX.',
      ),
      run(
        'cmd',
        'certutil -store My',
        '记下新证书的指纹（Cert Hash(sha1)）。',
        'Note the thumbprint of the new certificate (Cert Hash(sha1)).',
      ),
    ],
    chain: [
      run(
        'cmd',
        'certutil -addstore CA {{directory}}\\intermediate.cer',
        '中间证书放入“中间证书颁发机构”。',
        'Put the intermediate into “Intermediate Certification Authorities”.',
      ),
    ],
    activate: [
      byHand(
        'IIS 管理器 → 站点 → 绑定 → https：选择新证书；或用 netsh http update sslcert ipport=0.0.0.0:443 certhash=<指纹> appid={<原 appid>}。',
        'IIS Manager → site → Bindings → https: choose the new certificate; or netsh http update sslcert ipport=0.0.0.0:443 certhash=<thumbprint> appid={<the present appid>}.',
      ),
    ],
    verify: [
      LOOK_FROM_OUTSIDE,
      SERVED_CHAIN,
      run('cmd', 'netsh http show sslcert', '每个绑定的指纹都应是新的。', 'Each binding must show the new thumbprint.'),
    ],
    rollback: [
      byHand(
        '旧证书仍在存储中：在绑定里重新选择旧证书（或 netsh 填旧指纹），核验后再处理新证书。',
        'The old certificate is still in the store: choose it again in the binding (or its thumbprint by netsh), then verify.',
      ),
    ],
  },
  traps: [
    say(
      '删除等待中的申请，私钥随之丢失，必须重新申请。',
      'Deleting the pending request deletes the key: everything starts anew.',
    ),
    say(
      '不写 HashAlgorithm 时，旧系统可能用 SHA-1 签申请。',
      'Without HashAlgorithm old systems may sign the request with SHA-1.',
    ),
    say(
      'Windows Server 2016 及更早版本打不开 AES 加密的 PFX，提示“密码错误”。',
      'Windows Server 2016 and earlier call an AES-encrypted PFX a “wrong password”.',
    ),
    say(
      'Windows Server 2003 需补丁才识别 SHA-2，且不支持 ECC 和 TLS 1.2。',
      'Windows Server 2003 needs a hotfix for SHA-2 and knows neither ECC nor TLS 1.2.',
    ),
    say(
      '同一主机上每个绑定（SNI、地址）各选一次证书。',
      'Each binding (SNI name, address) of a host chooses its certificate separately.',
    ),
  ],
}
