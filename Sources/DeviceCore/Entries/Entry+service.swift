import Entries

extension Entry {
    /// The account service of a personal or work entry.
    var service: String? {
        switch content {
        case .personal(let account): account.service
        case .work(let account): account.service
        case .thirdParty: nil
        }
    }
}
