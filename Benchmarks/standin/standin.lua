-- Answers a chat completion with a text of about 2 KB that is known beforehand, so that a draft can be compared byte by byte.
--
-- The plan is a part of the address, so every client can be given it: `after=200,requests=1800,by=window`.
--   after=MS        how long an answer takes; 0
--   requests=N      a minute; unlimited
--   tokens=N        a minute, a request's input and output together; unlimited
--   by=bucket|window   refilled all the time, or counted anew with each window; bucket
--   burst=S         seconds of the limit that a bucket holds; 1
--   window=S        seconds of a window; 60
--   say=W+W         what an answer tells of the limits: `headers` (x-ratelimit-*), `retry` (retry-after on a 429); nothing
local limit = require "limit"
local M = {}

local paragraph = "A garden rewards whoever looks at it every morning, before the day begins to ask for other things. "
  .. "Water early, cut what has flowered, and leave the leaves of autumn where the hedgehog wants them. "
local text = string.rep(paragraph, 10):sub(1, -2)

local plans
-- What /stats tells since the last /reset. `in_flight` counts those that are made to wait: an answer at once is never seen
-- in flight, as nothing else runs meanwhile. Times are in seconds since 1970.
local counts

local function fresh()
  plans = {}
  counts = { requests = 0, accepted = 0, limited = 0, in_flight = 0, most_in_flight = 0, tokens = 0, first = 0, last = 0 }
end
fresh()

local function read(words)
  local plan = { after = 0, by = "bucket", burst = 1, window = 60, say = "" }
  for name, value in words:gmatch("([%a]+)=([^,]+)") do plan[name] = tonumber(value) or value end
  plan.requests = plan.requests and limit.new(plan.requests, plan)
  plan.tokens = plan.tokens and limit.new(plan.tokens, plan)
  plan.headers = plan.say:find("headers", 1, true) ~= nil
  plan.retry = plan.say:find("retry", 1, true) ~= nil
  return plan
end

-- Words and marks count as a token each: the prompts of the benchmarks are made of words that are one to o200k as well.
local function tokens(body)
  local _, words = body:match('"content":%s*"(.-)"'):gsub("%a+", "")
  return words + 7
end

-- What was asked for, from `item-000042` in the prompt.
local function name(body) return body:match("item%-%d+") or "nothing" end

local function refuse(plan, wait)
  counts.limited = counts.limited + 1
  if plan.retry then ngx.header["retry-after"] = math.ceil(wait) end
  ngx.status = 429
  ngx.header.content_type = "application/json"
  ngx.print('{"error":{"message":"Rate limit reached","type":"requests","param":null,"code":"rate_limit_exceeded"}}')
end

local function tell(plan, now)
  if not plan.headers then return end
  if plan.requests then plan.requests:tell("requests", now) end
  if plan.tokens then plan.tokens:tell("tokens", now) end
end

function M.answer(words)
  ngx.req.read_body()
  local body = ngx.req.get_body_data() or ""
  local now = ngx.now()
  local plan = plans[words]
  if not plan then
    plan = read(words)
    plans[words] = plan
  end
  counts.requests = counts.requests + 1
  if counts.first == 0 then counts.first = now end
  local input, output = 60, 480
  if plan.tokens then input, output = tokens(body), 20 end
  local used = input + output

  local wait = math.max(
    plan.requests and plan.requests:wait(1, now) or 0, plan.tokens and plan.tokens:wait(used, now) or 0)
  if wait > 0 then
    tell(plan, now)
    return refuse(plan, wait)
  end
  if plan.requests then plan.requests:take(1, now) end
  if plan.tokens then plan.tokens:take(used, now) end

  counts.accepted = counts.accepted + 1
  counts.tokens = counts.tokens + used
  counts.in_flight = counts.in_flight + 1
  counts.most_in_flight = math.max(counts.most_in_flight, counts.in_flight)
  local number = counts.accepted
  tell(plan, now)
  if plan.after > 0 then ngx.sleep(plan.after / 1000) end
  counts.in_flight = counts.in_flight - 1
  counts.last = ngx.now()

  local asked = name(body)
  local answer = '{"id":"chatcmpl-' .. number .. '","object":"chat.completion","created":1700000000,"model":"standin",'
    .. '"choices":[{"index":0,"message":{"role":"assistant","content":"# ' .. asked .. '\\n\\n' .. text
    .. '\\n\\nThe end of ' .. asked .. '."},"logprobs":null,"finish_reason":"stop"}],"usage":{"prompt_tokens":' .. input
    .. ',"completion_tokens":' .. output .. ',"total_tokens":' .. used .. '}}'
  ngx.header.content_type = "application/json"
  ngx.header.content_length = #answer
  ngx.print(answer)
end

function M.stats()
  local fields = {}
  for field, value in pairs(counts) do fields[#fields + 1] = string.format('"%s":%.3f', field, value) end
  ngx.header.content_type = "application/json"
  ngx.print("{" .. table.concat(fields, ",") .. "}")
end

function M.reset()
  fresh()
  ngx.print("{}")
end

return M
