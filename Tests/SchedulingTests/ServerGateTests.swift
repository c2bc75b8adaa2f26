import Testing

@testable import Scheduling

@MainActor
@Suite("Waiting for a server that the run starts", .timeLimit(.minutes(1)))
struct ServerGateTests {
  @Test("without a server to start the gate is open, and none is wanted")
  func open() async {
    let gate = ServerGate(starts: false)
    #expect(await gate.ready())
    #expect(await gate.wanted() == false)
  }

  @Test("the first request wants the server, and all of them wait until it answers", arguments: [true, false])
  func wanted(_ comesUp: Bool) async {
    let gate = ServerGate(starts: true)
    let starter = Task { @MainActor in await gate.wanted() }
    var asked = 0
    var answered = 0
    let requests = (0..<3).map { _ in
      Task { @MainActor in
        asked += 1
        let ready = await gate.ready()
        answered += 1
        return ready
      }
    }
    while asked < 3 { await Task.yield() }
    #expect(await starter.value)
    #expect(answered == 0)
    gate.open(comesUp)
    for request in requests { #expect(await request.value == comesUp) }
    #expect(await gate.ready() == comesUp, "one that comes later")
  }

  @Test("a request may come before anybody waits to start the server")
  func early() async {
    let gate = ServerGate(starts: true)
    var hasAsked = false
    let request = Task { @MainActor in
      hasAsked = true
      return await gate.ready()
    }
    while !hasAsked { await Task.yield() }
    #expect(await gate.wanted())
    gate.open(true)
    #expect(await request.value)
  }

  @Test("a run in which nothing is asked starts no server")
  func unwanted() async {
    let gate = ServerGate(starts: true)
    let starter = Task { @MainActor in await gate.wanted() }
    gate.end()
    #expect(await starter.value == false)
    #expect(await gate.wanted() == false)
  }

  @Test("a server that ended fails those who come afterwards")
  func gone() async {
    let gate = ServerGate(starts: true)
    gate.open(true)
    gate.open(false)
    #expect(await gate.ready() == false)
  }

  @Test("a run that stops turns away who waits for the server; one that answers is left alone")
  func closed() async {
    let gate = ServerGate(starts: true)
    var hasAsked = false
    let request = Task { @MainActor in
      hasAsked = true
      return await gate.ready()
    }
    while !hasAsked { await Task.yield() }
    gate.close()
    #expect(await request.value == false)
    #expect(await gate.ready() == false, "one that comes later")

    let open = ServerGate(starts: false)
    open.close()
    #expect(await open.ready())
  }
}
