import Templates

/// The text in a template's bytes.
enum TemplateText {
  /// - Parameter name: the template's, for the error.
  /// - Throws: for bytes that are no UTF-8 and for NUL, with the first line that holds one.
  static func decode(_ bytes: [UInt8], name: String) throws(TemplateError) -> String {
    if let text = String(validating: bytes, as: UTF8.self), !bytes.contains(0) { return text }
    let lines = bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
    for (place, line) in lines.enumerated() {
      if line.contains(0) {
        throw TemplateError(
          template: name, line: place + 1, column: 1,
          message: "this line holds a NUL character; remove it, or save the file as UTF-8 where it is in UTF-16")
      }
      if String(validating: line, as: UTF8.self) == nil { throw notUTF8(name, line: place + 1) }
    }
    throw notUTF8(name, line: 1)
  }

  private static func notUTF8(_ name: String, line: Int) -> TemplateError {
    TemplateError(
      template: name, line: line, column: 1, message: "this line is no valid UTF-8; save the template as UTF-8")
  }
}
