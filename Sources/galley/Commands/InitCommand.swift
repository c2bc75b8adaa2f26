import ArgumentParser
import JobModel
import Scheduling
import Values
import Workspace

#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

struct InitCommand: GalleyCommand {
  static let configuration = CommandConfiguration(
    commandName: "init", abstract: "Make a workspace with one commented job, its template and data.",
    discussion: """
      The job runs as it is, with made-up text and without network or cost. Nothing that is there is overwritten.

      EXAMPLES
        galley init drafts
        cd drafts && galley run
      """)

  @Argument(help: "The folder; the current one without.") var directory: String?
  @OptionGroup var common: CommonOptions

  func run() async throws {
    let root = directory ?? common.workspace
    var written: [String] = []
    for file in Starter.workspace where try Starter.write(file, under: root) { written.append(file.path) }
    let console = Console(common)
    if common.json { Console.result(JSONDocument.text(.map(["written": .list(written.map { .string($0) })]))) }
    if written.isEmpty {
      console.say("\(root) has all of it already; nothing was changed")
      return
    }
    console.say("made in \(root):\n" + written.map { "  \($0)" }.joined(separator: "\n"))
    console.say("try next:\n" + (root == "." ? "" : "  cd \(root)\n") + "  galley plan\n  galley run")
  }
}

struct NewCommand: GalleyCommand {
  static let configuration = CommandConfiguration(
    commandName: "new", abstract: "Add a commented job to the workspace.",
    discussion: """
      EXAMPLES
        galley new recipes      jobs/recipes.yaml and templates/recipes.md
      """)

  @Argument(help: "The job's name: lower-case letters, digits, - and _.") var job: String
  @OptionGroup var common: CommonOptions

  func run() async throws {
    guard Job.mayBeCalled(job) else {
      throw Departure.usage("a job's name has lower-case letters, digits, - and _ only, not '\(job)'")
    }
    let files = Starter.job(named: job)
    for file in files where common.folder.holds(file.path) {
      throw Departure.usage("\(file.path) is there already; choose another name")
    }
    for file in files { _ = try Starter.write(file, under: common.workspace) }
    if common.json { Console.result(JSONDocument.text(.map(["written": .list(files.map { .string($0.path) })]))) }
    Console(common).say("made " + files.map(\.path).joined(separator: " and "))
  }
}

/// The files of a new workspace.
enum Starter {
  struct File {
    let path: String
    let text: String
  }

  static var workspace: [File] {
    job(named: "articles") + [
      File(path: "data/keywords.csv", text: "keyword,audience\nbasil,beginners\nthyme,beginners\nrosemary,cooks\n"),
      File(path: "galley.yaml", text: galleyFile),
      File(path: ".gitignore", text: "output/\n"),
    ]
  }

  static func job(named name: String) -> [File] {
    let source =
      name == "articles"
      ? "file: ../data/keywords.csv"
      : "rows: [{keyword: basil, audience: beginners}, {keyword: thyme, audience: cooks}]"
    return [
      File(path: "jobs/\(name).yaml", text: jobFile(name, source: source)),
      File(path: "templates/\(name).md", text: templateFile),
    ]
  }

  /// Writes a file, and the folders above it; false where one is there already.
  static func write(_ file: File, under root: String) throws(Departure) -> Bool {
    var folder = root.hasPrefix("/") ? "/" : ""
    for part in "\(root)/\(file.path)".split(separator: "/").dropLast() {
      folder += part + "/"
      if mkdir(folder, 0o777) != 0, errno != EEXIST { throw .cannot("make the folder", folder) }
    }
    let path = "\(root)/\(file.path)"
    let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o666)
    guard descriptor >= 0 else {
      if errno == EEXIST { return false }
      throw .cannot("write", path)
    }
    defer { close(descriptor) }
    guard Console.write(file.text, to: descriptor) else { throw .cannot("write", path) }
    return true
  }

  private static func jobFile(_ name: String, source: String) -> String {
    """
    # A job: prompts, sets of variables, and where the drafts go. `galley plan` tells what it would do, `galley run` does it.
    description: One short article for each keyword

    # Made-up text, no network, no cost: to try the job out. Then name a real one, such as openai, with a model:
    #   provider: openai            (its key comes from OPENAI_API_KEY)
    #   model: the-model-you-chose
    provider: rehearsal

    variables:
      \(source)
      set: {site: example.com}

    # What tells the rows apart for good. A row with the same key keeps its draft.
    key: "{{ keyword }}"

    # The conversation. The model speaks at each `reply`; its words are known by that name afterwards.
    messages:
      - system: You are an editor who writes plain, exact Markdown.
      - user: "Give the outline of a short article about {{ keyword }} for {{ audience }}: three headings, no more."
      - reply: outline
      - user: {template: \(name).md}
      - reply: article

    settings: {temperature: 0.7, max_tokens: 1200}

    output:
      path: "\(name)/{{ keyword | slug }}.md"
      front_matter:
        title: "{{ keyword | title }}"
        date: "{{ today }}"
        draft: true
        tags: ["{{ keyword }}", "{{ audience }}"]
      body: "{{ article }}"

    limits: {concurrency: 4}

    """
  }

  private static let templateFile = """
    Write the article now, in Markdown, for the readers of {{ site }}. Keep to the outline:

    {{ outline }}

    {% if audience == "beginners" %}
    Explain every word that a beginner may not know.
    {% else %}
    Be brief; these readers know their trade.
    {% endif %}

    """

  private static let galleyFile = """
    # What holds for every job of this workspace. All of it can be left out.

    # defaults: {provider: openai, model: the-model-you-chose}

    # providers:
    #   mine:
    #     api: chat                            # or completions
    #     base_url: http://127.0.0.1:8080/v1
    #     key_env: MY_KEY                      # or key_file, or key_command; none for a local server

    # prices:                                  # USD for a million tokens: what `plan` and `run` reckon with
    #   the-model-you-chose: {input: 0.25, output: 2.00}

    """
}

extension Departure {
  fileprivate static func cannot(_ doing: String, _ path: String) -> Departure {
    Departure(status: .cannotCreate, message: "cannot \(doing) \(path): \(String(cString: strerror(errno)))")
  }
}
