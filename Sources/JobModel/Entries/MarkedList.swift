/// A list whose entries have numbers, letters, labels or bullets before them.
struct MarkedList {
  private let lines: [ReplyLine]
  private let sort: ListMarker.Kind
  /// The least indentation of a marker.
  private let margin: Int

  /// What is known of one entry.
  private struct Open {
    var text: String
    var details: [String] = []
    /// Unindented paragraphs below it: its body, or talk.
    var paragraphs: [(text: String, line: Int)] = []
    /// Unindented lines right below it, which continue it unless they are talk.
    var lazy: [(text: String, line: Int)] = []
    var lastLine: Int

    var folded: String {
      details.isEmpty
        ? text : text + (Sentence.ends(text) || text.hasSuffix(":") ? " " : ": ") + details.joined(separator: "; ")
    }
  }

  /// nil where the lines hold no such list.
  init?(_ lines: [ReplyLine]) {
    let marked = lines.filter { $0.marker != nil }
    guard let margin = marked.map(\.indent).min() else { return nil }
    let outer = marked.filter { $0.indent < margin + 2 }
    guard let first = outer.first?.marker else { return nil }
    func count(_ sort: ListMarker.Kind) -> Int { outer.count { $0.marker?.isSameSort(as: sort) == true } }
    // One stray bullet before a numbered list is no list.
    let other = outer.lazy.compactMap(\.marker).first { !$0.isSameSort(as: first) }
    if first == .bullet, let other, count(first) == 1, count(other) > 2 { sort = other } else { sort = first }
    self.lines = lines
    self.margin = margin
  }

  private func startsEntry(_ line: ReplyLine) -> Bool {
    line.indent < margin + 2 && line.marker?.isSameSort(as: sort) == true
  }

  /// The entries, with what belongs to them joined or folded in.
  var entries: [Entry] {
    var open: [Open] = beforeList
    var blank = false
    var section = false
    guard let first = lines.firstIndex(where: startsEntry) else { return [] }
    for index in first..<lines.endIndex {
      let line = lines[index]
      if startsEntry(line) {
        open.append(Open(text: line.content, lastLine: index))
        section = false
      } else if line.kind == .blank {
        blank = true
        continue
      } else if line.kind == .heading || line.kind == .rule || isSectionTitle(index, afterBlank: blank) {
        section = true
      } else if !section {
        add(line, at: index, afterBlank: blank, to: &open[open.count - 1])
      }
      blank = false
    }
    return settled(open)
  }

  private func add(_ line: ReplyLine, at index: Int, afterBlank blank: Bool, to entry: inout Open) {
    if line.marker != nil {
      entry.details.append(line.content)
      entry.lastLine = index
    } else if line.indent >= margin + 2 {
      if let last = entry.details.indices.last, !blank {
        entry.details[last] = Sentence.join(entry.details[last], line.content)
      } else {
        entry.text = Sentence.join(entry.text, line.content)
      }
      entry.lastLine = index
    } else if blank || !entry.paragraphs.isEmpty {
      entry.paragraphs.append((line.content, index))
    } else {
      entry.lazy.append((line.content, index))
    }
  }

  /// A prompt that ends in `1.` leaves its first entry without a marker: the text right before a list that begins with 2, or
  /// right above the first bullet.
  private var beforeList: [Open] {
    guard let first = lines.firstIndex(where: startsEntry) else { return [] }
    let before = lines[..<first].indices.filter { lines[$0].kind != .blank }
    guard let index = before.last, before.count == 1 || sort.number == 2 else { return [] }
    let line = lines[index]
    guard line.kind != .heading, line.kind != .rule, !line.endsInColon, !Sentence.isTalk(line) else { return [] }
    if let number = lines[first].marker?.number {
      guard number == 2 else { return [] }
      return [Open(text: before.map { lines[$0].content }.reduce("", Sentence.join), lastLine: index)]
    }
    return index + 1 == first && line.marker == nil && line.kind != .bold(titleOnly: true)
      ? [Open(text: line.content, lastLine: index)] : []
  }

  /// Whether a line is a title above a part of the list: it ends in a colon or is bold throughout, and entries follow.
  private func isSectionTitle(_ index: Int, afterBlank blank: Bool) -> Bool {
    let line = lines[index]
    guard line.marker == nil, line.indent < margin + 2 else { return false }
    guard line.endsInColon || (blank && line.kind == .bold(titleOnly: true)) else { return false }
    return lines[(index + 1)...].first { $0.kind != .blank }.map(startsEntry) ?? true
  }

  /// Decides which unindented text belongs to the entries: what most of them have, the last one has too; what only the last
  /// one has is the closing remark.
  private func settled(_ open: [Open]) -> [Entry] {
    let others = open.dropLast()
    let bodies = others.map(\.paragraphs.count).filter { $0 > 0 }
    let isUsual = bodies.count * 2 >= max(others.count, 1) && !others.isEmpty
    let continued = others.contains { !$0.lazy.isEmpty }
    return open.enumerated().map { place, entry in
      var entry = entry
      let isLast = place == open.count - 1
      for (text, line) in entry.lazy {
        // A wrapped line follows a long one.
        if isLast, !continued, lines[line - 1].content.count < 50 || Sentence.isTalk(lines[line]) { break }
        if isLast, Sentence.isTalk(lines[line]) { break }
        entry.text = Sentence.join(entry.text, text)
        entry.lastLine = line
      }
      if isUsual {
        for (text, line) in entry.paragraphs.prefix(isLast ? bodies.max() ?? 0 : .max) {
          if isLast, Sentence.isTalk(lines[line]) { break }
          entry.text = Sentence.join(entry.text, text)
          entry.lastLine = line
        }
      }
      return Entry(text: entry.folded, lastLine: entry.lastLine)
    }
  }
}
