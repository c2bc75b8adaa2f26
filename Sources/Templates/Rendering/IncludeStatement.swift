import Values

/// `{% include %}`
final class IncludeStatement: Statement {
  enum Source: Sendable {
    /// A constant name, found when the template was read; nil for one that may be missing and is.
    case known(Program?)
    case computed(any Expression)
  }

  private let source: Source
  private let ignoresMissing: Bool
  /// The variables that the included template sees; nil for `without context`.
  private let visible: [(name: String, slot: Int)]?
  private let library: TemplateLibrary
  private let place: Place

  init(
    _ source: Source, ignoresMissing: Bool, visible: [(name: String, slot: Int)]?, library: TemplateLibrary,
    place: Place
  ) {
    self.source = source
    self.ignoresMissing = ignoresMissing
    self.visible = visible
    self.library = library
    self.place = place
  }

  func render(_ rendering: inout Rendering) throws(Fault) {
    guard let program = try program(&rendering) else { return }
    var names: [Rendering.Inherited]?
    if let visible {
      names = visible.compactMap { entry in
        let value = rendering.slots[entry.slot]
        return value.isMissing ? nil : (entry.name, value, rendering.slotGrowth[entry.slot])
      }
    }
    try rendering.include(program, inherited: names, at: place)
  }

  private func program(_ rendering: inout Rendering) throws(Fault) -> Program? {
    switch source {
    case .known(let program): return program
    case .computed(let expression):
      let operand = try expression.evaluate(&rendering)
      do throws(Fault) {
        let names = try names(operand, &rendering)
        for name in names {
          do throws(TemplateError) {
            if let program = try library.program(named: name) { return program }
          } catch {
            throw .error(error)
          }
        }
        if ignoresMissing { return nil }
        throw .problem(TemplateLibrary.missing(names))
      } catch {
        _ = try rendering.recover(error, at: expression.place)
        rendering.printUnknown(rendering.unbounded(at: expression.place))
        return nil
      }
    }
  }

  private func names(_ operand: Operand, _ rendering: inout Rendering) throws(Fault) -> [String] {
    if case .value(.string(let name)) = operand.meaning { return [name] }
    var names: [String] = []
    for element in try operand.elements(&rendering) {
      names.append(try element.string { "the name of a template is text, not \($0)" })
    }
    return names
  }
}
