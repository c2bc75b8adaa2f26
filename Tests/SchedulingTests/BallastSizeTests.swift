import Testing

@testable import Scheduling

@Test(
  "the ballast has room for a reply at every place, as long as its bound says; for any number that a job may hold",
  arguments: [
    (1, 1_000, 8_000 + 65_536), (16, 2_400, 16 * (19_200 + 65_536)), (8, nil, 8 * (131_072 + 65_536)),
    (1, .max, (32 << 20) + 65_536), (.max, 1, 65_536 * (8 + 65_536)),
  ] as [(Int, Int?, Int)])
func ballastSize(places: Int, maxTokens: Int?, bytes: Int) {
  #expect(BallastSize.bytes(places: places, maxTokens: maxTokens) == bytes)
}
