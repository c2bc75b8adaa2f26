import ArgumentParser
import JobModel
import Ledger
import Providers
import Scheduling
import Values

#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

/// Exit codes of CONTRACT; the values from 64 on are those of BSD's sysexits.h.
enum ExitStatus: Int32 {
  case success = 0
  case someFailed = 1
  case usage = 64
  case data = 65
  case unavailable = 69
  case cannotCreate = 73
  case stopped = 75
  case refused = 77
  case configuration = 78
}

/// Ends a command early, with what is said on the way out.
struct Departure: Error {
  let status: ExitStatus
  let message: String
  var diagnostics: [Diagnostic] = []
  /// The command has printed its document already.
  var isReported = false
  /// The whole in one paragraph, which is all that is said under `--quiet`.
  var paragraph: String?

  /// The command line is wrong.
  static func usage(_ message: String) -> Departure { Departure(status: .usage, message: message) }

  /// Files are wrong: 78 if galley.yaml is among them, else 65.
  static func wrong(_ diagnostics: [Diagnostic]) -> Departure {
    let configuration = diagnostics.contains { $0.file == GalleyFile.name }
    let count = diagnostics.count == 1 ? "1 error" : "\(diagnostics.count) errors"
    return Departure(
      status: configuration ? .configuration : .data, message: "\(count); nothing was sent", diagnostics: diagnostics)
  }
}

/// The one place where errors become exit codes.
enum Exit {
  static func leave(_ error: any Error, common: CommonOptions) -> Never {
    let departure = departure(for: error)
    guard let departure else { Galley.exit(withError: error) }
    if common.json, !departure.isReported {
      Console.result(JSONDocument.text(JSONDocument.error(departure)))
    }
    let console = Console(common)
    if common.quiet, let paragraph = departure.paragraph {
      console.failure(paragraph)
    } else {
      for diagnostic in departure.diagnostics { console.error(diagnostic) }
      if !departure.message.isEmpty { console.failure(departure.message) }
    }
    exit(departure.status.rawValue)
  }

  /// nil for what the argument parser says itself: help, version, completions.
  static func departure(for error: any Error) -> Departure? {
    switch error {
    case let error as Departure: error
    case let error as RunFailure: Departure(error)
    case let error as LedgerError: Departure(status: .cannotCreate, message: error.description)
    case let error as LockError: Departure(error)
    case let error as ConfigurationError: Departure(status: .configuration, message: error.description)
    case let error as Diagnostic: .wrong([error])
    case is ExitCode: nil
    default:
      switch Galley.exitCode(for: error) {
      case .success: nil
      case .validationFailure, .failure: .usage(Galley.message(for: error))
      default: nil
      }
    }
  }
}

extension Departure {
  init(_ failure: RunFailure) {
    switch failure {
    case .wrong(let diagnostics): self = .wrong(diagnostics)
    case .usage(let message): self = .usage(message)
    case .locked(let message): self.init(status: .stopped, message: message)
    case .interrupted(let message): self.init(status: .stopped, message: message)
    case .cannotWrite(let message): self.init(status: .cannotCreate, message: message)
    case .configuration(let message): self.init(status: .configuration, message: message)
    case .provider(let message): self.init(status: .unavailable, message: message)
    }
  }
}

extension Departure {
  init(_ error: LockError) {
    switch error {
    case .held: self.init(status: .stopped, message: error.description)
    case .unlockable, .unwritable: self.init(status: .cannotCreate, message: error.description)
    }
  }
}
