import CGalley

#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

/// Collects what a batch has written, and brings it to the disk all at once.
///
/// On Linux one `syncfs` for each file system: measured four times as fast as one `fsync` for each file. Elsewhere each
/// file and folder by itself.
struct Syncing {
  #if os(Linux)
    /// One folder of each file system, by device.
    private var places: [dev_t: Descriptor] = [:]
    /// Added last: the files of a batch mostly share a folder, whose device is looked at once.
    private var last: Descriptor?
  #else
    private var places: [Descriptor] = []
  #endif

  /// Something was written to a file in the folder.
  mutating func add(_ file: Descriptor, in folder: Descriptor) {
    #if !os(Linux)
      places.append(file)
    #endif
    add(folder)
  }

  /// A name in the folder came, went or means another file.
  mutating func add(_ folder: Descriptor) {
    #if os(Linux)
      if last === folder { return }
      last = folder
      // A folder that does not tell its device is synced all the same, or says why it cannot be.
      let device = folder.status?.st_dev ?? 0
      if places[device] == nil { places[device] = folder }
    #else
      if !places.contains(where: { $0 === folder }) { places.append(folder) }
    #endif
  }

  /// - Throws: what any of the writes since has met; the kernel says it once only.
  func finish() throws(PlacementError) {
    #if os(Linux)
      for folder in places.values { try check(galley_sync_file_system(folder.number)) }
    #else
      for place in places { try check(galley_sync_file(place.number)) }
    #endif
  }

  /// A folder was made in this one.
  ///
  /// Where a whole file system can be synced that happens at the end of the batch; else the new entry must reach the disk
  /// now, since nobody comes back to this folder.
  static func madeFolder(in parent: Descriptor) throws(PlacementError) {
    #if !os(Linux)
      try Syncing().check(galley_sync_file(parent.number))
    #endif
  }

  private func check(_ number: Int32) throws(PlacementError) {
    if number != 0 { throw PlacementError(number, "bring to the disk what was written to", "") }
  }
}
