import JobModel
import Testing

private let failure = ItemFailure(code: "http_500", message: "the provider answered 500", attempts: 6)
private let cut = ItemFailure(code: "length", message: "the reply 'draft' was cut off by max_tokens", attempts: 1)

/// What is known of an item, and what follows.
struct Judgement: Sendable, CustomTestStringConvertible {
  let testDescription: String
  let evidence: Evidence
  let standing: Standing

  init(
    _ sentence: String, _ presence: Presence, _ conversation: Evidence.Conversation, held: Bool = false,
    cutOff: ItemFailure? = nil, update: Bool = false, retryFailed: Bool = false,
    _ state: ItemState, _ action: ItemAction, failure: ItemFailure? = nil
  ) {
    testDescription = sentence
    evidence = Evidence(
      conversation: conversation, held: held, cutOff: cutOff, presence: presence, update: update,
      retryFailed: retryFailed)
    standing = Standing(state, action, failure: failure)
  }
}

extension Evidence.Conversation {
  fileprivate static let complete = complete(matches: true)
  fileprivate static let changed = complete(matches: false)
  fileprivate static let unasked = waiting(given: 0, failure: nil, final: false)
  fileprivate static let begun = waiting(given: 1, failure: nil, final: false)
  fileprivate static let gaveUp = waiting(given: 0, failure: JobModelTests.failure, final: false)
  fileprivate static let refused = waiting(given: 0, failure: JobModelTests.failure, final: true)
}

@Suite("What an item is, and what a run does about it")
struct JudgeTests {
  static let withoutDraft: [Judgement] = [
    Judgement("never asked: asked now", .absent, .unasked, .pending, .create),
    Judgement("one reply of two is there: the conversation goes on", .absent, .begun, .pending, .resume),
    Judgement("all replies are there, the draft is not: it is written", .absent, .changed, .pending, .create),
    Judgement("out of attempts: the next run asks again", .absent, .gaveUp, .failed, .create, failure: failure),
    Judgement(
      "out of attempts at the second reply: the next run goes on there", .absent,
      .waiting(given: 1, failure: failure, final: false), .failed, .resume, failure: failure),
    Judgement("rejected: nothing is asked again", .absent, .refused, .failed, .failed, failure: failure),
    Judgement(
      "rejected, --update alone: nothing is asked again", .absent, .refused, update: true, .failed, .failed,
      failure: failure),
    Judgement(
      "rejected, --retry-failed: asked again", .absent, .refused, retryFailed: true, .failed, .create,
      failure: failure),
    Judgement(
      "a template fails on the words of a reply: failed, whatever is asked for", .absent, .broken(failure),
      update: true, retryFailed: true, .failed, .failed, failure: failure),
    Judgement(
      "a reply was cut off and the job calls that a failure", .absent, .changed, cutOff: cut, .failed, .failed,
      failure: cut),
    Judgement(
      "cut off, --retry-failed: asked again", .absent, .changed, cutOff: cut, retryFailed: true, .pending, .resume,
      failure: cut),
  ]

  static let withDraft: [Judgement] = [
    Judgement("the draft is right: nothing", .ours, .complete, .done, .keep),
    Judgement(
      "right, --update and --retry-failed: nothing", .ours, .complete, update: true, retryFailed: true, .done, .keep),
    Judgement("right, but a reply was cut off: held", .ours, .complete, held: true, .review, .keep),
    Judgement("the replies make another draft: written again for nothing", .ours, .changed, .done, .rewrite),
    Judgement("another draft, held still", .ours, .changed, held: true, .review, .rewrite),
    Judgement("the draft was deleted: written again for nothing", .gone, .changed, .pending, .rewrite),
    Judgement("deleted, though the text would be the same", .gone, .complete, .pending, .rewrite),
    Judgement("the prompt has changed: stale, and kept", .ours, .unasked, .stale, .stale),
    Judgement("the prompt of the second reply has changed: stale, and kept", .ours, .begun, .stale, .stale),
    Judgement("stale and deleted: the old draft is written again", .gone, .unasked, .stale, .rewrite),
    Judgement("stale, --retry-failed alone: kept", .ours, .gaveUp, retryFailed: true, .stale, .stale),
    Judgement("stale, --update: asked anew", .ours, .unasked, update: true, .stale, .create),
    Judgement("stale from the second reply on, --update: goes on there", .ours, .begun, update: true, .stale, .resume),
    Judgement("stale and deleted, --update: asked anew", .gone, .unasked, update: true, .stale, .create),
    Judgement(
      "stale, and the new prompt was rejected: --update does not ask again", .ours, .refused, update: true, .failed,
      .failed, failure: failure),
    Judgement(
      "stale, rejected, --update --retry-failed: asked again", .ours, .refused, update: true, retryFailed: true,
      .stale, .create, failure: failure),
    Judgement(
      "stale, out of attempts in an earlier update: --update asks again", .ours, .gaveUp, update: true, .stale,
      .create, failure: failure),
  ]

