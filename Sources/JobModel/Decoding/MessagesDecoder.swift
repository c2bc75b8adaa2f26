import Templates
import Values
import YAML

/// Reads `messages`: the conversation.
struct MessagesDecoder {
  let compiler: TemplateCompiler
  let log: DiagnosticLog

  func decode(_ top: Section, settings: SettingsDecoder.Result) -> [Turn] {
    guard let source = top.node("messages") else {
      top.missing("messages", "'messages' is missing: the conversation to have for each row, such as a 'user' text")
      return []
    }
    guard let items = source.items, !items.isEmpty else {
      log.add(
        source.diagnostic("'messages' must be a list such as '- user: Write about {{ keyword }}.', not \(source.shown)")
      )
      return []
    }
    var turns: [Turn] = []
    var names: Set<String> = []
    for item in items {
      guard let turn = turn(item, settings: settings, names: &names) else { continue }
      turns.append(turn)
    }
    if case .reply = turns.first, let first = items.first {
      log.add(first.diagnostic("a conversation begins with a message, not with a reply; put a 'user' text before it"))
    }
    if case .reply = turns.last {
    } else {
      turns.append(
        .reply(ReplyRequest(name: "draft", form: .text, settings: settings.settings, onLength: settings.onLength)))
      if names.contains("draft") {
        log.add(
          source.diagnostic(
            "the last message has no reply after it, and the name 'draft' is taken; end with '- reply: NAME'"))
      }
    }
    return turns
  }

  private func turn(_ item: YAMLNode, settings: SettingsDecoder.Result, names: inout Set<String>) -> Turn? {
    let speakers = Role.allCases.map(\.rawValue) + ["reply"]
    if let entries = item.entries, entries.count > 1 {
      let second = entries[1].key
      log.add(second.diagnostic("'\(second.scalarText ?? "")' begins a second message; put '- ' before it"))
      return nil
    }
    guard let pairs = item.entries, let pair = pairs.first, let speaker = pair.key.scalarText else {
      log.add(
        item.diagnostic("a message is one of \(speakers.joined(separator: ", ")) and its text, not \(item.shown)"))
      return nil
    }
    let value = pair.value
    if speaker == "reply" { return reply(value, settings: settings, names: &names) }
    guard let role = Role(rawValue: speaker) else {
      let near =
        nearest(to: speaker, among: speakers).map { " (did you mean '\($0)'?)" }
        ?? "; known are: \(speakers.joined(separator: ", "))"
      log.add(pair.key.diagnostic("unknown key '\(speaker)' in messages\(near)"))
      return nil
    }
    return compiler.textOrFile(value, speaker).map { Turn.message(role: role, text: $0) }
  }

  private func reply(_ source: YAMLNode, settings base: SettingsDecoder.Result, names: inout Set<String>) -> Turn? {
    var name = "draft"
    var form = ReplyForm.text
    var result = base
    var place = source
    if source.entries != nil {
      let section = Section(
        "reply", source, keys: ["name", "as"] + SettingsDecoder.keys, waiting: ["schema"] + SettingsDecoder.waiting,
        log: log)
      if let node = section.node("name") {
        place = node
        name = section.text("name") ?? name
      }
      form = section.choice("as", ReplyForm.self, waiting: ["json"]) ?? .text
      result = SettingsDecoder(log: log).decode(section, over: base)
    } else if let text = source.scalarText, !source.isNull {
      name = text
    } else if !source.isNull {
      log.add(source.diagnostic("'reply' must be a name or a mapping with 'name', not \(source.shown)"))
      return nil
    }
    if !name.isTemplateName {
      log.add(
        place.diagnostic(
          "a reply's name has letters, digits and _ and begins with no digit, so that {{ name }} can stand for it, not '\(name)'"
        ))
    } else if GalleyNames.all.contains(name) {
      log.add(
        place.diagnostic(
          "the reply's name '\(name)' is one of galley's own (\(GalleyNames.all.joined(separator: ", "))); choose another"
        ))
    } else if !names.insert(name).inserted {
      log.add(place.diagnostic("two replies have the name '\(name)'; give each its own"))
    }
    return .reply(
      ReplyRequest(name: name, form: form, settings: result.settings, onLength: result.onLength, place: place.mark))
  }
}

extension String {
  /// Whether a template can name it: an ASCII identifier.
  var isTemplateName: Bool {
    guard let first = utf8.first, !(48...57).contains(first) else { return false }
    return utf8.allSatisfy { (97...122).contains($0) || (65...90).contains($0) || (48...57).contains($0) || $0 == 95 }
  }
}
