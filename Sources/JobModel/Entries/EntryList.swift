/// Reads the entries of a list out of what a model said: `as: list`.
///
/// Models number, bullet, embolden or quote their entries, wrap them in a fence or in JSON, and talk before and after. What
/// reads as an entry is kept with its inner Markdown, and what only surrounds the list is left out.
package enum EntryList {
  /// The entries in their order, none of them empty.
  ///
  /// - Parameter cut: the reply was cut off, so that its last entry may be unfinished: it is left out then.
  package static func read(_ reply: String, cut: Bool = false) -> [String] {
    let text = Envelope.unwrapped(reply)
    if let values = EntryArray.entries(in: text, cut: cut) { return values.filter { !$0.isEmpty } }
    let lines = ListMarker.plausible(in: Envelope.listLines(of: text))
    let found =
      MarkedList(lines)?.entries ?? TableList.entries(lines) ?? QuotedList.entries(lines) ?? BoldList.entries(lines)
      ?? PlainList.entries(lines)
    var kept = found
    if cut, let last = found.last, last.isUnfinished(in: text, lines: lines) { kept.removeLast() }
    // A single sentence without a mark is an answer, not a list.
    if found.count == 1, MarkedList(lines) == nil, Sentence.ends(found[0].text), !Quotation.surrounds(found[0].text),
      InlineList.entries(of: found[0]).count == 1
    {
      return []
    }
    if kept.count == 1 { kept = InlineList.entries(of: kept[0]) }
    return kept.map { Quotation.removed(from: Quotation.emphasisRemoved(from: $0.text)) }.filter { !$0.isEmpty }
  }
}

/// An entry while its list is read.
struct Entry {
  var text: String
  /// The place, among the lines of the list, of the last one that belongs to it.
  var lastLine: Int

  /// Whether the reply ends within this entry.
  func isUnfinished(in reply: String, lines: [ReplyLine]) -> Bool {
    guard let end = lines.lastIndex(where: { $0.kind != .blank }), end == lastLine else { return false }
    if reply.last?.isNewline == true { return false }
    return !Sentence.ends(text)
  }
}

/// A numbered list in one line: `1. This 2. That 3. The other`.
enum InlineList {
  /// The parts of an entry that turns out to be such a list; else the entry. Two numbers may be chance, three are a list.
  static func entries(of entry: Entry) -> [Entry] {
    var parts: [Entry] = []
    var rest = entry.text[...]
    while let next = rest.firstRange(of: " \(parts.count + 2). ") {
      parts.append(Entry(text: String(rest[..<next.lowerBound]), lastLine: entry.lastLine))
      rest = rest[next.upperBound...]
    }
    parts.append(Entry(text: String(rest), lastLine: entry.lastLine))
    return parts.count > 2 ? parts : [entry]
  }
}

/// What a line says by its words, as far as that can be told without understanding them.
enum Sentence {
  private static let terminators: Set<Character> = [".", "!", "?", "…", "。", "！", "？"]
  private static let closers: Set<Character> = ["\"", "”", "“", "’", "'", "»", ")", "*", "_", "`", "]"]

  /// Whether the text ends as a sentence does.
  static func ends(_ text: String) -> Bool {
    var rest = Substring(text)
    while let last = rest.last, closers.contains(last) { rest.removeLast() }
    return rest.last.map(terminators.contains) ?? false
  }

  /// How the assistants of several languages begin the sentences around a list.
  private static let openings = [
    "sure", "certainly", "of course", "absolutely", "okay", "ok,", "ok!", "great!", "great question", "here are",
    "here is",
    "here's", "here’s", "below are", "below is", "the following", "these ", "i hope", "hope this", "hope these",
    "let me know",
    "feel free", "would you like", "do you want", "if you", "i can ", "i'd be", "i’d be", "i'll ", "i’ll ", "enjoy",
    "good luck",
    "note that", "note:", "remember", "each of these", "all of these", "this list", "hier sind", "hier ist", "gerne",
    "natürlich",
    "klar", "ich hoffe", "lass mich", "sag mir", "diese ", "viel ", "voici", "bien sûr", "n'hésite", "n’hésite",
    "j'espère",
    "j’espère", "aquí", "claro", "por supuesto", "espero", "ecco", "certo", "spero", "her er", "selvfølgelig", "håper",
    "här är",
  ]

  /// Whether the line speaks to the reader of the list: a sentence with one of the usual openings.
  static func isTalk(_ line: ReplyLine) -> Bool { (ends(line.content) || line.endsInColon) && opensTalk(line) }

  /// Whether the line begins as such a sentence.
  static func opensTalk(_ line: ReplyLine) -> Bool {
    let start = line.content.drop { "*_\"“".contains($0) }.prefix(24).lowercased()
    return openings.contains { start.hasPrefix($0) }
  }

  /// Joins a line to what stands before it in one entry.
  ///
  /// A short line without punctuation is a title, and the text below it follows a colon; else it is one wrapped sentence.
  static func join(_ before: String, _ after: String) -> String {
    guard !before.isEmpty else { return after }
    guard !after.isEmpty else { return before }
    let wrapped = 50
    var end = Substring(before)
    while let last = end.last, closers.contains(last) { end.removeLast() }
    let punctuated = end.last.map { terminators.contains($0) || ":;,–—-：".contains($0) } ?? true
    if punctuated || before.count >= wrapped { return before + " " + after }
    let starts = after.first { $0.isLetter || $0.isNumber }
    return before + (before.hasSuffix("**") || starts?.isUppercase == true ? ": " : " ") + after
  }
}