  static let personsFile: [Judgement] = [
    Judgement("somebody changed the draft: left alone", .edited, .complete, .edited, .edited),
    Judgement("changed, and the replies make another draft: left alone", .edited, .changed, .edited, .edited),
    Judgement("changed, and the prompt too: left alone", .edited, .unasked, .edited, .edited),
    Judgement("changed, and a template fails now: still edited", .edited, .broken(failure), .edited, .edited),
    Judgement("changed, and a reply was cut off: still edited", .edited, .complete, cutOff: cut, .edited, .edited),
    Judgement(
      "changed, and the prompt too, --update: asked anew, to lie beside it", .edited, .unasked, update: true, .edited,
      .create),
    Judgement(
      "changed, the second prompt too, --update: goes on there", .edited, .begun, update: true, .edited, .resume),
    Judgement(
      "changed, the new prompt was rejected, --update: not asked again", .edited, .refused, update: true, .failed,
      .failed, failure: failure),
    Judgement(
      "changed, rejected, --update --retry-failed: asked again", .edited, .refused, update: true, retryFailed: true,
      .edited, .create, failure: failure),
    Judgement(
      "a file that galley never wrote: no request for it", .foreign, .unasked, update: true, retryFailed: true,
      .edited, .edited),
  ]

  @Test("each kind of evidence has its own verdict", arguments: withoutDraft + withDraft + personsFile)
  func verdict(_ judgement: Judgement) {
    #expect(judge(judgement.evidence) == judgement.standing)
  }

  /// Everything that can be known of an item.
  private static let everything: [Evidence] = {
    let conversations: [Evidence.Conversation] = [
      .complete, .changed, .unasked, .begun, .gaveUp, .refused, .broken(failure),
    ]
    let flags = [false, true]
    var all: [Evidence] = []
    for presence in [Presence.absent, .foreign, .gone, .ours, .edited] {
      for conversation in conversations {
        for held in flags {
          for cutOff in [nil, cut] {
            for update in flags {
              for retryFailed in flags {
                all.append(
                  Evidence(
                    conversation: conversation, held: held, cutOff: cutOff, presence: presence, update: update,
                    retryFailed: retryFailed))
              }
            }
          }
        }
      }
    }
    return all
  }()

  @Test("a file that galley never wrote costs nothing, and an edited draft nothing without --update")
  func personsFileIsFree() {
    for evidence in Self.everything
    where evidence.presence == .foreign || (evidence.presence == .edited && !evidence.update) {
      #expect(judge(evidence) == Standing(.edited, .edited), "\(evidence)")
    }
  }

  @Test("a draft that was placed is never asked anew without --update, unless a cut-off reply is to be retried")
  func placedDraftIsFree() {
    for evidence in Self.everything where evidence.presence == .ours || evidence.presence == .gone {
      guard !evidence.update, evidence.cutOff == nil else { continue }
      #expect(![.create, .resume].contains(judge(evidence).action), "\(evidence)")
    }
  }

  @Test("`keep` means that the very draft lies there")
  func keepIsTrue() {
    for evidence in Self.everything where judge(evidence).action == .keep {
      #expect(evidence.presence == .ours, "\(evidence)")
      #expect(evidence.conversation == .complete, "\(evidence)")
    }
  }

  @Test("what failed has its reason")
  func failuresHaveReasons() {
    for evidence in Self.everything where judge(evidence).state == .failed {
      #expect(judge(evidence).failure != nil, "\(evidence)")
    }
  }
}
