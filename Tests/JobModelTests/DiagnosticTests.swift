import JobModel
import Testing

@Test("a diagnostic reads as file:line:column, so that editors can jump to it")
func diagnosticPlace() {
  let diagnostic = Diagnostic(file: "jobs/a.yaml", line: 12, column: 5, message: "unknown key 'temprature'")
  #expect(diagnostic.description == "jobs/a.yaml:12:5: error: unknown key 'temprature'")
}
