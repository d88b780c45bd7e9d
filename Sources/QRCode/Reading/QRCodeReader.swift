#if canImport(Subprocess)
    import CQRCode
    import Foundation
    import Subprocess

    #if canImport(System)
        import System
    #else
        import SystemPackage
    #endif

    /// Why a picture could not be read.
    package enum QRCodeReaderError: Error, Sendable, Equatable {
        /// The file cannot be opened: name another.
        case cannotReadFile
        /// It is no PNG, JPEG or WebP, or is damaged: convert it, or take it again.
        case notAPicture
        /// The file, or the picture, is larger than ``PictureLimits``: cut it down.
        case tooLarge
        /// The reading process crashed, or took more time or memory than it may: cut the picture down.
        case ended
        /// The reading process could not be started: try again.
        case cannotStart
    }

    /// Reads QR codes in a process of its own, which is this program started again.
    ///
    /// The program must answer `qr-decode` with ``ReaderProcess/run()``.
    package struct QRCodeReader: Sendable {
        private let program: String
        private let arguments: [String]
        private let patience: Duration

        /// A reader that starts this program.
        package init() {
            self.init(program: Self.thisProgram, arguments: ["qr-decode"], patience: .seconds(30))
        }

        /// A reader that starts another program, which has `patience` to answer.
        package init(program: String, arguments: [String], patience: Duration) {
            self.program = program
            self.arguments = arguments
            self.patience = patience
        }

        /// The texts of all QR codes in a PNG, JPEG or WebP; none where there is no code.
        package func texts(inPicture bytes: [UInt8]) async throws(QRCodeReaderError) -> [String] {
            guard bytes.count <= PictureLimits.fileSize else { throw .tooLarge }
            return try await texts(.picture(bytes))
        }

        /// The texts of all QR codes in a picture file; `-` is standard input.
        package func texts(inPictureFile path: String) async throws(QRCodeReaderError) -> [String] {
            try await texts(inPicture: Self.bytes(ofFile: path))
        }

        /// The texts of all QR codes in `width` times `height` bytes, the lightness of each pixel, row by row.
        package func texts(
            inLightness bytes: [UInt8],
            width: Int,
            height: Int
        ) async throws(QRCodeReaderError) -> [String] {
            guard bytes.count <= PictureLimits.area else { throw .tooLarge }
            return try await texts(.lightness(bytes, width: width, height: height))
        }

        private static func bytes(ofFile path: String) throws(QRCodeReaderError) -> [UInt8] {
            guard let file = path == "-" ? .standardInput : FileHandle(forReadingAtPath: path) else {
                throw .cannotReadFile
            }
            do {
                // One byte more than is read, to know a longer file.
                return Array(try file.read(upToCount: PictureLimits.fileSize + 1) ?? Data())
            } catch {
                throw .cannotReadFile
            }
        }

        private func texts(_ request: ReaderRequest) async throws(QRCodeReaderError) -> [String] {
            switch try await reply(to: request) {
            case .texts(let texts): return texts
            case .notAPicture: throw .notAPicture
            case .tooLarge: throw .tooLarge
            }
        }

        private func reply(to request: ReaderRequest) async throws(QRCodeReaderError) -> ReaderReply {
            let bytes = request.bytes
            // Not a pipe: writing to a process that has ended would raise a signal here.
            let file = unsafe sparekey_qr_nameless_file(bytes, bytes.count)
            guard file >= 0 else { throw .cannotStart }
            let input = FileDescriptor(rawValue: file)
            defer { try? input.close() }
            do {
                return try await withThrowingTaskGroup(of: ReaderReply.self) { group in
                    group.addTask { try await run(on: input) }
                    group.addTask {
                        try await Task.sleep(for: patience)
                        throw QRCodeReaderError.ended
                    }
                    // Whichever is late is cancelled, which ends the process.
                    defer { group.cancelAll() }
                    guard let first = try await group.next() else { throw QRCodeReaderError.ended }
                    return first
                }
            } catch {
                throw error as? QRCodeReaderError ?? .ended
            }
        }

        private func run(on input: FileDescriptor) async throws -> ReaderReply {
            let result: ExecutionResult<Void, BytesOutput, DiscardedOutput>
            do {
                result = try await Subprocess.run(
                    .path(FilePath(program)),
                    arguments: Arguments(arguments),
                    environment: Self.environment,
                    input: .fileDescriptor(input, closeAfterSpawningProcess: false),
                    output: .bytes(limit: ReaderReply.largest),
                    error: .discarded
                )
            } catch let error as SubprocessError {
                throw [.spawnFailed, .executableNotFound].contains(error.code)
                    ? QRCodeReaderError.cannotStart : QRCodeReaderError.ended
            }
            guard result.terminationStatus.isSuccess, let reply = ReaderReply(result.standardOutput) else {
                throw QRCodeReaderError.ended
            }
            return reply
        }

        // Nothing of this process's environment, which may hold a passphrase, but what finds the libraries.
        private static var environment: Environment {
            let name = "LD_LIBRARY_PATH"
            let path = ProcessInfo.processInfo.environment[name]
            return .custom(path.map { [.init(stringLiteral: name): $0] } ?? [:])
        }

        private static var thisProgram: String {
            #if os(Linux)
                // The very file that runs, even if another has its name by now.
                "/proc/self/exe"
            #else
                Bundle.main.executablePath ?? CommandLine.arguments[0]
            #endif
        }
    }
#endif
