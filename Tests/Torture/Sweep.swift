import CommandSupport
import Foundation

/// Fails call 1, 2, 3 … of a run until one passes untouched, for each kind of fault.
struct Sweep {
  let library: String
  let kinds: [Fault.Kind]
  /// nil for every point.
  let sample: Int?
  /// One number alone.
  let only: Int?
  let sideBySide: Int

  /// - Returns: how many points ended as they must not.
  func run() async throws -> Int {
    let folder = Self.place.appending(path: "galley-torture-\(UUID().uuidString.prefix(8))").resolvingSymlinksInPath()
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    let questions = Questions()
    var violations = 0
    try await withStandIn(questions.answer) { standIn in
      let before = Workspace(folder: folder.appending(path: "before"))
      try await Patient.prepare(before, standIn)
      let after = Workspace(folder: folder.appending(path: "after"))
      try FileManager.default.copyItem(at: before.folder, to: after.folder)
      try Patient.configure(after, standIn, trial: "after")
      let ended = try await after.galley("run")
      guard ended.exit == 0, questions.of("after").count == Patient.questions else {
        throw Patient.Unprepared(ended: ended)
      }
      let expected = try await Outcome(after)
      for kind in kinds {
        let trial = { @Sendable (number: Int) in
          try await Trial(
            fault: Fault(kind: kind, number: number), library: library, before: before, expected: expected,
            standIn: standIn, questions: questions, folder: folder
          ).run()
        }
        violations += try await sweep(kind, trial)
      }
    }
    if violations == 0 { try FileManager.default.removeItem(at: folder) }
    return violations
  }

  /// In memory where that can be had: what is tried is the order of calls, not the disk.
  private static var place: URL {
    let memory = "/dev/shm"
    return FileManager.default.isWritableFile(atPath: memory)
      ? URL(filePath: memory) : FileManager.default.temporaryDirectory
  }

  private func sweep(_ kind: Fault.Kind, _ trial: @escaping @Sendable (Int) async throws -> Trial.Report) async throws
    -> Int
  {
    let start = ContinuousClock.now
    let calls = try await trial(0).record.calls
    guard calls > 0 else { throw Untouched(library: library) }
    var numbers = points(of: calls)
    var reports: [Trial.Report] = []
    try await withThrowingTaskGroup(of: Trial.Report.self) { group in
      for number in numbers.prefix(sideBySide) { group.addTask { try await trial(number) } }
      numbers.removeFirst(min(sideBySide, numbers.count))
      for try await report in group {
        if report.record.wasReached { reports.append(report) } else { numbers = [] }
        if !numbers.isEmpty {
          let next = numbers.removeFirst()
          group.addTask { try await trial(next) }
        }
      }
    }
    let seconds = (ContinuousClock.now - start) / .seconds(1)
    return tell(kind, reports.sorted { $0.fault.number < $1.fault.number }, seconds: seconds)
  }

  struct Untouched: Error, CustomStringConvertible {
    let library: String
    var description: String { "\(library) saw no call of galley's: it was not loaded, and nothing was tried" }
  }

  /// - Parameter calls: as one run had them that nothing disturbed; others may have more.
  private func points(of calls: Int) -> [Int] {
    if let only { return [only] }
    guard let sample else { return Array(1...(2 * calls)) }
    let count = max(1, min(calls, sample / kinds.count))
    return (0..<count).map { 1 + $0 * (calls - 1) / max(1, count - 1) }
  }

  private func tell(_ kind: Fault.Kind, _ reports: [Trial.Report], seconds: Double) -> Int {
    let ends = Dictionary(grouping: reports, by: \.end).mapValues(\.count).sorted { $0.key < $1.key }
    let bad = reports.filter { !$0.violations.isEmpty }
    let again = reports.reduce(0) { $0 + $1.askedAgain }
    say(
      "\(kind.rawValue): \(reports.count) points, \(3 * reports.count) runs; ended "
        + ends.map { "\($0.key) × \($0.value)" }.joined(separator: ", ")
        + "; \(again) asked again; \(bad.count) violations; \(seconds.rounded()) s")
    for report in bad.prefix(10) {
      say("  \(report.fault), \(report.record.call) \(report.record.path)")
      for violation in report.violations { say("    \(violation.prefix(2000))") }
    }
    return bad.count
  }
}
