/// A list of quoted lines without markers.
enum QuotedList {
  /// nil where fewer than two lines are quoted.
  static func entries(_ lines: [ReplyLine]) -> [Entry]? {
    let quoted = lines.indices.filter { lines[$0].kind == .quoted }
    return quoted.count < 2 ? nil : quoted.map { Entry(text: lines[$0].content, lastLine: $0) }
  }
}

/// A list whose entries begin with bold text: `**Idea**: what it is`.
enum BoldList {
  /// nil where fewer than two lines begin so.
  static func entries(_ lines: [ReplyLine]) -> [Entry]? {
    let starts = lines.indices.filter { isStart(lines[$0]) }
    guard starts.count > 1 else { return nil }
    let bounds = starts.dropFirst() + [lines.endIndex]
    var entries: [Entry] = []
    var usual = 0
    for (start, end) in zip(starts, bounds) {
      var entry = Entry(text: lines[start].content, lastLine: start)
      var joined = 0
      for index in (start + 1)..<end {
        let line = lines[index]
        if line.kind == .heading || line.kind == .rule { break }
        guard line.kind != .blank else { continue }
        // Only the last entry can be followed by talk: it has no more text than the others had.
        if end == lines.endIndex, joined >= usual || Sentence.isTalk(line) { break }
        entry.text = Sentence.join(entry.text, line.content)
        entry.lastLine = index
        joined += 1
      }
      usual = max(usual, joined)
      entries.append(entry)
    }
    return entries
  }

  private static func isStart(_ line: ReplyLine) -> Bool {
    switch line.kind {
    case .bold(titleOnly: true): !Sentence.isTalk(line)
    case .bold: true
    default: false
    }
  }
}

/// A list in which every line is an entry.
enum PlainList {
  /// Every line but for headings, an introduction and a closing remark; the headings where there is nothing else.
  static func entries(_ lines: [ReplyLine]) -> [Entry] {
    var kept = lines.indices.filter { ![.blank, .heading, .rule, .fence].contains(lines[$0].kind) }
    if kept.isEmpty {
      let headings = lines.indices.filter { lines[$0].kind == .heading }
      return headings.count < 2 ? [] : headings.map { Entry(text: lines[$0].content, lastLine: $0) }
    }
    if kept.count > 1, let first = kept.first, lines[first].endsInColon || Sentence.isTalk(lines[first]) {
      kept.removeFirst()
    }
    if kept.count > 1, let last = kept.last, isRemark(last, after: kept.dropLast(), in: lines) { kept.removeLast() }
    return withoutNumbers(kept.map { Entry(text: lines[$0].content, lastLine: $0) })
  }

  /// Takes away numbers without any mark after them, which only their all being in a row tells from quantities.
  private static func withoutNumbers(_ entries: [Entry]) -> [Entry] {
    var stripped: [Entry] = []
    for (place, entry) in entries.enumerated() {
      let number = "\(place + 1) "
      guard entries.count > 1, entry.text.hasPrefix(number) else { return entries }
      stripped.append(Entry(text: String(entry.text.dropFirst(number.count)), lastLine: entry.lastLine))
    }
    return stripped
  }

  private static func isRemark(_ last: Int, after others: some Collection<Int>, in lines: [ReplyLine]) -> Bool {
    if Sentence.isTalk(lines[last]) { return true }
    // A sentence, or the beginning of one, apart from lines that are none.
    let apart = last > 0 && lines[last - 1].kind == .blank
    let spaced = others.dropFirst().contains { lines[$0 - 1].kind == .blank }
    guard apart, !spaced else { return false }
    return Sentence.opensTalk(lines[last])
      || (Sentence.ends(lines[last].content) && !others.contains { Sentence.ends(lines[$0].content) })
  }
}

/// A list in a Markdown table: one entry for each row.
enum TableList {
  /// nil where the lines hold no table with a line of dashes below its head.
  static func entries(_ lines: [ReplyLine]) -> [Entry]? {
    let rows = lines.indices.filter { lines[$0].content.hasPrefix("|") }
    guard let rule = rows.firstIndex(where: { isDashes(lines[$0].content) }), rule + 1 < rows.count else { return nil }
    return rows[(rule + 1)...].map { index in
      var cells = lines[index].content.split(separator: "|").map { $0.trimmed }
      if cells.count > 1, let first = cells.first, first.allSatisfy({ $0.isNumber || $0 == "." }) {
        cells.removeFirst()
      }
      return Entry(text: cells.filter { !$0.isEmpty }.joined(separator: ": "), lastLine: index)
    }
  }

  private static func isDashes(_ row: String) -> Bool { row.contains("---") && row.allSatisfy { "|-: ".contains($0) } }
}
