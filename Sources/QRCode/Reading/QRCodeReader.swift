#if canImport(Subprocess)
    import CQRCode
    import Foundation
    import LocalFiles
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
        /// It is none of the kinds of picture that are read, or is damaged: convert it, or take it again.
        case notAPicture(OtherFormat?)
        /// The file, or the picture, is larger than ``PictureLimits``: cut it down.
        case tooLarge
        /// A code holds a part of a text, and the other parts are not in the picture: take one of all of them.
        case incomplete
        /// The reading process took more time or memory than it may: cut the picture down.
        case ended
        /// The reading process crashed, and did so again when it was given the picture once more: try later.
        case crashed
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

        /// The texts of all QR codes in a PNG, JPEG, WebP, GIF or BMP; none where there is no code.
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
            do throws(FileFailure) {
                return try Files.readGiven(path == "-" ? "/dev/stdin" : path, limit: PictureLimits.fileSize)
            } catch {
                throw error.isTooLong ? .tooLarge : .cannotReadFile
            }
        }

        private func texts(_ request: ReaderRequest) async throws(QRCodeReaderError) -> [String] {
            switch try await reply(to: request) {
            case .texts(let texts): return texts
            case .notAPicture: throw .notAPicture(OtherFormat(request))
            case .tooLarge: throw .tooLarge
            case .incomplete: throw .incomplete
            }
        }

        private func reply(to request: ReaderRequest) async throws(QRCodeReaderError) -> ReaderReply {
            let bytes = request.bytes
            do {
                return try await withThrowingTaskGroup(of: ReaderReply.self) { group in
                    group.addTask {
                        do {
                            return try await run(on: bytes)
                        } catch QRCodeReaderError.crashed {
                            // A crash may have nothing to do with the picture, such as a system short of memory.
                            return try await run(on: bytes)
                        }
                    }
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

        private func run(on bytes: [UInt8]) async throws -> ReaderReply {
            // Not a pipe: writing to a process that has ended would raise a signal here.
            let file = unsafe sparekey_qr_nameless_file(bytes, bytes.count)
            guard file >= 0 else { throw QRCodeReaderError.cannotStart }
            let input = FileDescriptor(rawValue: file)
            defer { try? input.close() }
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
            switch result.terminationStatus {
            case .exited(0): break
            case .exited(ReaderProcess.limitReached), .signaled(SIGXCPU): throw QRCodeReaderError.ended
            default: throw QRCodeReaderError.crashed
            }
            guard let reply = ReaderReply(result.standardOutput) else { throw QRCodeReaderError.crashed }
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
