import Subprocess

#if canImport(System)
  import System
#else
  import SystemPackage
#endif

/// A key that a program prints: a password store, a cloud's command-line tool.
package enum KeyCommand {
  /// How long the program may take; it may ask a person for a passphrase.
  package static let patience = Duration.seconds(30)

  /// - Parameter arguments: the program and its arguments; no shell reads them.
  static func run(
    _ arguments: [String], workspace: String, patience: Duration
  ) async throws(ConfigurationError) -> Secret {
    guard let program = arguments.first else { throw ConfigurationError("key_command is empty; name a program") }
    let result: ExecutionResult<Void, BytesOutput, DiscardedOutput>
    do {
      result = try await within(patience) { try await ask(program, arguments.dropFirst(), workspace: workspace) }
    } catch is TimeUp {
      throw ConfigurationError("key_command '\(program)' did not end within \(patience); run it by hand to see why")
    } catch let error as SubprocessError where error.code == .outputLimitExceeded {
      throw ConfigurationError("key_command '\(program)' prints more than a key")
    } catch {
      throw ConfigurationError("key_command '\(program)' cannot be run: \(Wording.plain("\(error)"))")
    }
    // What it printed may hold the key, also when it failed: only the status is told.
    guard result.terminationStatus.isSuccess else {
      throw ConfigurationError(
        "key_command '\(program)' failed (\(result.terminationStatus.words)); run it by hand to see why")
    }
    return try Secret(Keys.firstLine(result.standardOutput), from: "key_command '\(program)'")
  }

  private static func ask(
    _ program: String, _ arguments: ArraySlice<String>, workspace: String
  ) async throws -> ExecutionResult<Void, BytesOutput, DiscardedOutput> {
    var options = PlatformOptions()
    // A group of its own, so that nothing that it started outlives the patience.
    options.processGroupID = 0
    options.teardownSequence = [.gracefulShutDown(toProcessGroup: true, allowedDurationToNextStep: .seconds(1))]
    return try await Subprocess.run(
      Program.executable(program, in: workspace), arguments: Arguments(Array(arguments)),
      workingDirectory: FilePath(workspace), platformOptions: options, output: .bytes(limit: 16_384), error: .discarded)
  }
}
