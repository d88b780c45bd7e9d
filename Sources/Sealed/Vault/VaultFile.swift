import Encodings
package import Primitives

/// The bytes of a vault: header, keyslots, and the two sealed sections; docs/formats/vault.md describes them.
package struct VaultFile: Sendable {
    /// The one version that this app writes and reads.
    static let version: UInt16 = 1
    /// HKDF-SHA512, XChaCha20-Poly1305, key commitment, Argon2id.
    static let suite: UInt16 = 1
    /// A longer file is refused before it is read.
    package static let lengthLimit = 64 * 1024 * 1024
    /// The length of the master key and of every key made from it.
    static let keyLength = 32
    /// The length of the header without the keyslots.
    static let headerLength = 96
    /// The greatest number of keyslots.
    static let slotLimit = 8

    private static let magic = Array("spkyvt\r\n".utf8)

    /// The vault's random name, which stays for its whole life.
    package let id: VaultID
    /// New at every write: tells one state of the file from another.
    package let salt: [UInt8]
    /// Shows which master key the sections are sealed under.
    package let commitment: [UInt8]
    /// The ways to unlock the vault.
    package let slots: [Keyslot]

    /// The greatest number of bytes that header and keyslots take.
    package static let startLength = headerLength + slotLimit * Keyslot.length

    /// Reads header and keyslots, and leaves the reader at the first section.
    package init(start reader: inout BinaryReader) throws(VaultFormatError) {
        guard reader.take(8) == Self.magic, let version = reader.integer(UInt16.self) else { throw .damaged }
        guard version == Self.version else { throw .unsupportedVersion(Int(truncatingIfNeeded: version)) }
        guard let suite = reader.integer(UInt16.self) else { throw .damaged }
        guard suite == Self.suite else { throw .unsupportedSuite(Int(truncatingIfNeeded: suite)) }
        guard
            let id = reader.take(16),
            let count = reader.integer(UInt16.self),
            reader.integer(UInt16.self) == 0,
            let salt = reader.take(32),
            let commitment = reader.take(32),
            (1...Self.slotLimit).contains(Int(truncatingIfNeeded: count))
        else { throw .damaged }
        var slots: [Keyslot] = []
        for _ in 0..<count {
            guard let slot = reader.take(Keyslot.length).flatMap(Keyslot.init(bytes:)) else { throw .damaged }
            slots.append(slot)
        }
        self.id = VaultID(bytes: id)
        self.salt = salt
        self.commitment = commitment
        self.slots = slots
    }

    private init(id: VaultID, salt: [UInt8], commitment: [UInt8], slots: [Keyslot]) {
        self.id = id
        self.salt = salt
        self.commitment = commitment
        self.slots = slots
    }

    /// The salt in the header of a file that may be damaged; for a file that ends before it, the last bytes that there
    /// are.
    package static func salt(of bytes: [UInt8]) -> [UInt8] {
        Array(bytes.prefix(64).suffix(32))
    }

    /// The bytes before the sections, all of which every section is bound to.
    package var start: [UInt8] {
        var bytes = Self.magic
        bytes.appendInteger(Self.version)
        bytes.appendInteger(Self.suite)
        bytes += id.bytes
        bytes.appendInteger(UInt16(slots.count))
        bytes.appendInteger(UInt16(0))
        bytes += salt + commitment
        for slot in slots {
            bytes += slot.bytes
        }
        return bytes
    }

    /// Seals both halves into a whole file with a new salt.
    package static func seal(
        _ halves: VaultHalves,
        master: SecretBytes,
        id: VaultID,
        slots: [Keyslot]
    ) throws(VaultFormatError) -> [UInt8] {
        let salt = randomBytes(count: 32)
        let keys = VaultKeys(master: master, salt: salt, id: id)
        let file = VaultFile(id: id, salt: salt, commitment: keys.commitment, slots: slots)
        let start = file.start
        let sections = [
            (VaultSection.portable, halves.portable.padded),
            (VaultSection.deviceBound, try VaultSection.padded(halves.deviceBound)),
        ]
        var bytes = start
        bytes.reserveCapacity(sections.reduce(start.count) { $0 + $1.1.count + VaultSection.overhead })
        for (section, plaintext) in sections {
            try section.seal(plaintext, key: keys[section], start: start, appendingTo: &bytes)
        }
        guard bytes.count <= lengthLimit else { throw .tooLarge }
        return bytes
    }

    /// Opens a whole file; a change to any byte of it is an error.
    ///
    /// Portable contents that were decoded before are not decoded again.
    package static func openHalves(
        of bytes: [UInt8],
        master: SecretBytes,
        knowing known: EncodedPortable?
    ) throws(VaultFormatError) -> (file: VaultFile, halves: VaultHalves) {
        var reader = BinaryReader(bytes)
        let file = try VaultFile(start: &reader)
        let keys = VaultKeys(master: master, salt: file.salt, id: file.id)
        guard constantTimeEqual(keys.commitment, file.commitment) else { throw .otherKey }
        let start = Array(bytes[..<reader.offset])
        let portable = try VaultSection.portable.open(from: &reader, key: keys[.portable], start: start)
        let deviceBound = try VaultSection.deviceBound.open(from: &reader, key: keys[.deviceBound], start: start)
        guard reader.remaining == 0 else { throw .damaged }
        let encoded: EncodedPortable
        if let known, known.padded == portable {
            encoded = known
        } else {
            encoded = try EncodedPortable(padded: portable)
        }
        guard let json = Padding.remove(from: deviceBound) else { throw .damaged }
        return (file, VaultHalves(portable: encoded, deviceBound: SecretBytes(copying: json)))
    }

    /// Whether the file opens with a passphrase only.
    package var needsPassphrase: Bool {
        get throws(KeyslotError) {
            if slots.contains(where: { $0.kind == .keyFile }) { return false }
            guard slots.contains(where: { $0.kind == .passphrase }) else { throw .unsupported }
            return true
        }
    }
}

/// Why the bytes of a vault were not made or opened.
package enum VaultFormatError: Error, Sendable, Equatable {
    /// The file is not as it was sealed.
    case damaged
    /// A newer version of the app wrote the file.
    case unsupportedVersion(Int)
    /// The file uses algorithms that this version of the app does not know.
    case unsupportedSuite(Int)
    /// The contents follow a schema that this version of the app does not know.
    case unsupportedSchema(Int64)
    /// The vault has another master key than the one at hand.
    case otherKey
    /// The contents exceed what a vault may hold.
    case tooLarge

    /// What it means for a file that its contents were not written or read.
    package init(_ error: ContentsError) {
        switch error {
        case .damaged: self = .damaged
        case .unsupportedSchema(let schema): self = .unsupportedSchema(schema)
        case .tooLarge: self = .tooLarge
        }
    }
}
