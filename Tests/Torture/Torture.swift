import ArgumentParser
import CommandSupport
import Foundation

/// Runs galley again and again, each time with another call to the system failing or the process killed at it, and looks
/// whether a reply was lost, paid for twice, or a person's text disturbed.
@main
struct Torture: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Fails every call to the system in turn, and kills at random moments.")

  @Option(help: "The fault library, built from Tests/Torture/faults.")
  var faults: String

  @Option(help: "At most so many points, evenly spread over all kinds, rather than all; 0 for none.")
  var sample: Int?

  @Option(help: "One kind of fault alone; may be repeated.")
  var kind: [Fault.Kind] = Fault.Kind.allCases

  @Option(help: "One point of each kind alone.")
  var at: Int?

  @Option(help: "How many points are tried side by side.")
  var sideBySide = 3

  @Option(help: "How often a large run is killed at a random moment; 0 for never.")
  var kills = 25

  @Option(help: "How many drafts the run that is killed has.")
  var rows = 3000

  @Option(help: "Of the random moments; printed, to repeat them.")
  var seed = UInt64.random(in: 0...999_999)

  func run() async throws {
    guard let binary = Binary.path else { throw NoBinary() }
    say("torture of \(binary), seed \(seed)")
    let start = ContinuousClock.now
    var violations = 0
    if sample != 0 {
      let library = URL(filePath: faults).path  // galley runs in another folder
      let sweep = Sweep(library: library, kinds: kind, sample: sample, only: at, sideBySide: sideBySide)
      violations += try await sweep.run()
    }
    if kills > 0 && at == nil { violations += try await Kills(count: kills, rows: rows, seed: seed).run() }
    let seconds = (ContinuousClock.now - start) / .seconds(1)
    say("\(violations == 0 ? "nothing was lost" : "\(violations) violations"), \(seconds.rounded()) s")
    if violations > 0 { throw ExitCode.failure }
  }
}

/// Prints a line at once, also where the output is no terminal.
func say(_ line: String) { FileHandle.standardOutput.write(Data("\(line)\n".utf8)) }
