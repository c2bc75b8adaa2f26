/// The pages of a database that SQLite will not open any more, with what its write-ahead log adds, found without any of
/// the pages that lead to others: neither the schema nor the inner pages of a tree have to be there
/// (sqlite.org/fileformat2.html).
struct PageFile {
  /// A page of a state is this large, in bytes: SQLite's own choice. Used where neither header can be read.
  private static let usualSize = 4096

  /// The pages are counted from 1.
  let count: Int
  private let pageSize: Int
  /// Bytes of a page that hold content.
  private let usable: Int
  private let file: RawFile?
  private let log: RawFile?
  private let index: LogIndex

  init(_ paths: StatePaths) {
    file = RawFile(paths.state)
    log = RawFile(paths.log)
    index = LogIndex(log)
    let first = index.offsets[1].flatMap { [log] in log?.bytes(at: $0, count: 100) } ?? file?.bytes(at: 0, count: 100)
    let header = first.flatMap { Array($0.prefix(16)) == Self.magic ? $0 : nil }
    let stated = header.map { Int($0.bigEndian(16, 2)) }.map { $0 == 1 ? 65_536 : $0 }
    pageSize = stated.flatMap { isPageSize($0) ? $0 : nil } ?? index.pageSize ?? Self.usualSize
    usable = pageSize - Int(header?[20] ?? 0)
    count = max((file?.size ?? 0) / pageSize, index.offsets.keys.max() ?? 0)
  }

  /// "SQLite format 3" and a NUL.
  private static let magic = Array("SQLite format 3\u{0}".utf8)

  /// The rows that lie on a page; none where it is of another kind, or cannot be read.
  func rows(on number: Int) -> [RawRow] {
    guard let page = page(number), let kind = Kind(rawValue: page[start(of: number)]) else { return [] }
    let start = start(of: number)
    let cells = Int(page.bigEndian(start + 3, 2))
    let pointers = start + (kind == .inner ? 12 : 8)
    guard pointers + 2 * cells <= usable else { return [] }
    return (0..<cells).compactMap { cell in
      row(at: Int(page.bigEndian(pointers + 2 * cell, 2)) + (kind == .inner ? 4 : 0), of: page, kind)
    }
  }

  /// The kinds of pages that hold rows: those of a table by row number, and those of a table by key, which has rows on its
  /// inner pages too.
  private enum Kind: UInt8 {
    case numbered = 0x0D
    case keyed = 0x0A
    case inner = 0x02
  }

  private func start(of number: Int) -> Int { number == 1 ? 100 : 0 }

  private func page(_ number: Int) -> [UInt8]? {
    guard number >= 1, number <= count else { return nil }
    if let offset = index.offsets[number] { return log?.bytes(at: offset, count: pageSize) }
    return file?.bytes(at: (number - 1) * pageSize, count: pageSize)
  }

  private func row(at place: Int, of page: [UInt8], _ kind: Kind) -> RawRow? {
    var rest = page[..<usable].dropFirst(place)
    guard let length = rest.popVarint(), length > 0, length <= count * pageSize else { return nil }
    let number: Int?
    if kind == .numbered {
      guard let popped = rest.popVarint() else { return nil }
      number = popped
    } else {
      number = nil
    }
    let local = localSize(of: length, kind)
    guard rest.count >= local else { return nil }
    var payload = Array(rest.prefix(local))
    if local < length {
      guard rest.count >= local + 4 else { return nil }
      follow(Int(Array(rest.dropFirst(local).prefix(4)).bigEndian(0, 4)), into: &payload, upTo: length)
    }
    return RawRow(number: number, payload: payload, length: length)
  }

  /// How much of a row lies on its own page (section 1.6).
  private func localSize(of length: Int, _ kind: Kind) -> Int {
    let most = kind == .numbered ? usable - 35 : (usable - 12) * 64 / 255 - 23
    if length <= most { return length }
    let least = (usable - 12) * 32 / 255 - 23
    let fitting = least + (length - least) % (usable - 4)
    return fitting <= most ? fitting : least
  }

  /// Adds what lies on overflow pages, as far as they can be followed.
  private func follow(_ first: Int, into payload: inout [UInt8], upTo length: Int) {
    var next = first
    payload.reserveCapacity(length)
    while payload.count < length, let page = page(next) {
      payload += page[4..<min(usable, 4 + length - payload.count)]
      next = Int(page.bigEndian(0, 4))
    }
  }
}
