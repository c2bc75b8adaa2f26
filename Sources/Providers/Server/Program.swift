import Subprocess

#if canImport(System)
  import System
#else
  import SystemPackage
#endif

/// A program that galley.yaml names: a name is looked up in `PATH`, a path is relative to the workspace.
enum Program {
  static func executable(_ program: String, in workspace: String) -> Executable {
    guard program.contains("/") else { return .name(program) }
    // Absolute, since the child changes its folder before it is replaced by the program.
    return .path(FilePath(program.hasPrefix("/") ? program : absolute(workspace) + "/" + program))
  }

  static func absolute(_ folder: String) -> String {
    guard !folder.hasPrefix("/") else { return folder }
    guard let current = currentFolder() else { return folder }
    return current + "/" + folder
  }
}
