extension Duration {
  /// About how long, for people: `1h05m`, `1m10s`, `9s`, and `40ms` below a second; rounded up.
  package var span: String {
    if self > .zero, self < .seconds(1) { return "\(Int((self / .milliseconds(1)).rounded(.up)))ms" }
    let whole = Int(min((self / .seconds(1)).rounded(.up), Double(Int.max / 2)))
    func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
    if whole >= 3600 { return "\(whole / 3600)h\(two(whole / 60 % 60))m" }
    if whole >= 60 { return "\(whole / 60)m\(two(whole % 60))s" }
    return "\(whole)s"
  }
}
