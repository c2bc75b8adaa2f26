import JobModel
import Testing

/// A reply as some model writes it, and the list that it holds.
struct ListReply: Sendable, CustomTestStringConvertible {
  let habit: String
  let reply: String
  let entries: [String]

  init(_ habit: String, _ reply: String, _ entries: [String]) {
    self.habit = habit
    self.reply = reply
    self.entries = entries
  }

  var testDescription: String { habit }
}

private let three = ["Herb spiral", "Window box", "Rain barrel"]

@Suite("A list is read out of a reply")
struct EntryListTests {
  static let numbered = [
    ListReply("dots", "1. Herb spiral\n2. Window box\n3. Rain barrel", three),
    ListReply("brackets", "1) Herb spiral\n2) Window box\n3) Rain barrel", three),
    ListReply("round brackets", "(1) Herb spiral\n(2) Window box\n(3) Rain barrel", three),
    ListReply("square brackets", "[1] Herb spiral\n[2] Window box\n[3] Rain barrel", three),
    ListReply("colons", "1: Herb spiral\n2: Window box\n3: Rain barrel", three),
    ListReply("dashes", "1 - Herb spiral\n2 – Window box\n3 — Rain barrel", three),
    ListReply("dot and bracket", "1.) Herb spiral\n2.) Window box\n3.) Rain barrel", three),
    ListReply("escaped dots", "1\\. Herb spiral\n2\\. Window box\n3\\. Rain barrel", three),
    ListReply("no space", "1.Herb spiral\n2.Window box\n3.Rain barrel", three),
    ListReply("hash signs", "#1 Herb spiral\n#2: Window box\n#3. Rain barrel", three),
    ListReply("keycaps", "1️⃣ Herb spiral\n2️⃣ Window box\n3️⃣ Rain barrel", three),
    ListReply("circled", "① Herb spiral\n② Window box\n③ Rain barrel", three),
    ListReply("Chinese commas", "1、香草螺旋\n2、窗台花箱", ["香草螺旋", "窗台花箱"]),
    ListReply("bold numbers", "**1.** Herb spiral\n**2.** Window box\n**3.** Rain barrel", three),
    ListReply("bold numbers, colon outside", "**1**: Herb spiral\n**2**: Window box\n**3**: Rain barrel", three),
    ListReply(
      "number inside the bold title", "**1. Herb spiral**: saves room\n**2. Window box**: needs none",
      ["**Herb spiral**: saves room", "**Window box**: needs none"]),
    ListReply("numbered headings", "### 1. Herb spiral\n\n### 2. Window box\n\n### 3. Rain barrel", three),
    ListReply(
      "numbered headings with bodies", "## 1. Herb spiral\n\nSaves room.\n\n## 2. Window box\n\nNeeds no soil.\n",
      ["Herb spiral: Saves room.", "Window box: Needs no soil."]),
    ListReply("labels", "Idea 1: Herb spiral\nIdea 2: Window box\nIdea 3: Rain barrel", three),
    ListReply("bold labels", "**Idea 1:** Herb spiral\n**Idea 2:** Window box\n**Idea 3:** Rain barrel", three),
    ListReply("letters", "a) Herb spiral\nb) Window box\nc) Rain barrel", three),
    ListReply("all ones", "1. Herb spiral\n1. Window box\n1. Rain barrel", three),
    ListReply("blank lines between", "1. Herb spiral\n\n2. Window box\n\n3. Rain barrel\n", three),
    ListReply("CRLF", "1. Herb spiral\r\n2. Window box\r\n3. Rain barrel\r\n", three),
    ListReply("right aligned", " 8. Herb spiral\n 9. Window box\n10. Rain barrel", three),
    ListReply(
      "bold titles", "1. **Herb spiral**: saves room\n2. **Window box**: needs none",
      [
        "**Herb spiral**: saves room", "**Window box**: needs none",
      ]),
    ListReply(
      "a heading that numbers its own list", "## 3 ideas\n\n1. Herb spiral\n2. Window box\n3. Rain barrel", three),
    ListReply(
      "digits inside", "1. 5 herbs for shade\n2. 1.5 litres a day\n3. 12:30 is too hot to water",
      [
        "5 herbs for shade", "1.5 litres a day", "12:30 is too hot to water",
      ]),
  ]

