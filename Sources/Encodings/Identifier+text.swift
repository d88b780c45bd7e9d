extension Identifier {
    /// What a document holds where an identifier stands: its text, or one that is none and is kept as it was read.
    ///
    /// The vault's format allows any text for what the account service named, so a text that names nothing does not keep
    /// the rest from being read; whoever asks the service for what is named asks for ``identifier`` first.
    package struct Text: Sendable, Hashable, CustomStringConvertible {
        /// What is written.
        package let rawValue: String

        /// A text as it was read, within the bounds of its document.
        package init(reading text: String) { rawValue = text }

        /// The text of an identifier.
        package init(_ identifier: Identifier) { rawValue = identifier.rawValue }

        /// Nil if the text is no identifier.
        package var identifier: Identifier? { Identifier(rawValue) }

        package var description: String { rawValue }
    }

    /// What a document holds of it.
    package var text: Text { Text(self) }
}
