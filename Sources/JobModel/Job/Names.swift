extension Job {
  /// Whether a job may be called so: lower-case letters, digits, `-` and `_`.
  package static func mayBeCalled(_ name: String) -> Bool {
    !name.isEmpty && name.utf8.allSatisfy { (97...122).contains($0) || (48...57).contains($0) || $0 == 45 || $0 == 95 }
  }
}

/// Names that every template of a job knows, beside its row and its replies.
package enum GalleyNames {
  package static let job = "job"
  package static let key = "key"
  package static let sample = "sample"
  package static let today = "today"
  package static let now = "now"
  package static let transcript = "transcript"

  /// Known while a path is made.
  package static let path = [job, key, sample, today]
  package static let all = [job, key, sample, today, now, transcript]
}
