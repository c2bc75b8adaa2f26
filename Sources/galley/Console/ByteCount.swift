/// Sizes as people read them.
enum ByteCount {
  /// `512 bytes`, `3.5 KiB`, `120.0 MiB`
  static func text(_ bytes: Int) -> String {
    if bytes < 1 << 10 { return bytes == 1 ? "1 byte" : "\(bytes) bytes" }
    let (unit, shift) = bytes < 1 << 20 ? ("KiB", 10) : bytes < 1 << 30 ? ("MiB", 20) : ("GiB", 30)
    return "\(bytes >> shift).\((bytes & (1 << shift - 1)) * 10 >> shift) \(unit)"
  }
}
