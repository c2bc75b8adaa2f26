import JobModel
import Subprocess

#if canImport(System)
  import System
#else
  import SystemPackage
#endif

/// A provider's own server (`start:`), run for as long as a body of work takes and for no longer, whatever ends it.
package struct LocalServer: Sendable {
  private let provider: Provider
  private let workspace: String
  private let log: String
  private let patience: Duration
  private let grace: Duration

  /// - Parameters:
  ///   - workspace: the folder in which the program runs.
  ///   - log: the file that takes what the program prints; made anew. Its folder must be there.
  ///   - patience: how long the server may take until it answers.
  ///   - grace: how long it may take to end before it is killed.
  package init(
    for provider: Provider, workspace: String, log: String, patience: Duration = .seconds(120),
    grace: Duration = .seconds(5)
  ) {
    self.provider = provider
    self.workspace = workspace
    self.log = log
    self.patience = patience
    self.grace = grace
  }

  /// Does the work while the server answers. Nothing is started where something answers already, or where the provider
  /// names no program.
  ///
  /// The program runs in a process group of its own, so that Ctrl-C does not reach it, and inherits no descriptor. Its
  /// standard input is a pipe that nobody else holds and nothing is written to: a server that reads it ends by itself
  /// when galley is gone, even after SIGKILL. At the end the pipe is closed, the group gets SIGTERM, and SIGKILL after
  /// `grace`. Cancelling the task ends the server at once: to end a run in order, let the work return.
  /// - Parameter progress: takes a word for the terminal now and then.
  /// - Throws: `ServerError`, or what the work throws.
  package func during<Result: Sendable>(
    progress: @escaping @Sendable (String) -> Void, _ work: () async throws -> Result
  ) async throws -> Result {
    let arguments = provider.settings.start
    guard let program = arguments.first else { return try await work() }
    switch await Presence.ask(provider) {
    case .nobody: break
    case .loading:
      try await Readiness(of: provider, patience: patience, progress: progress).wait { nil }
      return try await work()
    default: return try await work()
    }

    progress("starting \(program)")
    let ending = [TeardownStep.gracefulShutDown(toProcessGroup: true, allowedDurationToNextStep: grace)]
    var options = PlatformOptions()
    options.processGroupID = 0
    options.teardownSequence = ending
    let output = try openLog()
    let ended: ExecutionResult<Swift.Result<Result, any Error>, FileDescriptorOutput, CombinedErrorOutput>
    do {
      ended = try await run(
        Program.executable(program, in: workspace), arguments: Arguments(Array(arguments.dropFirst())),
        workingDirectory: FilePath(Program.absolute(workspace)), platformOptions: options, input: .inputWriter,
        output: .fileDescriptor(output, closeAfterSpawningProcess: true), error: .combinedWithOutput
      ) { server in
        let result: Swift.Result<Result, any Error>
        do {
          let process = server.processIdentifier.value
          try await Readiness(of: provider, patience: patience, progress: progress).wait {
            ChildProcess.hasEnded(process)
          }
          result = .success(try await work())
        } catch {
          result = .failure(error)
        }
        try? await server.standardInputWriter.finish()
        await server.teardown(using: ending)
        // What the program started and left behind. The group's number is still ours: its leader is not reaped yet.
        try? server.send(signal: .kill, toProcessGroup: true)
        return result
      }
    } catch let error as SubprocessError {
      throw ServerError("'\(program)' cannot be started: \(Wording.plain("\(error)")); see `start:` of the provider")
    }
    do { return try ended.closureResult.get() } catch is Readiness.Ended {
      throw ServerError(
        "'\(program)' ended before it answered at \(provider.settings.baseURL) (\(ended.terminationStatus.words))"
          + lastWords())
    }
  }

  private func openLog() throws -> FileDescriptor {
    do {
      return try FileDescriptor.open(
        FilePath(log), .writeOnly, options: [.create, .truncate, .closeOnExec], permissions: .ownerReadWrite)
    } catch {
      throw ServerError("the server's log \(log) cannot be written: \(error)")
    }
  }

  /// The last lines of what the program printed.
  private func lastWords() -> String {
    guard let file = try? FileDescriptor.open(FilePath(log), .readOnly, options: .closeOnExec) else { return "" }
    defer { try? file.close() }
    var bytes = [UInt8](repeating: 0, count: 4096)
    guard let size = try? file.seek(offset: 0, from: .end),
      (try? file.seek(offset: max(0, size - 4096), from: .start)) != nil,
      let count = try? bytes.withUnsafeMutableBytes({ try file.read(into: $0) })
    else { return "" }
    let lines = String(decoding: bytes.prefix(count), as: UTF8.self).split(whereSeparator: \.isNewline).suffix(5)
    return lines.map { "\n  " + provider.redaction.clean(Wording.plain(String($0))) }.joined()
  }
}

/// The server that a provider needs does not come up. The provider is out of service: exit 69.
package struct ServerError: Error, Hashable, Sendable, CustomStringConvertible {
  package let description: String

  init(_ description: String) { self.description = description }
}
