import JobModel

extension RunSummary {
  /// The exit code of CONTRACT.
  package var exitCode: Int32 {
    switch stopped {
    case .provider: refused ? 77 : 69
    case .disk: 73
    case .budget, .deadline, .limit, .signal, .lock: 75
    case nil: jobs.contains { $0.failed > 0 } || collectionsFailed > 0 ? 1 : 0
    }
  }
}
