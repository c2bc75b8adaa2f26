#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

/// Looking at a child without taking its exit status from whoever waits for it.
enum ChildProcess {
  static func hasEnded(_ process: pid_t) -> Bool {
    var state = siginfo_t()
    let answer = waitid(P_PID, id_t(process), &state, WEXITED | WNOHANG | WNOWAIT)
    return answer == 0 && state.si_signo == SIGCHLD
  }
}
