#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

/// Why a file could not be looked at or placed. Nothing paid for is lost by it: a draft is made again from state.
package struct PlacementError: Error, Hashable, Sendable {
  package enum Kind: Hashable, Sendable {
    /// ENOSPC, EDQUOT.
    case diskFull
    /// EROFS, EACCES, EPERM.
    case unwritable
    /// EIO: what the kernel holds in memory may never reach the disk.
    case inputOutput
    /// `output/` was deleted or replaced while the program ran.
    case outputGone
    /// Any other failure of the system.
    case system
    /// A parent of the path is a symbolic link that leads outside `output/`, or into `.galley/`.
    case leavesOutput
    /// A parent of the path is a file, or a symbolic link to nothing; or what lies at the path cannot be a draft.
    case blocked
  }

  package let kind: Kind
  /// Relative to `output/`; empty for `output/` itself.
  package let path: String
  package let message: String

  /// Whether nothing else can be placed either: the run stops, exit 73. Else it is the item's own fault.
  package var stopsRun: Bool { kind != .leavesOutput && kind != .blocked }
}

extension PlacementError {
  /// - Parameter number: as errno had it.
  init(_ number: Int32, _ doing: String, _ path: some StringProtocol) {
    self.path = String(path)
    let said = String(cString: strerror(number))
    let place = "output/\(path)"
    switch number {
    case ENOSPC, EDQUOT:
      (kind, message) = (.diskFull, "no room on the disk to \(doing) \(place): \(said). Free some, and run again")
    case EROFS, EACCES, EPERM:
      (kind, message) = (.unwritable, "not allowed to \(doing) \(place): \(said). Mend its permissions, and run again")
    case EIO:
      (kind, message) = (.inputOutput, "the disk failed to \(doing) \(place): \(said). Check the disk, and run again")
    default:
      (kind, message) = (.system, "cannot \(doing) \(place): \(said)")
    }
  }

  static func leavesOutput(_ path: String, at parent: some StringProtocol) -> PlacementError {
    PlacementError(
      kind: .leavesOutput, path: path,
      message: "output/\(path) is not written: output/\(parent) is a symbolic link that leads out of output/. "
        + "Replace it by a folder")
  }

  static func blocked(_ path: String, at parent: some StringProtocol) -> PlacementError {
    PlacementError(
      kind: .blocked, path: path,
      message: "output/\(path) is not written: output/\(parent) is no folder. "
        + "Move it away, or give the draft another path")
  }

  static func tooLarge(_ path: String, limit: Int) -> PlacementError {
    PlacementError(
      kind: .blocked, path: path, message: "output/\(path) is larger than \(limit >> 20) MiB: it cannot be a draft")
  }

  static func twiceChanged(_ path: String, kept temporary: String) -> PlacementError {
    PlacementError(
      kind: .blocked, path: path,
      message:
        "output/\(path) was changed by somebody while it was replaced, and could not simply be put back; one text lies "
        + "there, the other beside it as \(temporary). Look at both, and remove one")
  }

  static let outputGone = PlacementError(
    kind: .outputGone, path: "", message: "output/ was deleted or replaced while galley ran. Run again to make it anew")
}
