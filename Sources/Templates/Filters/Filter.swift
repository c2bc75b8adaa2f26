import Values

/// What stands behind a `|`: it makes an operand of another.
struct Filter: Sendable {
  typealias Body = @Sendable (Operand, Arguments, inout Rendering) throws(Fault) -> Operand

  let signature: Signature
  let apply: Body

  init(
    _ name: String, _ parameters: [Parameter] = [], variadic: Bool = false, keywords: Bool = false,
    apply: @escaping Body
  ) {
    signature = Signature(
      name: name, kind: "filter", parameters: parameters, isVariadic: variadic, takesKeywords: keywords)
    self.apply = apply
  }
}

/// All filters. A new one is a function in this folder and a line here.
enum Filters {
  static let list: [Filter] = [
    // Text
    Filter("upper", apply: upper),
    Filter("lower", apply: lower),
    Filter("capitalize", apply: capitalize),
    Filter("title", apply: title),
    Filter("trim", [.optional("chars", .none)], apply: trim),
    Filter("replace", [.required("old"), .required("new"), .optional("count", .none)], apply: replace),
    Filter("string", apply: string),
    Filter("center", [.optional("width", .integer(80))], apply: center),
    Filter(
      "indent", [.optional("width", .integer(4)), .optional("first", .bool(false)), .optional("blank", .bool(false))],
      apply: indent),
    Filter(
      "truncate",
      [
        .optional("length", .integer(255)), .optional("killwords", .bool(false)), .optional("end", .string("...")),
        .optional("leeway", .none),
      ], apply: truncate),
    Filter(
      "wordwrap",
      [
        .optional("width", .integer(79)), .optional("break_long_words", .bool(true)), .optional("wrapstring", .none),
        .optional("break_on_hyphens", .bool(true)),
      ], apply: wordwrap),
    Filter("wordcount", apply: wordcount),
    Filter("format", variadic: true, keywords: true, apply: format),
    Filter("escape", apply: escape),
    Filter("e", apply: escape),
    Filter("safe", apply: string),
    Filter("urlencode", apply: urlencode),
    // Numbers
    Filter("int", [.optional("default", .integer(0)), .optional("base", .integer(10))], apply: int),
    Filter("float", [.optional("default", .float(0))], apply: float),
    Filter("round", [.optional("precision", .integer(0)), .optional("method", .string("common"))], apply: round),
    Filter("abs", apply: abs),
    Filter("filesizeformat", [.optional("binary", .bool(false))], apply: filesizeformat),
    // Any value
    Filter("default", [.optional("default_value", .string("")), .optional("boolean", .bool(false))], apply: standard),
    Filter("d", [.optional("default_value", .string("")), .optional("boolean", .bool(false))], apply: standard),
    Filter("attr", [.required("name")], apply: attr),
    Filter("tojson", [.optional("indent", .none)], apply: tojson),
    // Lists and mappings
    Filter("length", apply: length),
    Filter("count", apply: length),
    Filter("first", apply: first),
    Filter("last", apply: last),
    Filter("list", apply: list),
    Filter("items", apply: items),
    Filter("reverse", apply: reverse),
    Filter("join", [.optional("d", .string("")), .optional("attribute", .none)], apply: join),
    Filter(
      "sort",
      [.optional("reverse", .bool(false)), .optional("case_sensitive", .bool(false)), .optional("attribute", .none)],
      apply: sort),
    Filter(
      "dictsort",
      [.optional("case_sensitive", .bool(false)), .optional("by", .string("key")), .optional("reverse", .bool(false))],
      apply: dictsort),
    Filter("unique", [.optional("case_sensitive", .bool(false)), .optional("attribute", .none)], apply: unique),
    Filter(
      "groupby",
      [.required("attribute"), .optional("default", .none), .optional("case_sensitive", .bool(false))], apply: groupby),
    Filter("min", [.optional("case_sensitive", .bool(false)), .optional("attribute", .none)], apply: min),
    Filter("max", [.optional("case_sensitive", .bool(false)), .optional("attribute", .none)], apply: max),
    Filter("sum", [.optional("attribute", .none), .optional("start", .integer(0))], apply: sum),
    Filter("batch", [.required("linecount"), .optional("fill_with", .none)], apply: batch),
    Filter("slice", [.required("slices"), .optional("fill_with", .none)], apply: slice),
    Filter("map", variadic: true, keywords: true, apply: map),
    Filter("select", variadic: true, keywords: true, apply: select),
    Filter("reject", variadic: true, keywords: true, apply: reject),
    Filter("selectattr", variadic: true, keywords: true, apply: selectattr),
    Filter("rejectattr", variadic: true, keywords: true, apply: rejectattr),
    // galley's own
    Filter("slug", apply: slug),
    Filter("heading", apply: heading),
    Filter("without_heading", apply: withoutHeading),
    Filter("whole_sentences", apply: wholeSentences),
    Filter("date", [.optional("format", .none)], apply: date),
  ]

  static let byName = Dictionary(uniqueKeysWithValues: list.map { ($0.signature.name, $0) })

  /// Filters of Jinja2 that are not known here, with the reason.
  static let refused = [
    "random": "a row must always give the same prompt",
    "urlize": "it makes HTML, and prompts are no web page",
    "xmlattr": "it makes HTML, and prompts are no web page",
    "forceescape": "nothing is escaped here; 'escape' escapes once",
    "striptags": "it reads HTML, and prompts are no web page",
    "pprint": "its layout is Python's; 'tojson(indent=2)' shows a value",
  ]

  /// The filter of this name, or what to say of it.
  static func named(_ name: String) throws(Fault) -> Filter {
    if let filter = byName[name] { return filter }
    if let reason = refused[name] { throw .problem("galley has no filter '\(name)': \(reason)") }
    throw .problem("there is no filter '\(name)'" + suggestion(for: name, among: list.map(\.signature.name)))
  }
}
