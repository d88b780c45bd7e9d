import OutsideText
import Primitives

extension PortableContents {
    /// The entry that stands for the same account already, if there is one.
    ///
    /// A third-party account is known by issuer, account and secret; a personal one by service and user name; a work
    /// one by service, organisation and member.
    package func duplicate(of content: Entry.Content, issuer: String, account: String) -> Entry? {
        entries.first { entry in
            switch (entry.content, content) {
            case (.thirdParty(let mine), .thirdParty(let other)):
                entry.issuer == issuer && entry.account == account && mine.secret == other.secret
            case (.personal(let mine), .personal(let other)):
                mine.username == other.username && sameService(mine.service, other.service)
            case (.work(let mine), .work(let other)):
                mine.organization == other.organization && mine.member == other.member
                    && sameService(mine.service, other.service)
            default:
                false
            }
        }
    }

    /// The entry other than `entry` itself that stands for the same account.
    package func duplicate(of entry: Entry) -> Entry? {
        var others = self
        others.entries.removeAll { $0.id == entry.id }
        return others.duplicate(of: entry.content, issuer: entry.issuer, account: entry.account)
    }

    private func sameService(_ first: String, _ second: String) -> Bool {
        normalised(first) == normalised(second)
    }

    /// People write a service's address with and without the slash at its end, in either case.
    private func normalised(_ service: String) -> Substring {
        let text = service.lowercased()
        return text.ends(with: "/") ? text.dropLast() : text[...]
    }
}
