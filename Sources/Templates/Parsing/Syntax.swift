import Values

/// An expression as it was written.
struct ExpressionSyntax: Sendable {
  indirect enum Kind: Sendable {
    case constant(Value)
    case name(String)
    case list([ExpressionSyntax])
    case tuple([ExpressionSyntax])
    case mapping([(key: ExpressionSyntax, value: ExpressionSyntax)])
    case negative(ExpressionSyntax)
    case positive(ExpressionSyntax)
    case not(ExpressionSyntax)
    case arithmetic(ArithmeticOperator, ExpressionSyntax, ExpressionSyntax)
    case and(ExpressionSyntax, ExpressionSyntax)
    case or(ExpressionSyntax, ExpressionSyntax)
    case comparison(ExpressionSyntax, [(operation: Comparison, operand: ExpressionSyntax)])
    case concatenation([ExpressionSyntax])
    case conditional(test: ExpressionSyntax, then: ExpressionSyntax, otherwise: ExpressionSyntax?)
    case attribute(ExpressionSyntax, String)
    case item(ExpressionSyntax, ExpressionSyntax)
    case slice(ExpressionSyntax, start: ExpressionSyntax?, stop: ExpressionSyntax?, step: ExpressionSyntax?)
    case call(ExpressionSyntax, ArgumentsSyntax)
    /// Without a subject the filter takes the block it stands over: `{% filter upper %}`.
    case filter(ExpressionSyntax?, String, ArgumentsSyntax)
    case test(ExpressionSyntax, String, ArgumentsSyntax)
  }

  let kind: Kind
  let place: Place
  /// How many expressions it is deep.
  let depth: Int

  init(kind: Kind, place: Place) {
    self.kind = kind
    self.place = place
    depth = kind.children.reduce(0) { max($0, $1.depth) } + 1
  }
}

extension ExpressionSyntax.Kind {
  /// The expressions of which it is made.
  var children: [ExpressionSyntax] {
    switch self {
    case .constant, .name: []
    case .list(let elements), .tuple(let elements), .concatenation(let elements): elements
    case .mapping(let entries): entries.flatMap { [$0.key, $0.value] }
    case .negative(let operand), .positive(let operand), .not(let operand), .attribute(let operand, _): [operand]
    case .arithmetic(_, let left, let right), .and(let left, let right), .or(let left, let right),
      .item(let left, let right):
      [left, right]
    case .comparison(let first, let rest): [first] + rest.map(\.operand)
    case .conditional(let test, let then, let otherwise): [test, then] + (otherwise.map { [$0] } ?? [])
    case .slice(let subject, let start, let stop, let step): [subject] + [start, stop, step].compactMap { $0 }
    case .call(let callee, let arguments): [callee] + arguments.expressions
    case .filter(let subject, _, let arguments): (subject.map { [$0] } ?? []) + arguments.expressions
    case .test(let subject, _, let arguments): [subject] + arguments.expressions
    }
  }
}

struct ArgumentsSyntax: Sendable {
  var positional: [ExpressionSyntax] = []
  var keywords: [(name: String, value: ExpressionSyntax, place: Place)] = []
  /// `*list`
  var spread: ExpressionSyntax?
  /// `**mapping`
  var keywordSpread: ExpressionSyntax?

  var expressions: [ExpressionSyntax] {
    positional + keywords.map(\.value) + [spread, keywordSpread].compactMap { $0 }
  }
}

enum ArithmeticOperator: String, Sendable {
  case add = "+"
  case subtract = "-"
  case multiply = "*"
  case divide = "/"
  case floorDivide = "//"
  case modulo = "%"
  case power = "**"
}

enum Comparison: String, Sendable {
  case equal = "=="
  case notEqual = "!="
  case less = "<"
  case atMost = "<="
  case greater = ">"
  case atLeast = ">="
  case isIn = "in"
  case notIn = "not in"
}

/// What an assignment fills.
indirect enum TargetSyntax: Sendable {
  case name(String, Place)
  /// `{% set space.name = … %}`
  case member(of: String, String, Place)
  case tuple([TargetSyntax], Place)
}

/// A piece of a template's body.
indirect enum StatementSyntax: Sendable {
  case data(String)
  case print(ExpressionSyntax)
  case condition([(test: ExpressionSyntax, body: [StatementSyntax])], otherwise: [StatementSyntax])
  case loop(LoopSyntax)
  case assignment(TargetSyntax, ExpressionSyntax)
  case capture(TargetSyntax, filter: ExpressionSyntax?, body: [StatementSyntax])
  case include(IncludeSyntax)
  case with([(target: TargetSyntax, value: ExpressionSyntax)], body: [StatementSyntax])
  case filtered(ExpressionSyntax, body: [StatementSyntax])
}

struct LoopSyntax: Sendable {
  let target: TargetSyntax
  let elements: ExpressionSyntax
  let condition: ExpressionSyntax?
  let isRecursive: Bool
  let body: [StatementSyntax]
  let otherwise: [StatementSyntax]
  let place: Place
}

struct IncludeSyntax: Sendable {
  let template: ExpressionSyntax
  let ignoresMissing: Bool
  let withContext: Bool
  let place: Place
}
