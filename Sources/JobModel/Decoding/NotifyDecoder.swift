import Values
import YAML

/// Reads `notify` in galley.yaml. Its errors never show an address: that is a secret.
struct NotifyDecoder {
  let log: DiagnosticLog

  static let keys = ["command", "webhook", "on", "heartbeat"]

  /// - Returns: nil where it is empty, or where something is wrong with it.
  func decode(_ source: YAMLNode?) -> NotifySettings? {
    guard let source, !source.isNull else { return nil }
    let before = log.list.count
    let section = Section("notify", source, keys: Self.keys, log: log)
    var settings = NotifySettings()
    if let node = section.node("command"), let command = section.texts("command", single: true) {
      settings.command = command
      if command.first?.isEmpty != false {
        log.add(node.diagnostic("'command' in notify names no program: a list such as [./tell, --all]"))
      }
    }
    settings.webhook = address(section, "webhook")
    settings.heartbeat = address(section, "heartbeat")
    if let events = events(section) { settings.events = events }
    if let node = section.node("on"), settings.command.isEmpty, section.node("webhook") == nil {
      log.add(node.diagnostic("'on' in notify says when to tell; name a 'command' or a 'webhook' that tells"))
    }
    return log.list.count == before ? settings : nil
  }

  private func address(_ section: Section, _ key: String) -> SecretAddress? {
    guard let source = section.node(key) else { return nil }
    guard let text = source.scalarText, let address = SecretAddress(text) else {
      log.add(source.diagnostic("'\(key)' in notify must be an address such as https://example.com/path"))
      return nil
    }
    if address.isOpen {
      log.add(
        source.diagnostic("'\(key)' in notify would travel unencrypted over http to \(address.host); use https"))
    }
    return address
  }

  private func events(_ section: Section) -> Set<NotifySettings.Event>? {
    guard let source = section.node("on") else { return nil }
    let names = NotifySettings.Event.allCases.map(\.rawValue)
    var events: Set<NotifySettings.Event> = []
    for node in source.items.map(Array.init) ?? [source] {
      if let event = node.scalarText.flatMap(NotifySettings.Event.init) {
        events.insert(event)
      } else {
        let near = node.scalarText.flatMap { nearest(to: $0, among: names) }.map { " (did you mean '\($0)'?)" } ?? ""
        log.add(
          node.diagnostic("'on' in notify must be any of: \(names.joined(separator: ", ")), not \(node.shown)\(near)"))
      }
    }
    return events
  }
}
