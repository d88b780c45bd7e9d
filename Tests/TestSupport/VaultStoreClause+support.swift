import Entries
import Primitives
import Sealed
import Vault

extension VaultStoreClause {
    /// What a store did that it may not do.
    package struct Breach: Error, CustomStringConvertible {
        /// The clause that is not kept.
        package let clause: VaultStoreClause
        /// What was found instead.
        package let found: String

        package var description: String { "\(clause.rawValue): \(found)" }
    }

    /// Commits the first vault, with a key.
    func commitFirst(_ store: any VaultStore) throws -> (bytes: [UInt8], version: VaultVersion) {
        let bytes = try Self.vault()
        let change = VaultChange(bytes: bytes, key: .made(.random(count: 32)))
        return (bytes, try commit(change, to: store, replacing: nil))
    }

    /// Commits a vault, and returns the version that the store has then.
    func commit(
        _ change: VaultChange,
        to store: any VaultStore,
        replacing version: VaultVersion?
    ) throws(VaultError) -> VaultVersion {
        try store.commit(change, replacing: version)
        return try store.load().version
    }

    static func change() throws(VaultError) -> VaultChange {
        VaultChange(bytes: try vault(), key: .kept)
    }

    /// A vault of its own each time; a store does not ask whether it opens.
    static func vault() throws(VaultError) -> [UInt8] {
        do {
            let (id, master) = (VaultID.random(), SecretBytes.random(count: 32))
            let slot = try Keyslot.wrapping(master, keyFile: .random(count: 32), vault: id)
            let portable = try EncodedPortable(PortableContents(device: sampleDevice))
            let halves = VaultHalves(portable: portable, deviceBound: SecretBytes(utf8: "{}"))
            return try VaultFile.seal(halves, master: master, id: id, slots: [slot])
        } catch {
            throw .format(.damaged)
        }
    }

    func expect<Value: Equatable>(_ found: Value, _ expected: Value) throws {
        guard found == expected else {
            throw Breach(clause: self, found: String(String(describing: found).prefix(200)))
        }
    }

    func expect(_ expected: VaultError, of work: () throws(VaultError) -> Void) throws {
        do throws(VaultError) {
            try work()
        } catch {
            guard error == expected else { throw Breach(clause: self, found: "\(error)") }
            return
        }
        throw Breach(clause: self, found: "no \(expected)")
    }
}
