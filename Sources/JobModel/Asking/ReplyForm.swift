/// What the job does with a reply: reads it as running text or as a list of entries.
package enum ReplyForm: String, Sendable, CaseIterable { case text, list }
