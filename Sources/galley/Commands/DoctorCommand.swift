import ArgumentParser
import JobModel
import Ledger
import Providers
import Scheduling
import Values
import Workspace

#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

struct DoctorCommand: GalleyCommand {
  static let configuration = CommandConfiguration(
    commandName: "doctor",
    abstract: "Tell what is missing on this machine and how to get it; each provider's key and address.",
    discussion: """
      Looks at the providers that the jobs use. Asks each for its list of models, which costs nothing.

      --repair makes a new state of all that can be read of a damaged one. Only
      replies that prove to be whole are taken over. The old state stays beside the
      new one as state.sqlite.damaged-TIME. A state that is whole is left as it is.

      EXAMPLES
        galley doctor
        galley doctor --json
        galley doctor --repair
      """)

  @Flag(help: "Save what can be read of a damaged state.") var repair = false
  @OptionGroup var common: CommonOptions

  func run() async throws {
    if repair { return try StateRepair(common: common).run() }
    let findings = try await Examination(folder: common.folder, environment: Environment.all).findings()
    if common.json { Console.result(JSONDocument.text(.map(["findings": .list(findings.map(\.json))]))) }
    let console = Console(common)
    for finding in findings { console.say("\(finding.status.mark) \(finding.subject): \(finding.message)") }
    let worst = findings.filter { $0.status == .wrong }
    if let exit = worst.first?.exit {
      let many = worst.count == 1 ? "1 thing needs" : "\(worst.count) things need"
      throw Departure(status: exit, message: "\(many) mending, see above", isReported: true)
    }
  }
}

/// One thing that `doctor` looked at.
struct Finding {
  enum Status: String {
    case right = "ok"
    case notice
    case wrong

    var mark: String {
      switch self {
      case .right: "ok     "
      case .notice: "notice "
      case .wrong: "wrong  "
      }
    }
  }

  let subject: String
  let status: Status
  let message: String
  var exit = ExitStatus.configuration

  var json: Value {
    .map(["subject": .string(subject), "status": .string(status.rawValue), "message": .string(message)])
  }
}

/// What `doctor` looks at.
struct Examination {
  let folder: WorkspaceFolder
  let environment: [String: String]

  func findings() async throws -> [Finding] {
    var findings: [Finding] = []
    let preparation: Preparation
    do {
      preparation = try await Preparation.prepare(
        folder, options: RunOptions(), environment: environment, now: RunTime.system.moment)
      let items = preparation.counts.reduce(0, +)
      findings.append(
        Finding(subject: "jobs", status: .right, message: "\(preparation.jobs.count) right, \(items) items"))
    } catch {
      guard case .wrong(let diagnostics) = error else { throw error }
      let departure = Departure.wrong(diagnostics)
      return diagnostics.map {
        Finding(subject: $0.file, status: .wrong, message: $0.description, exit: departure.status)
      }
    }
    var seen: Set<String> = []
    for loaded in preparation.jobs where seen.insert(loaded.provider.name).inserted {
      findings.append(await examine(loaded.provider))
      if loaded.provider.api != .rehearsal { findings += await limits(of: loaded.provider) }
    }
    for loaded in preparation.jobs where loaded.price == nil {
      findings.append(
        Finding(
          subject: "price of \(loaded.job.model)", status: .notice,
          message: "unknown, so costs are; add it under 'prices' in galley.yaml"))
    }
    findings += retirements(of: preparation.jobs)
    for root in ["output", "output/rehearsal"] where root == "output" || folder.holds("\(root)/.galley/state.sqlite") {
      findings += await state(under: root)
    }
    if let blocked { findings.append(blocked) }
    findings.append(database)
    return findings
  }

  /// Models that their vendor retires within 90 days, or has.
  private func retirements(of jobs: [LoadedJob]) -> [Finding] {
    var seen: Set<String> = []
    return jobs.compactMap { loaded in
      let model = loaded.job.model
      guard let vendor = loaded.provider.vendor,
        let day = PriceTable.builtIn.model(model, of: vendor)?.retires,
        day.dayNumber - RunTime.system.moment.dayNumber <= 90, seen.insert("\(vendor)/\(model)").inserted
      else { return nil }
      let isPast = day.dayNumber <= RunTime.system.moment.dayNumber
      return Finding(
        subject: "model \(model)", status: .notice,
        message: "\(loaded.provider.name) \(isPast ? "has retired it" : "retires it") on \(day.text); "
          + "'galley models \(loaded.provider.name)' lists others")
    }
  }

