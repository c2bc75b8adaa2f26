import CGalley
import JobModel

#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

/// Two names that were exchanged, until somebody has looked at what came out.
struct Exchanged {
  let path: DraftPath
  /// In the same folder: what lay at the path has this name now.
  let temporary: String
  /// What should have lain at the path.
  let expected: ContentHash
  /// What lies there now.
  let placed: ContentHash
}

/// What became of a staged file.
enum Swapped: Hashable, Sendable {
  /// It lies at its path and is on the disk.
  case placed(FileStamp)
  /// Something that galley did not expect lies there, and was left alone.
  case personsFile
  case failed(PlacementError)
}

extension OutputFolder {
  /// Gives each staged file its name, checks what it took the place of, and brings the names to the disk.
  ///
  /// - Throws: what keeps all files from being placed. Those that have their names keep them: their intents say so.
  func swap(_ staged: consuming Staged) throws(PlacementError) -> [Swapped] {
    let files = staged.files
    let clock = FileClock.now
    var results: [Swapped] = []
    var folders = LastFolder()
    var syncing = Syncing()
    do throws(PlacementError) {
      for result in files {
        do throws(PlacementError) {
          let file = try result.get()
          let folder = try folders.of(file.arrival.path, in: self, making: false)
          let isPlaced = try name(file, in: folder)
          syncing.add(folder)
          if !isPlaced { discard(file, in: folder) }
          results.append(isPlaced ? .placed(file.stamp) : .personsFile)
        } catch {
          if error.stopsRun { throw error }
          results.append(.failed(error))
        }
      }
      try syncing.finish()
    } catch {
      discard(Staged(files: Array(files[results.count...])))
      throw error
    }
    return try zip(files, results).map { file, result throws(PlacementError) in
      guard case .success(let file) = file, case .placed = result else { return result }
      return .placed(try finalStamp(of: file, staged: clock, &folders))
    }
  }

  /// The stamp of a placed file, settled only if nobody can have written to it since it was staged.
  private func finalStamp(
    of file: Staged.File, staged clock: Int, _ folders: inout LastFolder
  ) throws(PlacementError) -> FileStamp {
    let now = FileClock.now
    let status =
      switch file.place {
      case .named: stat.of(file.target, in: try folders.of(file.arrival.path, in: self, making: false).number)
      case .unnamed(let descriptor): descriptor.status
      }
    // Without a link: it lies there under a name after all, as a file of its own.
    guard let status, status.isKind(S_IFREG), status.st_nlink > 0 else { return file.stamp.unsettled }
    let stamp = FileStamp(status)
    guard stamp.hasSameContent(as: file.stamp), file.stamp.modified < clock else { return file.stamp.unsettled }
    return stamp.asSeen(at: now)
  }

  /// - Returns: false where a person's file lies at the path; then it lies there as before.
  private func name(_ file: Staged.File, in folder: Descriptor) throws(PlacementError) -> Bool {
    guard let old = file.arrival.old, case .named(let temporary) = file.place else {
      return try create(file, in: folder)
    }
    switch try look(at: file.target, in: folder, path: file.path) {
    case .missing: return try create(file, in: folder)
    case .other: return false
    case let state where state.hash == old: return try replace(old, by: file, from: temporary, in: folder)
    case let state where state.hash == file.arrival.file.hash:
      // Somebody has put the very same text there.
      discard(file, in: folder)
      return true
    default: return false
    }
  }

  private func create(_ file: Staged.File, in folder: Descriptor) throws(PlacementError) -> Bool {
    switch file.place {
    case .named(let temporary): try create(file, from: temporary, in: folder)
    case .unnamed(let descriptor): try create(file, from: descriptor, in: folder)
    }
  }

  private func create(
    _ file: Staged.File, from temporary: String, in folder: Descriptor
  ) throws(PlacementError) -> Bool {
    let number = folder.number
    switch galley_rename_create(number, temporary, number, file.target) {
    case 0: return true
    case EEXIST: return try isSame(file, in: folder)
    case EINVAL, ENOSYS, ENOTSUP, EOPNOTSUPP: break
    case let other: throw failure(other, "write", file.path)
    }
    return try createByLink(file, from: temporary, in: folder)
  }

