import Ledger

extension Ledger {
  /// What a run tells of the state that it begins with.
  var notes: [String] {
    var notes: [String] = []
    if let networkFileSystem {
      notes.append(
        "output/ lies on a network file system (\(networkFileSystem)): its state is kept without a write-ahead log, which is "
          + "slower, and one machine at a time may use it")
    }
    if readBack.replies > 0 {
      let what =
        readBack.replies == 1
        ? "1 reply that a failing disk had kept from the state was"
        : "\(readBack.replies) replies that a failing disk had kept from the state were"
      notes.append("\(what) read back")
    }
    for file in readBack.keptFiles {
      notes.append("\(file) holds lines that could not be read as replies; look at it, then remove it")
    }
    if abandoned > 0 {
      notes.append("\(abandoned) requests were cut off by the end of an earlier run: counted as billed, asked again")
    }
    return notes
  }
}
