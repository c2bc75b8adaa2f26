import CYAML
import Values

/// Builds a tree from libyaml's events, in one pass and without a stack of calls, and refuses what no job may hold.
struct YAMLComposer {
  private(set) var tree = YAMLTree()
  /// The collections that are open, outermost first.
  private var open: [OpenCollection] = []
  /// Nodes that wait for their collection to end.
  private var waiting: [UInt32] = []
  private var anchors = AnchorTable()
  private var hasDocument = false
  private var root: UInt32?

  /// The root's place in `tree`; nil for a file without a document.
  mutating func compose(_ bytes: [UInt8]) throws(YAMLError) -> UInt32? {
    guard let parser = EventParser() else { throw YAMLError(line: 1, column: 1, message: "out of memory") }
    defer { parser.end() }
    tree.reserve(forSource: bytes.count)
    let result = bytes.withUnsafeBufferPointer { source -> Result<Void, YAMLError> in
      var lines = SourceLines(source)
      parser.read(source)
      do throws(YAMLError) {
        while try parser.next(source, { event throws(YAMLError) in try take(event, &lines) }) {}
        return .success(())
      } catch { return .failure(error) }
    }
    try result.get()
    return root
  }

  private mutating func take(_ event: borrowing yaml_event_t, _ lines: inout SourceLines) throws(YAMLError) {
    let mark = YAMLMark(event.start_mark)
    switch event.type {
    case YAML_DOCUMENT_START_EVENT:
      if hasDocument {
        throw YAMLError(mark, "a second document begins here; a file holds one: remove this '---' and what follows")
      }
      hasDocument = true
    case YAML_SCALAR_EVENT: try takeScalar(event, mark, &lines)
    case YAML_SEQUENCE_START_EVENT:
      let tag = try YAMLTag(event.data.sequence_start.tag, at: mark, allowed: [.sequence])
      try begin(.sequence, tag, event.data.sequence_start.anchor, mark, isFlow: false)
    case YAML_MAPPING_START_EVENT:
      let tag = try YAMLTag(event.data.mapping_start.tag, at: mark, allowed: [.mapping])
      let isFlow = event.data.mapping_start.style == YAML_FLOW_MAPPING_STYLE
      try begin(.mapping, tag, event.data.mapping_start.anchor, mark, isFlow: isFlow)
    case YAML_SEQUENCE_END_EVENT, YAML_MAPPING_END_EVENT: try end()
    case YAML_ALIAS_EVENT: try takeAlias(String(cString: event.data.alias.anchor), mark)
    default: break
    }
  }

  // MARK: Scalars

  private mutating func takeScalar(
    _ event: borrowing yaml_event_t, _ mark: YAMLMark, _ lines: inout SourceLines
  ) throws(YAMLError) {
    let scalar = event.data.scalar
    let bytes = UnsafeBufferPointer(start: scalar.value, count: scalar.length)
    var record = YAMLTree.Record(
      start: UInt32(tree.texts.count), count: UInt32(bytes.count), line: UInt32(clamping: mark.line),
      column: UInt32(clamping: mark.column), form: .init(scalar.style), tag: .none)
    if scalar.tag != nil || scalar.anchor != nil {
      let begin = lines.skipProperties(from: mark)
      record.line = UInt32(clamping: begin.line)
      record.column = UInt32(clamping: begin.column)
      record.tag = try YAMLTag(scalar.tag, at: mark, allowed: [.string, .integer, .float, .boolean, .null])
      try record.tag.check(bytes, at: mark)
    }
    if record.form == .literal || record.form == .folded {
      record.indentation = UInt8(clamping: lines.indentation(below: Int(record.line), of: bytes))
    } else if isVerbatim(event, bytes, record) {
      record.flags.insert(.verbatim)
    }
    tree.texts.append(contentsOf: bytes)
    let index = UInt32(tree.records.count)
    tree.records.append(record)
    if let anchor = scalar.anchor {
      anchors.define(String(cString: anchor), node: index, cost: 1, height: 0)
    }
    anchors.count += 1
    try add(index, mark)
  }

  /// Whether the scalar stands on one line and each of its characters is one of the file's.
  private func isVerbatim(
    _ event: borrowing yaml_event_t, _ bytes: UnsafeBufferPointer<UInt8>, _ record: YAMLTree.Record
  ) -> Bool {
    guard event.start_mark.line == event.end_mark.line, record.column == event.start_mark.column + 1 else {
      return false
    }
    let scalars = bytes.reduce(into: 0) { count, byte in if byte & 0xC0 != 0x80 { count += 1 } }
    return event.end_mark.index - event.start_mark.index == scalars + (record.form == .plain ? 0 : 2)
  }

