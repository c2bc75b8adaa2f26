/// A unit file of systemd.
struct SystemdUnit {
  let name: String
  let text: String
}

extension NightlyRun {
  /// A service that runs once and the timer that starts it, as systemd.service(5) and systemd.timer(5) read them.
  ///
  /// - Parameters:
  ///   - user: whose drafts these are.
  ///   - needs: what lies where systemd would hide it: the program, its libraries or the workspace.
  func units(user: String, needs: Machine.Places) -> [SystemdUnit] {
    let name = unitName
    return [
      SystemdUnit(name: "\(name).service", text: service(name, user: user, needs: needs)),
      SystemdUnit(name: "\(name).timer", text: timer(name)),
    ]
  }

  /// One job gives the unit its name, several take the workspace's: letters, digits, `-` and `_`.
  private var unitName: String {
    let own = jobs.count == 1 ? jobs[0] : String(workspace.split(separator: "/").last ?? "nightly")
    let stem = own.split(separator: "/").last.map { $0.prefix { $0 != "." } } ?? "nightly"
    let letters = stem.map { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "_") ? String($0) : "-" }
    return "galley-" + letters.joined()
  }

  private func timer(_ name: String) -> String {
    """
    # /etc/systemd/system/\(name).timer
    [Unit]
    Description=galley run: \(Systemd.escaped(subject)), every night

    [Timer]
    OnCalendar=*-*-* \(time.text):00
    RandomizedDelaySec=5min
    # A machine that was off at that time runs it when it is on again.
    Persistent=true

    [Install]
    WantedBy=timers.target

    """
  }

  private func service(_ name: String, user: String, needs: Machine.Places) -> String {
    let command = ([Systemd.quoted(program)] + arguments.map { Systemd.quoted($0, inCommand: true) }).joined(
      separator: " ")
    var own = variables.map { "Environment=" + Systemd.quoted("\($0.name)=\($0.value)") }
    if !folders.isEmpty {
      own.append("Environment=" + Systemd.quoted("PATH=" + (Self.usualPath + folders).joined(separator: ":")))
    }
    own += keys.map {
      """
      # The key of \(Systemd.escaped($0.provider)), in a file that root alone can read:
      #   sudo install -D -m 0600 /dev/stdin /etc/galley/\($0.variable)
      LoadCredential=\(Systemd.escaped("\($0.variable):/etc/galley/\($0.variable)"))
      """
    }
    return """
      # /etc/systemd/system/\(name).service
      # Write both files there as root, then:
      #   sudo systemctl daemon-reload && sudo systemctl enable --now \(name).timer
      # What a run said: journalctl -u \(name)
      [Unit]
      Description=galley run: \(Systemd.escaped(subject))
      Wants=network-online.target
      After=network-online.target

      [Service]
      Type=oneshot
      User=\(user)
      WorkingDirectory=\(Systemd.escaped(workspace))
      ExecStart=\(command)
      # Stopped before the end: the next night goes on.
      SuccessExitStatus=75
      # Requests in flight get 30 s to finish, notify some more; the signal is for galley alone, which stops what it
      # started.
      KillSignal=SIGTERM
      KillMode=mixed
      TimeoutStopSec=120
      \((own + Self.hardening).joined(separator: "\n"))
      # A run writes under output/ and nowhere else.
      ProtectSystem=strict
      ProtectHome=\(needs.contains(.home) || runsPrograms ? "read-only" : "yes")
      PrivateTmp=\(needs.contains(.temporary) ? "no" : "yes")
      ReadWritePaths=\(Systemd.quoted(workspace + "/output"))

      """
  }

  private static let hardening = [
    "UMask=0027", "NoNewPrivileges=yes", "CapabilityBoundingSet=", "AmbientCapabilities=",
    "PrivateDevices=yes", "ProtectClock=yes", "ProtectControlGroups=yes", "ProtectHostname=yes",
    "ProtectKernelLogs=yes", "ProtectKernelModules=yes", "ProtectKernelTunables=yes", "ProtectProc=invisible",
    "RestrictAddressFamilies=AF_INET AF_INET6 AF_UNIX", "RestrictNamespaces=yes", "RestrictRealtime=yes",
    "RestrictSUIDSGID=yes", "LockPersonality=yes", "SystemCallArchitectures=native", "SystemCallFilter=@system-service",
    "SystemCallFilter=~@privileged @resources", "SystemCallErrorNumber=EPERM",
  ]
}

/// How systemd.syntax(7) writes values.
enum Systemd {
  /// Specifiers begin with `%`.
  static func escaped(_ text: String) -> String { text.replacing("%", with: "%%") }

  /// A word among others.
  /// - Parameter inCommand: an argument, in which `$` would begin a variable; in the program's own path it does not.
  static func quoted(_ word: String, inCommand: Bool = false) -> String {
    var text = escaped(word).replacing("\\", with: "\\\\").replacing("\"", with: "\\\"")
    if inCommand { text = text.replacing("$", with: "$$") }
    let plain = text.wholeMatch(of: /[A-Za-z0-9_.,:=@%+\/-]+/) != nil
    return plain ? text : "\"\(text)\""
  }
}
