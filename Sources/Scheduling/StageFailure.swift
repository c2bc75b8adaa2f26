import Drafting

/// The state or the output could not be written: the run ends, exit 73.
struct StageFailure: Error, Sendable, CustomStringConvertible {
  let description: String

  init(_ error: any Error) {
    description = (error as? PlacementError)?.message ?? "\(error)"
  }
}
