extension YAMLTag {
  /// - Throws: for a tag that is none of the core schema's, or that does not suit the node.
  init(_ tag: UnsafePointer<UInt8>?, at mark: YAMLMark, allowed: [YAMLTag]) throws(YAMLError) {
    guard let tag else {
      self = .none
      return
    }
    let name = String(cString: tag)
    let known: YAMLTag? =
      switch name {
      case "!": allowed.contains(.string) ? .string : YAMLTag.none
      case "tag:yaml.org,2002:str": .string
      case "tag:yaml.org,2002:int": .integer
      case "tag:yaml.org,2002:float": .float
      case "tag:yaml.org,2002:bool": .boolean
      case "tag:yaml.org,2002:null": .null
      case "tag:yaml.org,2002:seq": .sequence
      case "tag:yaml.org,2002:map": .mapping
      default: nil
      }
    let shown = name.hasPrefix("tag:yaml.org,2002:") ? "!!" + name.dropFirst(18) : name
    guard let known else {
      throw YAMLError(
        mark,
        "the tag '\(shown)' is not known here (!!str, !!int, !!float, !!bool, !!null, !!seq and !!map are); remove it")
    }
    guard known == .none || allowed.contains(known) else {
      throw YAMLError(mark, "the tag '\(shown)' does not suit what follows it; remove it")
    }
    self = known
  }

  /// - Throws: where the text is not what the tag says.
  func check(_ text: UnsafeBufferPointer<UInt8>, at mark: YAMLMark) throws(YAMLError) {
    let meaning = CoreSchema.meaning(of: text)
    let suits =
      switch self {
      case .integer: meaning == .integer
      case .float: meaning == .float || meaning == .integer && text.allSatisfy { $0 < UInt8(ascii: "A") }
      case .boolean: meaning == .boolean
      case .null: meaning == .null
      case .none, .string, .sequence, .mapping: true
      }
    guard !suits else { return }
    let kind =
      switch self {
      case .integer: "whole number"
      case .float: "number"
      case .boolean: "true or false"
      default: "null"
      }
    throw YAMLError(mark, "'\(String(decoding: text, as: UTF8.self))' is no \(kind), as its tag says; mend one of them")
  }
}
