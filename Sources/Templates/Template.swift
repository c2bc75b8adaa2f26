package import Values

/// A template that has been read: parsed once, rendered as often as needed, from any thread.
package struct Template: Sendable {
  private let program: Program

  init(_ program: Program) { self.program = program }

  /// What errors call it.
  package var name: String { program.name }

  /// Every name that must come from outside, each once for each template in which it stands; those of constant
  /// includes count as well.
  package var names: [NameUse] { program.uses }

  /// The names of all templates that are reached by constant includes, this one first.
  package var sources: [String] { program.sources }

  /// The text. What depends on a reply that is not there yet (`Value.unknown`) prints as nothing.
  package func render(_ scope: Scope) throws(TemplateError) -> String { try measure(scope).text }

  /// The text, and what it may still gain when what is unknown in it becomes known.
  package func measure(_ scope: Scope) throws(TemplateError) -> (text: String, growth: Growth) {
    var rendering = Rendering(program, scope)
    do throws(Fault) {
      try program.body.render(&rendering)
    } catch {
      throw rendering.error(error, at: .start)
    }
    return (rendering.output, rendering.growth)
  }

  /// The value of a template that is one `{{ expression }}` and nothing else, which keeps its type; of any other its
  /// text.
  package func evaluate(_ scope: Scope) throws(TemplateError) -> Value {
    guard let expression = program.onlyExpression else { return .string(try render(scope)) }
    var rendering = Rendering(program, scope)
    do throws(Fault) {
      return try expression.evaluate(&rendering).value(&rendering)
    } catch {
      if case .unknown = error { return .unknown }
      throw rendering.error(error, at: expression.place)
    }
  }
}
