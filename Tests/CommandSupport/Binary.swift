import Foundation

/// The program under test: `galley` as it was built beside these tests.
package enum Binary {
  /// Set this to test another build, a release one say.
  package static let variable = "GALLEY_BINARY"

  package static let path: String? = {
    if let given = ProcessInfo.processInfo.environment[variable] { return given }
    return places.lazy.flatMap(foldersAbove).map { $0 + "/galley" }.first(where: isProgram)
  }()

  /// Where the tests' own program lies: on Linux they are a program of their own, on macOS a bundle that another loads.
  private static var places: [String] {
    let arguments = CommandLine.arguments
    let bundle = arguments.firstIndex(of: "--test-bundle-path").map { arguments.index(after: $0) }
    return [bundle.flatMap { arguments.indices.contains($0) ? arguments[$0] : nil }, arguments.first].compactMap(\.self)
      + Bundle.allBundles.map(\.bundlePath)
  }

  /// A bundle keeps its program three folders down.
  private static func foldersAbove(_ path: String) -> [String] {
    var url = URL(fileURLWithPath: path).standardizedFileURL
    return (1...4).map { _ in
      url.deleteLastPathComponent()
      return url.path
    }
  }

  private static func isProgram(_ path: String) -> Bool {
    var isFolder: ObjCBool = false
    return FileManager.default.fileExists(atPath: path, isDirectory: &isFolder)
      && !isFolder.boolValue && FileManager.default.isExecutableFile(atPath: path)
  }
}

package struct NoBinary: Error, CustomStringConvertible {
  package init() {}

  package var description: String { "no galley beside the tests: build it first, or name one in \(Binary.variable)" }
}
