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
