import Foundation

@testable import JobModel
@testable import Scheduling

/// A run in simulated time: the gate as a run has it, a provider, and nothing that waits.
struct Simulation {
  var provider: SimulatedProvider
  var limits: RateLimits
  var requests: Int
  /// Seconds; an answer's mean, how much they differ, and a refusal's.
  var latency = (mean: 0.2, sigma: 0.0, refusal: 0.002)
  var isAuto = false
  /// Tokens of each request in turn; empty where they do not count.
  var tokens: [Int] = []
  var seed: UInt64 = 1
  /// As a job has it that says nothing.
  var retry = Retry(attempts: .max, base: .milliseconds(500), cap: .seconds(60))

  struct Result {
    var seconds = 0.0
    /// When the last request that was let through reached the provider.
    var lastArrival = 0.0
    var answers = 0
    var refusals = 0
    var learned: LearnedLimit?
    /// What must never happen.
    var faults: [String] = []
    /// The longest that anybody waited in line, in seconds.
    var longestWait = 0.0
    /// Requests for one item that were all refused.
    var mostAttempts = 0

    var refusedShare: Double { Double(refusals) / Double(max(answers, 1)) }
  }

  private struct Event {
    let at: Int
    let what: What
    enum What {
      case wake
      case arrives(Int)
      case answered(Int)
      case again(Int)
    }
  }

  private struct Asking {
    var item: Int
    var permit: Permit
    var answer = SimulatedProvider.Answer(isAccepted: true)
  }

  func run(remembered: LearnedLimit? = nil) -> Result {
    let start = Instant.now
    let lane = Lane(job: "a", provider: "p", model: "m")
    var gate = Gate(
      jobs: ["a": Gate.JobLimits(limits, isAuto: isAuto)], providers: ["p": RateLimits()],
      remembered: remembered.map { [Gate.Endpoint(provider: "p", model: "m"): $0] } ?? [:])
    var (provider, random, result) = (self.provider, Seeded(state: seed), Result())
    var (events, now, armed) = (Queue(), 0, Int.max)
    var attempts = [UInt8](repeating: 0, count: requests)
    var (next, waiting, lastAdmitted, done) = (0, 0, -1, 0)
    var pausedUntil = 0
    let alive = 2 * (limits.concurrency?.fixed ?? AutoWindow.most)
    var items: [Int: (item: Int, since: Int)] = [:]
    var asking: [Int: Asking] = [:]

    func wish(_ item: Int) {
      let id = gate.newcomer()
      items[id] = (item, now)
      waiting += 1
      let size = tokens.isEmpty ? 0 : tokens[item % tokens.count]
      gate.request(Ask(lane: lane, size: RequestSize(input: size, output: 0)), as: id)
    }
    func admit() {
      let answer = gate.admit(at: start + .nanoseconds(now), wall: WallTime(milliseconds: 0))
      for (id, permit) in answer.admitted {
        guard let (item, since) = items.removeValue(forKey: id) else { continue }
        if now < pausedUntil { result.faults.append("request \(id) did not wait as long as the provider asked for") }
        if id < lastAdmitted { result.faults.append("request \(id) was overtaken by \(lastAdmitted)") }
        (lastAdmitted, waiting) = (id, waiting - 1)
        result.longestWait = max(result.longestWait, Double(now - since) / 1e9)
        attempts[item] &+= 1
        asking[id] = Asking(item: item, permit: permit)
        events.push(Event(at: now + 1_000_000 + Int(random.next() % 2_000_000), what: .arrives(id)))
      }
      let isFull = asking.count >= limits.concurrency?.fixed ?? gate.window("p") ?? .max
      if waiting > 0, !isFull, gate.nextWake == nil { result.faults.append("the first in line waits for nothing") }
      guard let wake = gate.nextWake else { return }
      let moment = (wake - start).nanoseconds + 1
      if moment <= now { result.faults.append("the first in line waits though it may go") }
      guard moment < armed || armed <= now else { return }
      armed = max(moment, now + 1)
      events.push(Event(at: armed, what: .wake))
    }

    var hasChanged = true
    while done < requests, result.faults.isEmpty {
      while next < requests, waiting + asking.count < alive {
        wish(next)
        next += 1
      }
      if hasChanged { admit() }
      hasChanged = true
      guard let event = events.pop() else {
        result.faults.append("nothing will ever happen again")
        break
      }
      now = event.at
      switch event.what {
      case .wake: armed = .max
      case .again(let item): wish(item)
      case .arrives(let id):
        guard let item = asking[id]?.item else { continue }
        let cost = tokens.isEmpty ? 1 : Double(tokens[item % tokens.count])
        let answer = provider.ask(Double(now) / 1e9, cost: cost)
        asking[id]?.answer = answer
        if answer.isAccepted { result.lastArrival = Double(now) / 1e9 }
        let takes =
          answer.isAccepted ? random.latency(mean: latency.mean, sigma: latency.sigma) : latency.refusal
        events.push(Event(at: now + Int(takes * 1e9), what: .answered(id)))
        hasChanged = false
      case .answered(let id):
        guard let asked = asking.removeValue(forKey: id) else { continue }
        let moment = start + .nanoseconds(now)
        var settlement = Settlement()
        settlement.report = asked.answer.report
        result.answers += 1
        if asked.answer.isAccepted {
          done += 1
          let size = tokens.isEmpty ? 0 : tokens[asked.item % tokens.count]
          settlement.usage = Usage(input: size, cachedInput: 0, output: 0, reasoning: 0)
        } else {
          result.refusals += 1
          (settlement.answer, settlement.isTrouble) = (.limited(retryAfter: asked.answer.retryAfter), true)
          settlement.maybeBilled = false
          if let wait = asked.answer.retryAfter {
            pausedUntil = max(pausedUntil, now + wait.nanoseconds)
            _ = gate.rest("p", for: wait, began: asked.permit.began, now: moment)
          }
          let backoff = retry.wait(after: Int(attempts[asked.item]), fraction: random.fraction())
          // For a pause of the provider it waits in line.
          let isPause = asked.answer.retryAfter.map { $0 >= backoff } ?? false
          let wait = isPause ? .zero : max(backoff, asked.answer.retryAfter ?? .zero)
          result.mostAttempts = max(result.mostAttempts, Int(attempts[asked.item]))
          events.push(Event(at: now + wait.nanoseconds, what: .again(asked.item)))
        }
        _ = gate.settle(asked.permit, settlement, at: moment)
      }
    }
    result.seconds = Double(now) / 1e9
    result.learned = gate.learned.values.first
    return result
  }

  /// The next event first: a binary heap.
  private struct Queue {
    private var heap: ContiguousArray<Event> = []

    mutating func push(_ event: Event) {
      var place = heap.count
      heap.append(event)
      while place > 0, heap[(place - 1) / 2].at > event.at {
        heap[place] = heap[(place - 1) / 2]
        place = (place - 1) / 2
      }
      heap[place] = event
    }

    mutating func pop() -> Event? {
      guard let first = heap.first, let last = heap.popLast() else { return nil }
      if heap.isEmpty { return first }
      var place = 0
      while 2 * place + 1 < heap.count {
        var child = 2 * place + 1
        if child + 1 < heap.count, heap[child + 1].at < heap[child].at { child += 1 }
        if heap[child].at >= last.at { break }
        heap[place] = heap[child]
        place = child
      }
      heap[place] = last
      return first
    }
  }
}
