/// Files beside a state that faults have left there.
package struct StateLeftovers: Sendable {
  /// States that `doctor --repair` put aside, by name.
  package let damaged: [String]
  /// Files of replies that could not be committed, by name.
  package let rescued: [String]

  /// - Parameter directory: the workspace's `output/.galley`.
  package init(in directory: String) {
    let paths = StatePaths(directory: directory)
    func names(_ beginning: String) -> [String] {
      paths.siblings(beginning).map { String($0.dropFirst(paths.directory.count + 1)) }
    }
    damaged = names(paths.damaged).filter { !$0.hasSuffix("-wal") }
    rescued = names(paths.directory + "/rescue-").filter { $0.hasSuffix(".jsonl") }
  }
}
