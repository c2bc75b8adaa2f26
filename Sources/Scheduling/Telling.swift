import JobModel
import Ledger
package import Providers
package import Workspace

#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

/// Tells whoever galley.yaml names under `notify` how a run went. What cannot be told is said, and changes nothing else.
package struct Telling: Sendable {
  private let settings: NotifySettings
  private let folder: WorkspaceFolder
  private let version: String
  private let courier: Courier
  /// Takes keys and secret addresses out of what the command prints.
  private let redaction: Redaction
  private let say: @Sendable (RunEvent) -> Void

  /// Reads the workspace's galley.yaml for it alone: what else is wrong in the workspace is then told, too.
  ///
  /// - Parameter say: takes `untold` and `detail`.
  /// - Returns: nil where nobody is to be told, or where `notify` itself is wrong.
  package init?(
    _ folder: WorkspaceFolder, environment: [String: String], version: String, courier: Courier,
    say: @escaping @Sendable (RunEvent) -> Void
  ) {
    let file = JobLoader(folder: folder, environment: environment).galleyFile(log: DiagnosticLog())
    guard let settings = file.notify else { return nil }
    self.settings = settings
    self.folder = folder
    self.version = version
    self.courier = courier
    self.say = say
    let keys = file.providers.values.compactMap { provider -> String? in
      if case .environment(let name) = provider.key { environment[name] } else { nil }
    }
    redaction = Redaction(keys + [settings.webhook?.revealed, settings.heartbeat?.revealed].compactMap(\.self))
  }

  /// The run begins: the heartbeat's `/start`. It is not waited for longer than until `stopped` returns.
  package func begin(until stopped: @escaping @Sendable () async -> Void) async {
    guard let heartbeat = settings.heartbeat else { return }
    await withTaskGroup { group in
      group.addTask { await self.ping(heartbeat.below("start")) }
      group.addTask { await stopped() }
      await group.next()
      group.cancelAll()
    }
  }

  /// The run is over and on record: all that are to be told, side by side.
  package func end(_ notice: Notice) async {
    let document = notice.document(workspace: absolutePath, host: hostName(), version: version)
    let wanted = !notice.events.isDisjoint(with: settings.events)
    await withTaskGroup { group in
      if wanted, !settings.command.isEmpty { group.addTask { await self.run(document) } }
      if wanted, let webhook = settings.webhook { group.addTask { await self.post(document, to: webhook) } }
      if let heartbeat = settings.heartbeat {
        let address = notice.events.contains(.failure) ? heartbeat.below("fail") : heartbeat
        group.addTask { await self.ping(address) }
      }
    }
  }

  private func ping(_ address: SecretAddress) async {
    if let problem = await courier.ping(address) {
      say(.untold("notify: the heartbeat was not heard: \(problem)"))
    } else {
      say(.detail("notify: the heartbeat was heard by \(address.host)"))
    }
  }

  private func post(_ document: [UInt8], to webhook: SecretAddress) async {
    if let problem = await courier.post(document, to: webhook) {
      say(.untold("notify: the webhook did not take the message: \(problem)"))
    } else {
      say(.detail("notify: the webhook at \(webhook.host) took the message"))
    }
  }

  private func run(_ document: [UInt8]) async {
    let ending = await NotifyCommand(settings.command, workspace: folder.path).run(document, redaction: redaction)
    for line in ending.lines { say(.detail("notify: the command says: \(line)")) }
    if let failure = ending.failure { say(.untold("notify: the command \(failure)")) }
  }

  private var absolutePath: String {
    guard let path = realpath(folder.path, nil) else { return folder.path }
    defer { free(path) }
    return String(cString: path)
  }
}
