package import Entries
package import Primitives

/// The two halves of a vault as its file holds them.
///
/// The device-bound one is bytes here: the vault alone knows what they say, so that no snapshot can be made of them.
package struct VaultHalves: Sendable {
    /// What a snapshot may hold as well.
    package let portable: EncodedPortable
    /// What never leaves the device, in JSON.
    package let deviceBound: SecretBytes

    /// Both halves.
    package init(portable: EncodedPortable, deviceBound: SecretBytes) {
        self.portable = portable
        self.deviceBound = deviceBound
    }
}

/// Portable contents beside their section's plaintext, so that what did not change is not coded again.
package struct EncodedPortable: Sendable {
    package let contents: PortableContents
    package let padded: SecretBytes
    /// The contents in JSON, a part of ``padded``.
    package let json: SecretPart

    /// Encodes contents.
    package init(_ contents: PortableContents) throws(VaultFormatError) {
        self.contents = contents
        let encoded: SecretBytes
        do throws(ContentsError) {
            encoded = try PortableCoding.encode(contents)
        } catch {
            throw VaultFormatError(error)
        }
        padded = try VaultSection.padded(encoded)
        json = try Self.json(in: padded)
    }

    /// Decodes what a section held.
    package init(padded: SecretBytes) throws(VaultFormatError) {
        self.padded = padded
        json = try Self.json(in: padded)
        do throws(ContentsError) {
            contents = try PortableCoding.decode(json)
        } catch {
            throw VaultFormatError(error)
        }
    }

    private static func json(in padded: SecretBytes) throws(VaultFormatError) -> SecretPart {
        guard let json = Padding.remove(from: padded) else { throw .damaged }
        return json
    }
}
