#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

/// A folder with `jobs/`, `templates/`, `output/` and optionally `galley.yaml`.
package struct WorkspaceFolder: Sendable {
  /// Absolute or relative to the process's folder, without a slash at the end.
  package let path: String

  package init(path: String) {
    let trimmed = path.utf8.count > 1 && path.hasSuffix("/") ? String(path.dropLast()) : path
    self.path = trimmed.isEmpty ? "." : trimmed
  }

  package func at(_ relative: String) -> String { relative.hasPrefix("/") ? relative : "\(path)/\(relative)" }

  /// `jobs/*.yaml`, sorted.
  package func jobFiles() -> [String] {
    Self.list(at("jobs")).filter { ($0.hasSuffix(".yaml") || $0.hasSuffix(".yml")) && !$0.hasPrefix(".") }.sorted().map
    { "jobs/\($0)" }
  }

  /// What the files in jobs/ are called, without their ending: the names of their jobs where these do not say otherwise.
  package var jobNames: Set<String> { Set(jobFiles().map { String($0.dropFirst(5).prefix { $0 != "." }) }) }

  /// The names of all files under templates/, `/` between folders. A link to a folder is followed, but for one that leads
  /// back to a folder it lies in.
  package func templateNames() -> [String] {
    var names: [String] = []
    var folders = [(name: "", above: [FolderID]())]
    while let folder = folders.popLast() {
      guard case .folder(let id) = Self.kind(at("templates/\(folder.name)")), !folder.above.contains(id) else {
        continue
      }
      for name in Self.list(at("templates/\(folder.name)")) where !name.hasPrefix(".") {
        let relative = folder.name + name
        switch Self.kind(at("templates/\(relative)")) {
        case .folder: folders.append((relative + "/", folder.above + [id]))
        case .file: names.append(relative)
        case .other: break
        }
      }
    }
    return names.sorted()
  }

  /// A folder, whatever the path that led to it.
  private struct FolderID: Equatable {
    let device: dev_t
    let inode: ino_t
  }

  private enum Kind {
    case file
    case folder(FolderID)
    case other
  }

  private static func kind(_ path: String) -> Kind {
    var status = stat()
    guard stat(path, &status) == 0 else { return .other }
    switch status.st_mode & S_IFMT {
    case S_IFREG: return .file
    case S_IFDIR: return .folder(FolderID(device: status.st_dev, inode: status.st_ino))
    default: return .other
    }
  }

  /// The names in a folder; none where it cannot be read.
  private static func list(_ path: String) -> [String] {
    guard let directory = opendir(path) else { return [] }
    defer { closedir(directory) }
    var names: [String] = []
    while let entry = readdir(directory) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
        pointer.withMemoryRebound(to: CChar.self, capacity: MemoryLayout.size(ofValue: pointer.pointee)) {
          String(cString: $0)
        }
      }
      if name != ".", name != ".." { names.append(name) }
    }
    return names
  }
}

extension WorkspaceFolder {
  /// Whether the folder itself is there.
  package var exists: Bool {
    var status = stat()
    return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
  }

  /// Whether anything of that name is there, were it a link that leads nowhere.
  package func contains(_ relative: String) -> Bool {
    var status = stat()
    return lstat(at(relative), &status) == 0
  }

  /// Whether a regular file is there.
  package func holds(_ relative: String) -> Bool {
    var status = stat()
    return stat(at(relative), &status) == 0 && status.st_mode & S_IFMT == S_IFREG
  }
}
