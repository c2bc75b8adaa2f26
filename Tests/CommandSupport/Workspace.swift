package import Foundation

/// A workspace of its own for each test, in a temporary folder.
package struct Workspace: Sendable {
  package let folder: URL

  package init(folder: URL) { self.folder = folder }

  package var path: String { folder.path }

  // MARK: Running

  /// Runs `galley` in this folder, to its end.
  package func galley(
    _ arguments: String..., environment: [String: String?] = [:], folder: URL? = nil,
    during: @escaping @Sendable (Running) async throws -> Void = { _ in }
  ) async throws -> Ended {
    try await galley(arguments, environment: environment, folder: folder, during: during)
  }

  package func galley(
    _ arguments: [String], environment: [String: String?] = [:], folder: URL? = nil,
    during: @escaping @Sendable (Running) async throws -> Void = { _ in }
  ) async throws -> Ended {
    guard let binary = Binary.path else { throw NoBinary() }
    return try await Galley.run(
      [binary] + arguments, environment: Galley.environment(environment, home: path),
      folder: (folder ?? self.folder).path,
      during: during)
  }

  /// The same through a shell, where `$GALLEY` is the program.
  package func shell(_ script: String) async throws -> Ended {
    guard let binary = Binary.path else { throw NoBinary() }
    return try await Galley.run(
      ["/bin/sh", "-c", script], environment: Galley.environment(["GALLEY": binary], home: path), folder: path)
  }

  // MARK: Files

  package func url(_ name: String) -> URL { folder.appending(path: name) }

  package func write(_ name: String, _ text: String) throws { try write(name, Data(text.utf8)) }

  package func write(_ name: String, _ bytes: Data) throws {
    let file = url(name)
    try FileManager.default.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
    try bytes.write(to: file)
  }

  package func read(_ name: String) throws -> String { String(decoding: try bytes(name), as: UTF8.self) }

  package func bytes(_ name: String) throws -> Data { try Data(contentsOf: url(name)) }

  package func draft(_ name: String) throws -> Draft { try Draft(try read("output/\(name)")) }

  package func exists(_ name: String) -> Bool { FileManager.default.fileExists(atPath: url(name).path) }

  package func remove(_ name: String) throws { try FileManager.default.removeItem(at: url(name)) }

  /// Replaces a text that stands once in a file.
  package func change(_ name: String, _ old: String, to new: String) throws {
    let text = try read(name)
    precondition(text.occurrences(of: old) == 1, "'\(old)' stands \(text.occurrences(of: old)) times in \(name)")
    try write(name, text.replacing(old, with: new))
  }

  package func append(_ name: String, _ text: String) throws { try write(name, try read(name) + text) }

  /// Every file below a folder and what is in it, by path from there.
  package func files(under name: String = "") throws -> [String: Data] {
    let root = name.isEmpty ? folder : url(name)
    guard let paths = FileManager.default.enumerator(atPath: root.path) else { return [:] }
    var found: [String: Data] = [:]
    for case let path as String in paths {
      var isFolder: ObjCBool = false
      guard FileManager.default.fileExists(atPath: root.appending(path: path).path, isDirectory: &isFolder) else {
        continue
      }
      if !isFolder.boolValue { found[path] = try Data(contentsOf: root.appending(path: path)) }
    }
    return found
  }

  /// What `output/` holds but for the program's own state, by path from there.
  package func drafts() throws -> [String: Data] {
    try files(under: "output").filter { !$0.key.split(separator: "/").contains(".galley") }
  }
}

/// Makes a workspace, hands it over, and takes it away again.
///
/// `KEEP_WORKSPACES=1` leaves it where it is, to look into after a failure.
package func withFolder<Result>(_ body: (Workspace) async throws -> Result) async throws -> Result {
  let folder = FileManager.default.temporaryDirectory.resolvingSymlinksInPath()
    .appending(path: "galley-\(UUID().uuidString.prefix(13))")
  try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  defer {
    if ProcessInfo.processInfo.environment["KEEP_WORKSPACES"] == nil { try? FileManager.default.removeItem(at: folder) }
  }
  return try await body(Workspace(folder: folder))
}
