import JobModel
import Scheduling
import Workspace

/// A run that is to come every night: all that a crontab or systemd's units say of it.
struct NightlyRun {
  /// The absolute path of this very program.
  let program: String
  /// Absolute, without symbolic links.
  let workspace: String
  /// As the command line names them; empty: every job.
  let jobs: [String]
  let time: TimeOfDay
  /// Providers whose key stands in an environment variable, with its name; each variable once.
  let keys: [(provider: String, variable: String)]
  /// Variables that are no secrets and that the jobs' providers read, as they are now.
  let variables: [(name: String, value: String)]
  /// Where the programs that galley.yaml names without a folder are found now, if not in `usualPath`.
  let folders: [String]
  /// Whether a run may start programs (`start`, `key_command`, `notify`), of which nobody knows what they read.
  let runsPrograms: Bool

  /// The folders in which cron looks for programs.
  static let usualPath = ["/usr/bin", "/bin"]

  /// What follows the program's name: quiet, and patient with the run of the night before.
  var arguments: [String] { ["-C", workspace, "run"] + jobs + ["--quiet", "--lock-wait", "30m"] }

  /// `articles ideas`, or `every job of drafts`.
  var subject: String {
    jobs.isEmpty ? "every job of \(workspace.split(separator: "/").last ?? "/")" : jobs.joined(separator: " ")
  }

  /// - Throws: `Departure` (64) where a path or a name cannot stand in a crontab or a unit.
  init(
    _ preparation: Preparation, jobs: [String], at time: TimeOfDay, program: String, workspace: String,
    environment: [String: String]
  ) throws(Departure) {
    self.program = program
    self.workspace = workspace
    self.jobs = jobs
    self.time = time
    var keys: [(provider: String, variable: String)] = []
    var variables: [(name: String, value: String)] = []
    let providers = preparation.jobs.map(\.provider)
    for provider in providers {
      if case .environment(let name) = provider.key, !keys.contains(where: { $0.variable == name }) {
        keys.append((provider.name, name))
      }
      if let name = BuiltInProviders.addressVariable(of: provider.name), let value = environment[name],
        BuiltInProviders.baseURL(of: provider.name, environment: environment) == provider.baseURL,
        !variables.contains(where: { $0.name == name })
      {
        variables.append((name, value))
      }
    }
    let programs = providers.flatMap(\.programs) + (preparation.settings.notify?.command.prefix(1) ?? [])
    let path = (environment["PATH"] ?? "").split(separator: ":").map(String.init)
    var folders: [String] = []
    for program in programs where !program.contains("/") {
      let known = Self.usualPath + folders
      guard let folder = Machine.folder(of: program, among: known + path), !known.contains(folder) else { continue }
      folders.append(folder)
    }
    self.keys = keys
    self.variables = variables
    self.folders = folders
    runsPrograms = !programs.isEmpty
    let printed =
      [program, workspace] + jobs + keys.flatMap { [$0.provider, $0.variable] } + variables.map(\.value) + folders
    if let wrong = printed.first(where: { $0.unicodeScalars.contains { $0.value < 32 || $0.value == 127 } }) {
      throw .usage(
        "'\(Terminal.strip(wrong).replacing("\n", with: " "))' holds a line break or another control character, "
          + "which neither a crontab nor a unit can hold; rename it")
    }
  }
}

extension ProviderSettings {
  /// The programs that a run may start for it.
  fileprivate var programs: [String] {
    let command: [String] = if case .command(let arguments) = key { arguments } else { [] }
    return [command, start].compactMap(\.first)
  }
}
