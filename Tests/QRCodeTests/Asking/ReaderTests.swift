import Foundation
import QRCodeMessages
import Testing

@testable import QRCode

/// The helper that reads, as it should be, and as it is once a hostile picture has taken it over.
@Suite struct ReaderTests {
    private let reader = QRCodeReader(HelperProgram(path: program("sparekey-qr"), patience: .seconds(60)))

    private func hostile(_ misbehaviour: String, patience: Duration = .seconds(60)) -> QRCodeReader {
        QRCodeReader(
            HelperProgram(path: program("hostile-reader"), arguments: [misbehaviour], patience: patience)
        )
    }

    @Test(arguments: ["gray.png", "baseline.jpg", "lossy.webp"])
    func `a picture is read in another process`(name: String) async throws {
        #expect(try await reader.texts(inPicture: picture(name)) == [example])
    }

    @Test func `pixels are read in another process`() async throws {
        let canvas = Canvas(try code(of: example), scale: 4, dark: 255, light: 0)
        let texts = try await reader.texts(inLightness: canvas.pixels, width: canvas.width, height: canvas.height)
        #expect(texts == [example])
    }

    @Test func `a picture without a code has no texts`() async throws {
        let canvas = Canvas(width: 100, height: 100)
        #expect(try await reader.texts(inLightness: canvas.pixels, width: 100, height: 100).isEmpty)
    }

    @Test func `a file is read, and anything else is reported`() async throws {
        let folder = URL.temporaryDirectory.appending(path: "sparekey-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let file = folder.appending(path: "code.png")
        try Data(picture("gray.png")).write(to: file)
        #expect(try await reader.texts(inPictureFile: file.path) == [example])
        for path in [folder.appending(path: "missing.png").path, folder.path] {
            await #expect(throws: QRCodeReaderError.cannotReadFile) { try await reader.texts(inPictureFile: path) }
        }
        await #expect(throws: QRCodeReaderError.tooLarge) { try await reader.texts(inPictureFile: "/dev/zero") }
    }

    @Test func `what is no picture, and what is too large, are told apart`() async {
        await #expect(throws: QRCodeReaderError.notAPicture(nil)) {
            try await reader.texts(inPicture: Array("text".utf8))
        }
        await #expect(throws: QRCodeReaderError.notAPicture(nil)) { try await reader.texts(inPicture: []) }
        await #expect(throws: QRCodeReaderError.tooLarge) {
            try await reader.texts(inPicture: HostilePictureTests.headers[0].1)
        }
        await #expect(throws: QRCodeReaderError.tooLarge) {
            try await reader.texts(inPicture: [UInt8](repeating: 0, count: PictureLimits.fileSize + 1))
        }
    }

    @Test func `many pictures are read at once`() async throws {
        let picture = try picture("gray.png")
        try await withThrowingTaskGroup(of: [String].self) { group in
            for _ in 0..<12 { group.addTask { try await reader.texts(inPicture: picture) } }
            for try await texts in group { #expect(texts == [example]) }
        }
    }

    @Test func `a reader that is not there cannot start`() async {
        let missing = QRCodeReader(HelperProgram(path: program("no-such-program"), patience: .seconds(60)))
        await #expect(throws: QRCodeReaderError.helper(.cannotStart)) { try await missing.texts(inPicture: []) }
    }

    @Test(arguments: [("crash", HelperFailure.crashed), ("flood", .ended), ("garble", .crashed)])
    func `a reader that misbehaves is reported with what it did`(misbehaviour: String, error: HelperFailure) async {
        await #expect(throws: QRCodeReaderError.helper(error)) { try await hostile(misbehaviour).texts(inPicture: []) }
    }

    @Test func `a reader that crashes is given the picture once more`() async throws {
        let marker = URL.temporaryDirectory.appending(path: "sparekey-\(UUID().uuidString)").path
        defer { try? FileManager.default.removeItem(atPath: marker) }
        let helper = HelperProgram(
            path: program("hostile-reader"),
            arguments: ["crash-once", marker],
            patience: .seconds(60)
        )
        let reader = QRCodeReader(helper)
        #expect(try await reader.texts(inPicture: []) == ["read"])
    }

    #if os(Linux)
        @Test func `a process with a second thread reads nothing`() async throws {
            await #expect(throws: QRCodeReaderError.helper(.crashed)) {
                try await hostile("second-thread").texts(inPicture: picture("gray.png"))
            }
        }

        /// A thread that started late once ended about one reading in 200 on a busy machine.
        @Test func `no reading dies while the machine is busy`() async throws {
            let picture = try picture("gray.png")
            let deadline = ContinuousClock.now + .seconds(60)
            let deaths = try await withThrowingTaskGroup(of: Int.self) { group in
                for _ in 0..<4 {
                    group.addTask {
                        var deaths = 0
                        for _ in 0..<100 where .now < deadline {
                            deaths += try await Self.dies(reading: picture) ? 1 : 0
                        }
                        return deaths
                    }
                }
                return try await group.reduce(0, +)
            }
            #expect(deaths == 0)
        }

        /// Without a second try, which would hide what the first came to.
        private static func dies(reading picture: [UInt8]) async throws -> Bool {
            let file = URL.temporaryDirectory.appending(path: "sparekey-\(UUID().uuidString)")
            defer { try? FileManager.default.removeItem(at: file) }
            try Data(HelperRequest.picture(picture).bytes).write(to: file)
            let process = Process()
            process.executableURL = URL(filePath: program("sparekey-qr"))
            process.standardInput = try FileHandle(forReadingFrom: file)
            process.standardOutput = FileHandle.nullDevice
            process.standardError = FileHandle.nullDevice
            return try await withCheckedThrowingContinuation { continuation in
                process.terminationHandler = { ended in
                    continuation.resume(returning: ended.terminationStatus != 0)
                }
                do { try process.run() } catch { continuation.resume(throwing: error) }
            }
        }
    #endif

    // Without its end it would hang for ever; how long a busy machine takes for it says nothing.
    @Test(.timeLimit(.minutes(10)))
    func `a reader that hangs is ended when patience is`() async {
        await #expect(throws: QRCodeReaderError.helper(.ended)) {
            try await hostile("hang", patience: .milliseconds(300)).texts(inPicture: [])
        }
    }

    @Test(.timeLimit(.minutes(10)))
    func `a reader that computes for ever is ended by its limit`() async {
        await #expect(throws: QRCodeReaderError.helper(.ended)) { try await hostile("spin").texts(inPicture: []) }
    }

    @Test func `a reader gets no more memory than its limit`() async throws {
        let blocks = try await hostile("memory").texts(inPicture: []).first.flatMap(Int.init)
        // Of 1 GiB the program itself takes a part.
        #expect(try #require(blocks) > 200)
        #expect(try #require(blocks) < 1024)
    }

    @Test func `a reader gets neither this environment nor open files`() async throws {
        let variables = try await hostile("echo-environment").texts(inPicture: []).first ?? ""
        #expect(["", "LD_LIBRARY_PATH"].contains(variables))
        #expect(try await hostile("descriptors").texts(inPicture: []) == ["0 1 2"])
    }

    #if os(Linux)
        @Test func `a reader that is taken over can reach nothing`() async throws {
            let told = try await hostile("system").texts(inPicture: []).first ?? ""
            let refused = "Operation not permitted"
            #expect(
                told.split(separator: "\n") == [
                    "confined", "read a file: \(refused)", "write a file: \(refused)", "socket: \(refused)",
                    "signal: \(refused)", "remove: \(refused)", "run new code: \(refused)",
                ]
            )
        }
    #endif
}
