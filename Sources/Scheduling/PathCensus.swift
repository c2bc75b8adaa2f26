import Drafting
import JobModel

/// The paths of all items: no two are one file, none is another's folder, and none leads out of output/.
struct PathCensus {
  /// nil where there is no output yet.
  private let disk: OutputFolder?
  private var owners: [DraftPath.Identity: String] = [:]
  /// Each folder that a draft lies in, with the first draft.
  private var folders: [DraftPath.Identity: String] = [:]

  init(disk: OutputFolder?) { self.disk = disk }

  /// - Parameter owner: how a message calls the item.
  /// - Returns: why the path cannot be the item's; nil where it can.
  mutating func add(_ path: DraftPath, owner: String) -> String? {
    let identity = path.identity
    if let other = owners.updateValue(owner, forKey: identity) {
      return "two items have the path 'output/\(path.text)': \(other) and \(owner); make 'path' tell them apart"
    }
    if let inside = folders[identity] {
      return "'output/\(path.text)' of \(owner) is the folder of 'output/\(inside)'; make 'path' tell them apart"
    }
    var folder = path.parent
    while let current = folder, folders[current.identity] == nil {
      folders[current.identity] = path.text
      if let other = owners[current.identity] {
        return
          "'output/\(current.text)' of \(other) is the folder of 'output/\(path.text)'; make 'path' tell them apart"
      }
      folder = current.parent
    }
    // Links among the parents show at the first draft of a folder.
    return folder == path.parent ? nil : fault(at: path)
  }

  private func fault(at path: DraftPath) -> String? {
    do throws(PlacementError) {
      _ = try disk?.look(at: path)
    } catch {
      return error.stopsRun ? nil : error.message
    }
    return nil
  }
}
