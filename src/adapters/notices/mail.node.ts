// A message by SMTP (RFC 5321) over a connection the egress policy allowed. Taken means: by every recipient, after DATA.

import { createTransport, type NodemailerError, type SMTPTransportOptions } from 'nodemailer'
import type { Part } from '#core/notices/channel.ts'
import { type Judgement, judgeSmtp } from '#core/notices/reply.ts'
import type { ChannelSecret, ChannelSettings } from '#core/notices/settings.ts'
import type { HttpDeps } from './http.ts'

type MailSettings = Extract<ChannelSettings, { kind: 'smtp' }>

const CONNECT_MS = 4_000
const SILENCE_MS = 4_000
/** Of the whole conversation: a server that says one word every three seconds must not hold a message for ever. */
const WHOLE_MS = 10_000

export async function sendMail(
  { egress, now }: Pick<HttpDeps, 'egress' | 'now'>,
  settings: MailSettings,
  secret: ChannelSecret | undefined,
  part: Part,
): Promise<Judgement> {
  const { host, port } = settings
  const { socket } = await egress.connect({ host, port, timeoutMs: CONNECT_MS })
  const timer = setTimeout(() => socket.destroy(), WHOLE_MS)
  socket.on('error', () => undefined)
  const transport = createTransport({ ...optionsOf(settings, secret), connection: socket })
  try {
    const sent = await transport.sendMail({
      from: settings.from,
      to: [...settings.to],
      subject: part.title,
      text: part.text,
      messageId: `<${part.mark.replace(/[^\w.-]/g, '')}@zhengxun>`,
      date: new Date(now()),
      disableFileAccess: true,
      disableUrlAccess: true,
    })
    if (sent.rejected.length === 0) return judgeSmtp(250, sent.response)
    return judgeSmtp(550, `rejected: ${sent.rejected.join(', ')}`)
  } catch (error) {
    return judgeFailure(error as NodemailerError)
  } finally {
    clearTimeout(timer)
    transport.close()
    socket.destroy()
  }
}

function optionsOf(
  { host, port, security, user, anchors }: MailSettings,
  secret: ChannelSecret | undefined,
): SMTPTransportOptions {
  return {
    host,
    port,
    secure: security === 'tls',
    requireTLS: security === 'starttls',
    ignoreTLS: security === 'none',
    ...(anchors && { tls: { ca: [...anchors] } }),
    ...(user !== undefined && secret && { auth: { user, pass: secret.key } }),
    greetingTimeout: SILENCE_MS,
    socketTimeout: SILENCE_MS,
  }
}

/** The library's words hold no password, only the server's answer. */
function judgeFailure({ responseCode = 0, response, code, message }: NodemailerError): Judgement {
  return judgeSmtp(responseCode, response ?? `${code ?? ''} ${message}`.trim())
}
