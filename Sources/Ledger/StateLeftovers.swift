/// Files beside a state that faults have left there.
package struct StateLeftovers: Sendable {
  /// States that `doctor --repair` put aside, by name.
  package let damaged: [String]
  /// Files of replies that could not be committed, by name: the next run reads them back.
  package let rescued: [String]

  /// - Parameter directory: the workspace's `output/.galley`.
  package init(in directory: String) {
    let paths = StatePaths(directory: directory)
    func name(_ path: String) -> String { String(path.dropFirst(paths.directory.count + 1)) }
    damaged = paths.siblings(paths.damaged).filter { !$0.hasSuffix("-wal") && !$0.hasSuffix("-journal") }.map(name)
    rescued = paths.rescues.map(name)
  }
}
