// Array APV: the device makes the key and prints the request. General knowledge of ArrayOS; no clause.

import type { Target } from '../target.ts'
import { byHand, LOOK_FROM_OUTSIDE, run, SERVED_CHAIN, say } from './steps.ts'

const device = (template: string, zh: string, en: string) => run('device', template, zh, en)

export const array: Target = {
  id: 'array-apv',
  title: say('Array APV', 'Array APV'),
  versions: 'ArrayOS APV 8 – 10',
  keyOrigin: 'device',
  packageFormats: ['pem-separate', 'pem-single-files'],
  isExecutable: false,
  verified: 'unverified',
  source: 'general knowledge of ArrayOS; only the WebUI handbook of APV 8.4 was found',
  defaults: { host: '{{alias}}' },
  steps: {
    csr: [
      device(
        'ssl csr {{host}}',
        '按提示填写主体，复制屏幕上的申请。',
        'Answer the questions for the subject and copy the request from the screen.',
      ),
    ],
    install: [
      device(
        'ssl import certificate {{host}}',
        '粘贴 CA 返回的站点证书，以 “...” 结束。',
        'Paste the site certificate and end with “...”.',
      ),
    ],
    chain: [device('ssl import interca {{host}}', '粘贴中间证书。', 'Paste the intermediate.')],
    activate: [
      device(
        'ssl activate certificate {{host}}\nwrite memory',
        '激活新证书并保存。',
        'Activate the new certificate and save.',
      ),
    ],
    verify: [LOOK_FROM_OUTSIDE, SERVED_CHAIN],
    rollback: [
      byHand(
        '设备保留多个证书编号：重新激活旧编号，再 write memory。',
        'The device keeps several certificate numbers: activate the old one again, then write memory.',
      ),
    ],
  },
  traps: [
    say(
      '重新生成申请会产生新的密钥，之前的申请随之作废。',
      'A new request makes a new key: the earlier request is void.',
    ),
    say('write memory 之前重启，修改丢失。', 'A restart before write memory loses the change.'),
  ],
}