  static let bulleted = [
    ListReply("hyphens", "- Herb spiral\n- Window box\n- Rain barrel", three),
    ListReply("asterisks", "* Herb spiral\n* Window box\n* Rain barrel", three),
    ListReply("asterisks with three spaces", "*   Herb spiral\n*   Window box\n*   Rain barrel", three),
    ListReply("plus signs", "+ Herb spiral\n+ Window box\n+ Rain barrel", three),
    ListReply("dots", "• Herb spiral\n• Window box\n•Rain barrel", three),
    ListReply("en dashes", "– Herb spiral\n– Window box\n– Rain barrel", three),
    ListReply("hyphens without a space", "-Herb spiral\n-Window box\n-Rain barrel", three),
    ListReply("checkboxes", "- [ ] Herb spiral\n- [x] Window box\n- [ ] Rain barrel", three),
    ListReply("check marks", "✅ Herb spiral\n✅ Window box\n✅ Rain barrel", three),
    ListReply("links keep their brackets", "- [Herbs](a.md)\n- [Boxes](b.md)", ["[Herbs](a.md)", "[Boxes](b.md)"]),
    ListReply("emphasis is no bullet", "- *Herb* spiral\n- **Window** box", ["*Herb* spiral", "**Window** box"]),
    ListReply("HTML", "<ul>\n  <li>Herb spiral</li>\n  <li>Window box</li>\n  <li>Rain barrel</li>\n</ul>", three),
    ListReply("in a quotation", "> - Herb spiral\n> - Window box\n> - Rain barrel", three),
    ListReply("quoted entries", "- \"Herb spiral\"\n- \"Window box\"\n- \"Rain barrel\"", three),
    ListReply("in parts with titles", "**Soil**\n- Herb spiral\n\n**Water**\n- Window box\n- Rain barrel", three),
    ListReply("in parts with colons", "For soil:\n- Herb spiral\n\nFor water:\n- Window box\n- Rain barrel", three),
    ListReply("in parts with headings", "## Soil\n- Herb spiral\n## Water\n- Window box\n- Rain barrel", three),
    ListReply("with rules between", "- Herb spiral\n---\n- Window box\n---\n- Rain barrel", three),
    ListReply("one entry", "- Herb spiral", ["Herb spiral"]),
    ListReply("empty entries", "- Herb spiral\n-\n- Window box\n- \n- Rain barrel\n-", three),
  ]

  static let chatter = [
    ListReply(
      "introduction and remark",
      "Sure! Here are three ideas:\n\n1. Herb spiral\n2. Window box\n3. Rain barrel\n\nLet me know if you want more!",
      three),
    ListReply(
      "introduction without a colon", "Here are three ideas.\n\n- Herb spiral\n- Window box\n- Rain barrel", three),
    ListReply(
      "remark right below", "1. Herb spiral\n2. Window box\n3. Rain barrel\nI hope these help with your garden!", three),
    ListReply(
      "remark in a language that nobody listed",
      "1. Herb spiral\n2. Window box\n3. Rain barrel\n\nToivottavasti näistä on apua.", three),
    ListReply(
      "rules around", "Certainly!\n\n---\n\n- Herb spiral\n- Window box\n- Rain barrel\n\n---\n\nEnjoy your garden.",
      three),
    ListReply(
      "thoughts before",
      "<think>\n1. first thought\n2. second\n</think>\n\n1. Herb spiral\n2. Window box\n3. Rain barrel",
      three),
    ListReply("in a fence", "```\n1. Herb spiral\n2. Window box\n3. Rain barrel\n```", three),
    ListReply(
      "in a fence with talk around",
      "Here you go:\n\n```markdown\n- Herb spiral\n- Window box\n- Rain barrel\n```\n\nEnjoy!",
      three),
    ListReply("plain in a fence", "```text\nHerb spiral\nWindow box\nRain barrel\n```\nThese suit beginners.", three),
    ListReply("in a fence that never closes", "```\n- Herb spiral\n- Window box\n- Rain barrel", three),
    ListReply("a heading above", "# Ideas for small gardens\n\n1. Herb spiral\n2. Window box\n3. Rain barrel", three),
    ListReply(
      "a bold introduction",
      "**Three ideas:**\n\n1. Herb spiral\n2. Window box\n3. Rain barrel\n\n**Note:** check the soil.",
      three),
    ListReply(
      "German", "Gerne! Hier sind drei Ideen:\n\n1. Herb spiral\n2. Window box\n3. Rain barrel\n\nViel Erfolg!", three),
  ]

