import ArgumentParser
import JobModel

/// How `run` takes the workspace's lock. Commands that change one draft or the state do not wait for it.
struct LockOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Wait so long for another galley at work in this workspace, such as 30m; without, exit 75 at once.",
      valueName: "duration"))
  var lockWait: String?

  func validate() throws {
    if let lockWait, Duration(galley: lockWait) == nil {
      throw ValidationError("--lock-wait must be a duration such as 500ms, 60s, 10m or 2h, not '\(lockWait)'")
    }
  }

  /// nil: not to wait at all.
  var longest: Duration? { lockWait.flatMap { Duration(galley: $0) } }
}
