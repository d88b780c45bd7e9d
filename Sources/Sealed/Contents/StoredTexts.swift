package import Encodings
package import Entries
import OutsideText
package import Primitives

extension String {
    /// The text itself, if it is within the bounds.
    package func bounded() throws(ContentsError) -> String {
        guard utf8.count <= ContentsLimits.text else { throw .tooLarge }
        return self
    }

    /// The identifier that the text is.
    package func identifier<Named>(
        _: Identifier<Named>.Type = Identifier<Named>.self
    ) throws(ContentsError) -> Identifier<Named> {
        guard let id = Identifier<Named>(self) else { throw .damaged }
        return id
    }

    /// The bytes of a Base32 text.
    package func secretBytes() throws(ContentsError) -> SecretBytes {
        guard let text = try? bounded(), let decoded = try? Base32.decode(text), decoded.isRegular else {
            throw .damaged
        }
        var bytes = decoded.bytes
        return SecretBytes(wiping: &bytes)
    }

    /// The Base32 text of a secret.
    package init(base32 secret: some ByteSource) throws(ContentsError) {
        var bytes = SecretBytes(copying: secret).exposedBytes()
        defer { wipe(&bytes) }
        self = try Base32.encode(bytes).bounded()
    }
}

extension Stamp {
    /// `time.counter.device`, the form in which stamps are stored.
    package var text: String { "\(time).\(counter).\(device.rawValue)" }

    /// A stamp as it was stored.
    package init(text: String) throws(ContentsError) {
        guard let (time, rest) = text.cut(at: "."), let (counter, device) = rest.cut(at: "."),
            let time = Int64(time), let counter = UInt32(counter)
        else { throw .damaged }
        self.init(time: time, counter: counter, device: try String(device).identifier())
    }
}

extension Arrival {
    /// `time.counter`, the form in which arrivals are stored.
    package var text: String { "\(time).\(counter)" }

    /// An arrival as it was stored.
    package init(text: String) throws(ContentsError) {
        guard let (time, counter) = text.cut(at: "."), let time = Int64(time), let counter = UInt32(counter) else {
            throw .damaged
        }
        self.init(time: time, counter: counter)
    }
}
