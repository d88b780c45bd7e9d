#if canImport(Subprocess)
    import LocalFiles
    import QRCodeMessages
    import Subprocess

    #if canImport(Darwin)
        import Darwin
    #elseif canImport(Glibc)
        import Glibc
    #elseif canImport(Musl)
        import Musl
    #elseif canImport(Android)
        import Android
    #endif

    #if canImport(System)
        import System
    #else
        import SystemPackage
    #endif

    /// The helper, started for each request.
    package struct HelperProgram: Sendable {
        /// The helper's name.
        package static let name = "sparekey-qr"

        private let found: RunningProgram.Companion
        private let arguments: [String]
        private let patience: Duration

        /// The helper that was installed with this program.
        package init() {
            found = RunningProgram()?.companion(Self.name) ?? .missing
            arguments = []
            patience = .seconds(30)
        }

        /// Another program, which has `patience` to answer.
        package init(path: String, arguments: [String] = [], patience: Duration) {
            found = .found(path)
            self.arguments = arguments
            self.patience = patience
        }

        /// Where the helper is; found out before something that one which cannot be used would leave half done.
        @discardableResult
        package func place() throws(HelperFailure) -> String {
            switch found {
            case .found(let path): return path
            case .exposed(let path): throw .exposed(path: path)
            case .missing: throw .missing(RunningProgram()?.places(of: Self.name) ?? [Self.name])
            }
        }

        /// Asks the helper, which answers with `limit` bytes at most; `read` returns nil for what is no answer.
        func ask<Reply: Sendable>(
            _ request: HelperRequest,
            limit: Int,
            _ read: @escaping @Sendable ([UInt8]) -> Reply?
        ) async throws(HelperFailure) -> Reply {
            let program = try place()
            let bytes = request.bytes
            do {
                return try await withThrowingTaskGroup(of: Reply.self) { group in
                    group.addTask {
                        do {
                            return try await run(program, on: bytes, limit: limit, read)
                        } catch HelperFailure.crashed {
                            // A crash may have nothing to do with the request, such as a system short of memory.
                            return try await run(program, on: bytes, limit: limit, read)
                        }
                    }
                    group.addTask {
                        try await Task.sleep(for: patience)
                        throw HelperFailure.ended
                    }
                    // Whichever is late is cancelled, which ends the process.
                    defer { group.cancelAll() }
                    guard let first = try await group.next() else { throw HelperFailure.ended }
                    return first
                }
            } catch {
                throw error as? HelperFailure ?? .ended
            }
        }

        private func run<Reply>(
            _ program: String,
            on bytes: [UInt8],
            limit: Int,
            _ read: ([UInt8]) -> Reply?
        ) async throws -> Reply {
            guard let request = try? InputFile(bytes) else { throw HelperFailure.cannotStart }
            let result: ExecutionResult<Void, BytesOutput, DiscardedOutput>
            do {
                result = try await Subprocess.run(
                    .path(FilePath(program)),
                    arguments: Arguments(arguments),
                    environment: Self.environment,
                    input: .fileDescriptor(
                        FileDescriptor(rawValue: request.descriptor),
                        closeAfterSpawningProcess: false
                    ),
                    output: .bytes(limit: limit),
                    error: .discarded
                )
            } catch let error as SubprocessError {
                throw [.spawnFailed, .executableNotFound].contains(error.code)
                    ? HelperFailure.cannotStart : HelperFailure.ended
            }
            switch result.terminationStatus {
            case .exited(0): break
            case .exited(HelperStatus.limitReached), .signaled(SIGXCPU): throw HelperFailure.ended
            default: throw HelperFailure.crashed
            }
            guard let reply = read(result.standardOutput) else { throw HelperFailure.crashed }
            return reply
        }

        // Nothing of this process's environment, which may hold a passphrase, but what finds the libraries.
        private static var environment: Environment {
            let name = "LD_LIBRARY_PATH"
            let path = ProcessEnvironment.variables[name]
            return .custom(path.map { [.init(stringLiteral: name): $0] } ?? [:])
        }
    }
#endif
