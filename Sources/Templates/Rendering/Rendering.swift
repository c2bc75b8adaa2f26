import Values

/// One rendering of one template: what has been printed so far, and the variables.
struct Rendering {
  var output = ""
  /// The template's own variables: those of `set`, `for` and `with`, each at its place.
  var slots: [Operand]
  /// What the names from outside stand for, each looked up when first asked for.
  private var outside: [Operand?]
  private let scope: Scope
  /// What the including template has set, for an included one.
  private let inherited: [Inherited]
  private(set) var program: Program
  /// How many includes deep this is.
  private(set) var depth = 0
  /// How many conditions and loops that depend on a reply which is not there yet stand around this.
  var uncertainty = 0
  /// Whether anything unknown has been printed.
  var printedUnknown = false
  /// What may stand in its place.
  var growth = Growth()
  /// How many loops over something that nobody knows yet stand around this.
  var openLoops = 0
  /// Of the variables that hold something unknown, where it is known.
  var slotGrowth: [Int: SlotGrowth] = [:]

  /// A variable of the including template.
  typealias Inherited = (name: String, value: Operand, growth: SlotGrowth?)

  init(_ program: Program, _ scope: Scope) {
    self.init(program, scope, inherited: [], depth: 0)
    output.reserveCapacity(program.sizeHint)
  }

  private init(_ program: Program, _ scope: Scope, inherited: [Inherited], depth: Int) {
    self.program = program
    self.scope = scope
    self.inherited = inherited
    self.depth = depth
    slots = Array(repeating: .missing, count: program.slotCount)
    outside = Array(repeating: nil, count: program.outsideNames.count)
  }

  /// What a name from outside stands for: a value that was handed in, or a function.
  mutating func outsideValue(_ index: Int) -> Operand {
    if let known = outside[index] { return known }
    let name = program.outsideNames[index]
    let found: Operand
    if let entry = inherited.last(where: { $0.name.hasSameScalars(as: name) }) {
      found = entry.value
    } else if let value = scope[name] {
      found = .value(value)
    } else {
      found = Functions.byName[name].map { .object(FunctionObject($0)) } ?? .missing
    }
    outside[index] = found
    return found
  }

  /// What stands for a name from outside that is unknown, at most; nil where nobody knows.
  func outsideGrowth(_ index: Int) -> SlotGrowth? {
    let name = program.outsideNames[index]
    if let entry = inherited.last(where: { $0.name.hasSameScalars(as: name) }) { return entry.growth }
    return SlotGrowth(growth: Growth(mentioning: name), openLoops: 0)
  }

  /// All names that are known here, for the nearest to one that is not.
  private var knownNames: [String] {
    scope.names + inherited.map(\.name) + program.slotNames + Functions.list.map(\.signature.name)
  }

  // MARK: Faults

  /// What comes of an operation that failed: unknown where it depends on what nobody knows yet, an error otherwise.
  func recover(_ fault: Fault, at place: Place) throws(Fault) -> Operand {
    switch fault {
    case .unknown: return .unknown
    case .error: throw fault
    case .undefined, .problem: throw .error(error(fault, at: place))
    }
  }

  /// As `recover`; what is undefined is shown at the place of the expression that yielded it.
  func recover(_ fault: Fault, at place: Place, _ operands: (Operand, Place)...) throws(Fault) -> Operand {
    if case .undefined(let undefined) = fault {
      for (operand, place) in operands {
        if case .undefined(let other) = operand, other === undefined { return try recover(fault, at: place) }
      }
    }
    return try recover(fault, at: place)
  }

  func error(_ fault: Fault, at place: Place) -> TemplateError {
    switch fault {
    case .error(let error): return error
    case .problem(let message): return place.error(message, in: program.name)
    case .unknown: return place.error("this depends on a reply that is not there yet", in: program.name)
    case .undefined(let undefined):
      if case .name(let name) = undefined.origin, let reason = Functions.refused[name] {
        return place.error("galley has no function '\(name)': \(reason)", in: program.name)
      }
      return place.error(undefined.message(among: knownNames), in: program.name)
    }
  }

  // MARK: Capturing and including

  /// What `body` prints: its text, whether anything of it depends on what nobody knows yet, and how large all of it may
  /// become.
  mutating func capture(
    _ body: (inout Rendering) throws(Fault) -> Void
  ) throws(Fault) -> (text: String, isKnown: Bool, growth: Growth) {
    let outer = (output, printedUnknown, growth)
    (output, printedUnknown, growth) = ("", false, Growth())
    defer { (output, printedUnknown, growth) = outer }
    try body(&self)
    var whole = growth
    whole.add(Growth(bytes: output.utf8.count))
    return (output, !printedUnknown, whole)
  }

  /// Notes that something unknown was printed.
  mutating func printUnknown(_ growth: Growth) {
    printedUnknown = true
    self.growth.add(growth)
  }

  /// Renders another template in place, with what is visible here.
  mutating func include(
    _ other: Program, inherited names: [Inherited]?, at place: Place
  ) throws(Fault) {
    guard depth < 100 else {
      throw .error(
        place.error("includes are nested more than 100 deep: '\(other.name)' includes itself?", in: program.name))
    }
    var inner = Rendering(
      other, names == nil ? Scope() : scope, inherited: names.map { inherited + $0 } ?? [], depth: depth + 1)
    swap(&inner.output, &output)
    inner.uncertainty = uncertainty
    inner.openLoops = openLoops
    defer {
      swap(&inner.output, &output)
      printedUnknown = printedUnknown || inner.printedUnknown
      growth.add(inner.growth)
    }
    try other.body.render(&inner)
  }
}
