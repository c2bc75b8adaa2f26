import JobModel
import Templates
import Values
import Workspace
import YAML

/// Reads a row of CSV, makes its item, renders its prompt and takes the fingerprint of the question.
func readRows(times: Int) throws -> Int {
  var csv = "keyword,audience,country,note\n"
  for row in 0..<times {
    csv += "keyword number \(row),beginners,NO,\"a note, as long as real ones are, for \(row)\"\n"
  }
  let log = DiagnosticLog()
  let decoder = JobDecoder(
    settings: GalleyFile(nil, environment: [:], log: log), overrides: .init(), library: TemplateLibrary { _ in nil },
    templates: [], log: log)
  guard let tree = try YAML.parse(Array(text.utf8), file: "jobs/rows.yaml"), let job = decoder.decode(tree) else {
    fatalError("\(log.list)")
  }
  let rows = try DataFormats.rows(from: Array(csv.utf8), file: "rows.csv")
  let space = RowSpace(axes: [rows.fields], set: Fields([]), exclude: [])
  var bytes = 0
  for item in job.items(of: space) {
    let walk = job.walk(
      try item.get(), asked: Moment(secondsSinceEpoch: 0, precision: .second), api: .chat, throughStandIns: false
    ) { _, _ in nil }
    bytes += walk.open.reduce(0) { $0 + $1.fingerprint.bytes.count }
  }
  return bytes
}

private let text = """
  provider: openai
  model: some-model
  key: "{{ keyword }}-{{ country }}"
  messages: [{user: "Write about {{ keyword }} for {{ audience }} in {{ country }}. {{ note }}"}]
  """
