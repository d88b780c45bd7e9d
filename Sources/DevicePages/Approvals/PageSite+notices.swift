package import DeviceCore

extension PageSite {
    /// Counts the notices that ask whether it was the person.
    package func count(_ notices: [NoticeListing]) {
        var count = 0
        for notice in notices where DevicesModel.Notice.asks(notice, own: device.approvals.ownDevices(of: notice.entry))
        {
            count += 1
        }
        requestBoard.take(notices: count)
    }

    /// The sentence that notices ask whether it was the person; nil where none does.
    func noticed(_ words: Catalogue) -> String? {
        let count = requestBoard.notices
        return count == 0 ? nil : words.text(count, "page.accounts.notices", ["n": String(count)])
    }
}
