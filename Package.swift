// swift-tools-version: 6.2
import PackageDescription

// Debian's description of libgd asks for flags that the package manager forbids; there, libgd is found without it.
#if os(Linux)
    let gdDescription: String? = nil
#else
    let gdDescription: String? = "gdlib"
#endif

// That of utf8proc asks for one too; there, its static library is linked by its file's name, as is Argon2's.
#if os(Linux)
    let utf8procDescription: String? = nil
    let argon2Description: String? = nil
#else
    let utf8procDescription: String? = "libutf8proc"
    let argon2Description: String? = "libargon2"
#endif

let crypto = Target.Dependency.product(name: "Crypto", package: "swift-crypto")

let package = Package(
    name: "sparekey",
    platforms: [.macOS(.v15), .iOS(.v18)],
    products: [
        .executable(name: "sparekey", targets: ["sparekey"]),
        .executable(name: "sparekey-server", targets: ["sparekey-server"]),
        .executable(name: "sparekey-qr", targets: ["sparekey-qr"]),
        .executable(name: "sparekey-page", targets: ["sparekey-page"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
        .package(url: "https://github.com/apple/swift-http-types", from: "1.8.0"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
        .package(url: "https://github.com/apple/swift-nio-ssl", from: "2.37.6"),
        .package(url: "https://github.com/apple/swift-system", from: "1.8.1"),
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
        .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.1"),
        .package(url: "https://github.com/swift-server/async-http-client", from: "1.37.0"),
        .package(url: "https://github.com/swiftlang/swift-subprocess", from: "1.0.2"),
        .package(url: "https://github.com/vapor/jwt-kit", from: "5.7.1"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
    ],
    targets: [
        // Shared by device and service.
        .systemLibrary(
            name: "CSodium",
            pkgConfig: "libsodium",
            providers: [.apt(["libsodium-dev"]), .brew(["libsodium"])]
        ),
        .target(name: "CLocalFiles"),
        .target(name: "LocalFiles", dependencies: ["CLocalFiles"]),
        .target(name: "Primitives", dependencies: ["CSodium", "Encodings"]),
        .systemLibrary(
            name: "CUTF8Proc",
            pkgConfig: utf8procDescription,
            providers: [.apt(["libutf8proc-dev"]), .brew(["utf8proc"])]
        ),
        .target(name: "CLibidn2"),
        .target(
            name: "OutsideText",
            dependencies: ["CLibidn2", "CUTF8Proc"],
            linkerSettings: [.linkedLibrary(":libutf8proc.a", .when(platforms: [.linux]))]
        ),
        .target(name: "Encodings", dependencies: ["OutsideText"]),
        .target(name: "HTTPExchange", dependencies: ["OutsideText"]),
        .target(name: "CThreads"),
        .target(name: "Threads", dependencies: ["CThreads", "HTTPExchange"]),
        .target(name: "OneTimePassword", dependencies: ["Encodings", "OutsideText", "Primitives"]),
        .target(name: "OPAQUE", dependencies: ["Primitives"]),
        .target(
            name: "AccountAPI",
            dependencies: [
                "Encodings", "OutsideText", "Primitives",
                .product(name: "HTTPTypes", package: "swift-http-types"), crypto,
            ]
        ),
        .target(
            name: "WebPages",
            dependencies: ["Encodings", "OutsideText", .product(name: "HTTPTypes", package: "swift-http-types")],
            resources: [.embedInCode("Static")]
        ),

        // QR codes, for both as well: what asks for them, and the helper, which alone links the libraries.
        .target(name: "QRCodeMessages"),
        .target(
            name: "QRCode",
            dependencies: [
                "LocalFiles", "QRCodeMessages",
                .product(
                    name: "Subprocess",
                    package: "swift-subprocess",
                    condition: .when(platforms: [.linux, .macOS])
                ),
                .product(name: "SystemPackage", package: "swift-system", condition: .when(platforms: [.linux])),
            ]
        ),
        .systemLibrary(name: "CGD", pkgConfig: gdDescription, providers: [.apt(["libgd-dev"]), .brew(["gd"])]),
        .systemLibrary(
            name: "CQRencode",
            pkgConfig: "libqrencode",
            providers: [.apt(["libqrencode-dev"]), .brew(["qrencode"])]
        ),
        .systemLibrary(
            name: "CZXing",
            pkgConfig: "zxing",
            providers: [.apt(["libzxing-dev"]), .brew(["zxing-cpp"])]
        ),
        .target(
            name: "CQRCode",
            dependencies: ["CGD", "CQRencode", "CZXing"],
            linkerSettings: [.linkedLibrary("gd")]
        ),
        .target(name: "QRCodeHelper", dependencies: ["CQRCode", "QRCodeMessages"]),
        .executableTarget(name: "sparekey-qr", dependencies: ["QRCodeHelper"]),

        // The device.
        .target(name: "CLibcurl"),
        .target(
            name: "CurlHTTP",
            dependencies: ["CLibcurl", "Encodings", "HTTPExchange", "LocalFiles", "OutsideText", "Threads"]
        ),
        .target(name: "Entries", dependencies: ["Encodings", "OneTimePassword", "OutsideText", "Primitives"]),
        .target(
            name: "Sealed",
            dependencies: ["Encodings", "Entries", "OneTimePassword", "OutsideText", "Primitives"]
        ),
        // Files of other apps: what reads them, and the ciphers that they are sealed with.
        .target(name: "Import", dependencies: ["Encodings", "OneTimePassword", "OutsideText", "Primitives"]),
        .systemLibrary(
            name: "CArgon2",
            pkgConfig: argon2Description,
            providers: [.apt(["libargon2-dev"]), .brew(["argon2"])]
        ),
        .target(
            name: "SystemCiphers",
            dependencies: [
                "CArgon2", "Import", "Primitives", crypto, .product(name: "CryptoExtras", package: "swift-crypto"),
            ],
            linkerSettings: [.linkedLibrary(":libargon2.a", .when(platforms: [.linux]))]
        ),
        .target(
            name: "Vault",
            dependencies: [
                "Encodings", "Entries", "LocalFiles", "OutsideText", "Primitives", "Sealed",
            ]
        ),
        .target(
            name: "Storages",
            dependencies: [
                "CurlHTTP", "Encodings", "HTTPExchange", "LocalFiles", "OutsideText", "Primitives", "Threads",
            ]
        ),
        .target(
            name: "Backup",
            dependencies: [
                "Encodings", "Entries", "LocalFiles", "OutsideText", "Primitives", "Sealed", "Storages", "Vault",
            ]
        ),
        .target(name: "CDeviceWords"),
        .target(
            name: "DeviceCore",
            dependencies: [
                "CDeviceWords", "Encodings", "Entries", "HTTPExchange", "Import", "LocalFiles", "Sealed", "Storages",
                "SystemCiphers", "Threads",
                "Backup", "Vault", "OneTimePassword", "AccountAPI", "OPAQUE", "OutsideText", "Primitives", "QRCode",
                crypto, .product(name: "HTTPTypes", package: "swift-http-types"),
            ],
            exclude: ["Words/en.json", "Words/fr.json", "Accounts/Words/words.txt"]
        ),
        .target(
            name: "DevicePages",
            dependencies: [
                "AccountAPI", "DeviceCore", "Encodings", "Entries", "HTTPExchange", "OneTimePassword", "OutsideText",
                "Primitives", "QRCodeMessages", "Storages", "Vault", "WebPages",
            ],
            resources: [.embedInCode("Static"), .embedInCode("Templates")]
        ),
        .target(
            name: "DeviceHost",
            dependencies: [
                "DeviceCore", "DevicePages", "Encodings", "Entries", "HTTPExchange", "LocalFiles", "OutsideText",
                "Primitives", "QRCode", "Threads", "Vault", "WebPages",
                .product(name: "HTTPTypes", package: "swift-http-types"),
                .product(name: "Hummingbird", package: "hummingbird"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
            ]
        ),
        .target(
            name: "DeviceCommands",
            dependencies: [
                "Encodings", "HTTPExchange", "LocalFiles",
                "DeviceCore", "AccountAPI", "Entries", "Import", "QRCode", "Vault", "OneTimePassword",
                "OutsideText", "Primitives", "Threads",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ]
        ),
        .executableTarget(name: "sparekey", dependencies: ["DeviceCommands"]),
        .executableTarget(
            name: "sparekey-page",
            dependencies: [
                "DeviceCommands", "DeviceCore", "DeviceHost", "DevicePages",
                .product(name: "NIOCore", package: "swift-nio"),
            ]
        ),

        // The account service.
        .systemLibrary(
            name: "CCurl",
            pkgConfig: "libcurl",
            providers: [.apt(["libcurl4-openssl-dev"]), .brew(["curl"])]
        ),
        .target(name: "Mail", dependencies: ["CCurl", "OutsideText", "Primitives"]),
        .target(name: "SQLDatabase", dependencies: [.product(name: "GRDB", package: "GRDB.swift")]),
        .target(
            name: "AccountServer",
            dependencies: [
                "Encodings", "LocalFiles",
                "AccountAPI", "Mail", "OPAQUE", "OneTimePassword", "OutsideText", "QRCode", "Primitives", "SQLDatabase",
                "WebPages", crypto,
                .product(name: "AsyncHTTPClient", package: "async-http-client"),
                .product(name: "CryptoExtras", package: "swift-crypto"),
                .product(name: "Hummingbird", package: "hummingbird"),
                .product(name: "HummingbirdCore", package: "hummingbird"),
                .product(name: "HTTPTypes", package: "swift-http-types"),
                .product(name: "JWTKit", package: "jwt-kit"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
                .product(name: "NIOSSL", package: "swift-nio-ssl"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
                .product(name: "UnixSignals", package: "swift-service-lifecycle"),
            ],
            resources: [
                .embedInCode("Pages/Static"), .embedInCode("Pages/Templates"), .embedInCode("Words/en.json"),
                .embedInCode("Words/fr.json"),
            ]
        ),
        .executableTarget(
            name: "sparekey-server",
            dependencies: [
                "Encodings", "LocalFiles",
                "AccountServer", "AccountAPI", "OutsideText", "QRCode", "Primitives", "SQLDatabase",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "Logging", package: "swift-log"),
            ]
        ),

        // Tests, and the small programs that other implementations are run against.
        .executableTarget(
            name: "format-peer",
            dependencies: ["Encodings", "Entries", "OneTimePassword", "Primitives", "Sealed", "Vault"],
            path: "Tests/FormatPeer"
        ),
        .executableTarget(
            name: "portable-peer",
            dependencies: [
                "Encodings", "Entries", "OPAQUE", "OneTimePassword", "OutsideText", "Primitives", "Sealed", "Vault",
            ],
            path: "Tests/PortablePeer"
        ),
        .executableTarget(
            name: "storage-peer",
            dependencies: ["Encodings", "Primitives", "Storages", "TestSupport"],
            path: "Tests/StoragePeer"
        ),
        .executableTarget(
            name: "sparekey-bench",
            dependencies: [
                "Backup", "DeviceCore", "Encodings", "Entries", "OPAQUE", "OneTimePassword", "Primitives", "Sealed",
                "Storages", "Vault",
            ],
            path: "Benchmarks",
            exclude: ["harness"]
        ),
        .executableTarget(name: "hostile-reader", dependencies: ["QRCodeHelper"], path: "Tests/HostileReader"),
        .executableTarget(name: "opaque-peer", dependencies: ["OPAQUE", "Primitives"], path: "Tests/OPAQUEPeer"),
        .target(
            name: "TestSupport",
            dependencies: [
                "Encodings", "Entries", "HTTPExchange", "OPAQUE", "OneTimePassword", "Primitives", "Sealed", "Storages",
                "Threads", "Vault", "WebPages",
            ],
            path: "Tests/TestSupport"
        ),
        .testTarget(name: "CurlHTTPTests", dependencies: ["CurlHTTP", "HTTPExchange", "TestSupport", "Threads"]),
        .testTarget(name: "ThreadsTests", dependencies: ["HTTPExchange", "TestSupport", "Threads"]),
        .testTarget(name: "OutsideTextTests", dependencies: ["OutsideText"]),
        .testTarget(name: "EncodingsTests", dependencies: ["Encodings", "TestSupport"]),
        .testTarget(name: "WebPagesTests", dependencies: ["OutsideText", "TestSupport", "WebPages"]),
        .testTarget(
            name: "OneTimePasswordTests",
            dependencies: ["Encodings", "OneTimePassword", "Primitives", "TestSupport"],
            resources: [.copy("Vectors")]
        ),
        .testTarget(
            name: "EndToEndTests",
            dependencies: [
                "DeviceCore", "AccountServer", "AccountAPI", "Encodings", "Entries", "HTTPExchange", "LocalFiles",
                "Vault",
                "Backup", "OPAQUE", "OneTimePassword", "Primitives", "SQLDatabase", "Sealed", "Storages", "TestSupport",
                "Threads",
                .product(name: "HTTPTypes", package: "swift-http-types"),
                .product(name: "Hummingbird", package: "hummingbird"),
                .product(name: "HummingbirdTesting", package: "hummingbird"),
                .product(name: "Logging", package: "swift-log"),
            ]
        ),
        .testTarget(
            name: "EntriesTests",
            dependencies: ["Encodings", "Entries", "OneTimePassword", "Primitives", "TestSupport"]
        ),
        .testTarget(
            name: "ImportTests",
            dependencies: ["Encodings", "Import", "OneTimePassword", "Primitives", "SystemCiphers", "TestSupport"],
            resources: [.copy("Fixtures")]
        ),
        .testTarget(
            name: "SealedTests",
            dependencies: ["Encodings", "Entries", "Primitives", "Sealed", "TestSupport", crypto],
            resources: [.copy("Fixtures")]
        ),
        .testTarget(
            name: "StoragesTests",
            dependencies: [
                "Encodings", "HTTPExchange", "LocalFiles", "Primitives", "Storages", "TestSupport", "Threads",
            ],
            resources: [.copy("Fixtures")]
        ),
        .testTarget(
            name: "VaultTests",
            dependencies: [
                "Encodings", "Entries", "LocalFiles", "OneTimePassword", "Primitives", "Sealed", "TestSupport", "Vault",
            ],
            resources: [.copy("Fixtures")]
        ),
        .testTarget(
            name: "BackupTests",
            dependencies: [
                "Backup", "Encodings", "Entries", "OneTimePassword", "Primitives", "Sealed", "Storages", "TestSupport",
                "Vault",
            ]
        ),
        .testTarget(
            name: "DeviceCoreTests",
            dependencies: [
                "AccountAPI", "DeviceCore", "Encodings", "Entries", "HTTPExchange", "LocalFiles", "OPAQUE",
                "OneTimePassword", "Primitives", "Sealed", "Storages", "TestSupport", "Threads", "Vault",
            ]
        ),
        .testTarget(
            name: "QRCodeTests",
            dependencies: ["QRCode", "QRCodeHelper", "QRCodeMessages", "TestSupport", "hostile-reader", "sparekey-qr"],
            resources: [.copy("Pictures"), .copy("Vectors")]
        ),
        .testTarget(
            name: "DevicePagesTests",
            dependencies: [
                "AccountAPI", "DeviceCore", "DevicePages", "Encodings", "Entries", "HTTPExchange", "OneTimePassword",
                "OutsideText", "Primitives", "Storages", "TestSupport", "Threads", "Vault", "WebPages",
            ]
        ),
        .testTarget(
            name: "DeviceHostTests",
            dependencies: [
                "AccountAPI", "DeviceCore", "DeviceHost", "DevicePages", "Encodings", "Entries", "HTTPExchange",
                "LocalFiles", "OneTimePassword", "OutsideText", "Primitives", "TestSupport", "Threads", "Vault",
                "sparekey-qr",
                .product(name: "HTTPTypes", package: "swift-http-types"),
                .product(name: "Hummingbird", package: "hummingbird"),
                .product(name: "HummingbirdTesting", package: "hummingbird"),
                .product(name: "NIOCore", package: "swift-nio"),
            ]
        ),
        .testTarget(name: "LocalFilesTests", dependencies: ["LocalFiles"]),
        .testTarget(name: "SQLDatabaseTests", dependencies: ["SQLDatabase"]),
        .testTarget(
            name: "AccountServerTests",
            dependencies: [
                "AccountServer", "AccountAPI", "Encodings", "Mail", "OPAQUE", "OneTimePassword", "OutsideText",
                "Primitives", "QRCode", "SQLDatabase", "TestSupport", "WebPages", "sparekey-qr", crypto,
                .product(name: "CryptoExtras", package: "swift-crypto"),
                .product(name: "HTTPTypes", package: "swift-http-types"),
                .product(name: "Hummingbird", package: "hummingbird"),
                .product(name: "HummingbirdTesting", package: "hummingbird"),
                .product(name: "InMemoryLogging", package: "swift-log"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "NIOCore", package: "swift-nio"),
            ]
        ),
        .testTarget(
            name: "PrimitivesTests",
            dependencies: ["Primitives", "TestSupport"],
            resources: [.copy("Vectors")]
        ),
        .testTarget(
            name: "OPAQUETests",
            dependencies: ["OPAQUE", "Primitives", "TestSupport"],
            resources: [.copy("Vectors")]
        ),
    ],
    swiftLanguageModes: [.v6],
    cxxLanguageStandard: .cxx17
)

// Only the bridges to C libraries may hold unsafe code; everywhere else the compiler asks for `unsafe` at each use.
let bridgesToC: Set = ["CurlHTTP", "Mail", "Primitives", "SQLDatabase", "SystemCiphers"]

let inC: Set = ["CDeviceWords", "CLibcurl", "CLibidn2", "CLocalFiles", "CQRCode", "CThreads"]

for target in package.targets where target.type != .system && !inC.contains(target.name) {
    var settings: [SwiftSetting] = [
        .enableUpcomingFeature("ExistentialAny"),
        .enableUpcomingFeature("InternalImportsByDefault"),
        .enableUpcomingFeature("MemberImportVisibility"),
        .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
        .treatAllWarnings(as: .error),
    ]
    if !bridgesToC.contains(target.name) && target.type != .test {
        settings.append(.strictMemorySafety())
    }
    // Parsing and words are most of the command line, and none of it is hot.
    if target.name == "DeviceCommands" {
        settings.append(.unsafeFlags(["-Osize"], .when(configuration: .release)))
    }
    target.swiftSettings = settings
}
