import Values

extension Filters {
  @Sendable static func slug(_ subject: Operand, _: Arguments, _: inout Rendering) throws(Fault) -> Operand {
    .text(TextFilters.slug(try subject.text()))
  }

  @Sendable static func heading(_ subject: Operand, _: Arguments, _: inout Rendering) throws(Fault) -> Operand {
    .text(TextFilters.heading(try subject.text()) ?? "")
  }

  @Sendable static func withoutHeading(_ subject: Operand, _: Arguments, _: inout Rendering) throws(Fault) -> Operand {
    .text(TextFilters.withoutHeading(try subject.text()))
  }

  @Sendable static func wholeSentences(_ subject: Operand, _: Arguments, _: inout Rendering) throws(Fault) -> Operand {
    .text(TextFilters.wholeSentences(try subject.text()))
  }

  /// A moment or its ISO text: without a format its day, with one text as `strftime` makes it.
  @Sendable static func date(
    _ subject: Operand, _ arguments: Arguments, _: inout Rendering
  ) throws(Fault) -> Operand {
    let moment: Moment
    switch subject.meaning {
    case .value(.moment(let given)): moment = given
    default:
      let text = try subject.string { "'date' needs a date or its text, not \($0)" }
      guard let read = Moment(iso: text.stripped()) else {
        throw .problem("'\(text)' is no date; write it as 2026-11-23 or 2026-11-23T17:51:11Z")
      }
      moment = read
    }
    guard let format = try arguments.optionalString("format") else { return .value(.moment(moment.day)) }
    return .text(try moment.text(format: format))
  }
}
