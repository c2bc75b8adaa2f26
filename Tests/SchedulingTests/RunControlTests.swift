import JobModel
import Synchronization
import TestSupport
import Testing

@testable import Scheduling

@MainActor
@Suite("Ending a run early", .timeLimit(.minutes(1)))
struct RunControlTests {
  private let events = Log<RunEvent>()

  private func control(_ admission: Admission = Admission()) -> RunControl {
    let events = events
    return RunControl(admission: admission) { events.add($0) }
  }

  private static let provider = RunControl.Stop(reason: .provider, message: "out of service")

  @Test("a pause ends when its time is over, and the run goes on")
  func pause() async {
    let clock = HandClock()
    #expect(await control().pause(.seconds(5), clock: clock))
    #expect(clock.waits == [.seconds(5)])
  }

  @Test("a pause ends early when the run stops")
  func pauseStopped() async {
    let control = control()
    var hasBegun = false
    let pause = Task { @MainActor in
      hasBegun = true
      return await control.pause(.seconds(3600), clock: HandClock.still)
    }
    while !hasBegun { await Task.yield() }
    control.stop(Self.provider)
    #expect(await pause.value == false)
    #expect(await control.pause(.seconds(3600), clock: HandClock.still) == false, "after the stop")
  }

  @Test("a signal after the jobs have ended, while somebody is told of the run, stops nothing and is not announced")
  func stopAfterEnd() {
    let control = control()
    control.finish()
    control.stop(.signal)
    #expect(control.stopped == nil)
    #expect(events.all.isEmpty)
  }

  @Test("a pause ends when its task is cancelled")
  func pauseCancelled() async {
    let control = control()
    let pause = Task { @MainActor in await control.pause(.seconds(3600), clock: HandClock.still) }
    pause.cancel()
    #expect(await pause.value == false)
  }

  @Test("a stopped run goes on for longer than its grace, or ends before")
  func goesOn() async {
    let control = control()
    control.stop(.signal)
    #expect(await control.goesOn(for: .seconds(30), clock: HandClock { _ in true }))
    let waiting = Task { @MainActor in await control.goesOn(for: .seconds(30), clock: HandClock.still) }
    control.finish()
    #expect(await waiting.value == false)
  }

  @Test("the first reason stands, and a signal is told once")
  func firstReason() {
    let control = control()
    control.stop(.signal)
    control.stop(Self.provider)
    control.stop(.signal)
    #expect(control.stopped?.reason == .signal)
    #expect(events.all.count == 1)
  }

  @Test("a stop closes the admission, and wakes who waits for it; who waits for the end waits on")
  func stop() async {
    let admission = Admission()
    let control = control(admission)
    let stopped = Task { @MainActor in await control.untilStopped() }
    var finished = false
    let end = Task { @MainActor in
      await control.untilFinished()
      finished = true
    }
    #expect(control.mayAsk("a"))
    control.stop(Self.provider)
    await stopped.value
    #expect(!control.mayAsk("a"))
    await #expect(throws: Refusal.closed) { try await admission.enter(Lane(job: "a", provider: "p")) }
    #expect(!finished)
    control.finish()
    await end.value
  }

  @Test("nobody is turned away before the reason is known: a run that ends with them does not end as if all were done")
  func reasonFirst() {
    let seen = Log<StopReason?>()
    let stopping = Mutex<RunControl?>(nil)
    // The admission reads the wall clock when it turns people away.
    let admission = Admission(Gate(), timer: Timer(HandClock.still)) {
      if let control = stopping.withLock({ $0 }) { seen.add((control.stopped ?? control.jobStopped)?.reason) }
      return WallTime(milliseconds: 0)
    }
    let control = control(admission)
    stopping.withLock { $0 = control }
    control.stopJob("a", message: "too late", reason: .deadline)
    #expect(seen.all == [.deadline])
    control.stop(.signal)
    #expect(seen.all == [.deadline, .signal])
  }

  @Test("a stopped job is told once, and the others go on")
  func stopJob() async throws {
    let admission = Admission()
    let control = control(admission)
    control.stopJob("a", message: "no such model")
    control.stopJob("a", message: "no such model")
    #expect(events.all.count == 1)
    #expect(control.stopped == nil)
    #expect(!control.mayAsk("a"))
    #expect(control.mayAsk("b"))
    _ = try await admission.enter(Lane(job: "b", provider: "p"))
  }

  @Test("who waits for a stop is let go at the end, and when cancelled")
  func untilStopped() async {
    let control = control()
    let cancelled = Task { @MainActor in await control.untilStopped() }
    cancelled.cancel()
    await cancelled.value
    let waiting = Task { @MainActor in await control.untilStopped() }
    control.finish()
    await waiting.value
  }

  @Test("a run that was asked to stop before it began stops as it begins")
  func early() {
    let handle = RunHandle()
    handle.stop()
    #expect(handle.progress == nil)
    let control = control()
    handle.attach(control, Tally(jobs: []))
    #expect(control.stopped?.reason == .signal)
  }
}
