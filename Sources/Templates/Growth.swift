import Values

/// What a rendered text may still gain, at most, when replies that are not there yet take their places in it.
///
/// Rendered with `Value.unknown`, whatever depends on such a reply prints as nothing. This counts what will stand there.
package struct Growth: Sendable {
  /// Known text that stands only in what depends on a reply: the `x` of `'x' ~ reply`, the other branches of a condition.
  package var bytes = 0
  /// How often the whole of what a name stands for is printed.
  package var mentions: [String: Int] = [:]
  /// Bytes that are printed once for each part of what a name stands for, as the body of a loop is for each entry of a
  /// list. A part has a token at least.
  package var perPart: [String: Int] = [:]
  /// The first place where nothing bounds it; nil where the rest of this tells all.
  package var unbounded: TemplateError?

  package init(bytes: Int = 0) { self.bytes = bytes }

  init(mentioning name: String) { mentions = [name: 1] }

  init(unbounded: TemplateError) { self.unbounded = unbounded }

  package var isNothing: Bool { bytes == 0 && mentions.isEmpty && perPart.isEmpty && unbounded == nil }

  mutating func add(_ other: Growth) {
    bytes = bytes.addingOrMost(other.bytes)
    mentions.merge(other.mentions) { $0.addingOrMost($1) }
    perPart.merge(other.perPart) { $0.addingOrMost($1) }
    unbounded = unbounded ?? other.unbounded
  }

  /// What is printed where `each` bytes are, once for each part of what this measures.
  func repeating(_ each: Int) -> Growth {
    var growth = Growth(bytes: bytes.timesOrMost(each))
    growth.perPart = mentions.merging(perPart) { $0.addingOrMost($1) }.mapValues { $0.timesOrMost(each) }
    growth.unbounded = unbounded
    return growth
  }
}

extension Growth {
  /// `True` or `False`.
  static let truth = Growth(bytes: 5)
  /// Of at most 20 digits.
  static let number = Growth(bytes: 20)
}

extension Rendering {
  /// Of a variable that holds something unknown.
  struct SlotGrowth: Sendable {
    let growth: Growth
    /// How many loops over something unknown stood around it when it was set: in an inner one its text would be printed
    /// nobody knows how often.
    let openLoops: Int
  }

  /// What becomes of an expression's text, at most; the expression may be known.
  mutating func growth(of expression: any Expression) -> Growth {
    do throws(Fault) {
      let operand = try expression.evaluate(&self)
      return operand.isUnknown ? expression.growth(&self) : Growth(bytes: try operand.text().utf8.count)
    } catch {
      return unbounded(at: expression.place)
    }
  }

  /// Of all of them together.
  mutating func growth(of expressions: [any Expression]) -> Growth {
    var sum = Growth()
    for expression in expressions { sum.add(growth(of: expression)) }
    return sum
  }

  func unbounded(at place: Place) -> Growth {
    Growth(unbounded: place.error("how much of a reply that is to come is printed here is not known", in: program.name))
  }

  /// Fills a variable.
  ///
  /// - Parameter growth: what its text may be; nil where nobody knows, or where it is known.
  mutating func fill(_ slot: Int, _ operand: Operand, _ growth: Growth?) {
    slots[slot] = operand
    if operand.isUnknown { slotGrowth[slot] = growth.map { SlotGrowth(growth: $0, openLoops: openLoops) } }
  }

  func growth(ofSlot slot: Int, at place: Place) -> Growth { growth(slotGrowth[slot], at: place) }

  /// - Parameter index: of a name from outside that stands for something unknown.
  func growth(ofOutside index: Int, at place: Place) -> Growth { growth(outsideGrowth(index), at: place) }

  private func growth(_ known: SlotGrowth?, at place: Place) -> Growth {
    guard let known, known.openLoops == openLoops || known.growth.isNothing else { return unbounded(at: place) }
    return known.growth
  }
}
