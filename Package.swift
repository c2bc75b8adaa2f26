// swift-tools-version: 6.2
import PackageDescription

let house: [SwiftSetting] = [
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
  .treatAllWarnings(as: .error),
]

let collections = Target.Dependency.product(name: "OrderedCollections", package: "swift-collections")
let heap = Target.Dependency.product(name: "HeapModule", package: "swift-collections")
let deque = Target.Dependency.product(name: "DequeModule", package: "swift-collections")
let bigInt = Target.Dependency.product(name: "BigInt", package: "BigInt")
let crypto = Target.Dependency.product(name: "Crypto", package: "swift-crypto")
let httpClient = Target.Dependency.product(name: "AsyncHTTPClient", package: "async-http-client")
let nio = Target.Dependency.product(name: "NIOCore", package: "swift-nio")
let nioPosix = Target.Dependency.product(name: "NIOPosix", package: "swift-nio")
let nioHTTP = Target.Dependency.product(name: "NIOHTTP1", package: "swift-nio")
let nioHTTP2 = Target.Dependency.product(name: "NIOHTTP2", package: "swift-nio-http2")
let nioSSL = Target.Dependency.product(name: "NIOSSL", package: "swift-nio-ssl")
let nioCompression = Target.Dependency.product(name: "NIOHTTPCompression", package: "swift-nio-extras")
let system = Target.Dependency.product(name: "SystemPackage", package: "swift-system")
let signals = Target.Dependency.product(name: "UnixSignals", package: "swift-service-lifecycle")
let subprocess = Target.Dependency.product(name: "Subprocess", package: "swift-subprocess")
let grdb = Target.Dependency.product(name: "GRDB", package: "GRDB.swift")
let sqlite = Target.Dependency.product(name: "GRDBSQLite", package: "GRDB.swift")
let log = Target.Dependency.product(name: "Logging", package: "swift-log")
let arguments = Target.Dependency.product(name: "ArgumentParser", package: "swift-argument-parser")

/// A module of the house and the target that tests it.
///
/// - Parameter fixtures: whether the tests read files of their own, in Fixtures.
func module(
  _ name: String, _ dependencies: [Target.Dependency], tests: [Target.Dependency] = [], fixtures: Bool = false
) -> [Target] {
  [
    .target(name: name, dependencies: dependencies, swiftSettings: house),
    .testTarget(
      name: "\(name)Tests", dependencies: [.byName(name: name)] + dependencies + tests,
      resources: fixtures ? [.copy("Fixtures")] : [], swiftSettings: house),
  ]
}

let package = Package(
  name: "galley",
  platforms: [.macOS(.v15)],
  products: [.executable(name: "galley", targets: ["galley"])],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/apple/swift-collections", from: "1.6.0"),
    .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
    .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
    .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
    .package(url: "https://github.com/apple/swift-nio-extras", from: "1.35.2"),
    .package(url: "https://github.com/apple/swift-nio-http2", from: "1.46.0"),
    .package(url: "https://github.com/apple/swift-nio-ssl", from: "2.37.6"),
    .package(url: "https://github.com/apple/swift-system", from: "1.8.1"),
    .package(url: "https://github.com/attaswift/BigInt", from: "6.0.1"),
    .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
    .package(url: "https://github.com/swift-server/async-http-client", from: "1.37.0"),
    .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
    .package(url: "https://github.com/swiftlang/swift-subprocess", from: "1.0.2"),
  ],
  targets: [
    .systemLibrary(
      name: "CYAML", pkgConfig: "yaml-0.1", providers: [.apt(["libyaml-dev"]), .brew(["libyaml"])]),
    .target(name: "CGalley"),
    .target(name: "CPrices", exclude: ["prices.tsv"]),
    .target(name: "CSQLite", linkerSettings: [.linkedLibrary("sqlite3")]),
    .target(
      name: "CVocabulary", exclude: ["LICENSE-vocabularies", "cl100k_base.bin", "o200k_base.bin"]),
    .target(
      name: "TestSupport", dependencies: [nio, nioPosix, nioHTTP], path: "Tests/TestSupport", swiftSettings: house),
    .target(
      name: "CommandSupport", dependencies: ["TestSupport", subprocess, system], path: "Tests/CommandSupport",
      swiftSettings: house),
    .executableTarget(
      name: "galley",
      dependencies: [
        "Values", "YAML", "Templates", "JobModel", "Workspace", "Providers", "Ledger", "Drafting", "Scheduling",
        "CGalley",
        arguments, collections, log, signals,
      ],
      swiftSettings: house),
    .executableTarget(
      name: "torture", dependencies: ["galley", "CommandSupport", grdb, arguments, subprocess], path: "Tests/Torture",
      exclude: ["faults"], swiftSettings: house),
    .executableTarget(
      name: "inner-loops",
      dependencies: ["Values", "YAML", "Templates", "JobModel", "Workspace", "Providers", "Drafting", collections],
      path: "Benchmarks/InnerLoops", swiftSettings: house),
    .executableTarget(
      name: "client-alone", dependencies: [httpClient, nio, nioHTTP], path: "Benchmarks/ClientAlone",
      swiftSettings: house),
    .testTarget(
      name: "CommandTests", dependencies: ["galley", "CommandSupport", "TestSupport", grdb, subprocess],
      swiftSettings: house),
  ]
    + module("Values", [collections, bigInt])
    + module("Tokens", ["CVocabulary", heap], fixtures: true)
    + module("YAML", ["CYAML", "Values", collections])
    + module("Templates", ["Values", collections, bigInt], fixtures: true)
    + module("JobModel", ["Values", "YAML", "Templates", "CPrices", collections, crypto])
    + module("Workspace", ["Values", "YAML", "Templates", "JobModel", collections])
    + module(
      "Providers",
      [
        "Values", "JobModel", collections, deque, httpClient, nio, nioPosix, nioHTTP, nioSSL, nioCompression,
        subprocess, system,
      ],
      tests: ["TestSupport", nioHTTP2], fixtures: true)
    + module("Ledger", ["JobModel", "Values", "CGalley", "CSQLite", crypto, grdb, sqlite], fixtures: true)
    + module("Drafting", ["Values", "YAML", "JobModel", "CGalley", collections, crypto])
    + module(
      "Scheduling",
      [
        "Values", "Tokens", "Templates", "JobModel", "Workspace", "Providers", "Ledger", "Drafting", collections, deque,
      ],
      tests: ["TestSupport"])
)
