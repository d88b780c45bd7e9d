import Primitives

/// What a location says, once its kind has read it.
struct StorageAddress: Sendable {
    /// What follows the colon, in its one canonical form.
    let text: String
    /// What people call it: the folder, server or bucket.
    let place: String
    /// What the issuer of an account there could be called: telling words in lower case.
    let providerWords: [String]
    /// The same location without encryption, of a server on this computer.
    var withoutEncryption: String?
    /// The storage at this address; the password is its account's, where it has one.
    let storage: @Sendable (_ password: SecretBytes?, StorageSystem) throws(StorageLocationError) -> any BackupStorage
}

/// What a system has for its storages.
struct StorageSystem {
    /// One of its folders.
    let folder: (_ path: String) -> any BackupStorage
    /// The way to a server, which is trusted by the certificates of a file, if any is named.
    let network: (_ certificates: String?) throws(StorageLocationError) -> StorageNetwork
}

/// What relative paths are relative to; `~` stands for the home folder.
struct PathBase: Sendable {
    /// The absolute form of a path.
    let absolute: @Sendable (String) -> String
}
