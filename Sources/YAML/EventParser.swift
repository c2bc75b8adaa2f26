import CYAML

/// libyaml's parser, from its making to its end.
struct EventParser {
  private let parser: UnsafeMutablePointer<yaml_parser_t>

  /// nil when memory is out.
  init?() {
    parser = .allocate(capacity: 1)
    guard yaml_parser_initialize(parser) == 1 else {
      parser.deallocate()
      return nil
    }
  }

  /// Frees what the parser holds; it must not be used any more.
  func end() {
    yaml_parser_delete(parser)
    parser.deallocate()
  }

  /// - Parameter source: must stay where it is until the parser ends.
  func read(_ source: UnsafeBufferPointer<UInt8>) {
    yaml_parser_set_input_string(parser, source.baseAddress, source.count)
  }

  /// Hands over the next event, and frees it afterwards. False at the stream's end.
  func next(
    _ source: UnsafeBufferPointer<UInt8>, _ take: (borrowing yaml_event_t) throws(YAMLError) -> Void
  ) throws(YAMLError) -> Bool {
    var event = yaml_event_t()
    guard yaml_parser_parse(parser, &event) == 1 else { throw YAMLError(parser.pointee, source) }
    defer { yaml_event_delete(&event) }
    if event.type == YAML_STREAM_END_EVENT { return false }
    try take(event)
    return true
  }
}
