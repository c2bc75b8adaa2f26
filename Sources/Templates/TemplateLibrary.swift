import Synchronization
import Values

/// Reads templates, each once, and gives them to one another for `{% include %}`.
package final class TemplateLibrary: Sendable {
  private let load: @Sendable (String) throws -> String?
  private let programs = Mutex<[Text: Program]>([:])

  /// - Parameter load: the text of a template by its path in the templates folder, with `/`; nil where there is none. A
  ///   `TemplateError` that it throws names its own place.
  package init(load: @escaping @Sendable (String) throws -> String?) { self.load = load }

  /// The template of that name with all that it includes, read once. Its own name is that of errors' places.
  package func template(named name: String) throws(TemplateError) -> Template {
    guard let program = try program(named: name) else {
      throw Place.start.error(TemplateLibrary.missing([name]), in: name)
    }
    return Template(program)
  }

  /// A template that is written in another file.
  /// - Parameters:
  ///   - name: what errors call the file.
  ///   - line: where the text begins in that file, counted from 1.
  ///   - column: where its first line begins, counted from 1.
  ///   - margin: how many columns stand before each later line: the indentation of a block.
  package func compile(
    _ source: String, name: String, line: Int = 1, column: Int = 1, margin: Int = 0
  ) throws(TemplateError) -> Template {
    let start = Origin(place: Place(line: line, column: column), margin: margin)
    return Template(try Compiler.compile(source, name: name, start: start, library: self, including: []))
  }

  /// Nil where there is no such template.
  /// - Parameters:
  ///   - path: the templates that are being read because they include one another, outermost first.
  ///   - place: of the include, in the last of them.
  func program(
    named name: String, includedFrom path: [String] = [], at place: Place = .start
  ) throws(TemplateError) -> Program? {
    let includer = path.last ?? name
    if path.contains(name) {
      let cycle = (path.drop { $0 != name } + [name]).joined(separator: "' → '")
      throw place.error("templates include one another without end: '\(cycle)'", in: includer)
    }
    if let known = programs.withLock({ $0[Text(name)] }) { return known }
    if name.split(separator: "/", omittingEmptySubsequences: false).contains("..")
      || name.utf8.first == UInt8(ascii: "/")
    {
      throw place.error("'\(name)' leads out of the templates folder", in: includer)
    }
    let source: String?
    do {
      source = try load(name)
    } catch let error as TemplateError {
      throw error
    } catch {
      throw place.error("the template '\(name)' cannot be read: \(error)", in: includer)
    }
    guard let source else { return nil }
    let program = try Compiler.compile(source, name: name, start: Origin(), library: self, including: path)
    return programs.withLock { programs in
      let first = programs[Text(name)] ?? program
      programs[Text(name)] = first
      return first
    }
  }

  static func missing(_ names: [String]) -> String {
    guard let name = names.first else { return "the list of templates to include is empty" }
    if names.count == 1 { return "there is no template '\(name)' in the templates folder" }
    return "there is none of the templates '\(names.joined(separator: "', '"))' in the templates folder"
  }
}
