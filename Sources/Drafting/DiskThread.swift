import Dispatch

/// Runs an actor on a thread of its own: calls that block in the kernel must not hold one of Swift's few pool threads.
final class DiskThread: SerialExecutor {
  private let queue = DispatchQueue(label: "galley.disk")

  func enqueue(_ job: consuming ExecutorJob) {
    let job = UnownedJob(job)
    queue.async { job.runSynchronously(on: self.asUnownedSerialExecutor()) }
  }
}
