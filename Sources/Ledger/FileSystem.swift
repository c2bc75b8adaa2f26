#if canImport(Darwin)
  import Darwin
#else
  import CGalley
#endif

/// What lies under a state, as far as SQLite has to know: its write-ahead log needs memory that all its processes share,
/// which a network file system does not give (sqlite.org/wal.html).
enum FileSystem: Hashable, Sendable {
  case local
  case network(name: String)

  /// By `statfs.f_type` of Linux; the numbers are those of linux/magic.h, of CIFS and SMB2 those of fs/smb.
  init(magic: UInt32) {
    let name: String? =
      switch magic {
      case 0x6969: "nfs"
      case 0x517B: "smb"
      case 0xFF53_4D42: "cifs"
      case 0xFE53_4D42: "smb2"
      case 0x0102_1997: "9p"
      case 0x00C3_6400: "ceph"
      case 0x5346_414F, 0x6B41_4653: "afs"
      default: nil
      }
    self = name.map { .network(name: $0) } ?? .local
  }

  /// By `statfs.f_fstypename` of macOS.
  init(typeName: String) {
    self = ["nfs", "smbfs", "afpfs", "webdav", "cifs"].contains(typeName) ? .network(name: typeName) : .local
  }

  /// The one on which a folder lies; one that does not say counts as local.
  init(of folder: String) {
    #if canImport(Darwin)
      var status = statfs()
      guard statfs(folder, &status) == 0 else {
        self = .local
        return
      }
      let name = withUnsafeBytes(of: status.f_fstypename) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
      self.init(typeName: name)
    #else
      self.init(magic: galley_file_system_magic(folder))
    #endif
  }
}
