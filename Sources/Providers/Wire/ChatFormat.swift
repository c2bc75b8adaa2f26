package import JobModel
import Values

/// OpenAI's `POST /chat/completions` without streaming (platform.openai.com/docs/api-reference/chat).
package struct ChatFormat: WireFormat {
  package let path = "/chat/completions"

  package init() {}

  package func request(_ question: Question, to provider: ProviderSettings) throws(Failure) -> WireRequest {
    let messages = question.messages.map { message in
      Value.map(["role": .string(message.role.rawValue), "content": .string(message.text)])
    }
    return try WireRequest(
      RequestBody(question, tokenParameter: provider.tokenParameter, said: ("messages", .list(messages))))
  }

  package func reply(_ response: WireResponse) -> Result<Reply, Failure> {
    CompletionBody.read(response) { choice in
      let message = choice["message"]
      let parts = message?["content"]?.items ?? []
      let spoken = parts.isEmpty ? message?["content"]?.text : parts.compactMap { $0["text"]?.text }.joined()
      let refusal = message?["refusal"]?.text ?? parts.compactMap { $0["refusal"]?.text }.first
      return (spoken, refusal)
    }
  }
}
