import JobModel
import Testing

@testable import Workspace

#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

/// A folder of its own on the real disk, gone when the test is over.
private final class Scratch {
  let path: String

  init() throws {
    var template = Array("/tmp/galley-rows-XXXXXX".utf8CString)
    path = String(cString: try #require(mkdtemp(&template)))
  }

  func folder(_ name: String) { mkdir("\(path)/\(name)", 0o755) }

  func file(_ name: String, _ text: String = "") {
    let descriptor = open("\(path)/\(name)", O_WRONLY | O_CREAT | O_TRUNC, 0o644)
    _ = text.withCString { write(descriptor, $0, strlen($0)) }
    close(descriptor)
  }

  func problem(_ name: String, limit: Int = 1_000) -> String? {
    do throws(Diagnostic) {
      _ = try RegularFile.read("\(path)/\(name)", shown: name, limit: limit)
      return nil
    } catch { return error.description }
  }

  deinit {
    var folders = [path]
    var place = 0
    while place < folders.count {
      let folder = folders[place]
      place += 1
      guard let directory = opendir(folder) else { continue }
      while let entry = readdir(directory) {
        let name = withUnsafeBytes(of: &entry.pointee.d_name) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
        if name == "." || name == ".." { continue }
        if unlink("\(folder)/\(name)") != 0 { folders.append("\(folder)/\(name)") }
      }
      closedir(directory)
    }
    for folder in folders.reversed() { rmdir(folder) }
  }
}

@Test("a file is read whole, through a symbolic link too")
func readsFiles() throws {
  let scratch = try Scratch()
  scratch.file("a.txt", "é\n")
  symlink("a.txt", "\(scratch.path)/link")
  scratch.file("empty")
  #expect(try RegularFile.read("\(scratch.path)/a.txt", shown: "a", limit: 3) == Array("é\n".utf8))
  #expect(try RegularFile.read("\(scratch.path)/link", shown: "a", limit: 1_000) == Array("é\n".utf8))
  #expect(try RegularFile.read("\(scratch.path)/empty", shown: "a", limit: 0) == [])
}

@Test("what is no regular file is refused by what it is, and never waited for")
func refusesOthers() throws {
  let scratch = try Scratch()
  scratch.folder("folder")
  scratch.file("large", "12345")
  mkfifo("\(scratch.path)/pipe", 0o644)
  symlink("loop", "\(scratch.path)/loop")
  symlink("gone", "\(scratch.path)/dangling")
  symlink("/dev/zero", "\(scratch.path)/device")
  #expect(scratch.problem("folder") == "folder: error: this is a folder, not a file; name a file")
  #expect(scratch.problem("pipe") == "pipe: error: this is a pipe, not a file; name a file")
  #expect(scratch.problem("device") == "device: error: this is a device, not a file; name a file")
  #expect(scratch.problem("loop") == "loop: error: this symbolic link leads back to itself")
  #expect(scratch.problem("dangling") == "dangling: error: there is no such file")
  #expect(scratch.problem("none") == "none: error: there is no such file")
  #expect(scratch.problem("large/x") == "large/x: error: a part of this path is a file, not a folder")
  #expect(
    scratch.problem("large", limit: 4)
      == "large: error: the file is larger than 4 bytes, the most that is read here; split it")
}

@Test(
  "a pattern names regular files, in the order of their bytes",
  arguments: [
    ("*.csv", ["B.csv", "a.csv", "b.csv"]), ("?.csv", ["B.csv", "a.csv", "b.csv"]), ("[ab].csv", ["a.csv", "b.csv"]),
    ("[!a].csv", ["B.csv", "b.csv"]),
    ("[a-c].*", ["a.csv", "b.csv"]), ("caf?.tsv", ["café.tsv"]),
    ("**/*.csv", ["B.csv", "a.csv", "b.csv", "sub/c.csv", "sub/deep/d.csv"]),
    ("sub/**", ["sub/c.csv", "sub/deep/d.csv"]), ("*/*.csv", ["link/c.csv", "sub/c.csv"]),
    ("sub/../*.csv", ["sub/../B.csv", "sub/../a.csv", "sub/../b.csv"]),
    (".h*.csv", [".hidden.csv"]), ("a.csv", ["a.csv"]), ("none.csv", []), ("*.xyz", []), ("x[1].csv", ["x[1].csv"]),
    ("x\\[*", ["x[1].csv"]), ("none/*.csv", []),
    ("pipe", ["pipe"]), ("p*", []), ("[", []), ("a*s*v", ["a.csv"]), ("s*/d*p/*", ["sub/deep/d.csv"]),
  ])
func globs(pattern: String, files: [String]) throws {
  let scratch = try Scratch()
  for folder in ["sub", "sub/deep", ".git", "folder.csv"] { scratch.folder(folder) }
  for file in ["a.csv", "b.csv", "B.csv", ".hidden.csv", "café.tsv", "sub/c.csv", "sub/deep/d.csv", ".git/e.csv"] {
    scratch.file(file)
  }
  if pattern.hasPrefix("x") { scratch.file("x[1].csv") }
  mkfifo("\(scratch.path)/pipe", 0o644)
  symlink("sub", "\(scratch.path)/link")
  #expect(try Glob.expand(pattern, in: scratch.path) == files)
  if !pattern.hasPrefix("*/"), pattern != "s*/d*p/*" {
    #expect(try Glob.expand("\(scratch.path)/\(pattern)", in: "/nowhere") == files.map { "\(scratch.path)/\($0)" })
  }
}

@Test("a pattern with many stars is matched in a moment")
func manyStars() {
  let pattern = NamePattern(String(repeating: "*a", count: 200) + "b")
  #expect(!pattern.matches(String(repeating: "a", count: 20_000)))
}
