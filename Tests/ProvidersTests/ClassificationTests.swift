import JobModel
import Providers
import Testing

struct ClassificationTests {
  struct Row: Sendable, CustomTestStringConvertible {
    let status: Int
    let body: String
    let scope: Failure.Scope
    let code: String

    init(_ status: Int, _ body: String, _ scope: Failure.Scope, _ code: String) {
      self.status = status
      self.body = body
      self.scope = scope
      self.code = code
    }

    var testDescription: String { "\(status) \(body.prefix(60)) → \(scope) \(code)" }
  }

  @Test(
    "A status and the provider's words mean one thing",
    arguments: [
      Row(408, "", .transient, "http_408"),
      Row(409, "", .transient, "http_409"),
      Row(
        429, #"{"error": {"message": "Rate limit reached", "type": "requests", "code": "rate_limit_exceeded"}}"#,
        .transient, "rate_limited"),
      Row(500, "<html>oops</html>", .transient, "http_500"),
      Row(503, #"{"error":{"message":"Loading model","type":"unavailable_error","code":503}}"#, .transient, "http_503"),
      Row(529, #"{"error": {"type": "overloaded_error", "message": "Overloaded"}}"#, .transient, "http_529"),
      Row(401, #"{"error": {"message": "Incorrect API key provided", "code": "invalid_api_key"}}"#, .refused, "key"),
      Row(403, #"{"error": {"message": "Country not supported"}}"#, .refused, "permission"),
      Row(402, #"{"error": {"message": "Insufficient credits", "code": 402}}"#, .refused, "credit"),
      Row(
        429,
        #"{"error": {"message": "You exceeded your current quota", "type": "insufficient_quota", "code": "insufficient_quota"}}"#,
        .refused, "credit"),
      Row(429, #"{"error": {"message": "quota", "type": "insufficient_quota", "code": null}}"#, .refused, "credit"),
      Row(429, #"{"error": {"type": "enforced_spend_limit_reached", "message": "…"}}"#, .refused, "credit"),
      Row(
        400, #"{"error": {"type": "invalid_request_error", "message": "Your credit balance is too low"}}"#, .refused,
        "credit"),
      Row(
        404, #"{"error": {"message": "The model `x` does not exist", "code": "model_not_found"}}"#, .model,
        "model_not_found"),
      Row(
        403, #"{"error": {"message": "Project does not have access to model `x`", "code": "model_not_found"}}"#, .model,
        "model_not_found"),
      Row(
        404, #"{"error": {"message": "model \"x\" not found, try pulling it first", "type": "not_found_error"}}"#,
        .model, "model_not_found"),
      Row(
        404, #"{"object": "error", "message": "The model `x` does not exist.", "type": "NotFoundError", "code": 404}"#,
        .model, "model_not_found"),
      Row(
        404,
        #"{"error": {"message": "This is a chat model and not supported in the v1/completions endpoint.", "param": "model"}}"#,
        .model, "model_not_found"),
      Row(400, #"{"error": {"message": "x is not a valid model ID", "code": 400}}"#, .model, "model_not_found"),
      Row(404, "404 page not found", .unavailable, "not_found"),
      Row(404, #"{"detail": "Not Found"}"#, .unavailable, "not_found"),
      Row(405, #"{"detail": "Method Not Allowed"}"#, .unavailable, "not_found"),
      Row(
        400, #"{"error": {"message": "'temperature' is too high", "type": "invalid_request_error"}}"#, .item, "rejected"
      ),
      Row(413, "Payload Too Large", .item, "rejected"),
      Row(422, #"{"detail": [{"loc": ["body"], "msg": "Input should be a number"}]}"#, .item, "rejected"),
      Row(
        400,
        #"{"error": {"message": "This model's maximum context length is 8192 tokens.", "code": "context_length_exceeded"}}"#,
        .item, "context_length"),
      Row(
        400,
        #"{"error": {"message": "the request exceeds the available context size", "type": "exceed_context_size_error", "n_prompt_tokens": 5000, "n_ctx": 2048}}"#,
        .item, "context_length"),
      Row(400, #"{"error": {"message": "filtered", "code": "content_filter"}}"#, .item, "content_filter"),
      Row(
        403, #"{"error": {"message": "flagged", "code": 403, "metadata": {"reasons": ["violence"]}}}"#, .item,
        "content_filter"),
      Row(308, "", .unavailable, "redirect"),
    ])
  func table(_ row: Row) {
    let failure = Classification.failure(response(row.status, row.body))
    #expect(failure.scope == row.scope)
    #expect(failure.code == row.code)
    #expect(!failure.message.isEmpty)
  }

  @Test(
    "The provider's own words reach the message, whatever shape it gives them",
    arguments: [
      #"{"error": {"message": "too hot"}}"#, #"{"error": "too hot"}"#, #"{"message": "too hot"}"#,
      #"{"detail": "too hot"}"#, #"{"detail": [{"msg": "too hot"}]}"#, #"[{"error": {"message": "too hot"}}]"#,
      "too hot",
      #"{"error": {"message": "too\n\u001b\u009b  hot"}}"#,
    ])
  func words(_ body: String) {
    #expect(Classification.failure(response(400, body)).message == "the provider answered 400: too hot")
  }

  @Test("Words without end are cut")
  func length() {
    let message = Classification.failure(response(400, #"{"error": "\#(String(repeating: "a", count: 100_000))"}"#))
      .message
    #expect(message.count < 350)
    #expect(message.hasSuffix("…"))
  }

  @Test("What does not fit is told in numbers where the provider gives them")
  func numbers() {
    let body =
      #"{"error": {"message": "too long", "type": "exceed_context_size_error", "n_prompt_tokens": 5000, "n_ctx": 2048}}"#
    #expect(Classification.failure(response(400, body)).message.hasSuffix("(5000 tokens, 2048 fit)"))
  }

  @Test(
    "A redirect names the host it points to",
    arguments: [
      ("https://elsewhere.example:8443/v1?key=1", "elsewhere.example:8443"),
      ("//elsewhere.example/v1", "elsewhere.example"),
      ("https://me:word@elsewhere.example/", "elsewhere.example"), ("/v2/chat", "/v2/chat"),
    ])
  func redirect(_ location: String, _ place: String) {
    let failure = Classification.failure(response(307, "", headers: [("Location", location)]))
    #expect(failure.message.contains("points to \(place);"))
  }

  @Test("A gateway that gave up waiting may leave a bill; a refusal does not")
  func billed() {
    #expect(Classification.failure(response(504, "")).maybeBilled)
    #expect(!Classification.failure(response(500, "")).maybeBilled)
    #expect(!Classification.failure(response(429, "")).maybeBilled)
  }
}