  static let continued = [
    ListReply(
      "wrapped lines", "1. Plant thyme and rosemary together, since both of them want\n   dry feet.\n2. Water early.",
      ["Plant thyme and rosemary together, since both of them want dry feet.", "Water early."]),
    ListReply(
      "a title and a body", "1. **Herb spiral**\n   It saves room.\n2. **Window box**\n   It needs no soil.",
      ["**Herb spiral**: It saves room.", "**Window box**: It needs no soil."]),
    ListReply(
      "bodies apart, and a remark",
      "1. Herb spiral\n\nIt saves room.\n\n2. Window box\n\nIt needs no soil.\n\nGood luck!",
      ["Herb spiral: It saves room.", "Window box: It needs no soil."]),
    ListReply(
      "details below", "1. Herb spiral\n   - saves room\n   - looks good\n2. Window box\n   - needs no soil",
      ["Herb spiral: saves room; looks good", "Window box: needs no soil"]),
    ListReply(
      "details not indented", "1. Herb spiral\n- saves room\n- looks good\n2. Window box\n- needs no soil",
      ["Herb spiral: saves room; looks good", "Window box: needs no soil"]),
    ListReply(
      "numbers below bullets", "- Herb spiral:\n  1. lay stones\n  2. fill soil\n- Window box",
      ["Herb spiral: lay stones; fill soil", "Window box"]),
    ListReply(
      "questions with answers", "1. Does basil like sun?\nYes, all day.\n\n2. Does mint?\nNot at noon.",
      ["Does basil like sun? Yes, all day.", "Does mint? Not at noon."]),
  ]

  static let plain = [
    ListReply("lines", "Herb spiral\nWindow box\nRain barrel", three),
    ListReply("lines apart", "Herb spiral\n\nWindow box\n\nRain barrel\n", three),
    ListReply(
      "lines with talk", "Here are three ideas:\nHerb spiral\nWindow box\nRain barrel\n\nThese are easy to build.",
      three),
    ListReply(
      "talk without its full stop", "Herb spiral\nWindow box\nRain barrel\n\nLet me know if you need more", three),
    ListReply("numbers without a mark", "1 Herb spiral\n2 Window box\n3 Rain barrel", three),
    ListReply("quantities", "2 kinds of thyme\n3 pots", ["2 kinds of thyme", "3 pots"]),
    ListReply("one line", "Herb spiral", ["Herb spiral"]),
    ListReply(
      "commas do not part", "Herb spiral, window box\nRain barrel", ["Herb spiral, window box", "Rain barrel"]),
    ListReply(
      "a year begins a line", "2024 was dry\n1900: the first frost", ["2024 was dry", "1900: the first frost"]),
    ListReply("an initial is no marker", "A. Miller's roses\nGarden walls", ["A. Miller's roses", "Garden walls"]),
    ListReply("quoted", "\"Herb spiral\"\n\"Window box\"\n\"Rain barrel\"", three),
    ListReply("quoted with commas", "\"Herb spiral\",\n\"Window box\",\n\"Rain barrel\"", three),
    ListReply("curly quotes", "“Herb spiral”\n“Window box”\n“Rain barrel”", three),
    ListReply("German quotes", "„Herb spiral“\n„Window box“\n„Rain barrel“", three),
    ListReply("quoted with talk", "Sure thing\n\n'Herb spiral'\n'Window box'\n'Rain barrel'\n\nAnything else?", three),
    ListReply(
      "bold", "**Herb spiral**: saves room\n**Window box**: needs no soil",
      ["**Herb spiral**: saves room", "**Window box**: needs no soil"]),
    ListReply(
      "bold with bodies",
      "Here are two ideas:\n\n**Herb spiral**\nIt saves room.\n\n**Window box**\nIt needs no soil.\n\nEnjoy!",
      ["**Herb spiral**: It saves room.", "**Window box**: It needs no soil."]),
    ListReply("headings", "## Herb spiral\n## Window box\n## Rain barrel", three),
    ListReply(
      "table", "| # | Idea | Why |\n|---|---|---|\n| 1 | Herb spiral | saves room |\n| 2 | Window box | no soil |",
      ["Herb spiral: saves room", "Window box: no soil"]),
    ListReply("nothing", " \n\n", []),
  ]

