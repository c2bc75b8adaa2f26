import HeapModule

/// Merges the bytes of a piece to tokens: again and again the two neighbours that make the token of the lowest rank, the
/// leftmost first.
///
/// The pairs wait in a heap, so that a piece of n bytes takes n log n steps: a word of 100,000 letters is no attack.
struct PairMerging {
  private let table: TokenTable
  /// Place of the pair's token, and below it where the pair begins; a pair that has changed since is left in it.
  private var waiting = Heap<UInt64>()
  /// Of the part that begins at a byte: where it ends, which is where the next one begins.
  private var ends: [Int] = []
  /// Where the part before it begins; -1 at the first.
  private var before: [Int] = []
  /// The token that it makes with the next one.
  private var pairs: [UInt32] = []

  init(_ table: TokenTable) { self.table = table }

  /// How many tokens it is.
  mutating func count(_ piece: UnsafeRawBufferPointer) -> Int {
    ends = Array(1...piece.count)
    before = Array(-1..<piece.count - 1)
    pairs = Array(repeating: TokenTable.none, count: piece.count)
    for start in piece.indices { pair(start, in: piece) }
    var parts = piece.count
    while let first = waiting.popMin() {
      let start = Int(first & 0xFFFF_FFFF)
      guard pairs[start] == UInt32(first >> 32) else { continue }
      let absorbed = ends[start]
      ends[start] = ends[absorbed]
      pairs[absorbed] = TokenTable.none
      if ends[start] < piece.count { before[ends[start]] = start }
      parts -= 1
      pair(start, in: piece)
      if before[start] >= 0 { pair(before[start], in: piece) }
    }
    return parts
  }

  /// Looks what the part that begins here makes with the one behind it.
  private mutating func pair(_ start: Int, in piece: UnsafeRawBufferPointer) {
    pairs[start] = TokenTable.none
    guard ends[start] < piece.count else { return }
    let place = table.place(of: UnsafeRawBufferPointer(rebasing: piece[start..<ends[ends[start]]]))
    guard place != TokenTable.none else { return }
    pairs[start] = place
    waiting.insert(UInt64(place) << 32 | UInt64(start))
  }
}
