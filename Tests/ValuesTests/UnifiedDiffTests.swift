import Testing
import Values

/// Two texts, and what `diff -u` of GNU diffutils 3.8 prints of them.
struct DiffCase: Sendable, CustomTestStringConvertible {
  let testDescription: String
  let old: String
  let new: String
  let expected: String

  init(_ name: String, _ old: String, _ new: String, _ expected: String) {
    (testDescription, self.old, self.new, self.expected) = (name, old, new, expected)
  }
}

@Suite("A unified diff")
struct UnifiedDiffTests {
  static let cases: [DiffCase] = [
    DiffCase(
      "a line that changed", "a\nb\nc\n", "a\nB\nc\n",
      "--- old\n+++ new\n@@ -1,3 +1,3 @@\n a\n-b\n+B\n c\n"),
    DiffCase(
      "a last line that got its line break", "a\nb", "a\nb\n",
      "--- old\n+++ new\n@@ -1,2 +1,2 @@\n a\n-b\n\\ No newline at end of file\n+b\n"),
    DiffCase(
      "a last line that lost it", "a\nb\n", "a\nc",
      "--- old\n+++ new\n@@ -1,2 +1,2 @@\n a\n-b\n+c\n\\ No newline at end of file\n"),
    DiffCase(
      "nothing, then something", "", "a\nb\n",
      "--- old\n+++ new\n@@ -0,0 +1,2 @@\n+a\n+b\n"),
    DiffCase(
      "something, then nothing", "a\n", "",
      "--- old\n+++ new\n@@ -1 +0,0 @@\n-a\n"),
    DiffCase(
      "two changes that are far from each other", "1\n2\n3\n4\n5\n6\n7\n8\n9\n10\n11\n12\n",
      "1\nX\n3\n4\n5\n6\n7\n8\n9\n10\nY\n12\n",
      "--- old\n+++ new\n@@ -1,5 +1,5 @@\n 1\n-2\n+X\n 3\n 4\n 5\n@@ -8,5 +8,5 @@\n 8\n 9\n 10\n-11\n+Y\n 12\n"),
    DiffCase(
      "two changes whose surroundings meet", "1\n2\n3\n4\n5\n6\n7\n8\n9\n", "1\nX\n3\n4\n5\n6\n7\n8\nY\n",
      "--- old\n+++ new\n@@ -1,9 +1,9 @@\n 1\n-2\n+X\n 3\n 4\n 5\n 6\n 7\n 8\n-9\n+Y\n"),
    DiffCase(
      "a line between others", "a\nb\nc\nd\ne\nf\ng\nh\n", "a\nb\nc\nd\nnew\ne\nf\ng\nh\n",
      "--- old\n+++ new\n@@ -2,6 +2,7 @@\n b\n c\n d\n+new\n e\n f\n g\n"),
    DiffCase(
      "line ends", "a\r\nb\r\n", "a\nb\r\n",
      "--- old\n+++ new\n@@ -1,2 +1,2 @@\n-a\r\n+a\n b\r\n"),
    DiffCase(
      "letters that look alike", "caf\u{E9}\n", "cafe\u{301}\n",
      "--- old\n+++ new\n@@ -1 +1 @@\n-caf\u{E9}\n+cafe\u{301}\n"),
  ]

  @Test("is what diff -u prints", arguments: cases)
  func asDiff(_ example: DiffCase) {
    #expect(UnifiedDiff(from: example.old, to: example.new).text(from: "old", to: "new") == example.expected)
  }

  @Test("of equal texts is empty")
  func equal() {
    #expect(UnifiedDiff(from: "a\nb", to: "a\nb").text(from: "old", to: "new").isEmpty)
  }

  @Test("of long texts that have nothing in common is right, and there at once")
  func long() {
    let old = (0..<20_000).map { "old \($0)\n" }.joined()
    let new = (0..<20_000).map { "new \($0)\n" }.joined()
    let diff = UnifiedDiff(from: "same\n" + old, to: "same\n" + new)
    #expect(diff.hunks.map(\.header) == ["@@ -1,20001 +1,20001 @@"])
    #expect(diff.hunks[0].lines.count == 40_001)
  }
}
