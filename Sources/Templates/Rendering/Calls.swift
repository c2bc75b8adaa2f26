import OrderedCollections
import Values

/// The arguments of a call, filter or test, as far as they could be told apart when the template was read.
struct ArgumentNodes: Sendable {
  var positional: [any Expression] = []
  var keywords: [(name: String, value: any Expression)] = []
  var spread: (any Expression)?
  var keywordSpread: (any Expression)?

  /// The arguments for `signature`, found when the call is made.
  func evaluate(_ signature: Signature, _ rendering: inout Rendering) throws(Fault) -> Arguments {
    var operands: [Operand] = []
    for node in positional { operands.append(try node.evaluate(&rendering)) }
    if let spread { operands += try spread.evaluate(&rendering).elements(&rendering) }
    var named: [(name: String, value: Operand)] = []
    for keyword in keywords { named.append((keyword.name, try keyword.value.evaluate(&rendering))) }
    if let keywordSpread {
      guard case .value(.map(let map)) = try keywordSpread.evaluate(&rendering).meaning else {
        throw .problem("what stands behind '**' must be a mapping")
      }
      for (key, value) in map { named.append((try key.value.pythonText(), .value(value))) }
    }
    return try Arguments(signature, positional: operands, keywords: named)
  }
}

/// Arguments that found their parameters when the template was read.
struct BoundArguments: Sendable {
  let signature: Signature
  /// By parameter; nil where its standard value holds.
  let values: [(any Expression)?]
  let rest: [any Expression]
  let others: [(name: String, value: any Expression)]

  func evaluate(_ rendering: inout Rendering) throws(Fault) -> Arguments {
    var operands: [Operand] = []
    operands.reserveCapacity(values.count)
    for (index, value) in values.enumerated() {
      operands.append(try value?.evaluate(&rendering) ?? .value(signature.parameters[index].standard ?? .none))
    }
    if rest.isEmpty, others.isEmpty { return Arguments(signature, operands) }
    var further: [Operand] = []
    for node in rest { further.append(try node.evaluate(&rendering)) }
    var named: [(name: String, value: Operand)] = []
    for other in others { named.append((other.name, try other.value.evaluate(&rendering))) }
    return Arguments(signature, operands, rest: further, others: named)
  }
}

/// The arguments of a filter or test, whose parameters are known.
enum CallArguments: Sendable {
  case bound(BoundArguments)
  /// With `*` or `**`.
  case open(Signature, ArgumentNodes)

  func evaluate(_ rendering: inout Rendering) throws(Fault) -> Arguments {
    switch self {
    case .bound(let arguments): try arguments.evaluate(&rendering)
    case .open(let signature, let nodes): try nodes.evaluate(signature, &rendering)
    }
  }
}

/// `subject | filter(…)`
final class FilterExpression: Expression {
  let place: Place
  private let subject: any Expression
  private let filter: Filter
  private let arguments: CallArguments

  init(_ subject: any Expression, _ filter: Filter, _ arguments: CallArguments, place: Place) {
    self.subject = subject
    self.filter = filter
    self.arguments = arguments
    self.place = place
  }

  func evaluate(_ rendering: inout Rendering) throws(Fault) -> Operand {
    let operand = try subject.evaluate(&rendering)
    do throws(Fault) {
      return try filter.apply(operand, try arguments.evaluate(&rendering), &rendering)
    } catch {
      return try rendering.recover(error, at: place, (operand, subject.place))
    }
  }

  func growth(_ rendering: inout Rendering) -> Growth {
    let text = rendering.growth(of: subject)
    let growth = (try? arguments.evaluate(&rendering)).flatMap { Filters.growth(filter.signature.name, of: text, $0) }
    return growth ?? rendering.unbounded(at: place)
  }
}

/// `subject is test(…)`
final class TestExpression: Expression {
  let place: Place
  private let subject: any Expression
  private let test: Test
  private let arguments: CallArguments

  init(_ subject: any Expression, _ test: Test, _ arguments: CallArguments, place: Place) {
    self.subject = subject
    self.test = test
    self.arguments = arguments
    self.place = place
  }

  func evaluate(_ rendering: inout Rendering) throws(Fault) -> Operand {
    let operand = try subject.evaluate(&rendering)
    // A reply that is not there yet is a name that is defined; whether a part of it will be, nobody knows.
    if operand.isUnknown, !(subject is OutsideName && test.asksForPresence) { return .unknown }
    do throws(Fault) {
      return .bool(try test.holds(operand, try arguments.evaluate(&rendering), &rendering))
    } catch {
      return try rendering.recover(error, at: place, (operand, subject.place))
    }
  }

  func growth(_ rendering: inout Rendering) -> Growth { .truth }
}

/// `callee(…)`
final class CallExpression: Expression {
  let place: Place
  private let callee: any Expression
  private let arguments: ArgumentNodes

  init(_ callee: any Expression, _ arguments: ArgumentNodes, place: Place) {
    self.callee = callee
    self.arguments = arguments
    self.place = place
  }

  func evaluate(_ rendering: inout Rendering) throws(Fault) -> Operand {
    let function = try callee.evaluate(&rendering)
    do throws(Fault) {
      return try function.call(arguments, &rendering)
    } catch {
      return try rendering.recover(error, at: place, (function, callee.place))
    }
  }
}

extension Operand {
  fileprivate func call(_ arguments: ArgumentNodes, _ rendering: inout Rendering) throws(Fault) -> Operand {
    switch self {
    case .undefined(let undefined): throw .undefined(undefined)
    case .object(let object):
      guard let signature = object.signature else {
        if object is LoopState { throw .problem("only a loop that ends in 'recursive' can be called") }
        throw .problem("a \(object.typeName) cannot be called")
      }
      return try object.call(try arguments.evaluate(signature, &rendering), &rendering)
    default:
      guard isUnknown else { throw .problem("a \(typeName) cannot be called") }
      _ = try arguments.evaluate(.anything, &rendering)
      return .unknown
    }
  }
}

extension Signature {
  /// Takes whatever is given.
  fileprivate static let anything = Signature(
    name: "", kind: "function", parameters: [], isVariadic: true, takesKeywords: true)
}

/// `subject.method(…)`, without making an object of the method.
final class MethodCallExpression: Expression {
  let place: Place
  private let subject: any Expression
  private let name: String
  private let arguments: ArgumentNodes
  private let namePlace: Place

  init(_ subject: any Expression, _ name: String, _ arguments: ArgumentNodes, namePlace: Place, place: Place) {
    self.subject = subject
    self.name = name
    self.arguments = arguments
    self.namePlace = namePlace
    self.place = place
  }

  func evaluate(_ rendering: inout Rendering) throws(Fault) -> Operand {
    let owner = try subject.evaluate(&rendering)
    var function = Operand.missing
    do throws(Fault) {
      if let method = Methods.method(name, of: owner) {
        return try method.call(owner.meaning, try arguments.evaluate(method.signature, &rendering), &rendering)
      }
      function = try owner.attribute(name, &rendering)
      return try function.call(arguments, &rendering)
    } catch {
      return try rendering.recover(error, at: place, (owner, subject.place), (function, namePlace))
    }
  }

  /// Methods of texts that yield a part of theirs, or it in other letters.
  private static let partial: Set = [
    "capitalize", "lower", "lstrip", "removeprefix", "removesuffix", "rsplit", "rstrip", "split", "splitlines", "strip",
    "swapcase", "title", "upper",
  ]

  func growth(_ rendering: inout Rendering) -> Growth {
    Self.partial.contains(name) ? rendering.growth(of: subject) : rendering.unbounded(at: place)
  }
}
