import CGalley
import JobModel

#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

extension OutputFolder {
  /// Renames a person's file to the first of `NAME.old.md`, `NAME.old-2.md`, … that is free, and brings that to the disk.
  /// Nothing is copied and nothing replaced: whatever lies at the path in that moment is what is kept.
  ///
  /// - Returns: where it lies now; nil where there was nothing.
  func setAside(_ path: DraftPath) throws(PlacementError) -> DraftPath? {
    guard let folder = try folder(of: path, making: false) else { return nil }
    // So many versions of one draft nobody keeps; a folder that answers EEXIST for ever would hold the run.
    for number in 1...10_000 {
      let kept = path.predecessor(number)
      switch rename(String(path.name), toFree: String(kept.name), in: folder) {
      case 0:
        var syncing = Syncing()
        syncing.add(folder)
        try syncing.finish()
        return kept
      case EEXIST: continue
      case ENOENT: return nil
      case let number: throw failure(number, "rename", path.text)
      }
    }
    throw failure(EEXIST, "find a free name for", path.text)
  }

  /// - Returns: 0, or the error as errno would hold it; EEXIST where the new name is taken.
  private func rename(_ name: String, toFree free: String, in folder: Descriptor) -> Int32 {
    let result = galley_rename_create(folder.number, name, folder.number, free)
    return [EINVAL, ENOSYS, ENOTSUP, EOPNOTSUPP].contains(result) ? rename(name, toClaimed: free, in: folder) : result
  }

  /// For file systems where a rename cannot promise not to replace: an empty file claims the name first.
  func rename(_ name: String, toClaimed free: String, in folder: Descriptor) -> Int32 {
    let number = folder.number
    guard Descriptor.open(free, in: number, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW) != nil else { return errno }
    if renameat(number, name, number, free) == 0 { return 0 }
    let failed = errno
    if stat.of(free, in: number)?.st_size == 0 { unlinkat(number, free, 0) }
    return failed
  }
}
