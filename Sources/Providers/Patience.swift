/// The work was not done within the time that it had.
struct TimeUp: Error {}

/// Does the work, and cancels it when its time is over.
///
/// - Throws: `TimeUp`, or what the work throws.
func within<Result: Sendable>(
  _ patience: Duration, _ work: @escaping @Sendable () async throws -> Result
) async throws -> Result {
  try await withThrowingTaskGroup(of: Result?.self) { group in
    group.addTask { try await work() }
    group.addTask {
      try await Task.sleep(for: patience)
      return nil
    }
    defer { group.cancelAll() }
    guard let first = try await group.next(), let result = first else { throw TimeUp() }
    return result
  }
}
