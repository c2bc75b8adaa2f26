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

/// Temporary files that are on the disk, in the folders of their drafts. Given up to `swap` or to `discard`, once.
struct Staged: ~Copyable, Sendable {
  struct File: Sendable {
    let arrival: Arrival
    /// In the folder of its draft.
    let temporary: String
    /// As it was when its last byte was written.
    let stamp: FileStamp
  }

  /// One for each arrival; the failures are the fault of their items alone.
  let files: [Result<File, PlacementError>]
}

extension OutputFolder {
  /// Writes a temporary file for each arrival, and brings them all to the disk.
  ///
  /// - Throws: what keeps all files from being written; then none of the temporary ones is left.
  func stage(_ arrivals: [Arrival]) throws(PlacementError) -> Staged {
    var files: [Result<Staged.File, PlacementError>] = []
    var folders = LastFolder()
    var syncing = Syncing()
    var letters = RandomLetters()
    do throws(PlacementError) {
      for arrival in arrivals {
        do throws(PlacementError) {
          let folder = try folders.of(arrival.path, in: self, making: true)
          files.append(.success(try temporary(for: arrival, in: folder, &letters, &syncing)))
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

  private func temporary(
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
      try append(arrival.file.bytes, to: file, path: arrival.path)
      guard let status = file.status else { throw failure(errno, "look at", arrival.path.text) }
      syncing.add(file, in: folder)
      return Staged.File(arrival: arrival, temporary: name, stamp: FileStamp(status))
    } catch {
      unlinkat(folder.number, name, 0)
      throw error
    }
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
    // A person's text may be under this name after an exchange: what is not ours stays.
    if (try? look(at: file.temporary, in: folder, path: file.arrival.path.text))?.hash == file.arrival.file.hash {
      unlinkat(folder.number, file.temporary, 0)
    }
  }
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
