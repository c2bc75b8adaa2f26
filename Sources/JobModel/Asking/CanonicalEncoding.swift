import OrderedCollections
import Values

extension Question {
  /// The version of the encoding below. A change of it makes every draft stale, so golden vectors hold it.
  private static let encodingVersion: UInt8 = 1

  /// SHA-256 over the canonical encoding: every part with its length before it, absent settings left out.
  package var fingerprint: Fingerprint {
    var encoding = CanonicalEncoder(version: Self.encodingVersion)
    encoding.put("api", api.rawValue)
    encoding.put("model", model)
    for message in messages { encoding.put(message.role.rawValue, message.text) }
    settings.temperature.map { encoding.put("temperature", "\($0)") }
    settings.topP.map { encoding.put("top_p", "\($0)") }
    settings.maxTokens.map { encoding.put("max_tokens", "\($0)") }
    for stop in settings.stop { encoding.put("stop", stop) }
    settings.seed.map { encoding.put("seed", "\($0)") }
    settings.reasoningEffort.map { encoding.put("reasoning_effort", $0) }
    // The decoder has refused what is no JSON.
    if !settings.extra.isEmpty { encoding.put("extra", (try? JSON.text(.map(settings.extra), sortedKeys: true)) ?? "") }
    encoding.put("sample", "\(sample)")
    return Fingerprint(encoding.digest)
  }
}
