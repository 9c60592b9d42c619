-- Bodies from a file, one a line, in turn; with a pause between two requests of one connection when BENCH_PAUSE (ms) is set.
local bodies = {}
for line in io.lines(os.getenv("BENCH_BODIES")) do bodies[#bodies + 1] = line end
local pause = tonumber(os.getenv("BENCH_PAUSE") or "0")
local at = 0
wrk.method = "POST"
wrk.headers["Content-Type"] = "application/json"
wrk.headers["Authorization"] = "Bearer " .. os.getenv("BENCH_KEY")

function request()
  at = at % #bodies + 1
  return wrk.format(nil, nil, nil, bodies[at])
end

if pause > 0 then
  function delay() return math.random(pause / 2, pause * 3 / 2) end
end

function done(summary, latency, requests)
  local errors = summary.errors
  io.write(string.format('RESULT {"requests": %d, "microseconds": %d, "p50": %.0f, "p99": %.0f, "longest": %.0f, "wrong": %d}\n',
    summary.requests, summary.duration, latency:percentile(50), latency:percentile(99), latency.max,
    errors.connect + errors.read + errors.write + errors.status + errors.timeout))
end
