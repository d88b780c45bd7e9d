#if canImport(Subprocess)
    import QRCodeMessages

    /// Why there is no QR code of a text.
    package enum QRCodeWriterError: Error, Sendable, Equatable {
        /// The text is empty, holds a zero, or is too long: a code holds 2,953 bytes, more of digits and capital letters.
        case cannotHold
        /// The helper gave no answer.
        case helper(HelperFailure)
    }

    /// Has the helper make QR codes.
    ///
    /// A text goes by standard input, where no other process sees it.
    package struct QRCodeWriter: Sendable {
        // The digits that a code holds, which are more than the letters: longer texts are not asked for.
        private static let longestText = 7089

        private let helper: HelperProgram

        /// A writer that starts this helper.
        package init(_ helper: HelperProgram = HelperProgram()) {
            self.helper = helper
        }

        /// Fails where there is no helper to start, for what must not be begun then.
        package func check() throws(QRCodeWriterError) {
            do throws(HelperFailure) { try helper.place() } catch { throw .helper(error) }
        }

        /// The QR code of a text.
        package func code(of text: String) async throws(QRCodeWriterError) -> QRCodeImage {
            let reply = try await reply(to: .code(Array(text.utf8)), of: text) { reply in
                if case .png = reply { nil } else { reply }
            }
            guard case .modules(let modules, let size) = reply else { throw .cannotHold }
            return QRCodeImage(size: size, modules: modules)
        }

        /// The QR code of a text as a PNG with the light border that the standard asks for.
        package func png(of text: String, pixelsPerModule scale: Int = 8) async throws(QRCodeWriterError) -> [UInt8] {
            precondition(CodeLimits.scales.contains(scale), "a module has 1 to 64 pixels")
            let reply = try await reply(to: .png(Array(text.utf8), scale: scale), of: text) { reply in
                if case .modules = reply { nil } else { reply }
            }
            guard case .png(let bytes) = reply else { throw .cannotHold }
            return bytes
        }

        /// `expected` returns nil for the answer to another question.
        private func reply(
            to request: HelperRequest,
            of text: String,
            _ expected: @escaping @Sendable (WriterReply) -> WriterReply?
        ) async throws(QRCodeWriterError) -> WriterReply {
            guard text.utf8.count <= Self.longestText else { throw .cannotHold }
            do throws(HelperFailure) {
                return try await helper.ask(request, limit: WriterReply.largest) { WriterReply($0).flatMap(expected) }
            } catch {
                throw .helper(error)
            }
        }
    }
#endif
