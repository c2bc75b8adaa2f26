package import Templates
package import Values

/// How far an item's conversation has come: what was said, and what is still to be asked.
package struct Walk: Sendable {
  /// A reply that is there.
  package struct Given: Sendable {
    package let request: ReplyRequest
    package let fingerprint: Fingerprint
    package let reply: StoredReply
  }

  /// A reply that is still to be asked for. Behind the first one the prompts hold stand-ins, so their fingerprints mean nothing.
  package struct Open: Sendable {
    package let request: ReplyRequest
    package let question: Question
    /// What the replies before it that are open, too, will add to its prompt.
    package let coming: Coming
    /// nil where no reply was looked for.
    fileprivate let lookedFor: Fingerprint?
    package var fingerprint: Fingerprint { lookedFor ?? question.fingerprint }
  }

  package var given: [Given] = []
  package var open: [Open] = []
  /// A template of the conversation that failed.
  package var error: ItemError?
  /// Knows the replies that were given; the others are stand-ins.
  package var scope: Scope
  /// The last reply, as a list or a text.
  package var last: Value = .unknown
  /// The messages, replies among them.
  package var messages: [Message] = []

  /// Whether every reply of the conversation is given or stands in `open`.
  package var isWhole = false

  /// A walk that has not begun.
  package init(scope: Scope) { self.scope = scope }

  package var fingerprints: [Fingerprint] { given.map(\.fingerprint) }
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
    var walk = Walk(scope: scope(of: item, asked: asked))
    var transcript = Transcript()
    var coming = Coming()
    for (place, turn) in turns.enumerated() {
      switch turn {
      case .message(let role, let template):
        do {
          let (text, growth) = try template.measure(walk.scope)
          walk.messages.append(Message(role: role, text: text))
          let more = walk.open.isEmpty ? Coming() : walk.coming(growth, transcript)
          coming.add(more)
          if role != .system, role != .developer { transcript.add(text, more) }
        } catch {
          walk.error = ItemError(diagnostic: Diagnostic(error, jobFile: file))
          return walk
        }
      case .reply(let request):
        let question = Question(
          api: api, model: model, messages: walk.messages, settings: request.settings, sample: item.id.sample)
        let fingerprint = walk.open.isEmpty && known != nil ? question.fingerprint : nil
        if let fingerprint, let reply = known?(request, fingerprint) {
          walk.given.append(Walk.Given(request: request, fingerprint: fingerprint, reply: reply))
          walk.messages.append(Message(role: .assistant, text: reply.reply.text.trimmed))
          transcript.add(reply.reply.text.trimmed)
          walk.last = request.value(of: reply)
          if case .list(let entries) = walk.last, entries.isEmpty {
            walk.error = ItemError(
              code: "no_list",
              diagnostic: Diagnostic(file: file, message: "no list was found in the reply '\(request.name)'"))
            return walk
          }
        } else {
          walk.open.append(
            Walk.Open(request: request, question: question, coming: coming, lookedFor: fingerprint))
          if !sees {
            walk.isWhole = place == turns.count - 1
            return walk
          }
          walk.messages.append(Message(role: .assistant, text: ""))
          let reply = Coming(reply: walk.open.count - 1)
          coming.add(reply)
          transcript.stop()
          transcript.add("", reply)
          walk.last = .unknown
        }
        walk.scope.set(request.name, walk.last)
      }
      walk.scope.set(GalleyNames.transcript, transcript.value)
    }
    walk.isWhole = true
    return walk
  }
}

extension Walk {
  /// What a message of this growth will have more than it has with stand-ins.
  fileprivate func coming(_ growth: Growth, _ transcript: Transcript) -> Coming {
    if growth.isNothing { return Coming() }
    return Coming(growth) { name in
      if name == GalleyNames.transcript { return (transcript.whole, false) }
      guard let place = open.lastIndex(where: { $0.request.name.hasSameScalars(as: name) }) else { return nil }
      return (Coming(reply: place), open[place].request.form == .list)
    }
  }
}

/// All texts after the system message, joined by blank lines.
private struct Transcript {
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
    return String(scalars[first...last])
  }
}
