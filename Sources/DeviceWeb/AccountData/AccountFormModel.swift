import DeviceCore

/// A page with one form about a personal account.
struct AccountFormModel {
    let id: String
    let label: String
    let username: String
    var failure: FailureModel?

    init(_ listing: EntryListing) {
        id = listing.id
        label = listing.wholeLabel
        username = listing.account
    }
}
