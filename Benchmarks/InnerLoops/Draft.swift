import Drafting
import OrderedCollections
import Values

/// Makes a draft with front matter of a reply of 2 KB: the YAML, its reading back, the hash.
func makeDraft(times: Int) throws -> Int {
  let frontMatter: ValueMap = [
    MapKey("title"): .string("Raised beds: how to begin"), MapKey("date"): .string("2026-11-23"),
    MapKey("draft"): .bool(true), MapKey("tags"): .list([.string("raised beds"), .string("beginners")]),
    MapKey("words"): .integer(900),
  ]
  let body =
    "# Raised beds\n\n" + String(repeating: "Water early, cut what has flowered — and leave the leaves.\n", count: 33)
  var bytes = 0
  for _ in 0..<times { bytes += try DraftFile(frontMatter: frontMatter, body: body).bytes.count }
  return bytes
}
