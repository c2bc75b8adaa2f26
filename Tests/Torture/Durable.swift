import Foundation

/// What the fault library has kept of a workspace as being on the disk: contents and names, each under an inode's number.
struct Durable {
  let folder: URL

  struct Unreadable: Error { let line: Substring }

  /// Puts what a power cut leaves in the place of what the killed process left.
  func replace(_ workspace: URL) throws {
    let number = try FileManager.default.attributesOfItem(atPath: workspace.path)[.systemFileNumber] as? NSNumber
    try FileManager.default.removeItem(at: workspace)
    try restore("d\(number ?? 0)", at: workspace)
  }

  private func restore(_ kept: String, at place: URL) throws {
    let bytes = FileManager.default.contents(atPath: folder.appending(path: kept).path) ?? Data()
    guard kept.hasPrefix("d") else { return try bytes.write(to: place) }
    try FileManager.default.createDirectory(at: place, withIntermediateDirectories: false)
    for line in String(decoding: bytes, as: UTF8.self).split(separator: "\n") {
      guard let space = line.firstIndex(of: " ") else { throw Unreadable(line: line) }
      try restore(String(line[..<space]), at: place.appending(path: String(line[line.index(after: space)...])))
    }
  }
}
