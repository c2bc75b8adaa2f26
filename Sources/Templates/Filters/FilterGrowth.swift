import Values

extension Filters {
  /// Filters that yield a part of their subject, or it in other letters or another order, and perhaps their arguments.
  private static let partial: Set = [
    "capitalize", "d", "default", "first", "heading", "int", "last", "list", "lower", "max", "min", "reverse", "safe",
    "slug", "sort", "string", "title", "trim", "truncate", "unique", "upper", "whole_sentences", "without_heading",
    "wordwrap",
  ]
  private static let counting: Set = ["count", "length", "wordcount"]

  /// What a filter makes, at most, of something unknown; nil where nothing bounds it.
  ///
  /// - Parameter text: what its subject is, at most.
  static func growth(_ name: String, of text: Growth, _ arguments: Arguments) -> Growth? {
    if counting.contains(name) { return .number }
    var growth = text
    if name == "tojson" {
      // A quotation mark or a line's end takes two bytes.
      growth.add(text)
      return growth
    }
    var bytes = 0
    for argument in arguments.operands {
      guard !argument.isUnknown, let text = try? argument.text() else { return nil }
      bytes = bytes.addingOrMost(text.utf8.count)
    }
    switch name {
    case "join":
      growth.add(text.repeating(bytes))
    case "indent":
      guard let width = arguments["width"].wholeNumber, width >= 0 else { return nil }
      growth.add(text.repeating(width))
      growth.add(Growth(bytes: width))
    default:
      guard partial.contains(name) else { return nil }
      growth.add(Growth(bytes: bytes))
    }
    return growth
  }
}
