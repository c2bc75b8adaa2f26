extension Vocabulary {
  /// The vocabulary of one of OpenAI's models, as tiktoken 0.14 assigns them (openai/tiktoken, tiktoken/model.py); nil for
  /// other models, and for OpenAI's before gpt-3.5.
  ///
  /// What a gateway puts in front of the name does not count (`openai/gpt-4o`), nor what marks a fine-tuned one (`ft:`).
  package init?(model: String) {
    var name = model.split(separator: "/").last.map(String.init)?.lowercased() ?? ""
    if name.hasPrefix("ft:") { name = String(name.dropFirst(3)) }
    let o200k = ["gpt-4o", "gpt-4.1", "gpt-4.5", "gpt-5", "gpt-oss", "chatgpt-4o"]
    let cl100k = ["gpt-4", "gpt-3.5", "gpt-35-turbo", "text-embedding-3", "davinci-002", "babbage-002"]
    if o200k.contains(where: name.hasPrefix) || Self.isReasoning(name) {
      self = .o200k
    } else if cl100k.contains(where: name.hasPrefix) || name == "text-embedding-ada-002" {
      self = .cl100k
    } else {
      return nil
    }
  }

  /// `o1`, `o3-mini`, `o4-mini-2025-04-16`
  private static func isReasoning(_ name: String) -> Bool {
    ["o1", "o3", "o4"].contains { name == $0 || name.hasPrefix($0 + "-") }
  }
}
