// Prometheus metrics in a registry of our own: process figures and one histogram of requests.

import { collectDefaultMetrics, Histogram, Registry } from 'prom-client'

export interface PrometheusMetrics {
  registry: Registry
  observeRequest(request: { method: string; route: string; status: number; durationMs: number }): void
  render(): Promise<{ contentType: string; body: string }>
}

export function prometheusMetrics(): PrometheusMetrics {
  const registry = new Registry()
  collectDefaultMetrics({ register: registry })
  const requests = new Histogram({
    name: 'zhengxun_http_request_duration_seconds',
    help: 'Duration of HTTP requests by method, route pattern and status',
    labelNames: ['method', 'route', 'status'],
    buckets: [0.005, 0.02, 0.1, 0.5, 2, 10],
    registers: [registry],
  })
  return {
    registry,
    observeRequest: ({ method, route, status, durationMs }) =>
      requests.observe({ method, route, status: String(status) }, durationMs / 1000),
    render: async () => ({ contentType: registry.contentType, body: await registry.metrics() }),
  }
}
