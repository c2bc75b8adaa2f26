import Values

/// What stands behind `is`: it says whether something holds of an operand.
struct Test: Sendable {
  typealias Body = @Sendable (Operand, Arguments, inout Rendering) throws(Fault) -> Bool

  let signature: Signature
  let holds: Body

  init(_ name: String, _ parameters: [Parameter] = [], holds: @escaping Body) {
    signature = Signature(name: name, kind: "test", parameters: parameters)
    self.holds = holds
  }

  /// Whether it only asks if something is there.
  var asksForPresence: Bool { signature.name == "defined" || signature.name == "undefined" }
}

/// All tests. A new one is a function in this folder and a line here.
enum Tests {
  static let list: [Test] =
    [
      Test("defined") { (subject, _, _) in !subject.isUndefined },
      Test("undefined") { (subject, _, _) in subject.isUndefined },
      kind("none") { if case .value(.none) = $0 { true } else { false } },
      kind("string") { if case .value(.string) = $0 { true } else { false } },
      kind("mapping") { if case .value(.map) = $0 { true } else { false } },
      kind("boolean") { if case .value(.bool) = $0 { true } else { false } },
      kind("true") { if case .value(.bool(true)) = $0 { true } else { false } },
      kind("false") { if case .value(.bool(false)) = $0 { true } else { false } },
      kind("number") { $0.number != nil },
      kind("integer") {
        switch $0 {
        case .value(.integer), .value(.bigInteger): true
        default: false
        }
      },
      kind("float") { if case .value(.float) = $0 { true } else { false } },
      Test("sequence", holds: sequence),
      Test("iterable", holds: iterable),
      Test("callable", holds: callable),
      Test("odd") { (subject, _, _) throws(Fault) in try subject.remainder(by: .integer(2), "odd") == 1 },
      Test("even") { (subject, _, _) throws(Fault) in try subject.remainder(by: .integer(2), "even") == 0 },
      Test("divisibleby", [.required("num")]) { (subject, arguments, _) throws(Fault) in
        let divisor = try arguments["num"].number(for: "'divisibleby'")
        return try subject.remainder(by: divisor, "divisibleby") == 0
      },
      Test("lower") { (subject, _, _) throws(Fault) in try subject.text().isPythonLower },
      Test("upper") { (subject, _, _) throws(Fault) in try subject.text().isPythonUpper },
      Test("sameas", [.required("other")], holds: sameas),
      Test("in", [.required("seq")]) { (subject, arguments, rendering) throws(Fault) in
        try isContained(subject, in: arguments["seq"], &rendering)
      },
      Test("filter") { (subject, _, _) throws(Fault) in Filters.byName[try subject.ownText()] != nil },
      Test("test") { (subject, _, _) throws(Fault) in byName[try subject.ownText()] != nil },
      kind("escaped") { _ in false },
    ]
    + comparison(.equal, "eq", "equalto", "==") + comparison(.notEqual, "ne", "!=")
    + comparison(.less, "lt", "lessthan", "<") + comparison(.atMost, "le", "<=")
    + comparison(.greater, "gt", "greaterthan", ">") + comparison(.atLeast, "ge", ">=")

  static let byName = Dictionary(uniqueKeysWithValues: list.map { ($0.signature.name, $0) })

  /// The test of this name, or what to say of it.
  static func named(_ name: String) throws(Fault) -> Test {
    if let test = byName[name] { return test }
    throw .problem("there is no test '\(name)'" + suggestion(for: name, among: list.map(\.signature.name)))
  }

  /// A test of what something is, which holds of nothing that is not there.
  private static func kind(_ name: String, _ holds: @escaping @Sendable (Operand) -> Bool) -> Test {
    Test(name) { (subject, _, _) throws(Fault) in
      if subject.isUnknown { throw .unknown }
      return holds(subject.meaning)
    }
  }

  private static func comparison(_ comparison: Comparison, _ names: String...) -> [Test] {
    names.map { name in
      Test(name, [.required("other")]) { (subject, arguments, rendering) throws(Fault) in
        try compare(comparison, subject, arguments["other"], &rendering)
      }
    }
  }
}
