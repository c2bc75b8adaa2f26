import CPrices
package import Values

/// A model of a vendor, as the price table knows it.
package struct ListedModel: Hashable, Sendable {
  /// As galley's provider for it is called: `openai`.
  package let vendor: String
  package let name: String
  /// Tokens of input; nil where that is unknown.
  package let context: Int?
  /// The day on which the vendor retires it, or has; nil where none is known.
  package let retires: Moment?
  package let price: Price

  /// From the day on that the table says.
  package func isRetired(at now: Moment) -> Bool { retires.map { $0.dayNumber <= now.dayNumber } ?? false }
}

/// What the vendors' models cost: the table that scripts/update-prices writes, sorted, a line for each model.
///
/// Lines are read when they are looked for, so that a command without a price reads none.
package struct PriceTable: Sendable {
  /// The one that this version of galley carries.
  package static let builtIn = PriceTable(
    Array(UnsafeBufferPointer(start: galley_prices(), count: galley_prices_size())))

  /// The day on which it was made, and of what: `2026-11-24`, `litellm 1.109.1`.
  package let date: String
  package let source: String
  private let lines: [Substring.UTF8View]

  /// - Parameter bytes: `# DATE SOURCE`, more comments, and lines of columns with tabs between.
  package init(_ bytes: [UInt8]) {
    let lines = Substring(decoding: bytes, as: UTF8.self).utf8.split(separator: UInt8(ascii: "\n"))
    let comments = lines.prefix { $0.first == UInt8(ascii: "#") }
    let head = comments.first.map { String($0) ?? "" }?.split(separator: " ", maxSplits: 2) ?? []
    date = head.count == 3 ? String(head[1]) : ""
    source = head.count == 3 ? String(head[2]) : ""
    self.lines = Array(lines[comments.endIndex...])
  }

  /// All that it knows, sorted by vendor and name.
  package var models: [ListedModel] { lines.compactMap { ListedModel(line: $0) } }

  /// The model that a vendor calls by exactly this name; nil where the table does not know it.
  package func model(_ name: String, of vendor: String) -> ListedModel? {
    let start = "\(vendor)\t\(name)\t".utf8
    var (low, high) = (0, lines.count)
    while low < high {
      let middle = (low + high) / 2
      if lines[middle].lexicographicallyPrecedes(start) { low = middle + 1 } else { high = middle }
    }
    return low < lines.count && lines[low].starts(with: start) ? ListedModel(line: lines[low]) : nil
  }
}

extension ListedModel {
  /// nil for a line that is not of the table's form.
  fileprivate init?(line: Substring.UTF8View) {
    let columns = Substring(line).split(separator: "\t", omittingEmptySubsequences: false)
    guard columns.count > 5 else { return nil }
    var steps: [ServiceTier: [Price.Step]] = [:]
    for column in columns[5...] {
      let parts = column.split { $0 == ">" || $0 == "=" || $0 == "," }
      guard parts.count == 7, let tier = ServiceTier(rawValue: String(parts[0])) else { return nil }
      let numbers = parts.dropFirst().compactMap { Int($0) }
      guard numbers.count == 6 else { return nil }
      let rates = Price.Rates(
        input: numbers[1], cachedInput: numbers[2], cacheWrite: numbers[3], output: numbers[4], reasoning: numbers[5])
      steps[tier, default: []].append(Price.Step(above: numbers[0], rates: rates))
    }
    guard steps[.standard]?.contains(where: { $0.above == 0 }) == true else { return nil }
    vendor = String(columns[0])
    name = String(columns[1])
    context = Int(columns[2])
    retires = Moment(iso: String(columns[4]))
    price = Price(steps: steps, longestReply: Int(columns[3]))
  }
}
