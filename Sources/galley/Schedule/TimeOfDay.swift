import ArgumentParser

/// A time of day, on a clock of 24 hours.
struct TimeOfDay: ExpressibleByArgument {
  let hour: Int
  let minute: Int

  init(hour: Int, minute: Int) {
    self.hour = hour
    self.minute = minute
  }

  /// `02:30`; nil for what is none.
  init?(argument: String) {
    guard let match = argument.wholeMatch(of: /([01][0-9]|2[0-3]):([0-5][0-9])/), let hour = Int(match.1),
      let minute = Int(match.2)
    else { return nil }
    self.init(hour: hour, minute: minute)
  }

  /// `02:30`
  var text: String { (hour < 10 ? "0" : "") + "\(hour):" + (minute < 10 ? "0" : "") + "\(minute)" }

  var defaultValueDescription: String { text }
}
