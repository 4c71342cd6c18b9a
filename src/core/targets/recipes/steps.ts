// Steps that several recipes share, so that one mistake is made in one place only. OpenSSL's command line; no clause.

import type { Bilingual, Dialect, Step, TemplateFile } from '../target.ts'

export const say = (zh: string, en: string): Bilingual => ({ zh, en })

/** Something to do where there is no command line. */
export const byHand = (zh: string, en: string): Step => ({ text: { zh, en } })

export const run = (dialect: Dialect, template: string, zh: string, en: string, file?: TemplateFile): Step => ({
  text: { zh, en },
  command: { dialect, template },
  ...(file && { file }),
})

export const sh = (template: string, zh: string, en: string): Step => run('sh', template, zh, en)

export const write = (dialect: Dialect, path: string, template: string, zh: string, en: string): Step => ({
  text: { zh, en },
  file: { dialect, path, template },
})

/** Where the new files wait, where the old ones are kept. */
export const STAGING = {
  newKeyFile: '{{newDirectory}}/{{fileStem}}.key',
  newRequestFile: '{{newDirectory}}/{{fileStem}}.csr',
  newCertificateFile: '{{newDirectory}}/leaf.pem',
  newChainFile: '{{newDirectory}}/chain.pem',
}

export const OPENSSL_REQUEST = sh(
  `umask 077 && mkdir -p {{newDirectory}} && openssl req -new -newkey rsa:{{keyBits}} -sha256 -nodes -utf8 \\
  -keyout {{newKeyFile}} -out {{newRequestFile}} \\
  -subj {{subjectSlash}} -addext subjectAltName={{sanOpenssl}}`,
  '在本机生成私钥和申请；私钥不离开本机。密钥由本服务生成时跳过这一步。',
  'Make the key and the request on this machine; the key stays there. Skip this when the key was made by the service.',
)

/** The check that `apachectl -t` does not make. */
export const KEY_BELONGS = sh(
  `[ "$(openssl x509 -in {{newCertificateFile}} -noout -pubkey)" = "$(openssl pkey -in {{newKeyFile}} -pubout)" ]`,
  '核对新证书与私钥是否配对，不配对则到此为止。',
  'Check that the new certificate belongs to the private key; stop here when it does not.',
)

export const CHAIN_IS_WHOLE = sh(
  'openssl verify -partial_chain -trusted {{newChainFile}} {{newCertificateFile}}',
  '核对中间证书确为新证书的签发者。',
  'Check that the intermediate certificate issued the new one.',
)

export const FULLCHAIN = sh(
  'cat {{newCertificateFile}} {{newChainFile}} > {{fullchainFile}}',
  '站点证书在前，中间证书在后，不含根证书。',
  'The site certificate first, then the intermediates, no root.',
)

const SHOW_SERVED = `openssl s_client -connect {{endpoint}} -servername {{serverName}} -showcerts </dev/null 2>/dev/null`

export const SERVED = sh(
  `[ "$(${SHOW_SERVED} | openssl x509 -noout -fingerprint -sha256)" = \\
  "$(openssl x509 -in {{newCertificateFile}} -noout -fingerprint -sha256)" ]`,
  '从另一台机器握手：线上证书的指纹必须等于新证书的指纹。每个节点、每个地址都要各做一次。',
  'Shake hands from another machine: the fingerprint served must be that of the new certificate. Once for each node and address.',
)

export const SERVED_CHAIN = sh(
  `${SHOW_SERVED} | grep -c 'BEGIN CERTIFICATE'`,
  '线上送出的证书张数：站点证书加全部中间证书（至少 2）。',
  'The number of certificates served: the site’s and all intermediates (2 at least).',
)

/** For targets whose prompt is not a shell: the same question asked from a machine that has OpenSSL. */
export const LOOK_FROM_OUTSIDE = sh(
  `${SHOW_SERVED} | openssl x509 -noout -subject -dates -fingerprint -sha256`,
  '从另一台机器握手，核对主体、有效期和指纹；每个虚拟地址各做一次。',
  'Shake hands from another machine and compare subject, dates and fingerprint; once for each virtual address.',
)

export const KEEP_OLD = (files: string) =>
  sh(
    `mkdir -p {{backupDirectory}} && chmod 700 {{backupDirectory}} && cp -p ${files} {{backupDirectory}}/`,
    '先备份正在使用的文件（首次安装没有旧文件，跳过）。',
    'Keep a copy of the files in use first (a first installation has none: skip).',
  )
