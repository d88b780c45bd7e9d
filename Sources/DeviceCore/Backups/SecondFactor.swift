import OutsideText
import Storages
package import Vault

extension VaultContents {
    /// The label of an account here that looks like the second factor of the backup's own storage; nil where none does.
    ///
    /// Whoever loses the device would then lack what signs in to the storage that holds the backup.
    /// With an identifier only that entry is looked at.
    package func secondFactorOfStorage(_ id: String? = nil) -> String? {
        guard let backup = deviceBound.backup, let storage = try? StorageLocation(backup.location) else { return nil }
        let looked = listing.filter { id == nil || $0.id == id }
        return looked.first { !["personal", "work"].contains($0.kind) && storage.isRun(by: $0.issuer) }?.wholeLabel
    }
}

extension StorageLocation {
    /// Whether an account of this issuer looks like one at the storage.
    fileprivate func isRun(by issuer: String) -> Bool {
        let issuer = issuer.lowercased()
        let parts = issuer.split { !$0.isLetter && !$0.isNumber }
        return providerWords.contains { word in
            // Hosts are longer than names: amazonaws, backblazeb2, cloudflarestorage.
            parts.contains { $0 == word || $0.count >= 5 && word.begins(with: $0) }
                || word.count >= 4 && issuer.holds(word)
        }
    }
}
