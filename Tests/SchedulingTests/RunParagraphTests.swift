import JobModel
import Testing
import Values

@testable import Scheduling

@Suite("A run in one paragraph")
struct RunParagraphTests {
  static let cases: [(RunSummary, [String], String)] = [
    (summary([job("articles", 1, created: 1)]), [], "the run ended; articles: 1 item, 1 created."),
    (
      summary([job("articles", 9, created: 7, review: 2), job("ideas", 0)]), [],
      "the run ended; articles: 9 items, 7 created, 2 held for review; ideas: 0 items. "
        + "`galley status` names what is held for review."
    ),
    (
      summary([job("articles", 300, failed: 2, pending: 8), job("ideas", 5)]),
      ["articles: basil: refused.", "articles: mint: \u{1B}[2J" + String(repeating: "x", count: 400)],
      "the run ended; not every item has its draft. articles: 2 of 300 items failed, 8 pending. "
        + "First reasons: articles: basil: refused; articles: mint: [2J\(String(repeating: "x", count: 220))… "
        + "`galley status` says why; `galley run --retry-failed` asks again."
    ),
    (
      summary([job("a", 1, failed: 1), job("b", 1, failed: 1), job("c", 1, failed: 1), job("d", 1, failed: 1)]), [],
      "the run ended; not every item has its draft. a: 1 of 1 item failed; b: 1 of 1 item failed; "
        + "c: 1 of 1 item failed; and 1 other job. `galley status` says why; `galley run --retry-failed` asks again."
    ),
    (
      summary([job("a", 4, pending: 4)], .provider, "mine: bad key", refused: true), [],
      "the run stopped, since the provider refuses: mine: bad key. a: 4 of 4 items pending. "
        + "Mend the key, the permission or the credit, then run again to go on."
    ),
    (
      summary([job("a", 4, pending: 4)], .provider, "nobody answers"), [],
      "the run stopped, since the provider is out of service: nobody answers. a: 4 of 4 items pending. "
        + "Run again to go on when it is back."
    ),
    (
      summary([job("a", 4, pending: 1)], .disk, "the disk is full: make room and run again"), [],
      "the disk is full: make room and run again. a: 1 of 4 items pending."
    ),
    (
      summary([job("a", 4, pending: 1)], .budget), [],
      "the run stopped at its budget. a: 1 of 4 items pending. Run again to go on."
    ),
    (
      summary([job("a", 4, pending: 1)], .limit), [],
      "the run stopped at --limit. a: 1 of 4 items pending. Run again to go on."
    ),
    (
      summary([job("a", 4, failed: 1, pending: 3)], .signal, "stopped by a signal"), ["a: basil: no"],
      "stopped by a signal. a: 1 of 4 items failed, 3 pending. First reason: a: basil: no. Run again to go on."
    ),
  ]

  @Test(
    "says what became of it, of which jobs, why and the next step; one line, whatever others wrote",
    arguments: 0..<cases.count)
  func text(_ number: Int) {
    let (summary, reasons, text) = Self.cases[number]
    #expect(RunParagraph.text(summary, reasons: reasons) == text)
  }

  @Test("a run that could not begin says the first three errors and where the others stand")
  func notBegun() {
    let wrong = (1...5).map { Diagnostic(file: "jobs/a.yaml", line: $0, column: 1, message: "no \($0)") }
    #expect(
      RunParagraph.text(notBegun: "5 errors; nothing was sent", diagnostics: wrong)
        == "the run could not begin: 5 errors; nothing was sent. First reasons: jobs/a.yaml:1:1: error: no 1; "
        + "jobs/a.yaml:2:1: error: no 2; jobs/a.yaml:3:1: error: no 3. `galley validate` tells every error.")
  }

  @Test("the first three items that failed are remembered, whatever else happens")
  func reasons() {
    let reasons = FirstReasons()
    reasons.note(.note("a word"))
    for key in ["basil", "mint", "dill", "sage"] { reasons.note(.itemFailed(job: "a", key: key, message: "no")) }
    #expect(reasons.list == ["a: basil: no", "a: mint: no", "a: dill: no"])
  }

  static let told: [(Int32, StopReason?, Int, Set<NotifySettings.Event>)] = [
    (0, nil, 0, [.finish]), (0, nil, 2, [.finish, .review]), (1, nil, 0, [.finish, .failure]),
    (69, .provider, 0, [.finish, .failure]), (73, .disk, 0, [.finish, .failure]),
    (75, .budget, 1, [.finish, .budget, .review]),
    (75, .deadline, 0, [.finish]), (75, .limit, 0, [.finish]), (75, .signal, 0, []), (75, .lock, 0, [.failure]),
    (77, .provider, 0, [.finish, .failure]),
  ]

  @Test("what a run is told as", arguments: 0..<told.count)
  func events(_ number: Int) {
    let (exit, stopped, review, events) = Self.told[number]
    #expect(Notice.events(exit: exit, stopped: stopped, review: review) == events)
  }

  @Test("the document's keys come in their order, its text first")
  func document() {
    let notice = Notice(notBegun: 65, text: "the run could not begin.", run: .map(["error": .integer(1)]))
    let document = notice.document(workspace: "/srv/drafts", host: "web1", version: "1.0")
    #expect(
      String(decoding: document, as: UTF8.self)
        == #"{"text":"galley in /srv/drafts on web1: the run could not begin.","events":["failure"],"exit":65,"#
        + #""workspace":"/srv/drafts","host":"web1","version":"1.0","run":{"error":1}}"#)
  }
}

private func job(
  _ name: String, _ items: Int, created: Int = 0, review: Int = 0, failed: Int = 0, pending: Int = 0
) -> JobSummary {
  var job = JobSummary(job: name, items: items)
  (job.created, job.review, job.failed, job.pending) = (created, review, failed, pending)
  return job
}

private func summary(
  _ jobs: [JobSummary], _ stopped: StopReason? = nil, _ error: String? = nil, refused: Bool = false
) -> RunSummary {
  var summary = RunSummary()
  (summary.jobs, summary.stopped, summary.error, summary.refused) = (jobs, stopped, error, refused)
  return summary
}
