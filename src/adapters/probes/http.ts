// http: one request, its status, time and text.

import { z } from 'zod'
import { judge } from '#core/checks/check.ts'
import { HTTP_CHECKS } from '#core/checks/http.ts'
import type { Probe } from './probe.ts'
import { readSettings } from './settings.ts'

const SETTINGS = {
  method: z.enum(['GET', 'HEAD']).default('GET'),
  expectStatus: z.array(z.number().int().min(100).max(599)).min(1).default([200]),
  /** The body, read as UTF-8, must hold this. */
  expectText: z.string().min(1).optional(),
  warnLatencyMs: z.number().positive().default(2_000),
  failLatencyMs: z.number().positive().default(5_000),
  /** PEM anchors for https in place of the system's. */
  anchors: z.array(z.string()).optional(),
}

export const httpProbe: Probe = {
  id: 'http/1',
  exchanges: 1,
  run: async ({ target, settings, timeoutMs }, recorder, { egress }) => {
    const { method, expectText, anchors, ...thresholds } = readSettings(SETTINGS, settings)
    const response = await egress.fetch({ url: target, method, timeoutMs, ...(anchors ? { anchors } : {}) })
    const { status, body, phasesMs, address } = response
    const latencyMs = phasesMs.tcp + phasesMs.tls + phasesMs.app
    recorder.phases(phasesMs)
    recorder.keep('response-body', response.headers['content-type'] ?? 'application/octet-stream', body)
    recorder.measure({ address, status, latencyMs: Math.round(latencyMs), bodyBytes: body.length })
    recorder.thresholds({
      expectStatus: thresholds.expectStatus.join('/'),
      warnLatencyMs: thresholds.warnLatencyMs,
      failLatencyMs: thresholds.failLatencyMs,
    })
    const text = expectText === undefined ? {} : { containsText: new TextDecoder().decode(body).includes(expectText) }
    recorder.reasons(judge(HTTP_CHECKS, { url: target, status, latencyMs, ...text }, thresholds))
  },
}