  /// A folder that a run has to write to and may not. The system is asked: `doctor` writes nothing.
  private var blocked: Finding? {
    let output = folder.at("output")
    // What is not there yet is made in the folder above.
    let places = access(output, F_OK) == 0 ? [output, folder.at("output/.galley")] : [folder.path]
    for place in places where access(place, F_OK) == 0 && access(place, W_OK | X_OK) != 0 {
      return Finding(
        subject: "output", status: .wrong,
        message: "\(place) cannot be written: \(String(cString: strerror(errno))); mend its permissions",
        exit: .cannotCreate)
    }
    return nil
  }

  /// What galley.yaml says and what runs have learned. A state that cannot be read is told of elsewhere.
  private func limits(of settings: ProviderSettings) async -> [Finding] {
    let subject = "limits of \(settings.name)"
    let declared = Finding(subject: subject, status: .right, message: settings.limits.text ?? "none declared")
    let reader = try? LedgerReader.open(folder.at("output/.galley"))
    let facts = (try? await reader?.learnedLimits()) ?? []
    return [declared]
      + facts.filter { $0.provider == settings.name && $0.address == settings.baseURL }.map {
        Finding(subject: subject, status: .right, message: "\($0.model): learned \($0.limit.text)")
      }
  }

  private func examine(_ settings: ProviderSettings) async -> Finding {
    let subject = "provider \(settings.name)"
    if settings.api == .rehearsal {
      return Finding(subject: subject, status: .right, message: "made-up text, no network")
    }
    let provider: Provider
    do {
      let key = try await Keys.resolve(settings.key, workspace: folder.path, environment: environment)
      provider = try Provider(settings, key: key)
    } catch {
      return Finding(subject: subject, status: .wrong, message: error.description)
    }
    switch await Presence.ask(provider) {
    case .ready: return Finding(subject: subject, status: .right, message: "\(settings.baseURL) answers")
    case .loading: return Finding(subject: subject, status: .right, message: "\(settings.baseURL) is loading its model")
    case .answers(let status) where status == 401 || status == 403:
      return Finding(
        subject: subject, status: .wrong,
        message: "\(settings.baseURL) refuses the key (HTTP \(status)); check the key and its rights",
        exit: .refused)
    case .answers(let status):
      return Finding(
        subject: subject, status: .notice,
        message: "\(settings.baseURL) answers HTTP \(status) to /models; the first request will tell more")
    case .nobody where !settings.start.isEmpty:
      return Finding(
        subject: subject, status: .right,
        message: "nothing answers at \(settings.baseURL); a run starts \(settings.start.joined(separator: " "))")
    case .nobody:
      return Finding(
        subject: subject, status: .wrong,
        message: "nothing answers at \(settings.baseURL); start the server or mend 'base_url'",
        exit: .unavailable)
    case .unreachable(let why):
      return Finding(
        subject: subject, status: .wrong, message: "\(settings.baseURL) cannot be reached: \(why)", exit: .unavailable)
    }
  }

  /// SQLite's bug with write-ahead logs (sqlite.org/wal.html#walresetbug) needs two connections that write at once, and
  /// galley has one: worth knowing, no reason to stop.
  private var database: Finding {
    let version = Ledger.sqliteVersion
    return Finding(
      subject: "SQLite", status: .right,
      message: version.hasWALResetBug
        ? "\(version.text), which can corrupt a state that two programs write at once: let only galley open output/.galley"
        : version.text)
  }

  private func state(under root: String) async -> [Finding] {
    let subject = "state of \(root)"
    var findings: [Finding] = []
    do {
      let reader = try LedgerReader.open(folder.at("\(root)/.galley"))
      try await reader?.check()
      let size = try await reader?.size()
      findings.append(
        Finding(
          subject: subject, status: .right,
          message: size.map { "whole, \(ByteCount.text($0.bytes)), \($0.replies) replies" }
            ?? "none yet; the first run makes it"))
    } catch {
      findings.append(Finding(subject: subject, status: .wrong, message: error.description, exit: .cannotCreate))
    }
    let leftovers = StateLeftovers(in: folder.at("\(root)/.galley"))
    if !leftovers.damaged.isEmpty {
      let names = leftovers.damaged.joined(separator: ", ")
      findings.append(
        Finding(
          subject: subject, status: .notice, message: "\(names): kept by a repair; remove it when nothing is missing"))
    }
    if !leftovers.rescued.isEmpty {
      let names = leftovers.rescued.joined(separator: ", ")
      findings.append(
        Finding(
          subject: subject, status: .notice,
          message: "\(names): replies that a full or failing disk kept out; the next run reads them back"))
    }
    return findings
  }
}
