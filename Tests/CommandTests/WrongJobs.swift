import CommandSupport

/// What can be wrong with a job, one kind at a time. `«` marks the place that the error must name, `¶` its line.
extension WrongJob {
  static let all: [WrongJob] = keys + values + conversations + files + rows + paths + templates + together

  static let keys: [WrongJob] = [
    WrongJob(
      "unknown key in settings", "settings:\n  «temprature: 0.7\n",
      ["unknown key 'temprature' in settings", "did you mean 'temperature'?"]),
    WrongJob("unknown key of the job", "«modle: x\n", ["modle", "did you mean 'model'?"]),
    WrongJob(
      "unknown key in output", "output: {«frontmatter: {a: b}}\n", ["frontmatter", "did you mean 'front_matter'?"]),
    WrongJob("unknown key in limits", "limits: {«concurency: 4}\n", ["concurency", "did you mean 'concurrency'?"]),
    WrongJob("unknown key in retry", "retry: {«atempts: 4}\n", ["atempts", "did you mean 'attempts'?"]),
    WrongJob("unknown key in variables", "variables: {«rowz: []}\n", ["rowz", "did you mean 'rows'?"]),
    WrongJob(
      "unknown key in collect", "collect: {path: all.md, «templte: a.md}\n", ["templte", "did you mean 'template'?"]),
    WrongJob(
      "unknown key in a reply", "messages:\n  - user: Hello\n  - reply: {name: a, «max_token: 5}\n",
      ["max_token", "did you mean 'max_tokens'?"]),
    WrongJob("unknown key without any neighbour", "«zzzzzzzzzz: 1\n", ["zzzzzzzzzz"]),
    WrongJob("a key twice", "model: a\n«model: b\n", ["model"]),
    WrongJob("a second document", "model: a\nmessages: [{user: Hello}]\n---\nmodel: b\n", ["document"]),
    WrongJob("a bracket that is not closed", "messages: [{user: Hello}\n¶model: a\n", []),
    WrongJob("a quotation that is not closed", "model: \"a\nmessages: [{user: Hello}]\n", []),
    WrongJob("an alias of nothing", "model: «*nobody\n", ["nobody"]),
    WrongJob("a list where a job should be", "- messages\n", []),
    WrongJob("an empty file", "# messages\n", ["messages"]),
  ]

  static let values: [WrongJob] = [
    WrongJob("a word where a number should be", "settings: {temperature: «hot}\n", ["temperature", "hot"]),
    WrongJob("a quoted number", "settings: {max_tokens: «\"100\"}\n", ["max_tokens"]),
    WrongJob("a negative bound", "settings: {max_tokens: «-5}\n", ["max_tokens", "-5"]),
    WrongJob("a broken number of tokens", "settings: {max_tokens: «1.5}\n", ["max_tokens", "1.5"]),
    WrongJob("a share above 1", "settings: {top_p: «2}\n", ["top_p", "2"]),
    WrongJob("a seed of letters", "settings: {seed: «abc}\n", ["seed", "abc"]),
    WrongJob(
      "a budget without a price", "model: nobody-knows\nsettings: {max_tokens: 5}\nlimits: {budget: «5}\n",
      ["budget", "the price of 'nobody-knows' is not known", "'prices' in galley.yaml"]),
    WrongJob(
      "a budget without a bound, among other errors",
      """
      model: some-model
      limits: {budget: «{day: 5}}
      settings: {«temprature: 1}
      messages: [{user: Hello}, {reply: {name: outline, max_tokens: 5}}, {user: More}, {reply: article}]
      """, ["budget", "nothing bounds the reply 'article'", "max_tokens"], ["temprature"], ["the price of"]),
    WrongJob(
      "a budget with what is not paid by tokens",
      "limits: {budget: «5}\nsettings: {max_tokens: 5, extra: {web_search_options: {}, max_completion_tokens: 9}}\n",
      ["web_search_options"], ["max_completion_tokens", "set max_tokens"], ["the price of"]),
    WrongJob("no sample at all", "samples: «0\n", ["samples", "0"]),
    WrongJob("no request in flight", "limits: {concurrency: «0}\n", ["concurrency", "0"]),
    WrongJob("no attempt", "retry: {attempts: «0}\n", ["attempts", "0"]),
    WrongJob("a duration without a unit", "retry: {base: «5}\n", ["base", "5"]),
    WrongJob("a duration of an unknown unit", "limits: {timeout: «10 parsecs}\n", ["timeout", "10 parsecs"]),
    WrongJob("an unknown on_length", "settings: {on_length: «perhaps}\n", ["perhaps", "review", "keep", "fail"]),
    WrongJob("extra as a list", "settings: {extra: «[1]}\n", ["extra"]),
    WrongJob("settings as a text", "settings: «warm\n", ["settings"]),
    WrongJob("front matter as a list", "output: {front_matter: «[a]}\n", ["front_matter"]),
    WrongJob("variables as a number", "variables: «5\n", ["variables"]),
    WrongJob("set as a list", "variables: {set: «[a]}\n", ["set"]),
    WrongJob("a name with capitals", "name: «Articles One\n", ["Articles One"]),
    WrongJob("an unknown provider", "provider: «opnai\n", ["opnai", "did you mean 'openai'?"]),
  ]

