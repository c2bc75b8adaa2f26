/// A request as it arrived.
package struct LoopbackRequest: Sendable {
  /// Counted from 1, over all connections of the server.
  package let number: Int
  package let method: String
  /// Path and query.
  package let target: String
  package let headers: [(name: String, value: String)]
  package let body: [UInt8]

  /// The first header of that name, whatever its case.
  package func header(_ name: String) -> String? {
    headers.first { $0.name.lowercased() == name.lowercased() }?.value
  }

  package var text: String { String(decoding: body, as: UTF8.self) }

  /// Takes a request off the begin of what has arrived, once it is whole. Bodies have a content-length.
  static func take(from bytes: inout [UInt8], into received: inout [LoopbackRequest]) -> LoopbackRequest? {
    let blank = Array("\r\n\r\n".utf8)
    guard let end = bytes.firstRange(of: blank) else { return nil }
    let lines = String(decoding: bytes[..<end.lowerBound], as: UTF8.self).split(separator: "\r\n")
    let start = lines.first?.split(separator: " ") ?? []
    let headers = lines.dropFirst().map { line in
      let name = line.prefix { $0 != ":" }
      return (name: String(name), value: line.dropFirst(name.count + 1).drop { $0 == " " }.description)
    }
    let length = headers.first { $0.name.lowercased() == "content-length" }.flatMap { Int($0.value) } ?? 0
    guard start.count == 3, bytes.count >= end.upperBound + length else { return nil }
    let request = LoopbackRequest(
      number: received.count + 1, method: String(start[0]), target: String(start[1]), headers: headers,
      body: Array(bytes[end.upperBound..<end.upperBound + length]))
    bytes.removeFirst(end.upperBound + length)
    received.append(request)
    return request
  }
}
