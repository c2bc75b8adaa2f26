extension NightlyRun {
  /// Lines for a person's own crontab, as crontab(5) reads them.
  ///
  /// - Throws: `Departure` (64) where cron would refuse the line for its length.
  func crontab() throws(Departure) -> String {
    let command = Crontab.command([program] + arguments)
    guard command.utf8.count <= Crontab.longest else {
      throw .usage(
        "the command would have \(command.utf8.count) bytes, and cron takes no more than \(Crontab.longest); "
          + "name fewer jobs, none for all of them, or use --systemd")
    }
    var lines = [
      "# galley: \(subject), every night at \(time.text). Add these lines with: crontab -e",
      "# cron mails what a run prints; with --quiet that is only what went wrong.",
    ]
    for key in keys {
      lines += [
        "# cron does not have \(key.variable), the key of \(key.provider): write the key into a file of mode 0600 and name",
        "# that file in galley.yaml as the provider's key_file.",
      ]
    }
    lines.append("PATH=" + (Self.usualPath + folders).joined(separator: ":"))
    lines += variables.map { "\($0.name)=\($0.value)" }
    lines.append("\(time.minute) \(time.hour) * * * \(command)")
    return lines.joined(separator: "\n") + "\n"
  }
}

/// How crontab(5) and the shell behind it write a command.
enum Crontab {
  /// Bytes of a command: Debian's cron calls a thousand too long (MAX_COMMAND).
  static let longest = 990

  /// cron makes a line break of every `%` that has no backslash before it, before the shell sees the command.
  static func command(_ words: [String]) -> String {
    words.map(\.shellWord).joined(separator: " ").replacing("%", with: "\\%")
  }
}
