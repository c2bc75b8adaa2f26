package import Templates
import Values

/// What replies that are not there yet add to a prompt, at most: they are mentioned in it, or are messages of it.
package struct Coming: Sendable {
  /// More bytes than these a token of a reply has not, taking all of the reply together: running text has 2 to 6 in any
  /// language that vocabularies were made for. Where a reply is known, its bytes are counted.
  package static let bytesPerToken = 8

  /// Bytes that are there however long the replies are.
  package var bytes = 0
  /// By the place of a reply among those that are open: bytes for each of its tokens.
  package var perToken: [Int: Int] = [:]
  /// The first place in a template where nothing bounds how much of a reply is printed; nil where there is none.
  package var unbounded: TemplateError?

  package init() {}

  /// A reply as a message of its own.
  init(reply place: Int) { perToken = [place: Self.bytesPerToken] }

  mutating func add(_ other: Coming, times: Int = 1) {
    bytes = bytes.addingOrMost(other.bytes.timesOrMost(times))
    for (place, count) in other.perToken { add(count.timesOrMost(times), perTokenOf: place) }
    unbounded = unbounded ?? other.unbounded
  }

  mutating func add(_ bytes: Int, perTokenOf place: Int) {
    perToken[place] = perToken[place, default: 0].addingOrMost(bytes)
  }

  /// - Parameter bounds: the most tokens of each reply that is open.
  func tokens(_ bounds: [Int]) -> Int {
    perToken.reduce(bytes) { sum, entry in
      // What stands in a prompt is asked for before.
      let bound = bounds.indices.contains(entry.key) ? bounds[entry.key] : 0
      return sum.addingOrMost(entry.value.timesOrMost(bound))
    }
  }
}

extension Coming {
  /// What the replies behind some names may be in a text.
  ///
  /// - Parameters:
  ///   - growth: of the text.
  ///   - replies: what each name stands for, and whether it is a list, of which each entry has a token at least.
  init(_ growth: Growth, replies: (String) -> (whole: Coming, isList: Bool)?) {
    bytes = growth.bytes
    unbounded = growth.unbounded
    for (name, count) in growth.mentions {
      if let reply = replies(name) { add(reply.whole, times: count) }
    }
    for (name, count) in growth.perPart {
      guard let (whole, isList) = replies(name) else { continue }
      // A text's parts may be its characters.
      if isList { for place in whole.perToken.keys { add(count, perTokenOf: place) } } else { add(whole, times: count) }
    }
  }
}
