package import JobModel
import Synchronization
import Templates
import Values
import YAML

/// A job that is ready to be planned.
package struct LoadedJob: Sendable {
  package let job: Job
  package let rows: RowSpace
  package let provider: ProviderSettings
  /// nil where the model's price is unknown.
  package let price: Price?
  /// Whether every name that its templates use is known: else their errors have been told already.
  package let namesAreRight: Bool
  /// Of all that shapes its drafts, but its rows and replies.
  package let shape: Words256
}

/// Reads galley.yaml, job files, templates and data of a workspace.
package struct JobLoader {
  /// The largest job, template or galley.yaml that is read, in bytes.
  static let largestText = 256 << 20

  let folder: WorkspaceFolder
  private var overrides: JobDecoder.Overrides
  /// `--base-url`
  let baseURL: String?
  let environment: [String: String]

  package init(
    folder: WorkspaceFolder, overrides: JobDecoder.Overrides = .init(), baseURL: String? = nil,
    environment: [String: String]
  ) {
    self.folder = folder
    self.overrides = overrides
    self.overrides.baseURL = baseURL
    self.baseURL = baseURL
    self.environment = environment
  }

  /// galley.yaml; the built-in settings where there is none.
  package func galleyFile(log: DiagnosticLog) -> GalleyFile {
    guard folder.contains(GalleyFile.name) else { return GalleyFile(nil, environment: environment, log: log) }
    let before = log.list.count
    let node = tree(GalleyFile.name, log: log)
    return GalleyFile(node, isUnreadable: log.list.count > before, environment: environment, log: log)
  }

  /// The jobs in these files; all that is wrong with them stands in the log, and what is wrong is left out.
  package func load(_ files: [String], settings: GalleyFile, log: DiagnosticLog) -> [LoadedJob] {
    let templates = folder.templateNames()
    let decoder = JobDecoder(
      settings: settings, overrides: overrides, library: library(of: templates), templates: templates, log: log)
    let digest = digest(of: templates)
    var loaded: [LoadedJob] = []
    for file in files {
      guard let node = tree(file, log: log, empty: "the job file is empty: 'messages' is missing"),
        let job = decoder.decode(node)
      else { continue }
      guard case .found(var provider) = settings.provider(named: job.provider), let rows = rows(of: job, log: log)
      else { continue }
      if let baseURL { provider.baseURL = baseURL }
      let before = log.list.count
      job.checkNames(variables: rows.names, log: log)
      job.checkExclude(variables: rows.names, log: log)
      if let other = loaded.first(where: { $0.job.name == job.name }) {
        log.add(
          job.diagnosticOfName(
            "the job's name '\(job.name)' is the name of \(other.job.file) as well; give it another 'name'"))
      }
      let price = settings.price(of: job.model, at: provider)
      loaded.append(
        LoadedJob(
          job: job, rows: rows, provider: provider, price: price, namesAreRight: log.list.count == before,
          shape: CanonicalEncoder.shape(
            of: job, api: provider.api, node: node, defaults: settings.defaults, templates: digest)))
    }
    return loaded
  }

  private func library(of templates: [String]) -> TemplateLibrary {
    let folder = folder
    let names = Set(templates.map { Text($0) })
    return TemplateLibrary { name in
      guard names.contains(Text(name)) else { return nil }
      let shown = "templates/\(name)"
      let bytes = try RegularFile.read(folder.at(shown), shown: shown, limit: Self.largestText)
      return try TemplateText.decode(bytes, name: name)
    }
  }

  /// Of the names and the bytes of all templates, and which cannot be read.
  private func digest(of templates: [String]) -> Words256 {
    var encoder = CanonicalEncoder(version: 1)
    for name in templates {
      let shown = "templates/\(name)"
      let bytes = try? RegularFile.read(folder.at(shown), shown: shown, limit: Self.largestText)
      encoder.put(name)
      encoder.put(bytes?.count ?? -1)
      encoder.put(bytes: bytes ?? [])
    }
    return encoder.digest
  }

  private func tree(_ file: String, log: DiagnosticLog, empty: String? = nil) -> YAMLNode? {
    do {
      let bytes = try RegularFile.read(folder.at(file), shown: file, limit: Self.largestText)
      if let node = try YAML.parse(bytes, file: file) { return node }
      if let empty { log.add(Diagnostic(file: file, line: 1, column: 1, message: empty)) }
    } catch let error as YAMLError {
      log.add(Diagnostic(file: file, line: error.line, column: error.column, message: error.message))
    } catch let error as Diagnostic {
      log.add(error)
    } catch {
      log.add(Diagnostic(file: file, message: "\(error)"))
    }
    return nil
  }

  private func rows(of job: Job, log: DiagnosticLog) -> RowSpace? {
    var axes: [[Fields]] = []
    for source in job.variables.sources {
      switch source {
      case .rows(let rows, let mark):
        if rows.isEmpty {
          log.add(
            Diagnostic(file: job.file, line: mark.line, column: mark.column, message: "the list of rows is empty"))
          return nil
        }
        axes.append(rows)
      case .file(let pattern, let place):
        guard let rows = read(pattern, of: job, place: place, log: log) else { return nil }
        axes.append(rows)
      }
    }
    let space = RowSpace(axes: axes, set: job.variables.set, exclude: job.variables.exclude)
    var rows = space.rows
    let any = rows.next() != nil
    if !any { log.add(job.diagnosticOfRows("the job has no rows: 'exclude' leaves none")) }
    return any ? space : nil
  }

  /// The rows of the files that the pattern names, relative to the job file.
  private func read(_ pattern: String, of job: Job, place: YAMLNode, log: DiagnosticLog) -> [Fields]? {
    let base = job.file.split(separator: "/").dropLast().joined(separator: "/")
    let relative = pattern.hasPrefix("/") || base.isEmpty ? pattern : "\(base)/\(pattern)"
    var rows: [Fields] = []
    var isRight = true
    let files: [String]
    do throws(Diagnostic) {
      files = try Glob.expand(relative, in: folder.path)
      if files.isEmpty {
        log.add(place.diagnostic("there is no file '\(pattern)' (looked for relative to the folder of \(job.file))"))
        return nil
      }
    } catch {
      log.add(error)
      return nil
    }
    for file in files {
      do {
        rows += try DataFormats.read(folder.at(file), shown: file.withoutDetours).fields
      } catch {
        for diagnostic in error.diagnostics {
          log.add(diagnostic.line > 0 ? diagnostic : place.diagnostic("\(diagnostic.file): \(diagnostic.message)"))
        }
        isRight = false
      }
    }
    if isRight, rows.isEmpty {
      log.add(place.diagnostic("there are no rows in \(files.map(\.withoutDetours).joined(separator: ", "))"))
      return nil
    }
    return isRight ? rows : nil
  }
}

extension String {
  /// `jobs/../data/a.csv` as `data/a.csv`, for messages.
  fileprivate var withoutDetours: String {
    var parts: [Substring] = []
    for part in split(separator: "/", omittingEmptySubsequences: false) where part != "." {
      if part == "..", let last = parts.last, last != "..", !last.isEmpty {
        parts.removeLast()
      } else {
        parts.append(part)
      }
    }
    return parts.joined(separator: "/")
  }
}
