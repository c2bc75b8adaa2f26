import Values

/// Turns a template's syntax into nodes: every name gets its place, every filter and test is found, every argument its
/// parameter, every constant include its template.
final class Compiler {
  let template: String
  let library: TemplateLibrary
  /// The templates that are being read because they include one another, outermost first.
  let including: [String]
  var knowledge = Knowledge()
  private(set) var slotNames: [String] = []
  private(set) var outsideNames: [String] = []
  private var outsideIndex: [String: Int] = [:]
  private var uses: [NameUse] = []
  var sources: [String]

  private init(_ template: String, library: TemplateLibrary, including: [String]) {
    self.template = template
    self.library = library
    self.including = including
    sources = [template]
  }

  static func compile(
    _ source: String, name: String, start: Origin, library: TemplateLibrary, including: [String]
  ) throws(TemplateError) -> Program {
    let statements = try Parser.parse(source, template: name, start: start)
    let compiler = Compiler(name, library: library, including: including)
    let frame = compiler.newFrame(in: nil)
    frame.analyze(statements)
    let entry = compiler.entry(of: frame)
    let body = try compiler.block(statements, frame)
    let only = body.statements.count == 1 ? (body.statements[0] as? PrintStatement)?.expression : nil
    return Program(
      name: name, body: entry.sources.isEmpty ? body : Block(statements: [EntryStatement(entry)] + body.statements),
      slotNames: compiler.slotNames, slotCount: compiler.slotNames.count, outsideNames: compiler.outsideNames,
      uses: compiler.distinctUses, sources: compiler.sources, sizeHint: source.utf8.count + source.utf8.count / 2,
      onlyExpression: only)
  }

  func fault(_ message: String, at place: Place) -> TemplateError { place.error(message, in: template) }

  func newFrame(in parent: Frame?) -> Frame {
    Frame(parent: parent) { [unowned self] name in newSlot(name) }
  }

  func newSlot(_ name: String) -> Int {
    slotNames.append(name)
    return slotNames.count - 1
  }

  func outside(_ name: String) -> Int {
    if let index = outsideIndex[name] { return index }
    outsideIndex[name] = outsideNames.count
    outsideNames.append(name)
    return outsideNames.count - 1
  }

  /// What has to be filled in when the frame is entered. Names that it never sets are read from outside directly.
  func entry(of frame: Frame) -> FrameEntry {
    var sources: [(slot: Int, source: FrameEntry.Source)] = []
    for (name, slot) in frame.names.slots.sorted(by: { $0.value < $1.value }) {
      switch frame.names.starts[slot] {
      case .nothing: sources.append((slot, .nothing))
      case .slot(let other):
        let isOutside = frame.parent.map { $0.start(of: other) == .outside && !$0.isStored(name) } ?? false
        sources.append((slot, isOutside ? .outside(outside(name)) : .slot(other)))
      case .outside where frame.names.stored.contains(name): sources.append((slot, .outside(outside(name))))
      default: break
      }
    }
    return FrameEntry(sources: sources)
  }

  /// The node that reads a name.
  func name(_ name: String, _ frame: Frame, at place: Place, guarded: Bool = false) -> any Expression {
    note(name, at: place, guarded: guarded)
    guard let slot = frame.slot(of: name), frame.start(of: slot) != .outside || frame.isStored(name) else {
      return OutsideName(name, index: outside(name), place: place)
    }
    return SlotName(name, slot: slot, place: place)
  }

  private func note(_ name: String, at place: Place, guarded: Bool) {
    guard !knowledge.assigned.contains(name), Functions.byName[name] == nil else { return }
    let isChecked = knowledge.checked.contains(name) || knowledge.perhapsAssigned.contains(name)
    uses.append(
      NameUse(name: name, template: template, line: place.line, column: place.column, guarded: guarded || isChecked))
  }

  /// The names that an included template expects and that are not set here.
  func note(_ included: Program) {
    for use in included.uses where !knowledge.assigned.contains(use.name) {
      let isChecked = knowledge.checked.contains(use.name) || knowledge.perhapsAssigned.contains(use.name)
      uses.append(
        NameUse(
          name: use.name, template: use.template, line: use.line, column: use.column, guarded: use.guarded || isChecked)
      )
    }
    for source in included.sources where !sources.contains(source) { sources.append(source) }
  }

  /// Each name once for each template: where it must be there, or else where it may be missing.
  private var distinctUses: [NameUse] {
    struct Key: Hashable { let name, template: String }
    var order: [Key] = []
    var chosen: [Key: NameUse] = [:]
    for use in uses {
      let key = Key(name: use.name, template: use.template)
      if let known = chosen[key] {
        if known.guarded, !use.guarded { chosen[key] = use }
      } else {
        order.append(key)
        chosen[key] = use
      }
    }
    return order.compactMap { chosen[$0] }
  }

  /// Runs `visit` knowing more, and forgets that again.
  func knowing<Result>(
    _ names: Set<String>, _ visit: () throws(TemplateError) -> Result
  ) throws(TemplateError) -> Result {
    let before = knowledge.checked
    knowledge.checked.formUnion(names)
    defer { knowledge.checked = before }
    return try visit()
  }
}

/// Fills a template's own variables at its start.
private final class EntryStatement: Statement {
  private let entry: FrameEntry
  init(_ entry: FrameEntry) { self.entry = entry }
  func render(_ rendering: inout Rendering) { entry.fill(&rendering) }
}