  static let arrays = [
    ListReply("JSON", #"["Herb spiral", "Window box", "Rain barrel"]"#, three),
    ListReply("JSON over lines", "[\n  \"Herb spiral\",\n  \"Window box\",\n  \"Rain barrel\",\n]", three),
    ListReply("JSON in a fence", "```json\n[\"Herb spiral\", \"Window box\", \"Rain barrel\"]\n```", three),
    ListReply(
      "JSON with talk", "Here is the list:\n\n[\"Herb spiral\", \"Window box\", \"Rain barrel\"]\n\nEnjoy!", three),
    ListReply("an object around", #"{"ideas": ["Herb spiral", "Window box", "Rain barrel"]}"#, three),
    ListReply(
      "objects", #"[{"id": 1, "title": "Herb spiral"}, {"id": 2, "title": "Window box"}]"#, Array(three.prefix(2))),
    ListReply(
      "objects of several texts", #"[{"title": "Herb spiral", "why": "saves room"}]"#, ["Herb spiral: saves room"]),
    ListReply("JSON Lines", "{\"idea\": \"Herb spiral\"}\n{\"idea\": \"Window box\"}", Array(three.prefix(2))),
    ListReply("Python", "['Herb spiral', 'Window box', 'Rain barrel']", three),
    ListReply("escapes", #"["Caf\u00e9 \"Oslo\"", "\ud83c\udf3f mint", "a\/b"]"#, ["Café \"Oslo\"", "🌿 mint", "a/b"]),
  ]

  static let fromPrompt = [
    ListReply("the prompt ended in 1.", " Herb spiral\n2. Window box\n3. Rain barrel", three),
    ListReply(
      "the prompt ended in 1. and a blank line followed", "Herb spiral\n\n2. Window box\n\n3. Rain barrel", three),
    ListReply("the prompt ended in a hyphen", " Herb spiral\n- Window box\n- Rain barrel", three),
    ListReply("the prompt ended in an opened quotation", "Herb spiral\"\n2. \"Window box\"\n3. \"Rain barrel\"", three),
  ]

  static let cleaned = [
    ListReply("inner Markdown stays", "- `thyme` and *mint*\n- [oil](x.md)", ["`thyme` and *mint*", "[oil](x.md)"]),
    ListReply(
      "two quotations are no frame", "- \"Yes\" or \"no\"\n- 'tis the season", ["\"Yes\" or \"no\"", "'tis the season"]),
    ListReply("an apostrophe is no frame", "- 'The gardener's year'\n- Rain", ["The gardener's year", "Rain"]),
    ListReply("a last comma of a text stays", "- Herbs, stones,\n- Boxes", ["Herbs, stones,", "Boxes"]),
  ]

  static let all = numbered + bulleted + chatter + continued + plain + arrays + fromPrompt + cleaned

  @Test("every habit of writing lists gives the entries alone", arguments: all)
  func entries(of example: ListReply) {
    #expect(EntryList.read(example.reply) == example.entries)
  }

  static let cutOff = [
    ListReply("in an entry", "1. Herb spiral\n2. Window box\n3. Rain ba", Array(three.prefix(2))),
    ListReply("after a marker", "1. Herb spiral\n2. Window box\n3.", Array(three.prefix(2))),
    ListReply("after a line break", "1. Herb spiral\n2. Window box\n3. Rain barrel\n", three),
    ListReply("after a sentence", "1. Dig.\n2. Plant.\n3. Water.", ["Dig.", "Plant.", "Water."]),
    ListReply("in the remark", "- Herb spiral\n- Window box\n- Rain barrel\n\nThese ideas ar", three),
    ListReply("in JSON", "[\"Herb spiral\", \"Window box\", \"Rain ba", Array(three.prefix(2))),
    ListReply("in plain lines", "Herb spiral\nWindow box\nRain ba", Array(three.prefix(2))),
  ]

  @Test("of a reply that was cut off, an unfinished last entry is left out", arguments: cutOff)
  func cut(_ example: ListReply) {
    #expect(EntryList.read(example.reply, cut: true) == example.entries)
  }

  @Test(
    "no reply is too odd to be read",
    arguments: ["", "-", "1.", "**", "```", "[", "[\"", "{\"a\": [", "\"", "| |", "<li>", "#", "> >"])
  func odd(_ reply: String) {
    for cut in [false, true] {
      #expect(EntryList.read(reply, cut: cut).allSatisfy { !$0.isEmpty })
    }
  }
}
