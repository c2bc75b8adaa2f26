package import JobModel
import Values

/// OpenAI's `POST /completions`, the one for base models: they continue a text and know no roles.
package struct CompletionsFormat: WireFormat {
  package let path = "/completions"

  package init() {}

  package func request(_ question: Question, to provider: ProviderSettings) throws(Failure) -> WireRequest {
    let prompt = question.messages.map(\.text).joined(separator: "\n\n")
    return try WireRequest(
      RequestBody(question, tokenParameter: provider.tokenParameter, said: ("prompt", .string(prompt))))
  }

  package func reply(_ response: WireResponse) -> Result<Reply, Failure> {
    CompletionBody.read(response) { choice in (choice["text"]?.text, nil) }
  }
}
