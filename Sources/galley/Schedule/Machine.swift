#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

/// What a schedule has to know of this machine.
enum Machine {
  /// The absolute path of this very program; nil where the system does not tell.
  static var program: String? {
    #if canImport(Darwin)
      var size = UInt32(PATH_MAX)
      var path = [CChar](repeating: 0, count: Int(size))
      guard _NSGetExecutablePath(&path, &size) == 0 else { return nil }
      return absolute(String(decoding: path.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self))
    #else
      return absolute("/proc/self/exe")
    #endif
  }

  /// The path from the root and without symbolic links; nil where nothing is there.
  static func absolute(_ path: String) -> String? {
    guard let real = realpath(path, nil) else { return nil }
    defer { free(real) }
    return String(cString: real)
  }

  /// The first of these folders that holds a program of that name.
  static func folder(of program: String, among folders: [String]) -> String? {
    folders.first { $0.hasPrefix("/") && access("\($0)/\(program)", X_OK) == 0 }
  }

  /// The name of the user who runs this; the number where it has none.
  static var user: String { getpwuid(getuid()).map { String(cString: $0.pointee.pw_name) } ?? "\(getuid())" }

  /// Folders that systemd hides from a service: people's homes (ProtectHome=), temporary files (PrivateTmp=).
  struct Places: OptionSet {
    let rawValue: Int
    static let home = Places(rawValue: 1)
    static let temporary = Places(rawValue: 2)
  }

  /// In which of these folders one of the paths lies, or a library of this program: toolchains are often installed in a
  /// home.
  static func places(of paths: [String]) -> Places {
    var places: Places = []
    for path in paths + libraries {
      if ["/home/", "/root/", "/run/user/"].contains(where: path.hasPrefix) { places.insert(.home) }
      if ["/tmp/", "/var/tmp/"].contains(where: path.hasPrefix) { places.insert(.temporary) }
    }
    return places
  }

  /// The files that this process runs from; see proc_pid_maps(5). None where there is no /proc.
  private static var libraries: [String] {
    guard let file = fopen("/proc/self/maps", "re") else { return [] }
    defer { fclose(file) }
    var found: [String] = []
    var line: UnsafeMutablePointer<CChar>?
    var size = 0
    defer { free(line) }
    while getline(&line, &size, file) > 0, let line {
      let text = String(cString: line)
      if let slash = text.firstIndex(of: "/") { found.append(String(text[slash...])) }
    }
    return found
  }
}
