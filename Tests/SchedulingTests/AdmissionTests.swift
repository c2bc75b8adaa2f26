import JobModel
import TestSupport
import Testing

@testable import Scheduling

/// On the main actor, so that a task runs until it waits before anybody looks.
@MainActor
@Suite("Who may send a request now", .timeLimit(.minutes(1)))
struct AdmissionTests {
  /// Starts a task that asks for a place, and returns when it waits for it or has it.
  private func ask(_ admission: Admission, _ lane: Lane, then body: @escaping @MainActor () -> Void = {}) async -> Task<
    Permit, any Error
  > {
    var hasAsked = false
    let task = Task { @MainActor in
      hasAsked = true
      let permit = try await admission.enter(lane)
      body()
      return permit
    }
    while !hasAsked { await Task.yield() }
    return task
  }

  @Test("first come, first served")
  func order() async throws {
    let admission = Admission(jobs: ["a": 1])
    let lane = Lane(job: "a", provider: "p")
    var permit = try await admission.enter(lane)
    var served: [Int] = []
    var tasks: [Task<Permit, any Error>] = []
    for number in 0..<5 { tasks.append(await ask(admission, lane) { served.append(number) }) }
    #expect(served.isEmpty)
    for number in 0..<5 {
      admission.leave(permit)
      permit = try await tasks[number].value
      #expect(served == Array(0...number))
      #expect(admission.inFlight == 1)
    }
    admission.leave(permit)
    #expect(admission.inFlight == 0)
  }

  @Test("who waits for a full provider holds up nobody who asks another one")
  func lanes() async throws {
    let admission = Admission(jobs: ["a": 2, "b": 2], providers: ["slow": 1])
    let slow = Lane(job: "a", provider: "slow")
    let first = try await admission.enter(slow)
    let waiting = await ask(admission, slow)
    _ = try await admission.enter(Lane(job: "a", provider: "fast"))
    _ = try await admission.enter(Lane(job: "b", provider: "fast"))
    #expect(admission.inFlight == 3)
    admission.leave(first)
    // The job's two places are taken by `slow` of then and `fast`: the one that left makes room.
    _ = try await waiting.value
    #expect(admission.inFlight == 3)
  }

  @Test("all jobs together have no more places than the machine has, in the order in which they come")
  func together() async throws {
    let admission = Admission(jobs: ["a": 9, "b": 9], providers: [:], limit: 2)
    let (a, b) = (Lane(job: "a", provider: "p"), Lane(job: "b", provider: "q"))
    let first = try await admission.enter(a)
    _ = try await admission.enter(b)
    let waiting = await [ask(admission, a), ask(admission, b)]
    #expect(admission.inFlight == 2)
    admission.leave(first)
    let second = try await waiting[0].value
    #expect(admission.inFlight == 2)
    admission.leave(second)
    _ = try await waiting[1].value
    #expect(admission.inFlight == 2)
  }

  @Test("a closed admission turns away who waits and who comes; those in flight keep their places")
  func close() async throws {
    let admission = Admission(jobs: ["a": 1])
    let lane = Lane(job: "a", provider: "p")
    let permit = try await admission.enter(lane)
    let waiting = await ask(admission, lane)
    admission.close()
    await #expect(throws: Refusal.closed) { try await waiting.value }
    await #expect(throws: Refusal.closed) { try await admission.enter(lane) }
    #expect(admission.inFlight == 1)
    admission.leave(permit)
    await #expect(throws: Refusal.closed) { try await admission.enter(lane) }
    #expect(admission.inFlight == 0)
  }

  @Test("closed for one job, the others go on")
  func closeJob() async throws {
    let admission = Admission(providers: ["p": 1])
    let (one, other) = (Lane(job: "one", provider: "p"), Lane(job: "other", provider: "p"))
    let permit = try await admission.enter(one)
    let ours = await ask(admission, one)
    let theirs = await ask(admission, other)
    admission.close(job: "one")
    await #expect(throws: Refusal.closed) { try await ours.value }
    await #expect(throws: Refusal.closed) { try await admission.enter(one) }
    admission.leave(permit)
    _ = try await theirs.value
    #expect(admission.inFlight == 1)
  }

  @Test("who is cancelled while waiting takes no place, and the next one gets it")
  func cancellation() async throws {
    let admission = Admission(jobs: ["a": 1])
    let lane = Lane(job: "a", provider: "p")
    let permit = try await admission.enter(lane)
    let first = await ask(admission, lane)
    let second = await ask(admission, lane)
    first.cancel()
    await #expect(throws: CancellationError.self) { try await first.value }
    admission.leave(permit)
    _ = try await second.value
    #expect(admission.inFlight == 1)
  }

  @Test("who is cancelled before asking gets no place")
  func cancelledBefore() async throws {
    let admission = Admission(jobs: ["a": 1])
    let task = Task { @MainActor in
      await untilCancelled()
      _ = try await admission.enter(Lane(job: "a", provider: "p"))
    }
    task.cancel()
    await #expect(throws: CancellationError.self) { try await task.value }
    #expect(admission.inFlight == 0)
  }
}

@Suite("Many who want to send at once", .timeLimit(.minutes(1)))
struct AdmissionStressTests {
  @Test(
    "there are never more in flight than job and provider allow, some of them cancelled, and every place comes back")
  func stress() async throws {
    let jobs = ["a": 3, "b": 5, "c": 50]
    let providers = ["p": 4, "q": 40]
    let admission = Admission(jobs: jobs, providers: providers)
    let byJob = jobs.mapValues { _ in Peak() }
    let byProvider = providers.mapValues { _ in Peak() }
    let served = Peak()
    await withTaskGroup { group in
      for number in 0..<2_000 {
        let job = ["a", "b", "c"][number % 3]
        let provider = number % 2 == 0 ? "p" : "q"
        let visit = Task {
          let permit = try await admission.enter(Lane(job: job, provider: provider))
          served.enter()
          byJob[job]?.enter()
          byProvider[provider]?.enter()
          await Task.yield()
          byJob[job]?.leave()
          byProvider[provider]?.leave()
          admission.leave(permit)
        }
        group.addTask { _ = try? await visit.value }
        if number % 7 == 0 { visit.cancel() }
      }
    }
    for (job, limit) in jobs { #expect((1...limit).contains(byJob[job]?.most ?? 0), "job \(job)") }
    for (provider, limit) in providers {
      #expect((1...limit).contains(byProvider[provider]?.most ?? 0), "provider \(provider)")
    }
    // Peak never goes down here: it counts who was served. Only one in seven was cancelled.
    #expect(served.most >= 2_000 - 286)
    #expect(admission.inFlight == 0)
  }
}
