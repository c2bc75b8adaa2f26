import CommandSupport
import Testing

/// A job with something wrong in it, and what must be said about it.
///
/// In the texts `«` stands before the character that an error must point at, `¶` anywhere in a line where the line is all that
/// is promised; both are taken out before galley sees the file. Errors without a mark only have to name the file.
struct WrongJob: Sendable, CustomTestStringConvertible {
  let title: String
  /// Of `jobs/x.yaml`. Without `messages:` in it, a simple conversation is put after it.
  let job: String
  /// Further files of the workspace, by path.
  let files: [String: String]
  /// For each error, in the order of the marks: words that its message must hold.
  let errors: [[String]]
  /// Where all errors point; nil where it is the job.
  let elsewhere: String?

  init(
    _ title: String, _ job: String, _ errors: [String]..., files: [String: String] = [:], at elsewhere: String? = nil
  ) {
    self.title = title
    self.job = job.contains("messages") ? job : job + "\nmessages: [{user: Hello}]\n"
    self.files = files
    self.errors = errors
    self.elsewhere = elsewhere
  }

  var testDescription: String { title }

  /// The file that the errors are about.
  var file: String { elsewhere ?? "jobs/x.yaml" }

  struct Place: Equatable {
    let line: Int
    /// nil where any will do.
    let column: Int?
  }

  /// Where the marks stand; in Unicode scalars, counted from 1.
  var places: [Place] {
    var places: [Place] = []
    var (line, column) = (1, 1)
    for scalar in (elsewhere.flatMap { files[$0] } ?? job).unicodeScalars {
      switch scalar {
      case "«": places.append(Place(line: line, column: column))
      case "¶": places.append(Place(line: line, column: nil))
      case "\n": (line, column) = (line + 1, 1)
      default: column += 1
      }
    }
    return places
  }

  func write(to workspace: Workspace) throws {
    try workspace.write(file: "jobs/x.yaml", job)
    for (name, text) in files { try workspace.write(file: name, text) }
  }
}

extension Workspace {
  fileprivate func write(file: String, _ text: String) throws {
    try write(file, text.filter { $0 != "«" && $0 != "¶" })
  }
}
