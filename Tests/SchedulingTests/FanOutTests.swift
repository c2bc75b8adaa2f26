import Drafting
import Testing

@testable import Scheduling

@Test(
  "the next item waits for twice as many as may be asked, not for those that are being placed, until the disk is behind",
  arguments: [
    (places: 1, alive: 1, placing: 0, isFull: false),
    (places: 1, alive: 2, placing: 0, isFull: true),
    (places: 1, alive: 2, placing: 1, isFull: false),
    (places: 64, alive: 128, placing: 0, isFull: true),
    (places: 64, alive: 128, placing: 40, isFull: false),
    (places: 64, alive: 168, placing: 40, isFull: true),
    (places: 1, alive: 2 * Placer.largestBatch, placing: 2 * Placer.largestBatch, isFull: true),
    // A thousand answers that come at once all wait for the disk.
    (places: 1_000, alive: 1_900, placing: 999, isFull: false),
    (places: 1_000, alive: 1_900, placing: 1_000, isFull: true),
  ])
func fanOut(_ row: (places: Int, alive: Int, placing: Int, isFull: Bool)) {
  #expect(FanOut(places: row.places).isFull(alive: row.alive, placing: row.placing) == row.isFull)
}
