import Subprocess
import Synchronization

#if canImport(System)
  import System
#else
  import SystemPackage
#endif

/// A program that is told of a run: it gets a document on its standard input.
package struct NotifyCommand: Sendable {
  /// How long the program may take.
  package static let patience = Duration.seconds(10)
  /// Of what it prints so much is kept, in bytes.
  private static let most = 16_384

  private let arguments: [String]
  private let workspace: String
  private let patience: Duration

  /// How it ended.
  package struct Ending: Sendable, Hashable {
    /// Why it cannot have told anybody, for people; nil where it exited with 0.
    package let failure: String?
    /// The lines that it printed, without control characters.
    package let lines: [String]
  }

  /// - Parameters:
  ///   - arguments: the program and its arguments; no shell reads them.
  ///   - workspace: the folder in which it runs.
  package init(_ arguments: [String], workspace: String, patience: Duration = NotifyCommand.patience) {
    self.arguments = arguments
    self.workspace = workspace
    self.patience = patience
  }

  /// Runs it in a process group of its own, which is killed when its time is over.
  ///
  /// - Parameter redaction: takes keys out of what it prints.
  package func run(_ document: [UInt8], redaction: Redaction) async -> Ending {
    guard let program = arguments.first else { return Ending(failure: nil, lines: []) }
    let printed = Printed()
    let failure: String?
    do {
      let status = try await within(patience) { try await execute(program, document, printed) }
      failure = status.isSuccess ? nil : "'\(program)' failed (\(status.words))"
    } catch is TimeUp {
      failure = "'\(program)' did not end within \(patience) and was killed"
    } catch {
      failure = "'\(program)' cannot be run: \(Wording.plain("\(error)"))"
    }
    let text = redaction.clean(String(decoding: printed.bytes, as: UTF8.self))
    let lines = text.split(whereSeparator: \.isNewline).map { Wording.plain(String($0)) }.filter { !$0.isEmpty }
    return Ending(failure: failure, lines: lines)
  }

  private func execute(
    _ program: String, _ document: [UInt8], _ printed: Printed
  ) async throws -> TerminationStatus {
    var options = PlatformOptions()
    options.processGroupID = 0
    let configuration = Configuration(
      executable: Program.executable(program, in: workspace), arguments: Arguments(Array(arguments.dropFirst())),
      workingDirectory: FilePath(Program.absolute(workspace)), platformOptions: options)
    let ended = try await Subprocess.run(
      configuration, input: .inputWriter, output: .sequence, error: .combinedWithOutput
    ) { child in
      let (input, output) = (child.standardInputWriter, child.standardOutput)
      try await withThrowingTaskGroup(of: Void.self) { group in
        group.addTask {
          // A program that does not read it has no use for it.
          _ = try? await input.write(document)
          try? await input.finish()
        }
        do {
          // To its end, also beyond what is kept: a program whose pipe is full stands still.
          for try await part in output { part.withUnsafeBytes { printed.add($0, most: Self.most) } }
          try Task.checkCancellation()
        } catch {
          // The group's number is still ours: its leader is not reaped yet.
          try? child.send(signal: .kill, toProcessGroup: true)
          throw error
        }
      }
    }
    return ended.terminationStatus
  }
}

/// What a program has printed so far: it is wanted also when its time was over.
private final class Printed: Sendable {
  private let state = Mutex<[UInt8]>([])

  var bytes: [UInt8] { state.withLock { $0 } }

  func add(_ bytes: UnsafeRawBufferPointer, most: Int) {
    state.withLock { $0 += bytes.prefix(max(most - $0.count, 0)) }
  }
}
