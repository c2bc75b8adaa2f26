import Drafting
package import JobModel
package import Values
package import Workspace

/// Jobs that were read, checked and found right.
package struct Preparation: Sendable {
  package let folder: WorkspaceFolder
  package let settings: GalleyFile
  package let jobs: [LoadedJob]
  /// Items of each job, in the order of `jobs`.
  package let counts: [Int]
  /// What is no error but may be awkward elsewhere, such as a draft named CON.md.
  package let warnings: [String]

  /// Reads and checks everything; sends and writes nothing.
  ///
  /// - Throws: `RunFailure` with every error there is.
  package static func prepare(
    _ folder: WorkspaceFolder, options: RunOptions, environment: [String: String], now: Moment
  ) async throws(RunFailure) -> Preparation {
    let log = DiagnosticLog()
    var overrides = options.overrides
    overrides.budget = options.budget
    let loader = JobLoader(
      folder: folder, overrides: overrides, baseURL: options.baseURL, environment: environment)
    let files = try files(options.jobs, in: folder)
    let settings = loader.galleyFile(log: log)
    try check(options.overrides.provider, in: settings)
    let jobs = loader.load(files, settings: settings, log: log)
    let stages = [false, true].map { Stage(folder: folder, rehearsal: $0) }
    // A folder that cannot be opened is told when the run opens it.
    let folders = stages.map { try? OutputFolder(existing: $0.output) }
    var survey = Survey(now: now, drafts: folders[0] ?? nil, rehearsed: folders[1] ?? nil)
    var counts: [Int] = []
    for job in jobs { counts.append(await survey.check(job, log: log)) }
    guard log.list.isEmpty else { throw .wrong(log.list.uniqued()) }
    return Preparation(folder: folder, settings: settings, jobs: jobs, counts: counts, warnings: survey.warnings)
  }

  /// `--provider`
  private static func check(_ provider: String?, in settings: GalleyFile) throws(RunFailure) {
    guard let provider else { return }
    switch settings.provider(named: provider) {
    case .found, .broken: break
    case .waiting(let reason):
      throw .usage("--provider: '\(provider)' is not supported yet by this version of galley (\(reason))")
    case .unknown(let nearest):
      let near = nearest.map { " (did you mean '\($0)'?)" } ?? "; name it under 'providers' in galley.yaml"
      throw .usage("--provider: there is no provider '\(provider)'\(near)")
    }
  }

  /// The job files that the command line names; a name is a file's stem.
  private static func files(_ names: [String], in folder: WorkspaceFolder) throws(RunFailure) -> [String] {
    let all = folder.jobFiles()
    guard folder.exists else { throw .usage("there is no folder '\(folder.path)'") }
    guard !names.isEmpty else {
      guard !all.isEmpty else {
        throw .wrong([
          Diagnostic(file: "jobs", message: "there is no job in jobs/; 'galley init' makes a workspace with one")
        ])
      }
      return all
    }
    var files: [String] = []
    for name in names {
      let found: String
      if let file = all.first(where: {
        $0 == name || $0 == "jobs/\(name)" || $0 == "jobs/\(name).yaml" || $0 == "jobs/\(name).yml"
      }) {
        found = file
      } else if name.contains("/"), name.hasSuffix(".yaml") || name.hasSuffix(".yml"), folder.holds(name) {
        found = name
      } else {
        let stems = all.map { String($0.dropFirst(5).prefix { $0 != "." }) }
        let others = stems.isEmpty ? "" : "; there are: \(stems.joined(separator: ", "))"
        let near = nearest(to: name, among: stems).map { " (did you mean '\($0)'?)" } ?? others
        throw .usage("there is no job '\(name)' in jobs/\(near)")
      }
      if !files.contains(found) { files.append(found) }
    }
    return files
  }
}

extension [Diagnostic] {
  /// Each once, in order of file and place; those without a place keep their order behind the rest of their file.
  fileprivate func uniqued() -> [Diagnostic] {
    var seen: Set<Diagnostic> = []
    var order: [String: Int] = [:]
    for diagnostic in self where order[diagnostic.file] == nil { order[diagnostic.file] = order.count }
    return filter { seen.insert($0).inserted }.enumerated().sorted { a, b in
      let (x, y) = (a.element, b.element)
      if x.file != y.file { return order[x.file, default: 0] < order[y.file, default: 0] }
      let (left, right) = (x.line == 0 ? Int.max : x.line, y.line == 0 ? Int.max : y.line)
      return (left, x.column, a.offset) < (right, y.column, b.offset)
    }.map(\.element)
  }
}
