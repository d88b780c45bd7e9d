package import Primitives
package import Sealed

extension VaultFile {
    /// Seals contents into a whole file with a new salt; the portable ones were encoded before.
    package static func seal(
        _ contents: VaultContents,
        portable: EncodedPortable,
        master: SecretBytes,
        id: VaultID,
        slots: [Keyslot]
    ) throws(VaultFormatError) -> [UInt8] {
        let deviceBound: SecretBytes
        do throws(ContentsError) {
            deviceBound = try DeviceBoundCoding.encode(contents.deviceBound)
        } catch {
            throw VaultFormatError(error)
        }
        return try seal(
            VaultHalves(portable: portable, deviceBound: deviceBound),
            master: master,
            id: id,
            slots: slots
        )
    }

    /// Opens a whole file; a change to any byte of it is an error.
    ///
    /// Portable contents that were decoded before are not decoded again.
    package static func open(
        _ bytes: [UInt8],
        master: SecretBytes,
        knowing known: EncodedPortable?
    ) throws(VaultFormatError) -> (VaultFile, VaultContents, EncodedPortable) {
        let (file, halves) = try openHalves(of: bytes, master: master, knowing: known)
        do throws(ContentsError) {
            let contents = VaultContents(
                portable: halves.portable.contents,
                deviceBound: try DeviceBoundCoding.decode(halves.deviceBound)
            )
            return (file, contents, halves.portable)
        } catch {
            throw VaultFormatError(error)
        }
    }
}
