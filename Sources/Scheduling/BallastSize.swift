import JobModel
import Workspace

/// How much room a run holds for the replies that may be in flight when the disk gets full.
enum BallastSize {
  /// Bytes that a token of a reply may take in the state: about 4 as text, and as many again in the response's body.
  static let bytesForToken = 8
  /// Tokens of a reply where the job sets no `max_tokens`: what models that are asked without say at most, in general. A
  /// longer reply takes the way of a failing disk.
  static let tokensWithoutBound = 16_384
  /// Bytes for each place besides: pages of tables and indexes that a commit writes to the log as a whole.
  static let bytesForPlace = 64 << 10
  /// Bytes for what ends a run, whatever its size.
  static let bytesForEnd = 256 << 10

  /// - Parameter jobs: each with its items, of which no more can be in flight than there are.
  /// - Returns: bytes; the ballast itself takes a quarter of what is free at most.
  static func bytes(for jobs: [(loaded: LoadedJob, items: Int)]) -> Int {
    jobs.reduce(bytesForEnd) { sum, job in
      sum + bytes(places: min(job.loaded.places, job.items), maxTokens: job.loaded.job.largestMaxTokens)
    }
  }

  /// - Parameter maxTokens: nil where a reply has no bound.
  static func bytes(places: Int, maxTokens: Int?) -> Int {
    // A job may say any number; no response of more than 32 MiB is taken.
    let reply = min(maxTokens ?? tokensWithoutBound, (32 << 20) / bytesForToken) * bytesForToken
    return min(places, 1 << 16) * (reply + bytesForPlace)
  }
}

extension Job {
  /// The largest bound of its replies; nil where one of them has none.
  fileprivate var largestMaxTokens: Int? {
    var largest = 0
    for case .reply(let request) in turns {
      guard let bound = request.settings.maxTokens else { return nil }
      largest = max(largest, bound)
    }
    return largest
  }
}
