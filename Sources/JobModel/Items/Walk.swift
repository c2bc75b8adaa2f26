package import Templates
package import Values

/// How far an item's conversation has come: what was said, and what is still to be asked.
///
/// An object, since it is large, and much that waits for a reply holds it.
package final class Walk: Sendable {
  /// A reply that is there.
  package struct Given: Sendable {
    package let request: ReplyRequest
    package let fingerprint: Fingerprint
    package let reply: StoredReply
  }

  /// A reply that is still to be asked for. Behind the first one the prompts hold stand-ins, so their fingerprints mean nothing.
  package final class Open: Sendable {
    package let request: ReplyRequest
    package let question: Question
    /// What the replies before it that are open, too, will add to its prompt.
    package let coming: Coming
    /// nil where no reply was looked for.
    fileprivate let lookedFor: Fingerprint?

    fileprivate init(
      request: ReplyRequest, question: Question, coming: Coming, lookedFor: Fingerprint?
    ) {
      self.request = request
      self.question = question
      self.coming = coming
      self.lookedFor = lookedFor
    }

    package var fingerprint: Fingerprint { lookedFor ?? question.fingerprint }
  }

  fileprivate let course: Course

  fileprivate init(_ course: Course) { self.course = course }

  /// A walk that has not begun.
  package init(scope: Scope) { course = Course(scope: scope) }

  package var given: [Given] { course.given }
  package var open: [Open] { course.open }
  /// A template of the conversation that failed.
  package var error: ItemError? { course.error }
  /// Knows the replies that were given; the others are stand-ins.
  package var scope: Scope { course.scope }
  /// The last reply, as a list or a text.
  package var last: Value { course.last }
  /// The messages, replies among them.
  package var messages: [Message] { course.messages }
  /// Whether every reply of the conversation is given or stands in `open`.
  package var isWhole: Bool { course.isWhole }

  package var fingerprints: [Fingerprint] { given.map(\.fingerprint) }
}

/// A walk as it is being made.
private struct Course: Sendable {
  var given: [Walk.Given] = []
  var open: [Walk.Open] = []
  var error: ItemError?
  var scope: Scope
  var last: Value = .unknown
  var messages: [Message] = []
  var isWhole = false

  /// The turn at which it goes on.
  var next = 0
  var transcript = Transcript()
  /// What the replies that are open will add to the messages so far.
  var coming = Coming()

  init(scope: Scope) { self.scope = scope }
}

extension Job {
  /// Goes through the conversation with the replies that are known.
  ///
  /// - Parameters:
  ///   - sees: whether to go on behind a reply that is not there, with a stand-in for it.
  ///   - known: the reply under a fingerprint; nil where none can be there.
  package func walk(
    _ item: Item, asked: Moment, api: API, throughStandIns sees: Bool,
    known: ((ReplyRequest, Fingerprint) -> StoredReply?)?
  ) -> Walk {
    var course = Course(scope: scope(of: item, asked: asked))
    go(on: &course, with: item, api: api, throughStandIns: sees, known: known)
    return Walk(course)
  }

  /// Goes on behind the reply at which a walk has stopped.
  ///
  /// - Parameters:
  ///   - walk: without stand-ins.
  ///   - reply: to the question that is open.
  ///   - known: as before.
  package func walk(
    on walk: Walk, _ reply: StoredReply, item: Item, api: API,
    known: @escaping (ReplyRequest, Fingerprint) -> StoredReply?
  ) -> Walk {
    var course = walk.course
    if let open = course.open.popLast(), take(reply, to: open.request, under: open.fingerprint, &course) {
      go(on: &course, with: item, api: api, throughStandIns: false, known: known)
    }
    return Walk(course)
  }

