import OrderedCollections
import Templates
package import Values

/// What a draft is made of, before it is bytes.
package struct Composition: Sendable {
  package let frontMatter: ValueMap
  package let body: String
}

extension Job {
  /// Makes an item's draft from its conversation.
  ///
  /// - Throws: `ItemError` where a template does not fit what was said.
  package func compose(_ walk: Walk) throws(ItemError) -> Composition {
    do {
      var frontMatter = ValueMap()
      for (name, blueprint) in output.frontMatter { frontMatter[MapKey(name)] = try blueprint.evaluate(walk.scope) }
      let body = try output.body?.render(walk.scope) ?? walk.last.asBody
      return Composition(frontMatter: frontMatter, body: body)
    } catch {
      throw ItemError(diagnostic: Diagnostic(error, jobFile: file))
    }
  }
}

extension Blueprint {
  /// The value that stands in the draft's front matter.
  func evaluate(_ scope: Scope) throws(TemplateError) -> Value {
    switch self {
    case .template(let template): return try template.evaluate(scope)
    case .constant(let value): return value
    case .list(let items):
      var values: [Value] = []
      for item in items { values.append(try item.evaluate(scope)) }
      return .list(values)
    case .map(let entries):
      var map = ValueMap()
      for (name, blueprint) in entries { map[MapKey(name)] = try blueprint.evaluate(scope) }
      return .map(map)
    }
  }
}

extension Value {
  /// A reply as the body of a draft: a list as bullets.
  fileprivate var asBody: String {
    switch self {
    case .list(let entries): entries.map { "- \($0.plainText)" }.joined(separator: "\n")
    case .string(let text): text
    default: ""
    }
  }
}
