// Where a channel leads, without what must stay secret: that is sealed apart and only seen by the sender.
// House rule.

/** Certificates (PEM) that a peer of our own network is trusted by, in place of the system's. */
interface Anchored {
  anchors?: readonly string[]
}

export type ChannelSettings =
  /** `url` without the key, the token or the id: those are the channel's secret. */
  | ({ kind: 'wecom' | 'dingtalk' | 'feishu' | 'webhook'; url: string } & Anchored)
  | ({ kind: 'sms'; url: string; signature: string; templateId: string; mobile: string; success: string } & Anchored)
  | ({
      kind: 'smtp'
      host: string
      port: number
      /** `starttls`: nothing is said in the clear; a server that cannot is a failure, not an exception. */
      security: 'starttls' | 'tls' | 'none'
      /** Absent: nobody signs in. */
      user?: string
      from: string
      to: readonly string[]
    } & Anchored)

/** What is sealed: the key, token or id in the URL, the password, the bearer token; and what a robot's messages are signed with. */
export interface ChannelSecret {
  key: string
  signing?: string
}
