import JobModel

extension Provider {
  /// The names of the models that the provider itself lists, in its order.
  ///
  /// - Throws: why there is no such list, for people.
  package func models(within patience: Duration = .seconds(10)) async throws(ConfigurationError) -> [String] {
    let arrival = await Presence.models(of: self, within: patience)
    let address = settings.baseURL + "/models"
    guard let status = arrival.status, arrival.fault == nil else {
      throw ConfigurationError("\(address) cannot be reached: \(arrival.fault?.message ?? "no answer")")
    }
    guard status == 200 else { throw ConfigurationError("\(address) answers HTTP \(status)") }
    let body = LenientJSON.parse(redaction.clean(arrival.body))
    // Together's list stands alone; everybody else's is called `data`.
    guard let list = body?["data"]?.items ?? body?.items else {
      throw ConfigurationError("\(address) answers with something else than a list of models")
    }
    return list.compactMap { $0["id"]?.text.map { Wording.plain($0) } }
  }
}
