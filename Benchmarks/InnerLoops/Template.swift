import Templates
import Values

/// Renders a prompt of some forty lines: ten variables, a loop, two conditions, three filters.
func renderTemplate(times: Int) throws -> Int {
  let template = try TemplateLibrary { _ in nil }.compile(text, name: "article.md")
  let row = Fields([
    ("keyword", .string("raised beds")), ("audience", .string("beginners")), ("country", .string("NO")),
    ("site", .string("example.com")), ("words", .source(text: "900", meaning: .integer(900))),
    ("tone", .string("plain")),
    ("benefits", .list(["less weeding", "warm soil in spring", "no bending", "good drainage"].map { .string($0) })),
    ("season", .string("april")), ("price", .source(text: "1.10", meaning: .float(1.1))), ("note", .string("")),
  ])
  var bytes = 0
  for _ in 0..<times { bytes += try template.render(Scope([row])).utf8.count }
  return bytes
}

private let text = """
  You write for {{ site }}, which is read in {{ country }} by {{ audience }}.

  # {{ keyword | title }}

  Write an article of {{ words }} words about {{ keyword }} in a {{ tone }} tone.

  Its parts:

  {% for benefit in benefits %}
  {{ loop.index }}. How {{ keyword }} give you {{ benefit }}
  {% else %}
  1. What {{ keyword }} are good for
  {% endfor %}

  {% if season == "april" %}
  It is {{ season | capitalize }}: say what is done in this month, and what has to wait until the nights are warm.
  {% else %}
  Say what is done in every month of the year.
  {% endif %}

  {% if note %}
  Mind this: {{ note }}
  {% endif %}

  Rules:

  - Begin with a heading and one sentence that says what the article is about.
  - Name what is needed, with a price from {{ price }} a piece.
  - Say in which order it is done.
  - Say what goes wrong most often.
  - No lists of links, no table, no picture.
  - Plain words; explain a word of the trade where it comes first.
  - Do not say that you are a model.
  - Do not repeat these rules.
  - End with what a reader of {{ site }} does next.

  The address of the article will be {{ site }}/{{ keyword | slug }}.
  """
