import OrderedCollections
import Values

extension Filters {
  @Sendable static func upper(_ subject: Operand, _: Arguments, _: inout Rendering) throws(Fault) -> Operand {
    .text(try subject.text().pythonUppercased())
  }

  @Sendable static func lower(_ subject: Operand, _: Arguments, _: inout Rendering) throws(Fault) -> Operand {
    .text(try subject.text().pythonLowercased())
  }

  @Sendable static func capitalize(_ subject: Operand, _: Arguments, _: inout Rendering) throws(Fault) -> Operand {
    .text(try subject.text().pythonCapitalized())
  }

  /// Jinja's own notion of a title: a word begins after whitespace, `-`, or an opening bracket.
  @Sendable static func title(_ subject: Operand, _: Arguments, _: inout Rendering) throws(Fault) -> Operand {
    func separates(_ scalar: Unicode.Scalar) -> Bool { "-({[<".unicodeScalars.contains(scalar) || scalar.isPythonSpace }
    var result = ""
    var rest = try subject.text().unicodeScalars[...]
    while let first = rest.first {
      if separates(first) {
        result.unicodeScalars.append(first)
        rest.removeFirst()
      } else {
        let word = rest.prefix { !separates($0) }
        result += String(first).pythonUppercased() + String(word.dropFirst()).pythonLowercased()
        rest = rest[word.endIndex...]
      }
    }
    return .text(result)
  }

  @Sendable static func trim(
    _ subject: Operand, _ arguments: Arguments, _: inout Rendering
  ) throws(Fault) -> Operand {
    .text(try subject.text().stripped(try arguments.optionalString("chars")))
  }

  @Sendable static func replace(
    _ subject: Operand, _ arguments: Arguments, _: inout Rendering
  ) throws(Fault) -> Operand {
    let limit = arguments.isNone("count") ? -1 : try arguments.integer("count")
    let (old, new) = (try arguments.text("old"), try arguments.text("new"))
    return .text(try subject.text().replacing(old, with: new, limit: limit))
  }

  @Sendable static func string(_ subject: Operand, _: Arguments, _: inout Rendering) throws(Fault) -> Operand {
    .text(try subject.text())
  }

  @Sendable static func center(
    _ subject: Operand, _ arguments: Arguments, _: inout Rendering
  ) throws(Fault) -> Operand {
    .text(try subject.text().centered(in: try arguments.boundedWidth("width")))
  }

  @Sendable static func wordcount(_ subject: Operand, _: Arguments, _: inout Rendering) throws(Fault) -> Operand {
    var count = 0
    var inWord = false
    for scalar in try subject.text().unicodeScalars {
      let isWord = scalar.isPythonWord
      if isWord, !inWord { count += 1 }
      inWord = isWord
    }
    return .integer(count)
  }

  /// `'%s: %d'|format(name, number)`
  @Sendable static func format(
    _ subject: Operand, _ arguments: Arguments, _ rendering: inout Rendering
  ) throws(Fault) -> Operand {
    let format = try subject.text()
    if arguments.others.isEmpty { return .text(try PercentFormat.text(format, .list(arguments.rest, isTuple: true))) }
    guard arguments.rest.isEmpty else { throw .problem("'format' takes values or names, not both") }
    var map = ValueMap()
    for (name, value) in arguments.others { map[MapKey(name)] = try value.value(&rendering) }
    return .text(try PercentFormat.text(format, .value(.map(map))))
  }

  @Sendable static func escape(_ subject: Operand, _: Arguments, _: inout Rendering) throws(Fault) -> Operand {
    var result = ""
    for scalar in try subject.text().unicodeScalars {
      switch scalar {
      case "&": result += "&amp;"
      case "<": result += "&lt;"
      case ">": result += "&gt;"
      case "'": result += "&#39;"
      case "\"": result += "&#34;"
      default: result.unicodeScalars.append(scalar)
      }
    }
    return .text(result)
  }

  @Sendable static func urlencode(
    _ subject: Operand, _: Arguments, _ rendering: inout Rendering
  ) throws(Fault) -> Operand {
    if case .value(.map(let map)) = subject.meaning {
      var parts: [String] = []
      for (key, value) in map {
        parts.append(
          percentEncoded(try key.value.pythonText(), inQuery: true) + "="
            + percentEncoded(try value.pythonText(), inQuery: true))
      }
      return .text(parts.joined(separator: "&"))
    }
    if case .value(.string) = subject.meaning { return .text(percentEncoded(try subject.text(), inQuery: false)) }
    guard try subject.iteration() != nil else { return .text(percentEncoded(try subject.text(), inQuery: false)) }
    var parts: [String] = []
    for pair in try subject.elements(&rendering) {
      let both = try pair.elements(&rendering)
      guard both.count == 2 else { throw .problem("'urlencode' takes text, a mapping or a list of pairs") }
      parts.append(
        percentEncoded(try both[0].text(), inQuery: true) + "=" + percentEncoded(try both[1].text(), inQuery: true))
    }
    return .text(parts.joined(separator: "&"))
  }

  private static func percentEncoded(_ text: String, inQuery: Bool) -> String {
    let hexadecimal = Array("0123456789ABCDEF".unicodeScalars)
    var result = String.UnicodeScalarView()
    for byte in text.utf8 {
      let scalar = Unicode.Scalar(byte)
      if scalar.isASCII, scalar.isPythonWord || "-.~".unicodeScalars.contains(scalar) || (scalar == "/" && !inQuery) {
        result.append(scalar)
      } else if scalar == " ", inQuery {
        result.append("+")
      } else {
        result.append(contentsOf: ["%", hexadecimal[Int(byte >> 4)], hexadecimal[Int(byte & 15)]])
      }
    }
    return String(result)
  }
}
