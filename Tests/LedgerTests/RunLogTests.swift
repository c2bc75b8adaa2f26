import Foundation
import Synchronization
import Testing

@testable import Ledger

@Suite("The log of runs")
struct RunLogTests {
  @Test("a line stays one line: what breaks or steers it is taken out; nobody but its owner can read the file")
  func lines() throws {
    let (scene, log) = try place()
    log.write("basil:\tit\u{1B}[2J said\r\n\"no\u{9B}\" \u{0}—\u{2028}ünïcode")
    log.write("second")
    #expect(read(scene) == "basil: it[2J said \"no\" — ünïcode\nsecond\n")
    let mode = try FileManager.default.attributesOfItem(atPath: scene.directory + "/log/run.log")[.posixPermissions]
    #expect(mode as? Int == 0o600)
  }

  @Test("where there is no state there is no log, and nothing is made")
  func nowhere() throws {
    let scene = try Scene()
    let log = RunLog { _ in Issue.record("it complains") }
    log.use(scene.directory, holdsLock: false)
    log.write("a word")
    #expect(scene.files.isEmpty)
  }

  @Test("a log over 1 MiB is put aside when a run has the lock, and not by one that has not; five are kept")
  func begin() throws {
    let (scene, log) = try place()
    let big = Data(repeating: 0x61, count: RunLog.largestAtBegin + 1)
    log.write("first")
    for number in 0...RunLog.kept {
      try big.write(to: scene.log())
      log.use(scene.directory, holdsLock: false)
      log.write("somebody else")
      #expect(try scene.log().resourceValues(forKeys: [.fileSizeKey]).fileSize ?? 0 > RunLog.largestAtBegin)
      log.use(scene.directory, holdsLock: true)
      log.write("run \(number)")
      #expect(read(scene) == "run \(number)\n")
    }
    let names = try FileManager.default.contentsOfDirectory(atPath: scene.directory + "/log").sorted()
    #expect(names == ["run.log"] + (1...RunLog.kept).map { "run.log.\($0)" })
  }

  @Test("a log that passes 8 MiB in a run is put aside between two lines")
  func within() throws {
    let (scene, log) = try place()
    try FileManager.default.createDirectory(atPath: scene.directory + "/log", withIntermediateDirectories: true)
    try Data(repeating: 0x61, count: RunLog.largest + 1).write(to: scene.log())
    log.write("before " + String(repeating: "é", count: RunLog.longestLine))
    log.write("after")
    #expect(read(scene) == "after\n")
    let aside = try Data(contentsOf: scene.log(".1"))
    #expect(aside.suffix(6).elementsEqual("é…\n".utf8))
    #expect(aside.count < RunLog.largest + 2 * RunLog.longestLine + 10)
  }

  @Test("a log that cannot be written is told once: through a link, into a folder, to a FIFO nobody reads")
  func unwritable() throws {
    let said = Mutex<[String]>([])
    let make: [(String) throws -> Void] = [
      { try FileManager.default.createSymbolicLink(atPath: $0, withDestinationPath: "/etc/hosts") },
      { try FileManager.default.createDirectory(atPath: $0, withIntermediateDirectories: true) },
      { #expect(mkfifo($0, 0o600) == 0) },
    ]
    for make in make {
      let scene = try Scene()
      try FileManager.default.createDirectory(atPath: scene.directory + "/log", withIntermediateDirectories: true)
      try make(scene.directory + "/log/run.log")
      let log = RunLog { word in said.withLock { $0.append(word) } }
      log.use(scene.directory, holdsLock: true)
      log.write("one")
      log.write("two")
    }
    let words = said.withLock { $0 }
    #expect(words.count == make.count)
    #expect(words.allSatisfy { $0.contains("run.log cannot be written: ") }, "\(words)")
  }

  private func place() throws -> (Scene, RunLog) {
    let scene = try Scene()
    try FileManager.default.createDirectory(atPath: scene.directory, withIntermediateDirectories: true)
    let log = RunLog { Issue.record("\($0)") }
    log.use(scene.directory, holdsLock: true)
    return (scene, log)
  }

  private func read(_ scene: Scene) -> String? { try? String(contentsOf: scene.log(), encoding: .utf8) }
}

extension Scene {
  fileprivate func log(_ ending: String = "") -> URL { URL(fileURLWithPath: directory + "/log/run.log" + ending) }
}
