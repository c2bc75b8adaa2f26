import JobModel
import Values

/// What a provider says about a failure, in one of the shapes that are met:
/// `{"error": {"message", "type", "code", "param"}}` (OpenAI and most), `{"error": "…"}`, `{"message": "…"}`,
/// `{"detail": "…"}` or `{"detail": [{"msg": "…"}]}` (FastAPI), any of them in a list (Gemini), or plain text.
struct ErrorBody {
  /// The provider's own words, whole; empty where it says none.
  let message: String
  let code: String?
  let type: String?
  let param: String?
  /// The object that holds the message.
  let details: Value?

  init(_ body: [UInt8]) {
    guard var root = LenientJSON.parse(body) else {
      // HTML says nothing to anybody; a short plain text does.
      let text = String(decoding: body.prefix(2000), as: UTF8.self)
      self.init(message: text.contains("<") ? "" : text, details: nil)
      return
    }
    if let first = root.items?.first { root = first }
    let details = root["error"] ?? root["detail"]?.items?.first ?? root
    let message =
      details.text ?? details["message"]?.text ?? details["msg"]?.text ?? root["message"]?.text ?? root["detail"]?.text
    self.init(message: message ?? "", details: details)
  }

  private init(message: String, details: Value?) {
    self.message = message
    self.details = details
    code = details?["code"]?.text
    type = details?["type"]?.text
    param = details?["param"]?.text
  }

  /// Whether `code` or `type` is one of these.
  func names(_ codes: Set<String>) -> Bool {
    [code, type].contains { name in name.map(codes.contains) ?? false }
  }

  /// Whether the message holds one of these, which are lower case.
  func says(_ phrases: String...) -> Bool {
    let message = message.lowercased()
    return phrases.contains { message.contains($0) }
  }
}
