import JobModel

#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

/// A file that is to lie at its path.
struct Arrival: Sendable {
  let path: DraftPath
  let file: DraftFile
  /// The content that it replaces; nil where nothing may lie there.
  let old: ContentHash?
}

/// Files that are on the disk, in the folders of their drafts, without the names of these. Given up to `swap` or to
/// `discard`, once.
struct Staged: ~Copyable, Sendable {
  struct File: Sendable {
    let arrival: Arrival
    let place: Place
    /// As it was when its last byte was written.
    let stamp: FileStamp
  }

  /// Where a file is until it has its name.
  enum Place: Sendable {
    /// Under a temporary name in the folder of its draft.
    case named(String)
    /// Nowhere but in this descriptor: whatever ends the process ends the file.
    case unnamed(Descriptor)
  }

  /// One for each arrival; the failures are the fault of their items alone.
  let files: [Result<File, PlacementError>]
}

extension OutputFolder {
  /// Writes a file for each arrival, and brings them all to the disk.
  ///
  /// A new draft needs no temporary name where the system has files without one: its folder changes once instead of twice, and
  /// a run that dies leaves nothing there. What replaces another takes one all the same: names can be exchanged, and only they.
  ///
  /// - Parameter unnamed: so many may be files without a name; each keeps a descriptor.
  /// - Throws: what keeps all files from being written; then none of them is left.
  func stage(_ arrivals: [Arrival], unnamed: Int) throws(PlacementError) -> Staged {
    var files: [Result<Staged.File, PlacementError>] = []
    var folders = LastFolder()
    var syncing = Syncing()
    var letters = RandomLetters()
    var unnamed = Unnamed.arePossible ? unnamed : 0
    do throws(PlacementError) {
      for arrival in arrivals {
        do throws(PlacementError) {
          let folder = try folders.of(arrival.path, in: self, making: true)
          files.append(.success(try stagedFile(for: arrival, in: folder, &letters, &unnamed, &syncing)))
        } catch {
          if error.stopsRun { throw error }
          files.append(.failure(error))
        }
      }
      try syncing.finish()
    } catch {
      discard(Staged(files: files))
      throw error
    }
    return Staged(files: files)
  }

  private func stagedFile(
    for arrival: Arrival, in folder: Descriptor, _ letters: inout RandomLetters, _ unnamed: inout Int,
    _ syncing: inout Syncing
  ) throws(PlacementError) -> Staged.File {
    if arrival.old == nil, unnamed > 0 {
      if let file = Descriptor.unnamed(in: folder.number) {
        unnamed -= 1
        return try fill(file, with: arrival, at: .unnamed(file), in: folder, &syncing)
      }
      // What this folder refuses, those of the rest of the batch would.
      unnamed = 0
    }
    return try namedFile(for: arrival, in: folder, &letters, &syncing)
  }

  private func namedFile(
    for arrival: Arrival, in folder: Descriptor, _ letters: inout RandomLetters, _ syncing: inout Syncing
  ) throws(PlacementError) -> Staged.File {
    let (file, name) = try temporaryFile(for: arrival.path, in: folder, &letters)
    do throws(PlacementError) {
      // A draft that is replaced keeps the permissions that it has, where the file system has any.
      if arrival.old != nil, let old = stat.of(String(arrival.path.name), in: folder.number), old.isKind(S_IFREG),
        fchmod(file.number, old.st_mode & 0o7777) != 0, errno != EPERM, errno != ENOTSUP
      {
        throw failure(errno, "set the permissions of", arrival.path.text)
      }
      return try fill(file, with: arrival, at: .named(name), in: folder, &syncing)
    } catch {
      unlinkat(folder.number, name, 0)
      throw error
    }
  }

  private func fill(
    _ file: Descriptor, with arrival: Arrival, at place: Staged.Place, in folder: Descriptor, _ syncing: inout Syncing
  ) throws(PlacementError) -> Staged.File {
    try append(arrival.file.bytes, to: file, path: arrival.path)
    guard let status = file.status else { throw failure(errno, "look at", arrival.path.text) }
    syncing.add(file, in: folder)
    return Staged.File(arrival: arrival, place: place, stamp: FileStamp(status))
  }

  /// The file once more, under a temporary name and on the disk: for a system that gives a file without a name none.
  func stageByName(_ arrival: Arrival, in folder: Descriptor) throws(PlacementError) -> Staged.File {
    var letters = RandomLetters()
    var syncing = Syncing()
    let file = try namedFile(for: arrival, in: folder, &letters, &syncing)
    do throws(PlacementError) {
      try syncing.finish()
    } catch {
      discard(file, in: folder)
      throw error
    }
    return file
  }

  private func temporaryFile(
    for path: DraftPath, in folder: Descriptor, _ letters: inout RandomLetters
  ) throws(PlacementError) -> (Descriptor, name: String) {
    for _ in 0..<100 {
      let name = path.temporaryName(letters.next())
      let flags = O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW
      if let file = Descriptor.open(name, in: folder.number, flags) { return (file, name) }
      if errno != EEXIST { break }
    }
    throw failure(errno, "write", path.text)
  }

  private func append(_ bytes: [UInt8], to file: Descriptor, path: DraftPath) throws(PlacementError) {
    var done = 0
    while done < bytes.count {
      let count = bytes[done...].withUnsafeBytes { write(file.number, $0.baseAddress, $0.count) }
      if count < 0 {
        if errno == EINTR { continue }
        throw failure(errno, "write", path.text)
      }
      done += count
    }
  }

  /// Removes temporary files, as far as they still hold what was written to them.
  func discard(_ staged: consuming Staged) {
    var folders = LastFolder()
    for case .success(let file) in staged.files {
      guard let folder = try? folders.of(file.arrival.path, in: self, making: false) else { continue }
      discard(file, in: folder)
    }
  }

  func discard(_ file: Staged.File, in folder: Descriptor) {
    guard case .named(let temporary) = file.place else { return }
    // A person's text may be under this name after an exchange: what is not ours stays.
    if (try? look(at: temporary, in: folder, path: file.arrival.path.text))?.hash == file.arrival.file.hash {
      unlinkat(folder.number, temporary, 0)
    }
  }
}

/// Files without a name, which are Linux's (O_TMPFILE, open(2)).
private enum Unnamed {
  /// Before Linux 6.10 they get their names by way of /proc, which not every container has.
  static let arePossible = access("/proc/self/fd", X_OK) == 0
}

/// Six letters at a time that no other run is likely to have. What has the name nevertheless is not overwritten.
private struct RandomLetters {
  /// Thirty-two, so that five bits choose one.
  private static let letters = Array("abcdefghijkmnpqrstuvwxyz23456789".utf8)

  /// Asked of the kernel once for a batch; then each name is the one before, mixed (Knuth's MMIX generator).
  private var state = UInt64.random(in: .min ... .max)

  mutating func next() -> String {
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    let high = state >> 32
    return String(decoding: (0..<6).map { Self.letters[Int(high >> (5 * UInt64($0)) & 31)] }, as: UTF8.self)
  }
}
