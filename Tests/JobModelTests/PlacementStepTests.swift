import JobModel
import Testing

private func hash(_ byte: UInt8) -> ContentHash { ContentHash(bytes: Array(repeating: byte, count: 32)) }
private let old = hash(1)
private let new = hash(2)
private let wanted = hash(3)
private let theirs = hash(9)
private let stamp = FileStamp(size: 5, inode: 7, modified: 11, changed: 13)

private func fact(placed: ContentHash? = nil, intent: (old: ContentHash?, new: ContentHash)? = nil) -> DraftFact {
  let now = WallTime(milliseconds: 0)
  return DraftFact(
    owner: .item(ItemID(job: "j", key: "k", sample: 1)),
    intent: intent.map { DraftFact.Intent(old: $0.old, new: $0.new, at: now) },
    placed: placed.map { DraftFact.Placed(hash: $0, stamp: stamp, at: now) })
}

/// What is on record, what lies there, what should: and what follows.
struct StepCase: Sendable, CustomTestStringConvertible {
  let testDescription: String
  let fact: DraftFact?
  let state: FileState
  var wanted = JobModelTests.wanted
  let step: PlacementStep
  let presence: Presence

  init(
    _ name: String, _ fact: DraftFact?, _ state: FileState, wanted: ContentHash = JobModelTests.wanted,
    _ step: PlacementStep, _ presence: Presence
  ) {
    (testDescription, self.fact, self.state, self.wanted) = (name, fact, state, wanted)
    (self.step, self.presence) = (step, presence)
  }
}

@Suite("What lies on the disk and what is on record decide what is done")
struct PlacementStepTests {
  static let never: [StepCase] = [
    StepCase("nothing there, nothing known", nil, .missing, .create, .absent),
    StepCase("a file that galley never wrote", nil, .regular(theirs, stamp), .personsFile(newVersion: true), .foreign),
    StepCase("an empty file that galley never wrote", nil, .empty(stamp), .personsFile(newVersion: true), .foreign),
    StepCase("a link or folder that galley never made", nil, .other, .personsFile(newVersion: true), .foreign),
    StepCase("the very text, from a state that was lost", nil, .regular(wanted, stamp), .markPlaced, .foreign),
  ]

  static let placed: [StepCase] = [
    StepCase("right", fact(placed: wanted), .regular(wanted, stamp), .alreadyRight, .ours),
    StepCase("deleted", fact(placed: wanted), .missing, .create, .gone),
    StepCase("torn to nothing", fact(placed: wanted), .empty(stamp), .replace(.ofNothing), .gone),
    StepCase("outdated", fact(placed: old), .regular(old, stamp), .replace(old), .ours),
    StepCase(
      "edited, nothing new", fact(placed: wanted), .regular(theirs, stamp), .personsFile(newVersion: false), .edited),
    StepCase(
      "edited, and outdated", fact(placed: old), .regular(theirs, stamp), .personsFile(newVersion: true), .edited),
    StepCase("replaced by a link", fact(placed: wanted), .other, .personsFile(newVersion: false), .edited),
    StepCase("a person wrote what is wanted now", fact(placed: old), .regular(wanted, stamp), .markPlaced, .edited),
    StepCase(
      "nothing is wanted and nothing lies there", fact(placed: .ofNothing), .empty(stamp), wanted: .ofNothing,
      .alreadyRight, .ours),
  ]

  static let crashed: [StepCase] = [
    StepCase("before the first swap", fact(intent: (nil, wanted)), .missing, .create, .absent),
    StepCase("before the first swap, torn", fact(intent: (nil, wanted)), .empty(stamp), .replace(.ofNothing), .absent),
    StepCase("after the first swap", fact(intent: (nil, wanted)), .regular(wanted, stamp), .markPlaced, .ours),
    StepCase(
      "after the first swap, wanted has changed since", fact(intent: (nil, new)), .regular(new, stamp), .replace(new),
      .ours),
    StepCase(
      "before the first swap, then a person's", fact(intent: (nil, wanted)), .regular(theirs, stamp),
      .personsFile(newVersion: true), .edited),
    StepCase(
      "before a replacement", fact(placed: old, intent: (old, wanted)), .regular(old, stamp), .replace(old), .ours),
    StepCase(
      "after a replacement", fact(placed: old, intent: (old, wanted)), .regular(wanted, stamp), .markPlaced, .ours),
    StepCase("in a replacement, deleted since", fact(placed: old, intent: (old, wanted)), .missing, .create, .gone),
    StepCase(
      "in a replacement, edited since", fact(placed: old, intent: (old, new)), .regular(theirs, stamp),
      .personsFile(newVersion: true), .edited),
    StepCase(
      "in a replacement, the old is wanted again", fact(placed: wanted, intent: (wanted, new)), .regular(wanted, stamp),
      .markPlaced, .ours),
    StepCase(
      "in replacing an empty file", fact(placed: old, intent: (.ofNothing, wanted)), .empty(stamp),
      .replace(.ofNothing), .ours),
  ]

  @Test("as the table says", arguments: never + placed + crashed)
  func step(_ example: StepCase) {
    #expect(PlacementStep(wanted: example.wanted, state: example.state, fact: example.fact) == example.step)
    #expect(Presence(example.state, fact: example.fact) == example.presence)
  }

  @Test("a new version that a person took away does not come back, a newer one does")
  func successor() {
    let before = fact(placed: wanted)
    #expect(PlacementStep(wanted: wanted, state: .missing, fact: before, isSuccessor: true) == .alreadyRight)
    #expect(PlacementStep(wanted: new, state: .missing, fact: before, isSuccessor: true) == .create)
    #expect(
      PlacementStep(wanted: new, state: .regular(theirs, stamp), fact: before, isSuccessor: true)
        == .personsFile(newVersion: true))
    #expect(
      PlacementStep(wanted: new, state: .regular(wanted, stamp), fact: before, isSuccessor: true) == .replace(wanted))
  }
}
