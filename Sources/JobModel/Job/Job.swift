package import Templates
package import Values
package import YAML

/// One job file, decoded: what is asked for, in plain values. Where its rows come from is still to be read.
package struct Job: Sendable {
  package var name: String
  /// Relative to the workspace, for messages.
  package var file: String
  package var description: String?
  /// A key of the providers that are built in or named in galley.yaml.
  package var provider: String
  package var model: String
  package var variables: Variables
  /// nil: a hash of the row's values.
  package var key: Template?
  /// Drafts for each row, at least 1.
  package var samples: Int
  /// Ends in a reply, and has one at least.
  package var turns: [Turn]
  package var output: Output
  package var collect: Collect?
  package var limits: Limits
  package var retry: Retry
  var places: Places
}

/// Where the parts of a job stand in its file, for errors that show only when its rows are there.
struct Places: Sendable {
  /// Of the whole mapping, where the job has no `name`.
  var name: YAMLMark
  var key: YAMLMark?
  var path: YAMLMark?
  var variables: YAMLMark?
  var exclude: YAMLMark?
  var collectPath: YAMLMark?
}

extension Job {
  /// - Parameter mark: nil where the whole file is meant.
  func diagnostic(_ message: String, at mark: YAMLMark?) -> Diagnostic {
    Diagnostic(file: file, line: mark?.line ?? 0, column: mark?.column ?? 0, message: message)
  }

  /// An error of the job's name.
  package func diagnosticOfName(_ message: String) -> Diagnostic { diagnostic(message, at: places.name) }

  /// An error of the job's rows.
  package func diagnosticOfRows(_ message: String) -> Diagnostic { diagnostic(message, at: places.variables) }

  /// Names in `exclude` that no row has would leave out nothing, unseen.
  package func checkExclude(variables: [String], log: DiagnosticLog) {
    let known = Set(variables.map { Text($0) })
    for name in Set(self.variables.exclude.flatMap(\.names.list)).sorted() where !known.contains(Text(name)) {
      let near = nearest(to: name, among: variables).map { " (did you mean '\($0)'?)" } ?? ""
      log.add(diagnostic("'\(name)' in exclude is the name of no variable\(near)", at: places.exclude))
    }
  }

  /// An error of the rows' keys.
  package func diagnosticOfKey(_ message: String) -> Diagnostic {
    diagnostic(message, at: places.key ?? places.variables)
  }

  /// An error of the drafts' paths.
  package func diagnosticOfPath(_ message: String) -> Diagnostic { diagnostic(message, at: places.path) }

  /// An error of the collected file's path.
  package func diagnosticOfCollection(_ message: String) -> Diagnostic { diagnostic(message, at: places.collectPath) }
}

/// One step of a conversation.
package enum Turn: Sendable {
  case message(role: Role, text: Template)
  case reply(ReplyRequest)
}

/// Where the model speaks.
package struct ReplyRequest: Sendable {
  /// Its words are known under this name afterwards.
  package var name: String
  package var form: ReplyForm
  package var settings: Settings
  package var onLength: OnLength
  /// Where its name stands; nil for the one that a conversation without a reply ends in.
  var place: YAMLMark?
}

/// What happens to a reply that was cut off by `max_tokens`.
package enum OnLength: String, Sendable, CaseIterable {
  /// The draft is written and held for a person.
  case review
  case keep
  case fail
}

/// Where a draft goes and what it is made of.
package struct Output: Sendable {
  /// nil: the job's name, the key and the sample.
  package var path: Template?
  package var frontMatter: [(name: String, value: Blueprint)]
  /// nil: the last reply.
  package var body: Template?
}

/// A YAML value whose texts are templates: front matter before its item is known.
package indirect enum Blueprint: Sendable {
  case template(Template)
  /// A constant, as it stands in the job file.
  case constant(Value)
  case list([Blueprint])
  case map([(name: String, value: Blueprint)])
}

/// One more file made of all items of the job.
package struct Collect: Sendable {
  package var path: Template
  /// nil: one bullet for each entry.
  package var template: Template?
}

/// How often and after which waits a request is asked again.
package struct Retry: Sendable {
  /// Requests for one reply in one run, at least 1.
  package var attempts: Int
  package var base: Duration
  package var cap: Duration
}

/// The sources of a job's rows, multiplied in the order of the file.
package struct Variables: Sendable {
  package enum Source: Sendable {
    case rows([Fields], at: YAMLMark)
    /// A path or glob relative to the job file, with its place for messages.
    case file(String, at: YAMLNode)
  }

  package var sources: [Source]
  /// Constants for every row.
  package var set: Fields
  /// A row that has all values of one of these is left out.
  package var exclude: [Fields]
}
