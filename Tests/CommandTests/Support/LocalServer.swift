import CommandSupport
import Foundation
import Testing

/// A small server in Python for `start:`, which ends when its standard input does.
struct LocalServer {
  let port: Int

  static let python: String? = {
    let folders = (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":").map(String.init)
    return (["/usr/bin"] + folders).map { $0 + "/python3" }.first(where: FileManager.default.isExecutableFile)
  }()

  /// It is busy loading for its first two requests, as real ones are. It leaves `started.txt` and `asked.txt`.
  static let program = """
    import http.server, json, os, sys, threading

    gets = 0

    class Handler(http.server.BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def send(self, status, document):
            body = json.dumps(document).encode()
            self.send_response(status)
            self.send_header("content-type", "application/json")
            self.send_header("content-length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def do_GET(self):
            global gets
            gets += 1
            self.send(503 if gets < 3 else 200, {"object": "list", "data": []})

        def do_POST(self):
            self.rfile.read(int(self.headers["content-length"]))
            with open("asked.txt", "a") as file:
                file.write("asked\\n")
            if sys.argv[2] == "slow":
                threading.Event().wait()
            self.send(200, {"id": "1", "object": "chat.completion", "model": "a", "choices": [{"index": 0,
                "finish_reason": "stop", "message": {"role": "assistant", "content": "The server's words."}}],
                "usage": {"prompt_tokens": 1, "completion_tokens": 1, "total_tokens": 2}})

        def log_message(self, *arguments):
            pass

    def end_with_input():
        sys.stdin.buffer.read()
        os._exit(0)

    with open("started.txt", "a") as file:
        file.write("started\\n")
    threading.Thread(target=end_with_input, daemon=True).start()
    http.server.ThreadingHTTPServer(("127.0.0.1", int(sys.argv[1])), Handler).serve_forever()
    """

  /// Waits until nobody answers at its port.
  func isGone() async throws {
    let gone = try await eventually { await !answers() }
    #expect(gone, "the server at port \(port) still answers")
  }

  func wasAsked(_ workspace: Workspace) async throws {
    let asked = try await eventually { workspace.exists("asked.txt") }
    #expect(asked, "the server at port \(port) was never asked")
  }

  private func answers() async -> Bool {
    let python = Self.python ?? ""
    let attempt = "import socket, sys; socket.create_connection(('127.0.0.1', \(port)), 5).close()"
    let ended = try? await Galley.run([python, "-c", attempt], environment: [:], folder: "/")
    return ended?.exit == 0
  }
}
