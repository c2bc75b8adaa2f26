-- One limit: so much a minute, as a bucket that refills all the time or as a window that begins anew.
local Limit = {}
Limit.__index = Limit

function Limit.new(a_minute, plan)
  local rate = a_minute / 60
  local is_bucket = plan.by == "bucket"
  local most = rate * (is_bucket and plan.burst or plan.window)
  return setmetatable(
    { a_minute = a_minute, rate = rate, is_bucket = is_bucket, window = plan.window, most = math.max(most, 1),
      left = math.max(most, 1), since = 0 }, Limit)
end

function Limit:refill(now)
  if self.is_bucket then
    self.left = math.min(self.most, self.left + (now - self.since) * self.rate)
    self.since = now
  else
    local begin = math.floor(now / self.window) * self.window
    if begin ~= self.since then self.left, self.since = self.most, begin end
  end
end

-- Seconds until `amount` would be given; 0: at once. Half a millisecond of it is forgiven, as the clock ticks in whole ones.
function Limit:wait(amount, now)
  self:refill(now)
  local missing = amount - self.left - self.rate * 0.0005
  if missing <= 0 then return 0 end
  return self.is_bucket and missing / self.rate or self.since + self.window - now
end

function Limit:take(amount, now)
  self:refill(now)
  self.left = self.left - amount
end

function Limit:tell(what, now)
  self:refill(now)
  local reset = self.is_bucket and (self.most - self.left) / self.rate or self.since + self.window - now
  ngx.header["x-ratelimit-limit-" .. what] = self.a_minute
  ngx.header["x-ratelimit-remaining-" .. what] = math.max(0, math.floor(self.left))
  ngx.header["x-ratelimit-reset-" .. what] = reset < 1 and string.format("%dms", math.ceil(reset * 1000))
    or string.format("%.3fs", reset)
end

return Limit
