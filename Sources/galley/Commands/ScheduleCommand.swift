import ArgumentParser
import JobModel
import Scheduling
import Values

struct ScheduleCommand: GalleyCommand {
  static let configuration = CommandConfiguration(
    commandName: "schedule", abstract: "Print crontab lines or systemd units for a nightly run; install nothing.",
    discussion: """
      The jobs are checked first. What is printed names this program and the workspace by their absolute paths, and
      holds no key: it says what to do where a key stands in an environment variable.

      EXAMPLES
        galley schedule                              every job, at 02:30, for crontab -e
        galley schedule articles --at 23:15
        galley schedule articles --systemd           a service and a timer
      """)

  @Argument(help: "Jobs by name or file; all of jobs/*.yaml without.") var jobs: [String] = []
  @Option(help: ArgumentHelp("The time of day, in the machine's own zone.", valueName: "hh:mm")) var at = TimeOfDay(
    hour: 2, minute: 30)
  @Flag(help: "Units for systemd instead of a crontab.") var systemd = false
  @OptionGroup var common: CommonOptions

  func run() async throws {
    var options = RunOptions()
    options.jobs = jobs
    let preparation = try await Preparation.here(common, options)
    guard let program = Machine.program, let workspace = Machine.absolute(common.workspace) else {
      throw Departure(status: .cannotCreate, message: "the absolute path of galley or of the workspace cannot be found")
    }
    let nightly = try NightlyRun(
      preparation, jobs: jobs, at: at, program: program, workspace: workspace, environment: Environment.all)
    if systemd {
      tell(nightly, units: nightly.units(user: Machine.user, needs: Machine.places(of: [program, workspace])))
    } else {
      tell(nightly, crontab: try nightly.crontab())
    }
  }

  private func tell(_ nightly: NightlyRun, crontab: String) {
    let console = Console(common)
    if common.json { Console.result(JSONDocument.text(.map(["crontab": .string(crontab)]))) }
    console.say(crontab)
    for key in nightly.keys {
      console.warning(
        "cron does not have \(key.variable), the key of \(key.provider): write the key into a file of mode 0600 and name "
          + "that file in galley.yaml: providers: {\(key.provider): {key_file: FILE}}")
    }
  }

  private func tell(_ nightly: NightlyRun, units: [SystemdUnit]) {
    let console = Console(common)
    if common.json {
      Console.result(
        JSONDocument.text(
          .map(["units": .list(units.map { .map(["name": .string($0.name), "text": .string($0.text)]) })])))
    }
    console.say(units.map(\.text).joined(separator: "\n"))
    for key in nightly.keys {
      console.warning("the units expect the key of \(key.provider) in /etc/galley/\(key.variable); they say how")
    }
    if Machine.absolute("\(nightly.workspace)/output") == nil {
      console.warning("\(nightly.workspace)/output is not there yet, and systemd would refuse to start; make it first")
    }
  }
}
