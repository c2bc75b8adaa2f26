import CommandSupport
import Foundation

/// The calls to the system that a run made, as strace (https://strace.io) wrote them down.
struct Trace {
  struct Call {
    let name: String
    /// The call as strace prints it, with its descriptors' paths and what was written.
    let text: String
    /// Lines of the trace. Where one call ends before another begins, the kernel had done with it by then.
    let begin: Int
    var end: Int
  }

  private let calls: [Call]

  /// Whether this machine has strace and lets it trace.
  static func isPossible() async -> Bool {
    let ended = try? await Galley.run(
      ["/usr/bin/env", "strace", "-f", "-o", "/dev/null", "true"], environment: Galley.environment([:], home: "/"),
      folder: "/")
    return ended?.exit == 0
  }

  /// Runs `galley` under strace.
  static func run(_ workspace: Workspace, _ arguments: String...) async throws -> (Ended, Trace) {
    guard let binary = Binary.path else { throw NoBinary() }
    let names = "openat,close,write,writev,sendto,sendmsg,pwrite64,fdatasync,fsync,syncfs,renameat2,linkat"
    let file = workspace.url("trace.txt")
    let ended = try await Galley.run(
      ["/usr/bin/env", "strace", "-f", "-y", "-s", "8192", "-o", file.path, "-e", "trace=\(names)", binary] + arguments,
      environment: Galley.environment([:], home: workspace.path), folder: workspace.path)
    return (ended, Trace(try workspace.read("trace.txt")))
  }

  /// - Parameter text: lines such as `17 fsync(5</a/b>) = 0`, or in two parts where another thread came between:
  ///   `17 fsync(5</a/b> <unfinished ...>` and `17 <... fsync resumed>) = 0`.
  init(_ text: String) {
    var calls: [Call] = []
    var unfinished: [Substring: Int] = [:]
    for (number, line) in text.split(separator: "\n").enumerated() {
      let thread = line.prefix { $0 != " " }
      let rest = line.dropFirst(thread.count).drop { $0 == " " }
      if rest.hasPrefix("<... ") {
        if let call = unfinished.removeValue(forKey: thread) { calls[call].end = number }
      } else if let bracket = rest.firstIndex(of: "("), !rest.hasPrefix("+++"), !rest.hasPrefix("---") {
        if rest.hasSuffix("<unfinished ...>") { unfinished[thread] = calls.count }
        calls.append(Call(name: String(rest[..<bracket]), text: String(rest), begin: number, end: number))
      }
    }
    self.calls = calls
  }

  /// The first call of one of some names that holds all these texts and begins when another is done.
  func first(_ names: String..., holding texts: String..., after earlier: Call? = nil) -> Call? {
    calls.first { call in
      names.contains(call.name) && call.begin > earlier?.end ?? -1 && texts.allSatisfy(call.text.contains)
    }
  }

  /// All calls of a name that hold a text, in the order in which they began.
  func all(_ name: String, holding text: String) -> [Call] {
    calls.filter { $0.name == name && $0.text.contains(text) }
  }
}
