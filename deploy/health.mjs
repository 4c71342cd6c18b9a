// For the container's health check, where there is no shell and no curl: ends with 0 when the service can take requests.
const port = process.env.ZHENGXUN_PORT || '8460'
try {
  const answer = await fetch(`http://127.0.0.1:${port}/readyz`, { signal: AbortSignal.timeout(4000) })
  process.exitCode = answer.ok ? 0 : 1
} catch {
  process.exitCode = 1
}
