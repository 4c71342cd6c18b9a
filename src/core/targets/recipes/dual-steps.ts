// What both TLCP servers have in common: a request for the signature key only, the envelope that comes back, the files.
// GB/T 38636, GB/T 35276; clauses unverified.

import { byHand, sh } from './steps.ts'

export const SIGN_REQUEST = sh(
  `umask 077 && mkdir -p {{newDirectory}} && openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:SM2 -out {{newSignKeyFile}} && \\
  openssl req -new -sm3 -utf8 -sigopt distid:1234567812345678 -key {{newSignKeyFile}} -out {{newRequestFile}} \\
  -subj {{subjectSlash}} -addext subjectAltName={{sanOpenssl}}`,
  '只为签名密钥生成申请；加密密钥由 CA 的密钥管理系统产生。distid 不可省略，否则国内 CA 会拒绝。',
  'A request for the signature key only; the encryption key comes from the CA. Without distid Chinese CAs refuse the request.',
)

export const FILES = {
  newDirectory: '{{directory}}/new',
  backupDirectory: '{{directory}}/previous',
  newSignKeyFile: '{{newDirectory}}/{{fileStem}}-sign.key',
  newRequestFile: '{{newDirectory}}/{{fileStem}}-sign.csr',
  newEncryptionKeyFile: '{{newDirectory}}/{{fileStem}}-enc.key',
  signKeyFile: '{{directory}}/{{fileStem}}-sign.key',
  signChainFile: '{{directory}}/{{fileStem}}-sign.pem',
  encryptionKeyFile: '{{directory}}/{{fileStem}}-enc.key',
  encryptionChainFile: '{{directory}}/{{fileStem}}-enc.pem',
}

export const UNWRAP = byHand(
  'CA 返回签名证书、加密证书和加密密钥信封（SM2EnvelopedKey）。在本服务中用签名私钥（或临时私钥）解开，并核对 d·G 等于加密证书公钥。',
  'The CA returns two certificates and the enveloped encryption key (SM2EnvelopedKey). Open it in this service with the signature key (or the temporary one); d·G must equal the key of the encryption certificate.',
)
