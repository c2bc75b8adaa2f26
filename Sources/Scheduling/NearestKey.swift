import JobModel
import Values
import Workspace

extension RunFailure {
  /// No item has this key, or this draft: names the nearest key.
  package static func noItem(_ name: String, among preparation: Preparation) -> RunFailure {
    var keys: [String] = []
    for loaded in preparation.jobs {
      for case .success(let item) in loaded.job.items(of: loaded.rows) where item.id.sample == 1 {
        keys.append(item.id.key)
      }
    }
    let near = nearest(to: name, among: keys).map { " (did you mean '\($0)'?)" } ?? "; galley plan lists them"
    return .usage("there is no item with the key or the draft '\(name)'\(near)")
  }
}
