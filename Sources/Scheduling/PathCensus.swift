import Drafting
import JobModel

/// The paths of all items: no two are one file, none is another's folder, and none leads out of output/.
///
/// Of a path it keeps 128 bits and the number of its item, so that a million of them take little room.
struct PathCensus {
  /// Why a path cannot be an item's; with the number of the item that it meets.
  enum Fault {
    case taken(by: Int)
    /// It is the folder of another draft.
    case isFolder(of: Int)
    /// One of its folders is another draft.
    case liesUnder(DraftPath, of: Int)
    case blocked(String)
  }

  /// nil where there is no output yet.
  private let disk: OutputFolder?
  private var owners: [DraftPath.Identity: Int] = [:]
  /// Each folder that a draft lies in, with the first draft's item.
  private var folders: [DraftPath.Identity: Int] = [:]

  init(disk: OutputFolder?) { self.disk = disk }

  /// Makes room for so many more paths at once: growing by and by takes three times as much for a while.
  mutating func reserve(_ count: Int) { owners.reserveCapacity(owners.count + min(count, 1 << 24)) }

  /// - Parameters:
  ///   - identity: the path's.
  ///   - number: of the item.
  /// - Returns: nil where the path can be the item's.
  mutating func add(_ path: DraftPath, _ identity: DraftPath.Identity, of number: Int) -> Fault? {
    if let other = owners.updateValue(number, forKey: identity) { return .taken(by: other) }
    if let inside = folders[identity] { return .isFolder(of: inside) }
    var folder = path.parent
    while let current = folder {
      let identity = current.identity
      guard folders[identity] == nil else { break }
      folders[identity] = number
      if let other = owners[identity] { return .liesUnder(current, of: other) }
      folder = current.parent
    }
    // Links among the parents show at the first draft of a folder.
    return folder == path.parent ? nil : fault(at: path)
  }

  private func fault(at path: DraftPath) -> Fault? {
    do throws(PlacementError) {
      try disk?.reach(path)
    } catch {
      return error.stopsRun ? nil : .blocked(error.message)
    }
    return nil
  }
}
