import ArgumentParser
import JobModel
import Providers
import Scheduling
import Values
import Workspace

struct ModelsCommand: GalleyCommand {
  static let configuration = CommandConfiguration(
    commandName: "models", abstract: "List models with their prices, context windows and retirement dates.",
    discussion: """
      Without a provider: the price table that this version of galley carries, and the prices of galley.yaml. With one:
      the models that it lists itself, which costs nothing to ask. Prices are USD for a million tokens.

      EXAMPLES
        galley models
        galley models openai
        galley models openai --json     with flex, priority and batch prices
      """)

  @Argument(help: "A provider that is built in or named in galley.yaml.") var provider: String?
  @OptionGroup var common: CommonOptions

  func run() async throws {
    let log = DiagnosticLog()
    let settings = JobLoader(folder: common.folder, environment: Environment.all).galleyFile(log: log)
    guard log.list.isEmpty else { throw RunFailure.wrong(log.list) }
    let catalog =
      if let provider { try await catalog(of: provider, settings) } else {
        Catalog(settings, now: RunTime.system.moment)
      }
    if common.json { Console.result(JSONDocument.text(catalog.json)) }
    Console(common).say(Self.text(catalog))
  }

  private func catalog(of name: String, _ settings: GalleyFile) async throws -> Catalog {
    switch settings.provider(named: name) {
    case .found(let provider):
      if provider.api == .rehearsal { return Catalog(of: provider, listed: [], settings, now: RunTime.system.moment) }
      let listed: [String]?
      do {
        let key = try await Keys.resolve(provider.key, workspace: common.folder.path, environment: Environment.all)
        listed = try await Provider(provider, key: key).models()
      } catch {
        Console(common).warning("\(name) was not asked for its models, these are the table's: \(error)")
        listed = nil
      }
      return Catalog(of: provider, listed: listed, settings, now: RunTime.system.moment)
    case .waiting(let reason):
      throw RunFailure.usage("'\(name)' is not supported yet by this version of galley (\(reason))")
    case .broken, .unknown:
      let near = nearest(to: name, among: settings.providers.keys.sorted()).map { " (did you mean '\($0)'?)" } ?? ""
      throw RunFailure.usage("there is no provider '\(name)'\(near)")
    }
  }

  private static func text(_ catalog: Catalog) -> String {
    let table = Table(
      ["provider", "model", "input", "cached", "output", "context", "max output", "retires"], right: [2, 3, 4, 5, 6],
      rows: catalog.entries.map(cells))
    return """
      \(table.text)

      USD for a million tokens, of \(catalog.table.date) (\(catalog.table.source)) or galley.yaml. Vendors change them.
      """
  }

  private static func cells(_ entry: Catalog.Entry) -> [String] {
    func usd(_ rate: Int?) -> String { rate.map { Money(picoDollars: $0).perMillion.dollars } ?? "unknown" }
    let rates = entry.rates
    return [
      entry.provider ?? "(any)", entry.model, usd(rates?.input), usd(rates?.cachedInput), usd(rates?.output),
      entry.context.map(String.init) ?? "", entry.price?.longestReply.map(String.init) ?? "",
      (entry.retires?.text ?? "") + (entry.isRetired ? ", retired" : ""),
    ]
  }
}
