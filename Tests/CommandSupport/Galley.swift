import Foundation
package import Subprocess

#if canImport(System)
  import System
#else
  import SystemPackage
#endif

/// How a run of the program ended.
package struct Ended: Sendable {
  /// nil where a signal ended it.
  package let exit: Int32?
  /// The signal that ended it.
  package let signal: Int32?
  package let output: String
  package let errors: String

  /// The one document that `--json` leaves on standard output.
  package func json() throws -> JSON { try JSON(reading: output) }
}

extension Ended: CustomStringConvertible {
  package var description: String {
    "exit \(exit.map(String.init) ?? "by signal \(signal ?? 0)")\n--- stdout\n\(output)\n--- stderr\n\(errors)\n---"
  }
}

/// The program while it runs.
package struct Running: Sendable {
  package let pid: Int32
  package let send: @Sendable (Signal) throws -> Void
}

package struct TookTooLong: Error, CustomStringConvertible {
  package let command: [String]
  package let limit: Duration
  package var description: String {
    "\(command.joined(separator: " ")) was still running after \(limit), and was killed"
  }
}

package struct EndedEarly: Error, CustomStringConvertible {
  package let ended: Ended
  package var description: String { "it ended while the test still waited for something to happen: \(ended)" }
}

package enum Galley {
  /// What every run sees of the environment; nothing of the person's who tests, keys and proxies least of all.
  package static func environment(_ changes: [String: String?], home: String) -> [String: String] {
    let path = ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin"
    return changes.reduce(into: ["PATH": path, "HOME": home]) { $0[$1.key] = $1.value }
  }

  /// Runs a program to its end, or for so long; `during` sees it while it runs.
  package static func run(
    _ command: [String], environment: [String: String], folder: String, within limit: Duration = .seconds(60),
    during: @escaping @Sendable (Running) async throws -> Void = { _ in }
  ) async throws -> Ended {
    let variables = environment.map { Array("\($0.key)=\($0.value)".utf8) + [0] }
    let configuration = Configuration(
      executable: .path(FilePath(command[0])), arguments: Arguments(Array(command.dropFirst())),
      environment: .custom(variables), workingDirectory: FilePath(folder))
    return try await withThrowingTaskGroup(of: Ended?.self) { group in
      group.addTask { try await run(configuration, during: during) }
      group.addTask {
        try await Task.sleep(for: limit)
        return nil
      }
      defer { group.cancelAll() }
      guard let ended = try await group.next() ?? nil else { throw TookTooLong(command: command, limit: limit) }
      return ended
    }
  }

  private static func run(
    _ configuration: Configuration, during: @escaping @Sendable (Running) async throws -> Void
  ) async throws -> Ended {
    let result = try await Subprocess.run(configuration, input: .none, output: .sequence, error: .sequence) {
      execution in
      let (output, errors) = (execution.standardOutput, execution.standardError)
      let running = Running(pid: execution.processIdentifier.value) { try execution.send(signal: $0) }
      return try await withThrowingTaskGroup(of: Part.self) { group in
        group.addTask { .output(try await collect(output)) }
        group.addTask { .errors(try await collect(errors)) }
        group.addTask {
          do {
            try await during(running)
            return .through(nil)
          } catch {
            try? running.send(.kill)
            return .through(error)
          }
        }
        var (said, complained, failure) = ([UInt8](), [UInt8](), (any Error)?.none)
        var open = 2
        for try await part in group {
          switch part {
          case .output(let bytes): (said, open) = (bytes, open - 1)
          case .errors(let bytes): (complained, open) = (bytes, open - 1)
          case .through(let error): failure = error
          }
          if open == 0 { group.cancelAll() }  // it has ended: nothing that `during` waits for will come
        }
        return (said, complained, failure)
      }
    }
    var (exit, signal): (Int32?, Int32?)
    switch result.terminationStatus {
    case .exited(let code): exit = code
    case .signaled(let number): signal = number
    }
    let (output, errors, failure) = result.closureResult
    let ended = Ended(
      exit: exit, signal: signal, output: String(decoding: output, as: UTF8.self),
      errors: String(decoding: errors, as: UTF8.self))
    if failure is CancellationError { throw EndedEarly(ended: ended) }
    if let failure { throw failure }
    return ended
  }

  private enum Part: Sendable {
    case output([UInt8])
    case errors([UInt8])
    case through((any Error)?)
  }

  private static func collect(_ sequence: SubprocessOutputSequence) async throws -> [UInt8] {
    var bytes: [UInt8] = []
    for try await buffer in sequence { buffer.withUnsafeBytes { bytes += $0 } }
    return bytes
  }
}
