package import JobModel

#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

/// `output/`, held open: every path is resolved beneath it, and nothing outside it is ever touched.
///
/// Its functions block in the kernel: `Placer` calls them on a thread of its own.
package struct OutputFolder: Sendable {
  let root: Descriptor
  private let status: stat

  /// Opens the folder, and makes it where it is missing. It may be a symbolic link itself.
  ///
  /// - Parameter path: of `output/`, absolute or relative to the current folder.
  package init(path: String) throws(PlacementError) {
    if mkdir(path, 0o777) != 0, errno != EEXIST { throw PlacementError(errno, "make", "") }
    guard let root = Descriptor.open(path, O_RDONLY | O_DIRECTORY), let status = root.status else {
      throw PlacementError(errno, "open", "")
    }
    self.root = root
    self.status = status
  }

  /// The folder if it is there: what only looks makes nothing.
  package init?(existing path: String) throws(PlacementError) {
    guard let root = Descriptor.open(path, O_RDONLY | O_DIRECTORY), let status = root.status else {
      if errno == ENOENT { return nil }
      throw PlacementError(errno, "open", "")
    }
    self.root = root
    self.status = status
  }

  /// The folder in which a draft lies, reached component by component.
  ///
  /// - Parameter making: whether to make what is missing.
  /// - Returns: nil where it is missing.
  func folder(of path: DraftPath, making: Bool) throws(PlacementError) -> Descriptor? {
    var current = root
    var walked = ""
    for component in path.folder.utf8.split(separator: UInt8(ascii: "/")) {
      let name = String(decoding: component, as: UTF8.self)
      walked += walked.isEmpty ? name : "/" + name
      guard let next = try subfolder(name, of: current, walked: walked, path: path, making: making) else { return nil }
      current = next
    }
    return current
  }

  /// Walks to the folder of a draft, as far as it is there. Makes nothing.
  ///
  /// - Throws: where a link leads out of `output/`, or something that is no folder is in the way.
  package func reach(_ path: DraftPath) throws(PlacementError) { _ = try folder(of: path, making: false) }

  /// Finds out whether files may be made in the folder of a draft, or in the nearest above it that is there. Makes nothing;
  /// what only a write shows (quota, a full disk) stays unseen.
  func probe(_ path: DraftPath) throws(PlacementError) {
    var nearest = root
    var walked = ""
    for component in path.folder.utf8.split(separator: UInt8(ascii: "/")) {
      let name = String(decoding: component, as: UTF8.self)
      walked += walked.isEmpty ? name : "/" + name
      guard let next = try subfolder(name, of: nearest, walked: walked, path: path, making: false) else { break }
      nearest = next
    }
    // A descriptor that may only be read finds out all the same; for the rights of the effective user.
    guard faccessat(nearest.number, ".", W_OK | X_OK, AT_EACCESS) == 0 else {
      throw failure(errno, "write", path.text)
    }
  }

  private func subfolder(
    _ name: String, of folder: Descriptor, walked: String, path: DraftPath, making: Bool
  ) throws(PlacementError) -> Descriptor? {
    if let next = Descriptor.open(name, in: folder.number, O_RDONLY | O_DIRECTORY | O_NOFOLLOW) { return next }
    if errno == ENOENT {
      guard making else { return nil }
      if mkdirat(folder.number, name, 0o777) == 0 {
        try Syncing.madeFolder(in: folder)
      } else if errno != EEXIST {
        throw failure(errno, "make the folder", walked)
      }
      if let next = Descriptor.open(name, in: folder.number, O_RDONLY | O_DIRECTORY | O_NOFOLLOW) { return next }
    }
    let number = errno
    // A symbolic link to a folder: ENOTDIR on Linux, ELOOP on macOS.
    guard number == ENOTDIR || number == ELOOP else { throw failure(number, "open the folder", walked) }
    guard let link = stat.of(name, in: folder.number), link.isKind(S_IFLNK),
      let target = Descriptor.open(name, in: folder.number, O_RDONLY | O_DIRECTORY)
    else { throw .blocked(path.text, at: walked) }
    guard contains(target) else { throw .leavesOutput(path.text, at: walked) }
    return target
  }

  /// Whether a folder lies beneath `output/` and not within `.galley/`: found by going up from where it is, whatever the
  /// links that led there.
  private func contains(_ folder: Descriptor) -> Bool {
    let state = stat.of(".galley", in: root.number)
    var current = folder
    // PATH_MAX leaves room for no more.
    for _ in 0..<2_048 {
      guard let here = current.status else { return false }
      if here.isSameFile(as: status) { return true }
      if let state, here.isSameFile(as: state) { return false }
      guard let parent = Descriptor.open("..", in: current.number, O_RDONLY | O_DIRECTORY), let above = parent.status,
        !above.isSameFile(as: here)
      else { return false }
      current = parent
    }
    return false
  }

  /// Brings to the disk what lies in the folders of some drafts.
  func sync(foldersOf paths: [DraftPath]) throws(PlacementError) {
    if paths.isEmpty { return }
    var folders = LastFolder()
    var syncing = Syncing()
    for path in paths { syncing.add(try folders.of(path, in: self, making: false)) }
    try syncing.finish()
  }

  /// The error for a failed call, or that `output/` itself is gone.
  func failure(_ number: Int32, _ doing: String, _ path: some StringProtocol) -> PlacementError {
    if number == ENOENT, let now = root.status, now.st_nlink == 0 { return .outputGone }
    return PlacementError(number, doing, path)
  }
}

/// The folder that was reached last: the drafts of a batch mostly share one. Holds one descriptor, however many there are.
struct LastFolder {
  private var last: (path: Substring, descriptor: Descriptor)?

  /// - Throws: where the folder is missing and may not be made.
  mutating func of(_ path: DraftPath, in output: OutputFolder, making: Bool) throws(PlacementError) -> Descriptor {
    if let folder = try reach(path, in: output, making: making) { return folder }
    throw output.failure(ENOENT, "find the folder of", path.text)
  }

  /// nil where the folder is missing.
  mutating func existing(_ path: DraftPath, in output: OutputFolder) throws(PlacementError) -> Descriptor? {
    try reach(path, in: output, making: false)
  }

  private mutating func reach(
    _ path: DraftPath, in output: OutputFolder, making: Bool
  ) throws(PlacementError) -> Descriptor? {
    let folder = path.folder
    if let last, last.path.utf8.elementsEqual(folder.utf8) { return last.descriptor }
    guard let descriptor = try output.folder(of: path, making: making) else { return nil }
    last = (folder, descriptor)
    return descriptor
  }
}
