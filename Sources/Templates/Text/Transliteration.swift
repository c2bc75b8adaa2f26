/// Letters and digits of other scripts as ASCII, told by their Unicode names: `LATIN SMALL LETTER E WITH ACUTE` is an e.
enum Transliteration {
  /// Lower-case ASCII letters and digits; empty for what only marks the letter before it; nil for what is no letter or
  /// digit, or of a script that is not known here.
  static func ascii(_ scalar: Unicode.Scalar) -> String? {
    if scalar.isASCII {
      switch scalar {
      case "a"..."z", "0"..."9": return String(scalar)
      case "A"..."Z": return String(Unicode.Scalar(UInt8(scalar.value + 32)))
      default: return nil
      }
    }
    let properties = scalar.properties
    switch properties.generalCategory {
    case .nonspacingMark, .enclosingMark, .spacingMark, .format: return ""
    default: break
    }
    if let value = properties.numericType.flatMap({ _ in properties.numericValue }) {
      return Int(exactly: value).map(String.init)
    }
    return properties.name.flatMap(letters(named:))
  }

  private static func letters(named name: String) -> String? {
    // "GREEK SMALL LETTER ALPHA WITH TONOS": what stands before "LETTER" names the script, what follows "WITH" the marks.
    var words = name.split(separator: " ")[...]
    if let with = words.firstIndex(of: "WITH") { words = words[..<with] }
    if words.first == "FULLWIDTH" { words.removeFirst() }
    guard let script = words.popFirst() else { return nil }
    if script == "MATHEMATICAL", let last = words.last, last.utf8.count == 1 { return last.lowercased() }
    guard let kind = words.firstIndex(where: { $0 == "LETTER" || $0 == "LIGATURE" }) else { return nil }
    let letter = words[(kind + 1)...].joined(separator: " ")
    switch script {
    case "LATIN": return letter.utf8.count <= 2 ? letter.lowercased() : latin[letter]
    case "GREEK": return greek[letter]
    case "CYRILLIC": return cyrillic[letter]
    default: return nil
    }
  }

  /// Those whose name is more than the letter itself.
  private static let latin = [
    "SHARP S": "ss", "ETH": "d", "THORN": "th", "DOTLESS I": "i", "DOTLESS J": "j", "LONG S": "s", "ENG": "ng",
    "KRA": "k", "SCHWA": "e", "OPEN E": "e", "OPEN O": "o", "FFI": "ffi", "FFL": "ffl", "LONG S T": "st", "EZH": "zh",
    "ESH": "sh", "GAMMA": "g", "IOTA": "i", "UPSILON": "u", "TURNED A": "a", "TURNED E": "e", "AFRICAN D": "d",
  ]

  private static let greek = [
    "ALPHA": "a", "BETA": "v", "GAMMA": "g", "DELTA": "d", "EPSILON": "e", "ZETA": "z", "ETA": "i", "THETA": "th",
    "IOTA": "i", "KAPPA": "k", "LAMDA": "l", "LAMBDA": "l", "MU": "m", "NU": "n", "XI": "x", "OMICRON": "o", "PI": "p",
    "RHO": "r", "SIGMA": "s", "FINAL SIGMA": "s", "TAU": "t", "UPSILON": "y", "PHI": "f", "CHI": "ch", "PSI": "ps",
    "OMEGA": "o",
  ]

  private static let cyrillic = [
    "A": "a", "BE": "b", "VE": "v", "GHE": "g", "DE": "d", "IE": "e", "IO": "yo", "ZHE": "zh", "ZE": "z", "I": "i",
    "SHORT I": "y", "KA": "k", "EL": "l", "EM": "m", "EN": "n", "O": "o", "PE": "p", "ER": "r", "ES": "s", "TE": "t",
    "U": "u", "EF": "f", "HA": "kh", "TSE": "ts", "CHE": "ch", "SHA": "sh", "SHCHA": "shch", "HARD SIGN": "",
    "YERU": "y", "SOFT SIGN": "", "E": "e", "YU": "yu", "YA": "ya", "UKRAINIAN IE": "ye",
    "BYELORUSSIAN-UKRAINIAN I": "i", "YI": "yi", "SHORT U": "w", "DJE": "dj", "GJE": "gj", "DZE": "dz", "JE": "j",
    "LJE": "lj", "NJE": "nj", "TSHE": "c", "KJE": "kj", "DZHE": "dz",
  ]
}