  static let conversations: [WrongJob] = [
    WrongJob("no messages", "description: none, and no messages either\nmodel: a\n", ["messages"]),
    WrongJob("an empty conversation", "messages: «[]\n", ["messages"]),
    WrongJob("messages as a text", "messages: «Hello\n", ["messages"]),
    WrongJob("an unknown role", "messages:\n  - «usr: Hello\n", ["usr", "did you mean 'user'?"]),
    WrongJob("a conversation that begins with a reply", "messages: [«{reply: a}]\n", ["reply", "user"]),
    WrongJob("a body that asks for a stream", "settings: {extra: «{stream: true}}\n", ["stream", "extra"]),
    WrongJob("two roles in one message", "messages:\n  - user: Hello\n    «system: Be brief.\n", ["system"]),
    WrongJob(
      "an unknown form", "messages:\n  - user: Hello\n  - reply: {name: a, as: «table}\n", ["table", "text", "list"]),
    WrongJob(
      "two replies of one name", "messages:\n  - user: Hello\n  - reply: a\n  - user: And?\n  - reply: «a\n", ["'a'"]),
    WrongJob(
      "a reply before it is there", "messages:\n  - user: \"¶{{ later }}\"\n  - reply: later\n", ["later"]),
    WrongJob(
      "a reply with the name of a variable",
      "variables: {rows: [{topic: soil}]}\nmessages:\n  - user: Hello\n  - reply: «topic\n", ["topic"]),
  ]

  static let files: [WrongJob] = [
    WrongJob("a template that is not there", "messages: [{user: {template: «nosuch.md}}]\n", ["nosuch.md"]),
    WrongJob("a template outside of templates/", "messages: [{user: {template: «../secret.md}}]\n", ["../secret.md"]),
    WrongJob("a body's template that is not there", "output: {body: {template: «nosuch.md}}\n", ["nosuch.md"]),
    WrongJob(
      "a collection's template that is not there", "collect: {path: a.md, template: «nosuch.md}\n", ["nosuch.md"]),
    WrongJob("a data file that is not there", "variables: {file: «../data/nosuch.csv}\n", ["nosuch.csv"]),
    WrongJob("a glob that matches nothing", "variables: {file: «\"../data/*.tsv\"}\n", ["*.tsv"]),
    WrongJob(
      "a data file of an unknown kind", "variables: {file: «../data/a.xlsx}\n", ["xlsx", "csv"],
      files: ["data/a.xlsx": "a"]),
    WrongJob(
      "a row with too many cells", "variables: {file: ../data/a.csv}\n", [],
      files: ["data/a.csv": "a,b\n1,2\n¶1,2,3\n"], at: "data/a.csv"),
    WrongJob(
      "a quotation that a cell leaves open", "variables: {file: ../data/a.csv}\n", [],
      files: ["data/a.csv": "a,b\n¶1,\"2\n"], at: "data/a.csv"),
    WrongJob(
      "two columns of one name", "variables: {file: ../data/a.csv}\n", ["'a'"], files: ["data/a.csv": "¶a,a\n1,2\n"],
      at: "data/a.csv"),
    WrongJob(
      "broken JSON", "variables: {file: ../data/a.json}\n", [], files: ["data/a.json": "[\n¶  {\"a\": 1,}\n]\n"],
      at: "data/a.json"),
    WrongJob(
      "a broken line of JSON", "variables: {file: ../data/a.jsonl}\n", [],
      files: ["data/a.jsonl": "{\"a\": 1}\n¶{\"a\": \n"], at: "data/a.jsonl"),
    WrongJob(
      "JSON that holds no rows", "variables: {file: ../data/a.json}\n", [], files: ["data/a.json": "¶5\n"],
      at: "data/a.json"),
  ]

  static let rows: [WrongJob] = [
    WrongJob("no rows", "variables: {rows: ¶[]}\n", ["rows"]),
    WrongJob(
      "a table without rows", "variables: {file: ¶../data/a.csv}\n", ["data/a.csv"], files: ["data/a.csv": "a,b\n"]),
    WrongJob("lists of different lengths side by side", "variables: {zip: ¶{a: [1, 2], b: [1, 2, 3]}}\n", ["2", "3"]),
    WrongJob("a matrix with a dimension of nothing", "variables: {matrix: {a: ¶[]}}\n", ["a"]),
    WrongJob(
      "an exclusion of a name that no row has",
      "variables: {rows: [{a: 1, contry: NO}], exclude: «[{country: NO}]}\n", ["country", "did you mean 'contry'?"]),
    WrongJob("an exclusion of everything", "variables: {rows: [{a: 1}], exclude: [«{}]}\n", ["exclude"]),
    WrongJob("a row that is no mapping", "variables:\n  rows:\n    - a: 1\n    - «just text\n", []),
    WrongJob(
      "two rows of the same key",
      "variables:\n  rows: [{a: 1, b: x}, {a: 2, b: x}]\nkey: \"{{ b }}\"\noutput: {path: \"{{ a }}.md\"}\n", ["'x'"]),
    WrongJob(
      "a key of a name that is not there", "variables: {rows: [{keyword: x}]}\nkey: \"¶{{ keywrd }}\"\n",
      ["keywrd", "did you mean 'keyword'?"]),
  ]

