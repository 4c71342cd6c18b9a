// Who made a copy, and how whoever receives it finds out.

import { apiUrl } from '../api.ts'
import { useWords } from '../language/index.ts'
import { CopyButton, Mono } from '../pieces/copyable.tsx'
import { Dialog } from '../pieces/dialog.tsx'
import { Facts } from '../pieces/page.tsx'
import type { MinistryCopy } from './shapes.ts'

export function SignatureDialog({ copy, onClose }: { copy: MinistryCopy; onClose: () => void }) {
  const { t } = useWords()
  const { sequence, fileName, signer } = copy
  const commands = commandsFor(copy)
  return (
    <Dialog look="wide" title={t('ministry.signature-of', { sequence })} onClose={onClose}>
      <Facts
        facts={[
          [t('ministry.file'), fileName],
          [
            t('ministry.signer-key'),
            <span key="key">
              {signer.algorithm.toUpperCase()} <Mono text={signer.fingerprint} what={t('ministry.signer-key')} short />
            </span>,
          ],
        ]}
      />
      <p>{t('ministry.signature-what')}</p>
      <div className="row">
        <strong>{t('ministry.signature-how')}</strong>
        <CopyButton text={commands} what={t('ministry.signature-how')} />
      </div>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a block that scrolls must be reachable by keyboard */}
      <pre className="block" tabIndex={0}>
        {commands}
      </pre>
      <p className="small soft">{t('ministry.signature-key')}</p>
      <a href={apiUrl(`/ministry-copies/${sequence}/signature`)}>{t('ministry.signature-download')}</a>
    </Dialog>
  )
}

function commandsFor({ fileName, signer }: MinistryCopy): string {
  const digest = signer.algorithm === 'sm2' ? '-sm3 -sigopt distid:1234567812345678' : '-sha256'
  return [
    `openssl pkey -pubin -in ${fileName}.signer.pem -outform DER | sha256sum`,
    `openssl dgst ${digest} -verify ${fileName}.signer.pem -signature ${fileName}.sha256sums.sig ${fileName}.sha256sums`,
    `sha256sum -c ${fileName}.sha256sums`,
  ].join('\n')
}