  // MARK: Collections

  private mutating func begin(
    _ form: YAMLTree.Form, _ tag: YAMLTag, _ anchor: UnsafePointer<UInt8>?, _ mark: YAMLMark, isFlow: Bool
  ) throws(YAMLError) {
    if let parent = open.last, parent.expectsKey(waiting.count) {
      let isTemplate =
        form == .mapping && parent.isFlow && parent.mark == YAMLMark(line: mark.line, column: mark.column - 1)
      throw YAMLError(
        isTemplate ? parent.mark : mark,
        isTemplate
          ? "a value that begins with '{{' is read as a mapping; put it in quotes: \"{{ … }}\""
          : "a \(form == .mapping ? "mapping" : "list") cannot be a key; a key is a text")
    }
    guard open.count < YAML.deepest else { throw tooDeep(mark) }
    let index = UInt32(tree.records.count)
    tree.records.append(
      YAMLTree.Record(
        start: 0, count: 0, line: UInt32(clamping: mark.line), column: UInt32(clamping: mark.column), form: form,
        tag: tag)
    )
    anchors.count += 1
    var collection = OpenCollection(node: index, form: form, firstChild: waiting.count, mark: mark, isFlow: isFlow)
    if let anchor {
      collection.anchor = String(cString: anchor)
      collection.countBefore = anchors.count - 1
      anchors.open(String(cString: anchor), node: index)
    }
    open.append(collection)
  }

  private mutating func end() throws(YAMLError) {
    guard let collection = open.popLast() else { return }
    let count = waiting.count - collection.firstChild
    tree.records[Int(collection.node)].start = UInt32(tree.children.count)
    tree.records[Int(collection.node)].count = UInt32(count)
    tree.children.append(contentsOf: waiting[collection.firstChild...])
    waiting.removeLast(count)
    if let anchor = collection.anchor {
      let cost = anchors.count - collection.countBefore
      anchors.define(anchor, node: collection.node, cost: cost, height: collection.height)
    }
    try add(collection.node, collection.mark, height: collection.height)
  }

  /// Hands a finished node to the collection it stands in.
  private mutating func add(_ node: UInt32, _ mark: YAMLMark, height: Int = 0) throws(YAMLError) {
    guard let last = open.indices.last else {
      root = node
      return
    }
    if open[last].expectsKey(waiting.count) {
      try open[last].takeKey(node, at: mark, in: tree, waiting)
    }
    open[last].height = max(open[last].height, height + 1)
    waiting.append(node)
  }

  // MARK: Aliases

  private mutating func takeAlias(_ name: String, _ mark: YAMLMark) throws(YAMLError) {
    guard let anchor = anchors[name] else {
      throw YAMLError(
        mark, "nothing before this place is named '&\(name)'; a text that begins with '*' must stand in quotes")
    }
    guard !anchor.isOpen else { throw YAMLError(mark, "'*\(name)' stands inside what it repeats, so it has no end") }
    guard open.count + anchor.height <= YAML.deepest else { throw tooDeep(mark) }
    anchors.repeated += anchor.cost
    anchors.count += anchor.cost
    let most = max(YAML.aliasesAtLeast, YAML.aliasesPerNode * tree.records.count)
    guard anchors.repeated <= most else {
      throw YAMLError(mark, "the aliases up to '*\(name)' stand for more than \(most) values; write out what is meant")
    }
    if tree.records[Int(anchor.node)].flags.insert(.aliased).inserted {
      tree.shared[anchor.node] = tree.value(of: anchor.node)
    }
    if let parent = open.last, parent.expectsKey(waiting.count), !tree[anchor.node].form.isScalar {
      throw YAMLError(mark, "'*\(name)' is a list or a mapping and cannot be a key; a key is a text")
    }
    try add(anchor.node, mark, height: anchor.height)
  }

  private func tooDeep(_ mark: YAMLMark) -> YAMLError {
    YAMLError(mark, "lists and mappings are nested more than \(YAML.deepest) deep")
  }
}

extension YAMLTree.Form {
  init(_ style: yaml_scalar_style_t) {
    switch style {
    case YAML_SINGLE_QUOTED_SCALAR_STYLE: self = .singleQuoted
    case YAML_DOUBLE_QUOTED_SCALAR_STYLE: self = .doubleQuoted
    case YAML_LITERAL_SCALAR_STYLE: self = .literal
    case YAML_FOLDED_SCALAR_STYLE: self = .folded
    default: self = .plain
    }
  }
}

extension YAMLMark {
  init(_ mark: yaml_mark_t) { self.init(line: mark.line + 1, column: mark.column + 1) }
}
