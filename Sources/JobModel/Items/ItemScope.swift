package import Templates
package import Values

extension Job {
  private static let pathNames = Names(GalleyNames.path)
  private static let allNames = Names(GalleyNames.path + [GalleyNames.now])

  /// What the templates of an item know before any reply is there.
  ///
  /// - Parameter asked: the moment at which the item was first asked, or now.
  package func scope(of item: Item, asked: Moment) -> Scope {
    Scope([Fields(Self.allNames, known(item, asked) + [.moment(asked)]), item.row])
  }

  /// Where the item's draft goes, relative to output/.
  ///
  /// - Throws: `ItemError` where the template does not fit the row or the path is none that may be written.
  package func path(of item: Item, asked: Moment) throws(ItemError) -> DraftPath {
    let text: String
    if let template = output.path {
      do {
        text = try template.render(Scope([Fields(Self.pathNames, known(item, asked)), item.row]))
      } catch {
        throw ItemError(diagnostic: Diagnostic(error, jobFile: file))
      }
    } else {
      let suffix = item.id.sample > 1 ? "-\(item.id.sample)" : ""
      text = "\(name)/\(TextFilters.slug(item.id.key))\(suffix).md"
    }
    do {
      return try DraftPath(text, key: item.id.key)
    } catch {
      throw ItemError(code: "path", diagnostic: diagnosticOfPath(error.message))
    }
  }

  /// Where the job's collected file goes; nil where it collects nothing.
  package func collectPath(asked: Moment) throws(ItemError) -> DraftPath? {
    guard let collect else { return nil }
    do {
      return try DraftPath(collect.path.render(collectScope(asked: asked)), key: name)
    } catch let error as TemplateError {
      throw ItemError(diagnostic: Diagnostic(error, jobFile: file))
    } catch {
      throw ItemError(diagnostic: diagnosticOfCollection((error as? DraftPathError)?.message ?? "\(error)"))
    }
  }

  /// What the template of the collected file knows beside its items.
  package func collectScope(asked: Moment) -> Scope {
    Scope([
      Fields([
        (GalleyNames.job, .string(name)), (GalleyNames.today, .moment(asked.day)), (GalleyNames.now, .moment(asked)),
      ])
    ])
  }

  /// The values of `GalleyNames.path`, in its order.
  private func known(_ item: Item, _ asked: Moment) -> [Value] {
    [.string(name), .string(item.id.key), .integer(item.id.sample), .moment(asked.day)]
  }
}
