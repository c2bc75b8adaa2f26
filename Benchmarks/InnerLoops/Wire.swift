import JobModel
import Providers

/// Encodes a request of OpenAI's chat API and decodes its answer of about 2 KB.
func askAndRead(times: Int) throws -> Int {
  let provider = ProviderSettings(name: "openai", api: .chat, baseURL: "http://127.0.0.1/v1")
  let question = Question(
    api: .chat, model: "some-model",
    messages: [
      Message(role: .system, text: "You are an editor who writes plain, exact Markdown."),
      Message(
        role: .user, text: String(repeating: "Say what is needed, \"exactly\", and in which order.\n", count: 20)),
    ],
    settings: Settings(temperature: 0.7, maxTokens: 900), sample: 1)
  let text =
    "# Raised beds\\n\\n"
    + String(repeating: "Water early, cut what has flowered — and leave the leaves.\\n", count: 33)
  let answer = """
    {"id":"chatcmpl-1","object":"chat.completion","created":1700000000,"model":"some-model","choices":[{"index":0,"message":\
    {"role":"assistant","content":"\(text)","refusal":null},"logprobs":null,"finish_reason":"stop"}],"usage":\
    {"prompt_tokens":260,"completion_tokens":480,"total_tokens":740,"prompt_tokens_details":{"cached_tokens":0}}}
    """
  let response = WireResponse(
    status: 200, body: Array(answer.utf8), arrival: 0)
  let format = ChatFormat()
  var bytes = 0
  for _ in 0..<times {
    bytes += try format.request(question, to: provider).body.count
    bytes += try format.reply(response).get().text.utf8.count
  }
  return bytes
}