  private func go(
    on course: inout Course, with item: Item, api: API, throughStandIns sees: Bool,
    known: ((ReplyRequest, Fingerprint) -> StoredReply?)?
  ) {
    while course.next < turns.count {
      switch turns[course.next] {
      case .message(let role, let template):
        do {
          let (text, growth) = try template.measure(course.scope)
          course.messages.append(Message(role: role, text: text))
          let more = course.open.isEmpty ? Coming() : course.coming(growth)
          course.coming.add(more)
          if role != .system, role != .developer { course.transcript.add(text, more) }
        } catch {
          course.error = ItemError(diagnostic: Diagnostic(error, jobFile: file))
          return
        }
        pass(&course)
      case .reply(let request):
        let question = Question(
          api: api, model: model, messages: course.messages, settings: request.settings, sample: item.id.sample)
        let fingerprint = course.open.isEmpty && known != nil ? question.fingerprint : nil
        if let fingerprint, let reply = known?(request, fingerprint) {
          guard take(reply, to: request, under: fingerprint, &course) else { return }
          continue
        }
        course.open.append(
          Walk.Open(request: request, question: question, coming: course.coming, lookedFor: fingerprint))
        if !sees {
          course.isWhole = course.next == turns.count - 1
          return
        }
        course.messages.append(Message(role: .assistant, text: ""))
        let reply = Coming(reply: course.open.count - 1)
        course.coming.add(reply)
        course.transcript.stop()
        course.transcript.add("", reply)
        course.last = .unknown
        course.scope.set(request.name, course.last)
        pass(&course)
      }
    }
    course.isWhole = true
  }

  /// - Returns: false where the conversation cannot go on with the reply.
  private func take(
    _ reply: StoredReply, to request: ReplyRequest, under fingerprint: Fingerprint, _ course: inout Course
  ) -> Bool {
    let words = reply.reply.text.trimmed
    course.given.append(Walk.Given(request: request, fingerprint: fingerprint, reply: reply))
    course.messages.append(Message(role: .assistant, text: words))
    course.transcript.add(words)
    course.last = request.value(of: reply)
    if case .list(let entries) = course.last, entries.isEmpty {
      course.error = ItemError(
        code: "no_list",
        diagnostic: Diagnostic(file: file, message: "no list was found in the reply '\(request.name)'"))
      return false
    }
    course.scope.set(request.name, course.last)
    pass(&course)
    return true
  }

  /// To the next turn.
  private func pass(_ course: inout Course) {
    course.scope.set(GalleyNames.transcript, course.transcript.value)
    course.next += 1
  }
}

extension Course {
  /// What a message of this growth will have more than it has with stand-ins.
  fileprivate func coming(_ growth: Growth) -> Coming {
    if growth.isNothing { return Coming() }
    return Coming(growth) { name in
      if name == GalleyNames.transcript { return (transcript.whole, false) }
      guard let place = open.lastIndex(where: { $0.request.name.hasSameScalars(as: name) }) else { return nil }
      return (Coming(reply: place), open[place].request.form == .list)
    }
  }
}

/// All texts after the system message, joined by blank lines.
private struct Transcript: Sendable {
  private var text: String? = ""
  /// How large it is, with the replies that are open.
  private(set) var whole = Coming()

  mutating func add(_ part: String, _ coming: Coming = Coming()) {
    whole.add(coming)
    whole.bytes += part.utf8.count + 2
    guard let text else { return }
    self.text = text.isEmpty ? part : text + "\n\n" + part
  }

  /// A stand-in came: what follows is not known.
  mutating func stop() { text = nil }

  var value: Value { text.map { .string($0) } ?? .unknown }
}

extension ReplyRequest {
  /// The reply's words as the job wants them.
  package func value(of reply: StoredReply) -> Value {
    switch form {
    case .text: .string(reply.reply.text.trimmed)
    case .list: .list(EntryList.read(reply.reply.text, cut: reply.reply.finish == .length).map { .string($0) })
    }
  }
}

extension String {
  /// Without white space at both ends.
  package var trimmed: String {
    let scalars = unicodeScalars
    guard let first = scalars.firstIndex(where: { !$0.properties.isWhitespace }),
      let last = scalars.lastIndex(where: { !$0.properties.isWhitespace })
    else { return "" }
    // Most have none: a reply of thousands of bytes is not copied.
    if first == scalars.startIndex, scalars.index(after: last) == scalars.endIndex { return self }
    return String(scalars[first...last])
  }
}
