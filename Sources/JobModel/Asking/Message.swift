/// Who speaks in a conversation.
package enum Role: String, Sendable, CaseIterable, Codable { case system, developer, user, assistant }

/// One message of a rendered conversation.
package struct Message: Hashable, Sendable {
  package let role: Role
  package let text: String

  package init(role: Role, text: String) {
    self.role = role
    self.text = text
  }
}
