/// The kinds of storage, as the help of each command that takes one names them.
enum StorageHelp {
    /// One line a kind.
    static var text: String { HelpText.of("storages") }
}
