/// Why the lock of a workspace could not be had.
package enum LockError: Error, Sendable, Equatable, CustomStringConvertible {
  /// Another process has it; who, as far as its lock file says. Exit 75.
  case held(pid: Int?, host: String?, path: String)
  /// The file system has no locks, or none to give. Exit 73.
  case unlockable(path: String, reason: String)
  /// Exit 73.
  case unwritable(path: String, reason: String)

  package var description: String {
    switch self {
    case .held: "\(holder); run again when it is done"
    case .unlockable(let path, let reason):
      "\(path) cannot be locked: \(reason). Without a lock two runs could pay for the same drafts: "
        + "move output/ to a local disk, or mend the locks of its file system"
    case .unwritable(let path, let reason):
      "\(path) cannot be written: \(reason); mend the permissions of its folder and run again"
    }
  }

  /// Who has the lock, in words without a next step.
  package var holder: String {
    guard case .held(let pid, let host, let path) = self else { return description }
    let who = pid.map { " (pid \($0)\(host.map { " on \($0)" } ?? ""))" } ?? ""
    return "another galley\(who) is at work in this workspace: it holds \(path)"
  }
}
