import Drafting
package import JobModel
import Ledger

/// Why a command could not do its work at all.
package enum RunFailure: Error, Sendable {
  /// Files of the workspace are wrong: 65, or 78 for galley.yaml. Nothing was sent.
  case wrong([Diagnostic])
  /// The command line names what is not there: 64.
  case usage(String)
  /// Another run holds the workspace's lock: 75.
  case locked(String)
  /// A signal came before its first request, while it waited for the lock or for a key: 75.
  case interrupted(String)
  /// The output or the state cannot be used: 73.
  case cannotWrite(String)
  /// A key is missing or a provider's settings cannot be used: 78.
  case configuration(String)
  /// The program that a provider's `start` names did not come up: 69.
  case provider(String)
}

extension RunFailure {
  /// What keeps a command from changing a stage: its lock, its state, its folder.
  init(ofStage error: any Error) {
    switch error {
    case let error as RunFailure: self = error
    case let error as LockError:
      if case .held = error { self = .locked(error.description) } else { self = .cannotWrite(error.description) }
    // What is wrong with one path is for whoever named it.
    case let error as PlacementError: self = error.stopsRun ? .cannotWrite(error.message) : .usage(error.message)
    default: self = .cannotWrite("\(error)")
    }
  }
}
