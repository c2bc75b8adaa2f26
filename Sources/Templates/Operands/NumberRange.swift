import Values

/// Python's `range`: whole numbers, each made when it is asked for.
final class NumberRange: TemplateObject {
  let start, stop, step: Int

  /// - Precondition: the step is not 0.
  init(from start: Int, to stop: Int, by step: Int) {
    self.start = start
    self.stop = stop
    self.step = step
  }

  var typeName: String { "range" }
  var count: Int {
    let span = step > 0 ? stop &- start : start &- stop
    return span <= 0 ? 0 : (span - 1) / abs(step) + 1
  }
  var length: Int? { count }
  var elements: StrideTo<Int> { stride(from: start, to: stop, by: step) }

  func text() -> String { step == 1 ? "range(\(start), \(stop))" : "range(\(start), \(stop), \(step))" }

  func iteration() -> Iteration? {
    var numbers = elements.makeIterator()
    return Iteration("range_iterator") { (_) throws(Fault) in numbers.next().map { .integer($0) } }
  }

  func item(_ key: Operand) -> Operand? {
    guard let index = key.wholeNumber else { return nil }
    let place = index < 0 ? index + count : index
    return (0..<count).contains(place) ? .integer(start + place * step) : nil
  }

  func slice(_ from: Int?, _ to: Int?, _ by: Int) -> NumberRange {
    let bounds = sliceBounds(count, from, to, by)
    return NumberRange(from: start + bounds.start * step, to: start + bounds.end * step, by: step * by)
  }

  func contains(_ number: Number) -> Bool {
    guard let whole = number.exactInt else { return false }
    let inside = step > 0 ? (start..<max(start, stop)).contains(whole) : whole <= start && whole > stop
    return inside && (whole - start) % step == 0
  }

  var attributeNames: [String] { ["start", "stop", "step"] }
  func attribute(_ name: String, _ rendering: inout Rendering) -> Operand? {
    switch name {
    case "start": .integer(start)
    case "stop": .integer(stop)
    case "step": .integer(step)
    default: nil
    }
  }

  func value(_ rendering: inout Rendering) throws(Fault) -> Value? {
    guard count <= 10_000_000 else { throw .problem("a range of more than ten million numbers makes no list") }
    return .list(elements.map { .integer($0) })
  }
}

extension Number {
  var exactInt: Int? {
    switch self {
    case .integer(let integer): integer
    case .big: nil
    case .float(let float): Int(exactly: float)
    }
  }
}
