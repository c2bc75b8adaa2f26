/// Which pages a write-ahead log holds that were committed and are not in the database yet (sqlite.org/fileformat2.html,
/// section 4).
struct LogIndex {
  /// Where in the log the newest committed version of a page begins, by the page's number.
  private(set) var offsets: [Int: Int] = [:]
  /// In bytes; nil where the log has no header that can be read.
  private(set) var pageSize: Int?

  /// Reads as far as SQLite would: to the first frame that is not whole.
  init(_ log: RawFile?) {
    guard let log, let header = log.bytes(at: 0, count: 32), header.bigEndian(0, 4) & ~1 == 0x377F_0682 else { return }
    let size = Int(header.bigEndian(8, 4))
    var sum = Checksum(isBigEndian: header[3] & 1 == 1)
    sum.add(header[..<24])
    guard sum.matches(header, at: 24), isPageSize(size) else { return }
    pageSize = size
    var place = 32
    var uncommitted: [Int: Int] = [:]
    while let frame = log.bytes(at: place, count: 24 + size), frame[8..<16] == header[16..<24] {
      sum.add(frame[..<8])
      sum.add(frame[24...])
      guard sum.matches(frame, at: 16) else { return }
      uncommitted[Int(frame.bigEndian(0, 4))] = place + 24
      if frame.bigEndian(4, 4) > 0 {  // the last frame of a commit says how large the database is
        offsets.merge(uncommitted) { $1 }
        uncommitted = [:]
      }
      place += frame.count
    }
  }

  private struct Checksum {
    let isBigEndian: Bool
    private var sums: (UInt32, UInt32) = (0, 0)

    init(isBigEndian: Bool) { self.isBigEndian = isBigEndian }

    mutating func add(_ bytes: ArraySlice<UInt8>) {
      bytes.withUnsafeBytes { bytes in
        for place in stride(from: 0, to: bytes.count - 7, by: 8) {
          let first = bytes.loadUnaligned(fromByteOffset: place, as: UInt32.self)
          let second = bytes.loadUnaligned(fromByteOffset: place + 4, as: UInt32.self)
          sums.0 &+= (isBigEndian ? UInt32(bigEndian: first) : UInt32(littleEndian: first)) &+ sums.1
          sums.1 &+= (isBigEndian ? UInt32(bigEndian: second) : UInt32(littleEndian: second)) &+ sums.0
        }
      }
    }

    func matches(_ bytes: [UInt8], at place: Int) -> Bool {
      bytes.bigEndian(place, 4) == UInt64(sums.0) && bytes.bigEndian(place + 4, 4) == UInt64(sums.1)
    }
  }
}

/// Whether SQLite's pages may be so large, in bytes.
func isPageSize(_ size: Int) -> Bool { size >= 512 && size <= 65_536 && size & (size - 1) == 0 }
