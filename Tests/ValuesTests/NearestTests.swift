import Testing

@testable import Values

@Test(
  "the nearest name is what somebody most likely meant",
  arguments: [
    ("temprature", "temperature"), ("titel", "title"), ("Title", "title"), ("keywrod", "keyword"),
    ("max_token", "max_tokens"),
    ("xyzzy", nil), ("a", nil), ("", nil), ("title", nil),
  ])
func nearestName(word: String, expected: String?) {
  #expect(nearest(to: word, among: ["title", "temperature", "keyword", "max_tokens", "b"]) == expected)
}
