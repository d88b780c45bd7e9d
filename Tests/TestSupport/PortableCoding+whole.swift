package import Entries
package import Primitives
package import Sealed

extension PortableCoding {
    /// The contents that a whole secret holds.
    package static func decode(_ json: SecretBytes) throws(ContentsError) -> PortableContents { try decode(json.whole) }
}