  static let paths: [WrongJob] = [
    WrongJob(
      "two items at one path", "variables: {matrix: {a: [1, 2]}}\noutput: {path: fixed.md}\n", ["fixed.md"]),
    WrongJob(
      "paths that differ in case alone",
      "variables: {rows: [{a: Basil}, {a: basil}]}\noutput: {path: \"{{ a }}.md\"}\n",
      ["asil.md"]),
    WrongJob("a path that leaves output/", "output: {path: «../a.md}\n", ["../a.md"]),
    WrongJob("a path that leaves output/ on a detour", "output: {path: «a/../../b.md}\n", ["a/../../b.md"]),
    WrongJob("a path from the root", "output: {path: «/tmp/a.md}\n", ["/tmp/a.md"]),
    WrongJob("a path into the program's own folder", "output: {path: «.galley/a.md}\n", [".galley"]),
    WrongJob("an empty path", "output: {path: «\"\"}\n", ["path"]),
    WrongJob(
      "a path that a row's value leads out", "variables: {rows: [{a: ../../x}]}\noutput: {path: ¶\"{{ a }}.md\"}\n",
      ["../../x.md"]),
    WrongJob(
      "two samples at one path", "samples: 2\noutput: {path: «fixed.md}\n", ["fixed.md", "sample 1", "sample 2"]),
    WrongJob(
      "a path that is another draft's folder",
      "variables: {rows: [{a: x.md}, {a: x.md/y.md}]}\noutput: {path: «\"{{ a }}\"}\n", ["x.md/y.md", "folder"]),
    WrongJob("a path made of a reply", "output: {path: \"¶{{ draft | slug }}.md\"}\n", ["draft"]),
    WrongJob("a collection that leaves output/", "collect: {path: «../all.md}\n", ["../all.md"]),
  ]

  static let templates: [WrongJob] = [
    WrongJob(
      "a name that is not there", "variables: {rows: [{keyword: x}]}\nmessages: [{user: \"¶{{ keywrd }}\"}]\n",
      ["keywrd", "did you mean 'keyword'?"]),
    WrongJob(
      "a name that is not there, in a template",
      "variables: {rows: [{keyword: x}]}\nmessages: [{user: {template: a.md}}]\n",
      ["keywrd", "did you mean 'keyword'?"], files: ["templates/a.md": "One\nabout {{ ¶keywrd }}\n"],
      at: "templates/a.md"),
    WrongJob(
      "a name that is not there, in one branch only",
      "variables: {rows: [{a: true}]}\nmessages: [{user: {template: a.md}}]\n",
      ["nobody"], files: ["templates/a.md": "{% if a %}\nyes\n{% else %}\n{{ ¶nobody }}\n{% endif %}\n"],
      at: "templates/a.md"),
    WrongJob(
      "an unknown filter", "messages: [{user: {template: a.md}}]\n", ["slugg", "did you mean 'slug'?"],
      files: ["templates/a.md": "{{ job | ¶slugg }}\n"], at: "templates/a.md"),
    WrongJob(
      "a block that is not closed", "messages: [{user: {template: a.md}}]\n", ["if"],
      files: ["templates/a.md": "One\n¶{% if job %}\ntwo\n"], at: "templates/a.md"),
    WrongJob(
      "an expression that is not closed", "messages: [{user: {template: a.md}}]\n", [],
      files: ["templates/a.md": "One\n¶{{ job\n"], at: "templates/a.md"),
    WrongJob(
      "an include of nothing", "messages: [{user: {template: a.md}}]\n", ["nosuch.md"],
      files: ["templates/a.md": "{% include ¶\"nosuch.md\" %}\n"], at: "templates/a.md"),
    WrongJob(
      "an error in an included template", "messages: [{user: {template: a.md}}]\n", ["nobody"],
      files: ["templates/a.md": "{% include \"b.md\" %}\n", "templates/b.md": "One\n{{ ¶nobody }}\n"],
      at: "templates/b.md"),
    WrongJob(
      "a name that is not there, in front matter", "output: {front_matter: {title: \"¶{{ nobody }}\"}}\n", ["nobody"]),
    WrongJob("a name that is not there, in the body", "output: {body: \"¶{{ nobody }}\"}\n", ["nobody"]),
  ]

  static let together: [WrongJob] = [
    WrongJob(
      "five errors at once",
      """
      «modle: a
      samples: «none
      messages:
        - «usr: Hello
        - user: {template: «nosuch.md}
      settings:
        temperature: «hot
      """,
      ["modle"], ["samples", "none"], ["usr"], ["nosuch.md"], ["temperature", "hot"])
  ]
}