  /// Gives a file without a name its name.
  func create(
    _ file: Staged.File, from descriptor: Descriptor, in folder: Descriptor
  ) throws(PlacementError) -> Bool {
    switch galley_link_unnamed(descriptor.number, folder.number, file.target) {
    case 0: return true
    case EEXIST: return try isSame(file, in: folder)
    // What guards a system may forbid this and let files be renamed (AppArmor can): where more is wrong, that says what.
    default: return try create(stageByName(file.arrival, in: folder), in: folder)
    }
  }

  /// For file systems that cannot rename without replacing.
  func createByLink(
    _ file: Staged.File, from temporary: String, in folder: Descriptor
  ) throws(PlacementError) -> Bool {
    let number = folder.number
    if linkat(number, temporary, number, file.target, 0) == 0 {
      try remove(temporary, of: file.arrival.path, in: folder)
      return true
    }
    if errno == EEXIST { return try isSame(file, in: folder) }
    // Neither is known here (FAT, some network file systems): look, then rename.
    let isFree = try look(at: file.target, in: folder, path: file.path) == .missing
    return isFree ? try rename(temporary, to: file, in: folder) : try isSame(file, in: folder)
  }

  /// Whether the text that is to be placed lies there already; its temporary file is removed then.
  private func isSame(_ file: Staged.File, in folder: Descriptor) throws(PlacementError) -> Bool {
    guard try look(at: file.target, in: folder, path: file.path).hash == file.arrival.file.hash else { return false }
    discard(file, in: folder)
    return true
  }

  /// - Precondition: a moment ago `old` lay at the path.
  func replace(
    _ old: ContentHash, by file: Staged.File, from temporary: String, in folder: Descriptor
  ) throws(PlacementError) -> Bool {
    switch galley_rename_exchange(folder.number, temporary, folder.number, file.target) {
    case 0:
      let exchanged = Exchanged(
        path: file.arrival.path, temporary: temporary, expected: old, placed: file.arrival.file.hash)
      return try settle(exchanged, in: folder)
    case ENOENT: return try create(file, in: folder)
    // The content was read just before: the best that can be had here.
    case EINVAL, ENOSYS, ENOTSUP, EOPNOTSUPP: return try rename(temporary, to: file, in: folder)
    case let other: throw failure(other, "replace", file.path)
    }
  }

  /// Looks at what an exchange has brought out under the temporary name: what was expected goes, anything else is put back.
  ///
  /// - Returns: false where it was put back: a person had changed the file between the look and the exchange.
  func settle(_ exchanged: Exchanged, in folder: Descriptor) throws(PlacementError) -> Bool {
    let (number, target) = (folder.number, String(exchanged.path.name))
    func lies(_ hash: ContentHash) throws(PlacementError) -> Bool {
      try look(at: exchanged.temporary, in: folder, path: exchanged.path.text).hash == hash
    }
    if try lies(exchanged.expected) {
      try remove(exchanged.temporary, of: exchanged.path, in: folder)
      return true
    }
    var result = galley_rename_exchange(number, exchanged.temporary, number, target)
    if result == ENOENT {
      result = galley_rename_create(number, exchanged.temporary, number, target)
      if result == 0 { return false }
    }
    if result == 0 {
      if try lies(exchanged.placed) { return false }
      // They have saved it once more in between, over what had just been placed: the later text is the draft.
      _ = galley_rename_exchange(number, exchanged.temporary, number, target)
    }
    throw .twiceChanged(exchanged.path.text, kept: exchanged.temporary)
  }

  /// A failure leaves the intent open, by which the next run knows whose the file is; once the draft is on record, nobody would.
  private func remove(_ temporary: String, of path: DraftPath, in folder: Descriptor) throws(PlacementError) {
    if unlinkat(folder.number, temporary, 0) != 0, errno != ENOENT {
      throw failure(errno, "remove \(temporary), the temporary file of", path.text)
    }
  }

  private func rename(
    _ temporary: String, to file: Staged.File, in folder: Descriptor
  ) throws(PlacementError) -> Bool {
    if renameat(folder.number, temporary, folder.number, file.target) == 0 { return true }
    throw failure(errno, "write", file.path)
  }
}

extension Staged.File {
  fileprivate var target: String { String(arrival.path.name) }
  fileprivate var path: String { arrival.path.text }
}
