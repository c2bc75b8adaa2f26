package import Templates
import Values
package import YAML

/// Reads one job file's tree into a `Job`, and reports all that is wrong with it.
package struct JobDecoder {
  /// What the command line puts in the place of a job's keys.
  package struct Overrides: Sendable {
    package var provider: String?
    package var model: String?
    package var concurrency: Int?
    /// Of the job's provider.
    package var baseURL: String?
    /// What all jobs of the run together may spend.
    package var budget: Money?

    package init(provider: String? = nil, model: String? = nil, concurrency: Int? = nil) {
      self.provider = provider
      self.model = model
      self.concurrency = concurrency
    }
  }

  let settings: GalleyFile
  let overrides: Overrides
  let compiler: TemplateCompiler
  let log: DiagnosticLog

  static let keys = [
    "name", "description", "provider", "model", "variables", "key", "samples", "messages", "settings", "output",
    "collect",
    "limits", "retry",
  ]
  static let waiting = ["fallback", "checks", "on_fail"]

  /// - Parameter templates: the names of all files in templates/, to name the nearest one.
  package init(
    settings: GalleyFile, overrides: Overrides, library: TemplateLibrary, templates: [String], log: DiagnosticLog
  ) {
    self.settings = settings
    self.overrides = overrides
    self.log = log
    compiler = TemplateCompiler(library: library, templates: templates, log: log)
  }

  /// The job, or nil where something is wrong with it; what it is stands in the log.
  package func decode(_ source: YAMLNode) -> Job? {
    let before = log.list.count
    guard source.entries != nil else {
      log.add(source.diagnostic("a job file is a mapping of keys to values, not \(source.shown)"))
      return nil
    }
    let top = Section("", source, over: settings.defaults, keys: Self.keys, waiting: Self.waiting, log: log)
    let name = name(top, file: source.file)
    let provider = provider(top)
    let model = model(top, provider: provider)
    let variables = VariablesDecoder(log: log).decode(top)
    let key = top.node("key").flatMap { compiler.text($0, "key") }
    let samples = top.integer("samples", in: 1...1000) ?? 1
    let base = SettingsDecoder(log: log).decode(
      top.section("settings", keys: SettingsDecoder.keys, waiting: SettingsDecoder.waiting))
    let turns = MessagesDecoder(compiler: compiler, log: log).decode(top, settings: base)
    let output = OutputDecoder(compiler: compiler, log: log).decode(top)
    let collect = OutputDecoder(compiler: compiler, log: log).collect(top)
    var limits = LimitsDecoder(log: log).job(top)
    if let concurrency = overrides.concurrency { limits.rate.concurrency = .fixed(concurrency) }
    let retry = retry(top)
    if limits.budget != nil || overrides.budget != nil, var provider, let model, provider.api != .rehearsal {
      provider.baseURL = overrides.baseURL ?? provider.baseURL
      BudgetCheck(price: settings.price(of: model, at: provider), model: model, turns: turns).tell(
        limits.budget, isRunBound: overrides.budget != nil, job: name, file: source.file, log: log)
    }
    guard log.list.count == before, let provider, let model else { return nil }
    return Job(
      name: name, file: source.file, description: top.text("description"), provider: provider.name, model: model,
      variables: variables, key: key, samples: samples, turns: turns, output: output, collect: collect, limits: limits,
      retry: retry,
      places: Places(
        name: (top.node("name") ?? source).mark, key: top.node("key")?.mark,
        path: source.entries?["output"]?.entries?["path"]?.mark,
        variables: top.node("variables")?.mark, exclude: top.node("variables")?.entries?["exclude"]?.mark,
        collectPath: top.node("collect")?.entries?["path"]?.mark))
  }

  private func name(_ top: Section, file: String) -> String {
    let stem = String(file.split(separator: "/").last ?? "").replacingSuffixes([".yaml", ".yml"])
    let name = top.text("name") ?? stem
    if !Job.mayBeCalled(name) {
      let message = "a job's name has lower-case letters, digits, - and _ only, not '\(name)'"
      if let node = top.node("name") {
        log.add(node.diagnostic(message))
      } else {
        top.missing("name", message + ": rename the file, or give the job a 'name'")
      }
    }
    return name
  }

  private func provider(_ top: Section) -> ProviderSettings? {
    guard let name = overrides.provider ?? top.text("provider") else {
      if top.node("provider") == nil, !settings.isUnreadable {
        top.missing("provider", "'provider' is missing: name one here, or under 'defaults' in galley.yaml")
      }
      return nil
    }
    switch settings.provider(named: name) {
    case .found(let provider): return provider
    case .broken: break
    case .waiting(let reason):
      report(top, "provider", "provider '\(name)' is not supported yet by this version of galley (\(reason))")
    case .unknown(let nearest):
      let near = nearest.map { " (did you mean '\($0)'?)" } ?? "; name it under 'providers' in galley.yaml"
      report(top, "provider", "unknown provider '\(name)'\(near)")
    }
    return nil
  }

  private func model(_ top: Section, provider: ProviderSettings?) -> String? {
    if let model = overrides.model ?? top.text("model") { return model }
    if provider?.api == .rehearsal { return "rehearsal" }
    if top.node("model") == nil, !settings.isUnreadable {
      top.missing(
        "model",
        "'model' is missing: name one here, or under 'defaults' in galley.yaml (models retire, so none is built in)")
    }
    return nil
  }

  private func retry(_ top: Section) -> Retry {
    let section = top.section("retry", keys: ["attempts", "base", "cap"])
    let attempts = section.integer("attempts", in: 1...100) ?? 6
    let (ownBase, ownCap) = (section.duration("base"), section.duration("cap"))
    let (base, cap) = (ownBase ?? .milliseconds(500), ownCap ?? .seconds(60))
    let bothRead = (ownBase != nil || section.node("base") == nil) && (ownCap != nil || section.node("cap") == nil)
    if bothRead, cap < base, let source = section.node("cap") ?? section.node("base") {
      log.add(
        source.diagnostic(
          "'cap' (\(cap.shown)) in retry is shorter than 'base' (\(base.shown)); make it at least as long"))
    }
    return Retry(attempts: attempts, base: base, cap: cap)
  }

  private func report(_ top: Section, _ key: String, _ message: String) {
    if let source = top.node(key), overrides.provider == nil {
      log.add(source.diagnostic(message))
    } else {
      top.missing(key, message)
    }
  }
}

extension String {
  func replacingSuffixes(_ suffixes: [String]) -> String {
    for suffix in suffixes where hasSuffix(suffix) { return String(dropLast(suffix.count)) }
    return self
  }
}

extension Duration {
  /// As job files write it: the largest whole unit.
  package var shown: String {
    let milliseconds = components.seconds * 1000 + components.attoseconds / 1_000_000_000_000_000
    for (unit, size) in [("h", Int64(3_600_000)), ("m", 60_000), ("s", 1000)]
    where milliseconds >= size && milliseconds % size == 0 {
      return "\(milliseconds / size)\(unit)"
    }
    return "\(milliseconds)ms"
  }
}
