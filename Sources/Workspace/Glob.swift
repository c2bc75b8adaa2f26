package import JobModel

#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

/// Finds files by a pattern.
package enum Glob {
  /// The regular files that a pattern names, as paths relative to `folder` (or absolute, where the pattern is), in the
  /// order of their bytes.
  ///
  /// `*`, `?` and `[…]` match within a name, `**` any number of folders; a name that begins with a dot is found only
  /// where the pattern's does. Symbolic links are followed, but for folders below `**`. A pattern without any of these
  /// names what is there, whatever it is, so that whoever reads it can say what is wrong with it.
  ///
  /// - Throws: for a folder that is there and cannot be read.
  package static func expand(_ pattern: String, in folder: String) throws(Diagnostic) -> [String] {
    var status = stat()
    if lstat(at(pattern, folder), &status) == 0 { return [pattern] }
    guard NamePattern.isPattern(pattern) else { return [] }
    var search = GlobSearch(folder: folder)
    let isAbsolute = pattern.hasPrefix("/")
    let parts = pattern.split(separator: "/").map(String.init)
    try search.find(parts[...], below: isAbsolute ? "/" : "")
    return search.found.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
  }

  static func at(_ path: String, _ folder: String) -> String {
    path.hasPrefix("/") ? path : path.isEmpty ? folder : folder + "/" + path
  }
}

private struct GlobSearch {
  let folder: String
  var found: Set<String> = []

  mutating func find(_ parts: ArraySlice<String>, below prefix: String) throws(Diagnostic) {
    guard let part = parts.first else { return }
    let rest = parts.dropFirst()
    if part == "**" {
      try find(rest.isEmpty ? ["*"] : rest, below: prefix)
      for name in try names(in: prefix) where !name.hasPrefix(".") && isFolder(prefix + name, following: false) {
        try find(parts, below: prefix + name + "/")
      }
    } else if NamePattern.isPattern(part) {
      let pattern = NamePattern(part)
      for name in try names(in: prefix) where pattern.matches(name) { try take(prefix + name, rest) }
    } else {
      try take(prefix + part, rest)
    }
  }

  private mutating func take(_ path: String, _ rest: ArraySlice<String>) throws(Diagnostic) {
    if !rest.isEmpty {
      if isFolder(path, following: true) { try find(rest, below: path + "/") }
    } else if kind(path, following: true) == S_IFREG {
      found.insert(path)
    }
  }

  private func isFolder(_ path: String, following: Bool) -> Bool { kind(path, following: following) == S_IFDIR }

  private func kind(_ path: String, following: Bool) -> mode_t? {
    var status = stat()
    let full = Glob.at(path, folder)
    guard (following ? stat(full, &status) : lstat(full, &status)) == 0 else { return nil }
    return status.st_mode & S_IFMT
  }

  /// The names in a folder, `.` and `..` left out.
  private func names(in prefix: String) throws(Diagnostic) -> [String] {
    guard let directory = opendir(Glob.at(prefix, folder)) else {
      if errno == ENOENT || errno == ENOTDIR { return [] }
      let shown = prefix.isEmpty ? folder : prefix
      throw Diagnostic(file: shown, message: "the folder cannot be read: \(String(cString: strerror(errno)))")
    }
    defer { closedir(directory) }
    var names: [String] = []
    while let entry = readdir(directory) {
      let name = withUnsafeBytes(of: &entry.pointee.d_name) { bytes in
        String(validating: bytes.prefix { $0 != 0 }, as: UTF8.self)
      }
      if let name, name != ".", name != ".." { names.append(name) }
    }
    return names
  }
}
