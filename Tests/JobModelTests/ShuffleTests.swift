import Testing

@testable import JobModel

@Suite("Items in an order that looks random")
struct ShuffleTests {
  @Test("every number comes once, whatever the count", arguments: [1, 2, 3, 4, 5, 15, 16, 17, 1000, 4097])
  func permutation(_ count: Int) {
    let shuffle = Shuffle(count: count, seed: 7)
    #expect(Set((0..<count).map { shuffle[$0] }) == Set(0..<count))
  }

  @Test("the first of many come from all parts, and other ones with another seed")
  func sample() {
    let samples = (1...20).map { seed in (0..<100).map { Shuffle(count: 1_000_000, seed: seed)[$0] } }
    #expect(Set(samples).count == 20)
    for sample in samples {
      for tenth in 0..<10 {
        // Ten are expected: none has a chance of one in 38,000 in each of these 200 cases, which are always the same.
        #expect(sample.contains { $0 / 100_000 == tenth })
      }
    }
  }

  @Test("shuffled items are the job's items with their places, all samples, and without what is excluded")
  func items() throws {
    let job = try job(
      """
      variables:
        matrix: {a: [1, 2, 3, 4], b: [x, y, z]}
        exclude: [{a: 2, b: y}]
      key: "{{ a }}{{ b }}"
      samples: 3

      """)
    let inOrder = try job.items(of: job.space).map { try $0.get() }
    let shuffled = try job.items(of: job.space, order: .shuffled(seed: 3)).map { try $0.get() }
    #expect(inOrder.count == 33)
    #expect(shuffled.map(\.place) != inOrder.map(\.place))
    #expect(shuffled.sorted { $0.place < $1.place }.map(\.id) == inOrder.map(\.id))
    var items = job.items(of: job.space)
    for item in inOrder { #expect(try items.item(at: item.place)?.get().id == item.id) }
  }
}
