/// Whether a condition is met within 30 s. Another program's doings send no word: here only looking again helps.
func eventually(_ condition: () async -> Bool) async throws -> Bool {
  let end = ContinuousClock.now + .seconds(30)
  while ContinuousClock.now < end {
    if await condition() { return true }
    try await Task.sleep(for: .milliseconds(20))
  }
  return false
}
