/// The variables of one stretch of a template: the whole of it, a loop's body, a `{% with %}` …
///
/// Jinja decides when it compiles a template what every name in it stands for, and so does this: a name that a frame
/// sets is the frame's own from its start, with the outer variable's value, or the one from outside, to begin with.
/// What is set in an inner frame is gone at its end.
final class Frame {
  /// What a variable holds when its frame is entered.
  enum Start: Equatable {
    /// The frame fills it itself: a loop's element.
    case parameter
    case nothing
    /// The variable of an outer frame.
    case slot(Int)
    /// What comes from outside under its name.
    case outside
  }

  /// What is known of the frame's names after some of its statements.
  struct Names {
    /// Names that are read or set in this frame, as far as no outer frame has them.
    var slots: [String: Int] = [:]
    var starts: [Int: Start] = [:]
    var stored: Set<String> = []
  }

  let parent: Frame?
  var names = Names()
  /// The variable of each name, one for the whole frame whatever branch speaks of it first.
  private var allocated: [String: Int] = [:]
  private let allocate: (String) -> Int

  /// - Parameter allocate: makes room for a variable of that name.
  init(parent: Frame?, allocate: @escaping (String) -> Int) {
    self.parent = parent
    self.allocate = allocate
  }

  func slot(of name: String) -> Int? { names.slots[name] ?? parent?.slot(of: name) }

  /// Where the variable comes from that stands behind `slot` in this frame or one around it.
  func start(of slot: Int) -> Start? { names.starts[slot] ?? parent?.start(of: slot) }

  /// Whether this frame or one around it ever sets the variable.
  func isStored(_ name: String) -> Bool {
    names.slots[name] != nil ? names.stored.contains(name) : parent?.isStored(name) ?? false
  }

  private func define(_ name: String, _ start: Start) {
    let slot = allocated[name] ?? allocate(name)
    allocated[name] = slot
    names.slots[name] = slot
    names.starts[slot] = start
  }

  /// The frame fills `name` itself.
  func declare(_ name: String) {
    names.stored.insert(name)
    define(name, .parameter)
  }

  func read(_ name: String) { if slot(of: name) == nil { define(name, .outside) } }

  func store(_ name: String) {
    names.stored.insert(name)
    guard names.slots[name] == nil else { return }
    define(name, parent?.slot(of: name).map { .slot($0) } ?? .nothing)
  }

  /// What `visit` finds out in a branch of a condition, as if nothing else had been said.
  func branch(_ visit: () -> Void) -> Names {
    let before = names
    defer { names = before }
    visit()
    return names
  }

  /// Takes in what the branches of a condition set: afterwards such a name stands for what the branch that was taken
  /// gave it, and otherwise for what it stood for before.
  func merge(_ branches: [Names]) {
    let new = branches.reduce(into: Set<String>()) { $0.formUnion($1.stored) }.subtracting(names.stored)
    for branch in branches {
      names.slots.merge(branch.slots) { $1 }
      names.starts.merge(branch.starts) { $1 }
      names.stored.formUnion(branch.stored)
    }
    for name in new {
      guard let slot = names.slots[name] else { continue }
      names.starts[slot] = parent?.slot(of: name).map { .slot($0) } ?? .outside
    }
  }

  /// The variables that an included template sees from here: those that are set in this frame or around it.
  var visible: [(name: String, slot: Int)] {
    var found: [String: Int] = [:]
    var frame: Frame? = self
    while let current = frame {
      for name in current.names.stored where found[name] == nil { found[name] = slot(of: name) }
      frame = current.parent
    }
    return found.sorted { $0.value < $1.value }.map { ($0.key, $0.value) }
  }
}
