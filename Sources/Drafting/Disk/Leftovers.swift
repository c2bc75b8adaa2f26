import CGalley
import JobModel

#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

/// A temporary file that a run left when it died.
struct Leftover: Sendable {
  /// The path of a draft in the same folder.
  let beside: DraftPath
  let name: String
  let hash: ContentHash
}

extension OutputFolder {
  /// The temporary files in the folder of a draft. Only while no batch is under way is one of them a leftover.
  func leftovers(beside path: DraftPath) throws(PlacementError) -> [Leftover] {
    guard let folder = try folder(of: path, making: false) else { return [] }
    var found: [Leftover] = []
    for name in try names(in: folder, path: path) where DraftPath.isTemporary(name[...]) {
      // What is no regular file is none of ours.
      guard let hash = try look(at: name, in: folder, path: path.text).hash else { continue }
      found.append(Leftover(beside: path, name: name, hash: hash))
    }
    return found
  }

  /// Removes a leftover, unless it has changed since it was seen.
  func remove(_ leftover: Leftover) throws(PlacementError) {
    guard let folder = try folder(of: leftover.beside, making: false),
      try look(at: leftover.name, in: folder, path: leftover.beside.text).hash == leftover.hash
    else { return }
    unlinkat(folder.number, leftover.name, 0)
  }

  /// Gives a leftover the name that it had before an exchange that nobody got to check: a person's text, saved in that very
  /// moment, came out under the temporary name, and galley's lies at the path.
  ///
  /// - Parameter ours: what galley has put at the path.
  /// - Returns: whether the person's text lies at the path now.
  func putBack(_ leftover: Leftover, at path: DraftPath, over ours: ContentHash) throws(PlacementError) -> Bool {
    guard let folder = try folder(of: path, making: false) else { return false }
    let number = folder.number
    guard try look(at: String(path.name), in: folder, path: path.text).hash == ours,
      galley_rename_exchange(number, leftover.name, number, String(path.name)) == 0
    else { return false }
    let exchanged = Exchanged(path: path, temporary: leftover.name, expected: ours, placed: leftover.hash)
    let isBack = try settle(exchanged, in: folder)
    var syncing = Syncing()
    syncing.add(folder)
    try syncing.finish()
    return isBack
  }

  private func names(in folder: Descriptor, path: DraftPath) throws(PlacementError) -> [String] {
    // A descriptor of its own: `closedir` closes it, and reading moves its place.
    let copy = openat(folder.number, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard copy >= 0, let stream = fdopendir(copy) else {
      let number = errno
      if copy >= 0 { close(copy) }
      throw failure(number, "list the folder of", path.text)
    }
    defer { closedir(stream) }
    var names: [String] = []
    while let entry = readdir(stream) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) { field in
        let room = MemoryLayout.size(ofValue: field.pointee)
        return field.withMemoryRebound(to: CChar.self, capacity: room) { String(cString: $0) }
      }
      // Cheap first: a folder may hold a million drafts.
      if name.utf8.first == UInt8(ascii: ".") { names.append(name) }
    }
    return names
  }
}
