import Testing

@testable import Values

@Test("text is compared by scalars: a composed and a decomposed letter are two texts")
func scalars() {
  #expect(Text("\u{E9}") != Text("e\u{301}"))
  #expect(Text("a\r\n") == Text("a\r\n"))
}
