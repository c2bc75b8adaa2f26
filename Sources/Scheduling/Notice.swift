package import JobModel
import OrderedCollections
package import Values

/// What is told of one run.
package struct Notice: Sendable {
  package let events: Set<NotifySettings.Event>
  package let exit: Int32
  /// The run in one paragraph.
  package let text: String
  /// What `run --json` prints.
  package let run: Value

  package init(_ summary: RunSummary, text: String) {
    exit = summary.exitCode
    self.text = text
    run = summary.json
    events = Self.events(exit: exit, stopped: summary.stopped, review: summary.jobs.reduce(0) { $0 + $1.review })
  }

  /// Of a run that could not begin.
  package init(notBegun exit: Int32, text: String, run: Value) {
    self.exit = exit
    self.text = text
    self.run = run
    events = [.failure]
  }

  /// A run is a failure where its exit code is neither 0 nor 75, and where it never had the lock: a night without drafts.
  static func events(exit: Int32, stopped: StopReason?, review: Int) -> Set<NotifySettings.Event> {
    var events: Set<NotifySettings.Event> = []
    if ![0, 75].contains(exit) || stopped == .lock { events.insert(.failure) }
    if stopped != .signal, stopped != .lock { events.insert(.finish) }
    if stopped == .budget { events.insert(.budget) }
    if review > 0 { events.insert(.review) }
    return events
  }

  /// The JSON document for the command and the webhook. `text` comes first: chat services show it as it is.
  ///
  /// - Parameter workspace: its absolute path.
  func document(workspace: String, host: String, version: String) -> [UInt8] {
    var map = ValueMap()
    map[MapKey("text")] = .string("galley in \(workspace) on \(host): \(text)")
    map[MapKey("events")] = .list(
      NotifySettings.Event.allCases.filter(events.contains).map { .string($0.rawValue) })
    map[MapKey("exit")] = .integer(Int(exit))
    map[MapKey("workspace")] = .string(workspace)
    map[MapKey("host")] = .string(host)
    map[MapKey("version")] = .string(version)
    map[MapKey("run")] = run
    return Array(((try? JSON.text(.map(map))) ?? "{}").utf8)
  }
}
