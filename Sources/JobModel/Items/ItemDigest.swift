package import Values
package import YAML

/// The version of this program, in which templates and front matter are rendered as they are.
package enum Program {
  package static let version = "0.1.0"
}

extension CanonicalEncoder {
  /// Of the encodings below.
  private static let digestVersion: UInt8 = 1

  /// All that shapes the drafts of a job, but its rows and replies.
  ///
  /// - Parameters:
  ///   - node: of the job file. Sections that never reach a draft are left out, `variables` since rows count one by one.
  ///   - defaults: of galley.yaml.
  ///   - templates: a digest of all files in templates/: which of them a draft includes may show only when it is rendered.
  package static func shape(
    of job: Job, api: API, node: YAMLNode, defaults: YAMLNode?, templates: Words256
  ) -> Words256 {
    var encoder = CanonicalEncoder(version: digestVersion)
    encoder.put("version", Program.version)
    encoder.put("job", job.name)
    encoder.put("api", api.rawValue)
    encoder.put("model", job.model)
    encoder.put(templates)
    for section in [node, defaults].compactMap({ $0?.entries }) {
      for (key, value) in section where !["variables", "limits", "retry", "description"].contains(key.scalarText) {
        encoder.put(key)
        encoder.put(value)
      }
      // Ends the section: no tree begins so.
      encoder.put(Value.unknown)
    }
    return encoder.digest
  }

  /// All that an item's draft is made of: equal digests, equal drafts.
  ///
  /// - Parameters:
  ///   - shape: of its job.
  ///   - replies: each by what it was asked under and the attempt that brought it.
  package static func digest(
    of item: Item, asked: Moment, shape: Words256, replies: [(fingerprint: Words256, attempt: AttemptID)]
  ) -> Words256 {
    var encoder = CanonicalEncoder(version: digestVersion)
    encoder.put(shape)
    encoder.put("key", item.id.key)
    encoder.put(item.id.sample)
    encoder.put(asked.secondsSinceEpoch)
    encoder.put(item.row.values.count)
    for (name, value) in item.row.pairs {
      encoder.put(name)
      encoder.put(value)
    }
    for reply in replies {
      encoder.put(reply.fingerprint)
      encoder.put(reply.attempt.number)
    }
    return encoder.digest
  }
}
