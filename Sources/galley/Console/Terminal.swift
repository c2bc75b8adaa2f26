#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

enum Terminal {
  static func isTerminal(_ descriptor: Int32) -> Bool { isatty(descriptor) == 1 }

  /// Columns of the terminal at standard error; 80 where it does not say.
  static var columns: Int {
    var size = winsize()
    guard ioctl(STDERR_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return 80 }
    return Int(size.ws_col)
  }

  /// Without control characters (C0 but for line break and tab, DEL, C1): what others wrote must not steer the terminal.
  static func strip(_ text: String) -> String {
    String(String.UnicodeScalarView(text.unicodeScalars.filter { !isControl($0) }))
  }

  /// JSON with DEL and C1 as `\u009B`: JSON lets them stand, and a terminal may obey them.
  static func escape(_ json: String) -> String {
    guard json.unicodeScalars.contains(where: isControl) else { return json }
    return json.unicodeScalars.reduce(into: "") { escaped, scalar in
      if isControl(scalar) {
        escaped += "\\u00" + String(scalar.value, radix: 16, uppercase: true)
      } else {
        escaped.unicodeScalars.append(scalar)
      }
    }
  }

  private static func isControl(_ scalar: Unicode.Scalar) -> Bool {
    scalar != "\n" && scalar != "\t" && (scalar.value < 32 || (127...159).contains(scalar.value))
  }
}
