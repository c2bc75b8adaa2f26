import JobModel
import Testing
import Values

@Suite("Prices that galley carries")
struct PriceTableTests {
  private let table = PriceTable(
    Array(
      """
      # 2026-01-02 source 1.2.3
      # more words
      a\tm\t1000\t50\t2026-03-04\tstandard>0=10,1,12,100,150\tstandard>500=20,2,24,200,300\tflex>0=5,1,6,50,75
      a\tm-2\t-\t-\t-\tstandard>0=1,1,1,1,1
      a\tn\tbroken
      b\tm\t1\t1\t-\tstandard>0=7,7,7,7,7
      """.utf8))

  @Test("a model is found by its whole name, at its own vendor")
  func lookup() throws {
    #expect(table.date == "2026-01-02")
    #expect(table.source == "source 1.2.3")
    let model = try #require(table.model("m", of: "a"))
    #expect(model.context == 1000)
    #expect(model.retires == Moment(year: 2026, month: 3, day: 4))
    #expect(model.price.longestReply == 50)
    #expect(model.price.rates(.standard, input: 501).reasoning == 300)
    #expect(model.price.rates(.flex, input: 501).output == 50)
    #expect(!model.price.knows(.priority))
    #expect(table.model("m-2", of: "a")?.price.longestReply == nil)
    #expect(table.model("m", of: "b")?.price.rates(.standard, input: 1).input == 7)
    for absent in ["", "m-", "m-22", "n", "l", "z"] { #expect(table.model(absent, of: "a") == nil) }
    #expect(table.model("m", of: "c") == nil)
    #expect(table.models.map(\.name) == ["m", "m-2", "m"])
  }

  @Test("the table that is carried is whole: every line is read, sorted and found again")
  func builtIn() {
    let table = PriceTable.builtIn
    let models = table.models
    #expect(models.count > 200)
    #expect(Moment(iso: table.date) != nil)
    for model in models {
      #expect(table.model(model.name, of: model.vendor) == model)
      let rates = model.price.rates(.standard, input: 1)
      #expect(rates.input > 0 || rates.output > 0, "\(model.name)")
      // A dollar for a thousand tokens: nobody takes that, so a slipped decimal point shows.
      #expect([rates.input, rates.output, rates.reasoning].allSatisfy { (0...1_000_000_000).contains($0) })
    }
  }

  @Test(
    "a price holds at the vendor's own address and nowhere else",
    arguments: [
      ("https://api.openai.com/v1", "openai"), ("https://API.openai.com:443/v1", "openai"),
      ("https://api.groq.com/openai/v1", "groq"), ("http://api.openai.com/v1", nil),
      ("https://eu.api.openai.com/v1", nil), ("https://api.openai.com.example.org/v1", nil),
      ("http://127.0.0.1:8080/v1", nil), ("https://openrouter.ai/api/v1", nil), ("", nil),
    ] as [(String, String?)])
  func vendor(_ address: String, _ vendor: String?) {
    #expect(ProviderSettings(name: "openai", api: .chat, baseURL: address).vendor == vendor)
  }

  @Test("galley.yaml's price takes the place of the table's in whole, but for how long replies are")
  func override() throws {
    let name = try #require(PriceTable.builtIn.models.first { $0.vendor == "openai" }?.name)
    let openAI = try #require(BuiltInProviders.settings(named: "openai"))
    let mine = ProviderSettings(name: "mine", api: .chat, baseURL: "http://127.0.0.1:1/v1")
    let listed = try #require(PriceTable.builtIn.model(name, of: "openai"))
    let plain = try Files().settings().settings
    #expect(plain.price(of: name, at: openAI) == listed.price)
    #expect(plain.price(of: name, at: mine) == nil)
    let own = try Files(galley: "prices: {\(name): {input: 1, output: 2}}").settings().settings
    #expect(
      own.price(of: name, at: openAI)
        == Price(input: 1_000_000, cachedInput: 1_000_000, output: 2_000_000, longestReply: listed.price.longestReply))
    #expect(own.price(of: name, at: mine) == Price(input: 1_000_000, cachedInput: 1_000_000, output: 2_000_000))
  }
}
