import Testing

@testable import Templates

@Test(
  "a slug is ASCII in lower case with hyphens",
  arguments: [
    ("Growing Basil Indoors", "growing-basil-indoors"), ("café", "cafe"), ("CAFÉ", "cafe"), ("cafe\u{301}", "cafe"),
    ("Straße", "strasse"), ("Ærø Ålesund Łódź Đà Nẵng", "aero-alesund-lodz-da-nang"), ("Þór Ðe", "thor-de"),
    ("Привет, мир! Щука", "privet-mir-shchuka"), ("Ελλάδα Θήβα", "ellada-thiva"), ("ﬁne œuvre", "fine-oeuvre"),
    ("  -- a  --  b -- ", "a-b"), ("a_b.c/d", "a-b-c-d"), ("don't can’t", "dont-cant"), ("100 % & more", "100-more"),
    ("١٢٣ and ²", "123-and-2"), ("日本 tokyo", "tokyo"), ("Ｆｕｌｌ", "full"), ("x\u{200B}y\u{AD}z", "xyz"),
    ("İstanbul", "istanbul"),
    ("C++ & C#", "c-c"),
  ])
func slugs(text: String, slug: String) {
  #expect(TextFilters.slug(text) == slug)
  #expect(TextFilters.slug(slug) == slug)
}

@Test("a slug has at most 80 characters, and ends with a whole word where there are several")
func longSlugs() {
  let words = TextFilters.slug(String(repeating: "word ", count: 40))
  #expect(words.utf8.count == 79)
  #expect(words.hasSuffix("-word"))
  #expect(TextFilters.slug(String(repeating: "a", count: 200)).utf8.count == 80)
  #expect(TextFilters.slug(String(repeating: "a", count: 80) + " b") == String(repeating: "a", count: 80))
}

@Test("where nothing of a text is left, its slug still tells it from others")
func emptySlugs() {
  let slugs = ["日本", "中国", "🙂", "", "!!!"].map(TextFilters.slug)
  #expect(Set(slugs).count == 5)
  #expect(slugs.allSatisfy { $0.utf8.count == 8 && $0.allSatisfy(\.isHexDigit) })
}

@Test(
  "the heading of a text is its first one outside code, without marks, or its first line",
  arguments: [
    ("# Title\n\nText", "Title"), ("\n\nIntro\n\n## Second ##\n", "Second"), ("Title\n=====\ntext", "Title"),
    ("Two\nlines\n---\n", "Two lines"), ("```\n# code\n```\n# Real", "Real"),
    ("~~~ md\n# code\n~~~\n\nplain", "~~~ md"),
    ("Just text\nmore", "Just text"), ("   indented  \n", "indented"),
    ("# **Bold** and *em* and `code`", "Bold and em and code"),
    ("# [Link](http://x.y/z) ![img](a.png)", "Link img"), ("#NoHeading\n# Yes", "Yes"),
    ("# C# in depth", "C# in depth"),
    ("# snake_case_name", "snake_case_name"), ("# 2 * 3 * 4", "2 * 3 * 4"), ("# a \\* b", "a * b"),
    ("####### seven", "####### seven"),
    ("#", ""), ("# ***both***", "both"), ("# __a__ _b_ ~~c~~", "a b c"), ("**Title**\n\nText", "Title"),
    ("> # Quoted\n\n# Real", "Real"),
    ("- item\n---\n# Real", "Real"), ("# See <https://a.b>", "See https://a.b"), ("\r\n# Title\r\nx", "Title"),
    ("# `**code**`", "**code**"),
  ])
func headings(text: String, heading: String) {
  #expect(TextFilters.heading(text) == heading)
}

@Test("a blank text has no heading")
func noHeading() {
  #expect(TextFilters.heading(" \n\t\n") == nil)
}

@Test(
  "only a heading that begins the text is taken off",
  arguments: [
    ("# Title\n\nText\n", "Text\n"), ("\n\n# Title\nText", "Text"), ("Title\n===\n\nText", "Text"),
    ("Text\n\n# Later", "Text\n\n# Later"),
    ("Text", "Text"), ("# Only", ""), ("# A\n## B\nc", "## B\nc"), ("", ""),
  ])
func headingsTakenOff(text: String, rest: String) {
  #expect(TextFilters.withoutHeading(text) == rest)
}

@Test(
  "an unfinished last sentence goes, and nothing else",
  arguments: [
    ("One. Two. Thr", "One. Two."), ("One. Two.", "One. Two."), ("One. Two.\n", "One. Two.\n"),
    ("No end at all", "No end at all"),
    ("Really? Yes! And th", "Really? Yes!"), ("He said \"no.\" Then he", "He said \"no.\""),
    ("It is **bold.** And", "It is **bold.**"),
    ("Ask Dr. Smith. He kn", "Ask Dr. Smith."), ("Use herbs, e.g. Basil or", "Use herbs, e.g. Basil or"),
    ("First. See e.g. Basil", "First."),
    ("Pi is 3.14 and so", "Pi is 3.14 and so"), ("It costs 3. Then", "It costs 3."), ("Wait… what? No", "Wait… what?"),
    ("好。还有", "好。"), ("One.\n\n## Next\n\nUnfinished par", "One.\n\n## Next"), ("One.\n\n## Next", "One.\n\n## Next"),
    ("One.\n\n- a\n- b", "One.\n\n- a\n- b"), ("One.\n\n- First item.\n- Second it", "One.\n\n- First item."),
    ("One.\n\n- First. Sec", "One.\n\n- First."), ("One.\n\n```\ncode\n```", "One.\n\n```\ncode\n```"),
    ("One.\n\n```\nco", "One."),
    ("One.\n\n```\nx.\n```\n\nAnd th", "One.\n\n```\nx.\n```"), ("1. One is done.\n2. Two is", "1. One is done."),
    ("One.\nTwo.\nThr", "One.\nTwo."),
    ("# Title\n\nunfinished wor", "# Title\n\nunfinished wor"), ("A. B. Smith wrote. Then", "A. B. Smith wrote."),
    ("One. Two:", "One."),
    ("“Quoted.” More", "“Quoted.”"), ("", ""),
    ("One.\n\nIngredients:\n\n- salt\n- pep", "One.\n\nIngredients:\n\n- salt\n- pep"),
    ("He asked \"why?\" and left. So", "He asked \"why?\" and left."), ("One...", "One..."),
    ("One... two", "One... two"),
  ])
func sentences(text: String, kept: String) {
  #expect(TextFilters.wholeSentences(text) == kept)
  #expect(TextFilters.wholeSentences(kept) == kept)
}
