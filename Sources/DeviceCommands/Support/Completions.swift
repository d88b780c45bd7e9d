import ArgumentParser
import DeviceCore
import OutsideText

extension CompletionKind {
    /// The names of the accounts here; none where the vault would have to be unlocked first.
    static let entries = CompletionKind.custom { words, _, _ in names(words) { _ in true } }

    /// The names of the accounts here that an account service knows.
    static let accounts = CompletionKind.custom { words, _, _ in names(words) { $0.kind != "third-party" } }

    private static func names(_ words: [String], _ isWanted: (EntryListing) -> Bool) -> [String] {
        let device = CommonOptions.device(at: CommonOptions.home(CommandLineArguments(words).home))
        let entries = device.contentsUnasked()?.listing ?? []
        let names = entries.filter(isWanted).map(\.wholeLabel)
        // zsh takes what stands behind a colon for a description.
        return CompletionShell.requesting == .zsh ? names.map { $0.replaced(":", by: "\\:") } : names
    }
}
