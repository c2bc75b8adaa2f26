import Subprocess

extension TerminationStatus {
  /// For people: `exit status 3`, `signal 9`.
  var words: String {
    switch self {
    case .exited(let code): "exit status \(code)"
    case .signaled(let number): "signal \(number)"
    }
  }
}
