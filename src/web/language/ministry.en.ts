// The words of the copies for the ministry in English, under the keys of ministry.zh.ts.

import type { ministryZh } from './ministry.zh.ts'

export const ministryEn: Readonly<Record<keyof typeof ministryZh, string>> = {
  'place.ministry': 'Ministry',
  'ministry.what':
    'Copies of the staff’s certificates: made each night at 02:40, encrypted, put into the folder, confirmed by a receipt',
  'ministry.now': 'Copy now',
  'ministry.now-done': '{{answered}} receipts came, {{made}} copies were made',
  'ministry.set-up': 'Set-up',
  'ministry.set-up-none':
    'Nothing is set up, and nothing is copied. The deployment guide names the folder and the two certificates.',
  'ministry.place': 'Folder',
  'ministry.recipient': 'Recipient',
  'ministry.signer': 'Signer of receipts',
  'ministry.until': '{{algorithm}}, until {{day}}',
  'ministry.uncopied': 'Not copied yet',
  'ministry.uncopied-none': 'nothing',
  'ministry.pressing': 'Wants somebody ({{count}})',
  'ministry.all': 'All copies',
  'ministry.none': 'No copies yet',
  'ministry.none-hint': 'One is made when credentials have changed',
  'ministry.sequence': 'Number',
  'ministry.file': 'File and digest',
  'ministry.count': 'Certificates',
  'ministry.made': 'Made',
  'ministry.state': 'Receipt',
  'ministry.state.waiting': 'awaited',
  'ministry.state.late': 'late',
  'ministry.state.received': 'received',
  'ministry.state.refused': 'does not hold',
  'ministry.state.copied-again': 'copied once more',
  'ministry.download': 'Download',
  'ministry.signature': 'Signature…',
  'ministry.signature-of': 'Signature of copy {{sequence}}',
  'ministry.signer-key': 'SHA-256 of the public key',
  'ministry.signature-what':
    'The digest of the copy is signed with the checkpoint key of this service; the three files of the signature lie beside the copy. Whoever receives them puts them together and checks, line by line:',
  'ministry.signature-how': 'Commands (OpenSSL)',
  'ministry.signature-key':
    'The first line must give the digest above, which is the fingerprint exchanged in person beforehand (the checkpoint key on the audit page); the second must answer Verified OK.',
  'ministry.signature-download': 'Download the signature files (ZIP)',
  'ministry.receipt': 'Import a receipt…',
  'ministry.receipt-of': 'Receipt for copy {{sequence}}',
  'ministry.receipt-what':
    'Two files: the receipt (.receipt.json) and the signature over it (.receipt.p7s). Judged as those in the folder; one that does not hold says why and changes nothing.',
  'ministry.receipt-text': 'Receipt .json',
  'ministry.receipt-signature': 'Signature .p7s',
  'ministry.receipt-do': 'Judge and import',
}
