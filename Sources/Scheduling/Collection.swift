import Drafting
import JobModel
import OrderedCollections
import Templates
import Values

/// One item as the template of a collected file sees it.
struct CollectedItem: Sendable {
  let value: Value
  /// For the default template: one bullet each.
  let entries: [Value]

  init(item: Item, path: DraftPath, walk: Walk, job: Job) {
    var map = ValueMap()
    for (name, value) in item.row.pairs { map[MapKey(name)] = value }
    map[MapKey(GalleyNames.key)] = .string(item.id.key)
    map[MapKey(GalleyNames.sample)] = .integer(item.id.sample)
    map[MapKey("path")] = .string(path.text)
    var last: Value = .none
    var list: [Value]?
    for given in walk.given {
      last = given.request.value(of: given.reply)
      if case .list(let entries) = last { list = entries }
      map[MapKey(given.request.name)] = last
    }
    entries = list ?? [last]
    map[MapKey("entries")] = .list(entries)
    value = .map(map)
  }
}

/// The items of a job whose conversations are complete, in the job's order.
struct Collection: Sendable {
  let job: Job
  private var items: [Int: CollectedItem] = [:]

  init(job: Job) { self.job = job }

  /// An item that was asked anew takes the place of what it said before.
  mutating func add(_ item: CollectedItem, at place: Int) { items[place] = item }

  /// The file as galley makes it; nil where no item is there yet.
  func file(asked: Moment) throws(ItemError) -> DraftFile? {
    try text(asked: asked).map { DraftFile(bytes: Array($0.utf8)) }
  }

  /// The text of the file; nil where no item is there yet.
  func text(asked: Moment) throws(ItemError) -> String? {
    let ordered = items.sorted { $0.key < $1.key }.map(\.value)
    guard !ordered.isEmpty else { return nil }
    guard let template = job.collect?.template else {
      let bullets = ordered.flatMap(\.entries).map { entry -> String in
        guard case .string(let text) = entry else { return "- " }
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        return "- " + lines.enumerated().map { $0 == 0 || $1.isEmpty ? String($1) : "  \($1)" }.joined(separator: "\n")
      }
      return bullets.joined(separator: "\n") + "\n"
    }
    var scope = job.collectScope(asked: asked)
    scope.set("items", .list(ordered.map(\.value)))
    do {
      let text = try template.render(scope)
      return text.hasSuffix("\n") ? text : text + "\n"
    } catch {
      throw ItemError(diagnostic: Diagnostic(error, jobFile: job.file))
    }
  }
}

extension InspectedItem {
  /// The item for the collected file; nil where the job has none or the conversation is not complete.
  func collected(by job: Job) -> CollectedItem? {
    guard job.collect != nil, let settled else { return nil }
    return CollectedItem(item: item, path: path, walk: settled, job: job)
  }
}
