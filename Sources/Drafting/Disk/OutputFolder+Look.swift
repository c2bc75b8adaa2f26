import Crypto
package import JobModel

#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

extension OutputFolder {
  /// What lies at a path.
  ///
  /// - Parameter recorded: the file's last placing, whose stamp spares reading it where nothing has changed since.
  package func look(at path: DraftPath, recorded: DraftFact.Placed? = nil) throws(PlacementError) -> FileState {
    var folders = LastFolder()
    return try look(at: path, recorded: recorded, &folders)
  }

  func look(
    at path: DraftPath, recorded: DraftFact.Placed?, _ folders: inout LastFolder
  ) throws(PlacementError) -> FileState {
    // One call for the usual file, and for one that is not there. Links among the parents do not matter here: the inode
    // says that it is the file, and where nothing is, nobody's file is in the way; `reach` and `probe` look at the parents.
    if let status = stat.of(path.text, in: root.number) {
      if let recorded, recorded.stamp.isSettled, status.isKind(S_IFREG), FileStamp(status) == recorded.stamp {
        return recorded.stamp.size == 0 ? .empty(recorded.stamp) : .regular(recorded.hash, recorded.stamp)
      }
    } else if errno == ENOENT {
      return .missing
    }
    guard let folder = try folders.existing(path, in: self) else { return .missing }
    return try look(at: String(path.name), in: folder, path: path.text)
  }

  /// The whole file at a path, with what `look` says of it.
  ///
  /// - Parameter limit: the most bytes that it may have.
  package func contents(
    at path: DraftPath, limit: Int
  ) throws(PlacementError) -> (state: FileState, bytes: [UInt8]) {
    guard let folder = try folder(of: path, making: false) else { return (.missing, []) }
    let name = String(path.name)
    if let status = stat.of(name, in: folder.number), status.isKind(S_IFREG), Int(status.st_size) > limit {
      throw .tooLarge(path.text, limit: limit)
    }
    var bytes: [UInt8]? = []
    let state = try look(at: name, in: folder, path: path.text, into: &bytes)
    return (state, bytes ?? [])
  }

  /// - Parameter path: for messages.
  func look(at name: String, in folder: Descriptor, path: String) throws(PlacementError) -> FileState {
    var none: [UInt8]?
    return try look(at: name, in: folder, path: path, into: &none)
  }

  /// - Parameter bytes: gets the file's content, unless it is nil.
  private func look(
    at name: String, in folder: Descriptor, path: String, into bytes: inout [UInt8]?
  ) throws(PlacementError) -> FileState {
    for _ in 0..<3 {
      bytes?.removeAll()
      guard let status = stat.of(name, in: folder.number) else {
        if errno == ENOENT { return .missing }
        throw failure(errno, "look at", path)
      }
      guard status.isKind(S_IFREG) else { return .other }
      guard let file = Descriptor.open(name, in: folder.number, O_RDONLY | O_NOFOLLOW | O_NONBLOCK) else {
        switch errno {
        // It was moved between the two calls, or is another thing now.
        case ENOENT, ELOOP: continue
        // Made unreadable by somebody: theirs.
        case EACCES, EPERM: return .other
        default: throw failure(errno, "open", path)
        }
      }
      if let state = try content(of: file, path: path, into: &bytes) { return state }
    }
    // Somebody is writing to it at this moment.
    return .other
  }

  /// The state of an open file; nil where it changed while it was read.
  private func content(
    of file: Descriptor, path: String, into bytes: inout [UInt8]?
  ) throws(PlacementError) -> FileState? {
    let clock = FileClock.now
    guard let before = file.status else { throw failure(errno, "look at", path) }
    guard before.isKind(S_IFREG) else { return .other }
    var hash = SHA256()
    var buffer = [UInt8](repeating: 0, count: min(max(Int(before.st_size) + 1, 64), 1 << 16))
    while true {
      let count = buffer.withUnsafeMutableBytes { read(file.number, $0.baseAddress, $0.count) }
      if count < 0 {
        if errno == EINTR { continue }
        throw failure(errno, "read", path)
      }
      buffer.withUnsafeBytes { hash.update(bufferPointer: UnsafeRawBufferPointer(rebasing: $0[..<count])) }
      bytes?.append(contentsOf: buffer[..<count])
      // A regular file gives less than was asked for at its end only.
      if count < buffer.count { break }
    }
    guard let after = file.status else { throw failure(errno, "look at", path) }
    let stamp = FileStamp(after)
    guard stamp.hasSameContent(as: FileStamp(before)) else { return nil }
    let seen = stamp.asSeen(at: clock)
    return stamp.size == 0 ? .empty(seen) : .regular(ContentHash(hash.finalize()), seen)
  }
}
