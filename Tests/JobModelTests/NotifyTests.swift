import JobModel
import Testing

@Suite("notify in galley.yaml")
struct NotifyTests {
  @Test("a whole section is read; a program alone is a command, and without `on` a run tells of failure and budget")
  func whole() throws {
    let full = try #require(
      try notify(
        #"""
        {command: [./tell, --all], webhook: "https://hooks.example.com/T/B?x=1", on: [finish, review],
         heartbeat: "http://[::1]:8000/ping"}
        """#
      ).settings)
    #expect(full.command == ["./tell", "--all"])
    #expect(full.webhook?.revealed == "https://hooks.example.com/T/B?x=1")
    #expect(full.webhook?.host == "hooks.example.com")
    #expect(full.heartbeat?.host == "[::1]:8000")
    #expect(full.events == [.finish, .review])
    let short = try #require(try notify("{command: ./tell}").settings)
    #expect(short.command == ["./tell"])
    #expect(short.events == [.failure, .budget])
    #expect(try notify("").settings == nil)
  }

  @Test(
    "what is wrong is told at its place, and without the address, which is a secret",
    arguments: [
      ("{webhook: «ftp://hooks.example.com/TOKEN}", "'webhook' in notify must be an address"),
      (#"{webhook: «"https://me:TOKEN@example.com/"}"#, "'webhook' in notify must be an address"),
      (#"{webhook: «"https://example.com/TOKEN with space"}"#, "must be an address"),
      (#"{webhook: «"http://127.0.0.1\\@example.com/TOKEN"}"#, "must be an address"),
      (#"{webhook: «"https:///TOKEN"}"#, "must be an address"),
      ("{webhook: «http://example.com/TOKEN}", "unencrypted over http to example.com; use https"),
      ("{heartbeat: «http://127.0.0.1.example.com/TOKEN}", "unencrypted over http to 127.0.0.1.example.com"),
      (#"{heartbeat: «"http://[::1].example.com/TOKEN"}"#, "'heartbeat' in notify must be an address"),
      ("{heartbeat: «[https://example.com/TOKEN]}", "'heartbeat' in notify must be an address"),
      ("{command: ./tell, on: [failure, «failur]}", "not 'failur' (did you mean 'failure'?)"),
      ("{command: ./tell, on: «always}", "any of: failure, finish, budget, review, not 'always'"),
      ("{heartbeat: https://example.com/, on: «[failure]}", "name a 'command' or a 'webhook'"),
      ("{command: «[]}", "names no program"),
      ("{«comand: ./tell}", "unknown key 'comand' in notify (did you mean 'command'?)"),
    ])
  func wrong(_ text: String, _ message: String) throws {
    let column = try #require(text.unicodeScalars.firstIndex(of: "«"))
    let place = text.unicodeScalars.distance(from: text.unicodeScalars.startIndex, to: column) + 9
    let (settings, said) = try notify(text.replacing("«", with: ""))
    #expect(settings == nil)
    #expect(said.map(\.line) == [1])
    #expect(said.map(\.column) == [place])
    #expect(said.first?.message.contains(message) == true, "\(said)")
    #expect(said.first?.message.contains("TOKEN") == false)
  }

  @Test(
    "a path goes below an address, before its query",
    arguments: [
      ("https://hc.example/uuid", "https://hc.example/uuid/start"),
      ("https://hc.example/key/slug/?create=1&a=/b", "https://hc.example/key/slug/start?create=1&a=/b"),
      ("https://hc.example", "https://hc.example/start"), ("https://hc.example?a=b", "https://hc.example/start?a=b"),
    ])
  func below(_ address: String, _ start: String) throws {
    #expect(try #require(SecretAddress(address)).below("start").revealed == start)
  }

  @Test("an address never prints more than its host")
  func secret() throws {
    let address = try #require(SecretAddress("https://hooks.example.com:8443/TOKEN?also=TOKEN"))
    var dumped = ""
    dump(address, to: &dumped)
    let settings = try #require(try notify("{webhook: https://hooks.example.com/TOKEN}").settings)
    for text in ["\(address)", String(reflecting: address), dumped, "\(settings)", String(reflecting: settings)] {
      #expect(!text.contains("TOKEN"))
    }
    #expect("\(address)" == "hooks.example.com:8443")
  }

  private func notify(_ text: String) throws -> (settings: NotifySettings?, said: [Diagnostic]) {
    let read = try Files(galley: "notify: \(text)\n").settings()
    return (read.settings.notify, read.said)
  }
}
