extension TextFilters {
  /// A name for a file or an address: ASCII letters and digits in lower case with single hyphens between them, at most
  /// 80 characters, cut at a hyphen where there is one. Where nothing of the text is left, 8 hexadecimal digits that
  /// depend on it.
  package static func slug(_ text: String) -> String {
    var slug: [UInt8] = []
    var needsHyphen = false
    for scalar in text.unicodeScalars {
      let letters = Transliteration.ascii(scalar)
      guard let letters else {
        // An apostrophe inside a word goes without a trace; anything else separates.
        if scalar != "'", scalar != "\u{2019}" { needsHyphen = true }
        continue
      }
      if letters.isEmpty { continue }
      if needsHyphen, !slug.isEmpty { slug.append(hyphen) }
      needsHyphen = false
      slug += letters.utf8
    }
    return slug.isEmpty ? fingerprint(text) : String(decoding: shortened(slug), as: UTF8.self)
  }

  private static let hyphen = UInt8(ascii: "-")
  private static let longest = 80

  private static func shortened(_ slug: [UInt8]) -> ArraySlice<UInt8> {
    guard slug.count > longest else { return slug[...] }
    if slug[longest] == hyphen { return slug[..<longest] }
    return slug[..<(slug[..<longest].lastIndex(of: hyphen) ?? longest)]
  }

  /// FNV-1a, 32 bits: http://www.isthe.com/chongo/tech/comp/fnv/
  private static func fingerprint(_ text: String) -> String {
    let hash = text.utf8.reduce(0x811C_9DC5 as UInt32) { ($0 ^ UInt32($1)) &* 0x0100_0193 }
    let digits = String(hash, radix: 16)
    return String(repeating: "0", count: 8 - digits.utf8.count) + digits
  }
}
