/// The picture that stands for an entry, where the person has chosen one.
package enum EntryIcon: Sendable, Equatable {
    /// An icon of the bundled set, by its name there.
    case bundled(Name)
    /// The person's own picture, as its file has it.
    case picture(Picture)

    /// The greatest size of a picture, in bytes.
    package static let pictureSize = 16_384
    /// The greatest size of the pictures of all entries together, in bytes, so that the backup has room for the entries.
    package static let allPicturesSize = 4 * 1024 * 1024

    /// The name of an icon: small letters, digits, dots and hyphens, 64 at most.
    package struct Name: Sendable, Equatable {
        /// The name itself.
        package let text: String

        /// A name that an icon can have, in the bundled set of this version of the app or of another.
        package init(_ text: String) throws(DetailsError) {
            let isName = text.utf8.allSatisfy { byte in
                switch byte {
                case 0x61...0x7A, 0x30...0x39, 0x2D, 0x2E: true
                default: false
                }
            }
            guard isName, (1...64).contains(text.utf8.count) else { throw .unknownIcon }
            self.text = text
        }
    }

    /// The bytes of a small picture, which nothing here opens.
    package struct Picture: Sendable, Equatable {
        /// The bytes themselves.
        package let bytes: [UInt8]

        /// A picture that is small enough.
        package init(_ bytes: [UInt8]) throws(DetailsError) {
            guard (1...EntryIcon.pictureSize).contains(bytes.count) else { throw .iconTooLarge }
            self.bytes = bytes
        }
    }

    /// How many bytes of a picture there are; 0 for an icon of the set.
    package var size: Int {
        switch self {
        case .bundled: 0
        case .picture(let picture): picture.bytes.count
        }
    }
}
