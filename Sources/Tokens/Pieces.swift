/// Cuts a text into the pieces within which tokens are merged, as the vocabularies' patterns do.
///
/// The patterns (openai/tiktoken, tiktoken_ext/openai_public.py) are regular expressions whose alternatives are tried in
/// turn; each stands here above the lines that do the same.
struct Pieces {
  private let text: UnsafeBufferPointer<UInt8>

  /// - Parameter text: UTF-8 without a fault.
  init(_ text: UnsafeBufferPointer<UInt8>) { self.text = text }

  /// Where the piece ends that begins here, in cl100k_base.
  func endOfCL100k(from start: Int) -> Int {
    // '(?i:[sdmt]|ll|ve|re)
    if let end = endOfContraction(from: start) { return end }
    let (first, next) = scalar(at: start)
    // [^\r\n\p{L}\p{N}]?+\p{L}++
    let word = first.mayLead ? next : start
    let endOfWord = run(from: word, while: \.isLetter)
    if endOfWord > word { return endOfWord }
    // \p{N}{1,3}+
    if first == .number { return endOfNumber(from: start) }
    //  ?[^\s\p{L}\p{N}]++[\r\n]*+
    if let end = endOfSymbols(from: start, next: next) { return run(from: end) { $0 == .newline } }
    // \s++$|\s*[\r\n]|\s+(?!\S)|\s
    let space = self.space(from: start)
    if space.end == text.count { return space.end }
    return space.endOfLines ?? space.withoutLast ?? space.end
  }

  /// Where the piece ends that begins here, in o200k_base.
  func endOfO200k(from start: Int) -> Int {
    let (first, next) = scalar(at: start)
    // [^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]*[\p{Ll}\p{Lm}\p{Lo}\p{M}]+(?i:'s|'t|'re|'ve|'m|'ll|'d)?
    // [^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]+[\p{Ll}\p{Lm}\p{Lo}\p{M}]*(?i:'s|'t|'re|'ve|'m|'ll|'d)?
    // Each first with what may lead it, then without: a mark may lead a word or begin it.
    let led = first.mayLead ? next : nil
    let word =
      led.flatMap { endOfLowerWord(from: $0) } ?? endOfLowerWord(from: start) ?? led.flatMap {
        endOfUpperWord(from: $0)
      }
      ?? endOfUpperWord(from: start)
    if let word { return endOfContraction(from: word) ?? word }
    // \p{N}{1,3}
    if first == .number { return endOfNumber(from: start) }
    //  ?[^\s\p{L}\p{N}]+[\r\n/]*
    if var end = endOfSymbols(from: start, next: next) {
      while end < text.count, [0x0A, 0x0D, UInt8(ascii: "/")].contains(text[end]) { end += 1 }
      return end
    }
    // \s*[\r\n]+|\s+(?!\S)|\s+
    let space = self.space(from: start)
    if let end = space.endOfLines { return end }
    return space.end == text.count ? space.end : space.withoutLast ?? space.end
  }

  /// `[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]*[\p{Ll}\p{Lm}\p{Lo}\p{M}]+`: where no lower-case letter follows, the first half gives
  /// back as much as it must for the second to have something.
  private func endOfLowerWord(from start: Int) -> Int? {
    var end = start
    var lastEither: Int?
    while end < text.count {
      let (kind, next) = scalar(at: end)
      if kind == .lower { return run(from: next, while: \.isLower) }
      guard kind.isUpper else { break }
      end = next
      if kind.isEither { lastEither = end }
    }
    return lastEither
  }

  /// `[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]+`: what could follow it has made a lower word before.
  private func endOfUpperWord(from start: Int) -> Int? {
    let end = run(from: start, while: \.isUpper)
    return end > start ? end : nil
  }

  /// `(?i:'s|'t|'re|'ve|'m|'ll|'d)`, where the long s (U+017F) is an s.
  private func endOfContraction(from start: Int) -> Int? {
    guard start + 1 < text.count, text[start] == UInt8(ascii: "'") else { return nil }
    // Sets the bit of a lower-case letter; what is no letter does not become one of these.
    let first = text[start + 1] | 0x20
    if "sdmt".utf8.contains(first) { return start + 2 }
    guard start + 2 < text.count else { return nil }
    if text[start + 1] == 0xC5, text[start + 2] == 0xBF { return start + 3 }
    let second = text[start + 2] | 0x20
    let isLong =
      switch first {
      case UInt8(ascii: "l"): second == UInt8(ascii: "l")
      case UInt8(ascii: "v"), UInt8(ascii: "r"): second == UInt8(ascii: "e")
      default: false
      }
    return isLong ? start + 3 : nil
  }

  private func endOfNumber(from start: Int) -> Int {
    var end = start
    for _ in 0..<3 where end < text.count {
      let (kind, next) = scalar(at: end)
      if kind != .number { break }
      end = next
    }
    return end
  }

  /// ` ?[^\s\p{L}\p{N}]+`
  private func endOfSymbols(from start: Int, next: Int) -> Int? {
    let begin = text[start] == 0x20 ? next : start
    let end = run(from: begin, while: \.isSymbol)
    return end > begin ? end : nil
  }

  private struct Space {
    var end: Int
    /// Behind its last line break.
    var endOfLines: Int?
    /// Before its last scalar; nil where it has only one.
    var withoutLast: Int?
  }

  /// `\s+`
  private func space(from start: Int) -> Space {
    var space = Space(end: start)
    while space.end < text.count {
      let (kind, next) = scalar(at: space.end)
      guard kind.isSpace else { break }
      space.withoutLast = space.end > start ? space.end : nil
      space.end = next
      if kind == .newline { space.endOfLines = next }
    }
    return space
  }

  private func run(from start: Int, while belongs: (ScalarKind) -> Bool) -> Int {
    var end = start
    while end < text.count {
      let (kind, next) = scalar(at: end)
      guard belongs(kind) else { break }
      end = next
    }
    return end
  }

  /// The kind of the scalar that begins here, and where the next one does.
  private func scalar(at start: Int) -> (kind: ScalarKind, next: Int) {
    let first = UInt32(text[start])
    if first < 0x80 { return (ScalarKind(ascii: text[start]), start + 1) }
    let length = first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4
    var value = first & (0x7F >> UInt32(length))
    for byte in text[start + 1..<start + length] { value = value << 6 | UInt32(byte & 0x3F) }
    return (Unicode.Scalar(value).map { ScalarKind($0) } ?? .other, start + length)
  }
}
