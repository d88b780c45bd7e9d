import WebPages

/// The page on which people see their account.
struct AccountModel: PageModel {
    static let template = PageTemplate.account
    let title: String
    let username: String
    /// That a device was removed just now; nil where none was.
    let removed: String?
    /// The organisation that the account is of; nil for a personal one.
    let organization: String?
    let isAdministrator: Bool
    let devices: [OwnDevice]
    /// Nil for an account that has none of its own.
    let contacts: [Contact]?
    let applications: [Application]
    let notices: [Notice]

    var pageValue: PageValue {
        [
            "title": .of(title), "username": .of(username), "removed": .of(removed),
            "organization": .of(organization), "isAdministrator": .of(isAdministrator), "devices": .of(devices),
            "isPersonal": .of(contacts != nil), "contacts": .of(contacts),
            "hasContacts": .of(contacts?.isEmpty == false), "applications": .of(applications),
            "hasApplications": .of(!applications.isEmpty), "notices": .of(notices),
            "hasNotices": .of(!notices.isEmpty),
        ]
    }

    /// A device of whoever looks.
    struct OwnDevice: ShownOnPage, Sendable {
        let device: DeviceModel
        let isCurrent: Bool

        var pageValue: PageValue {
            device.pageValue.with(["isCurrent": .of(isCurrent)])
        }
    }

    /// A contact, masked.
    struct Contact: ShownOnPage, Sendable {
        let masked: String
        let isPhone: Bool
        let isPending: Bool
        let added: MomentModel

        var pageValue: PageValue {
            [
                "masked": .of(masked), "isPhone": .of(isPhone), "isPending": .of(isPending), "added": .of(added),
            ]
        }
    }

    /// An application that may learn who the person is.
    struct Application: ShownOnPage, Sendable {
        let id: String
        let name: String
        let hue: Int
        let initial: String
        let given: MomentModel
        let scopes: String

        var pageValue: PageValue {
            [
                "id": .of(id), "name": .of(name), "hue": .of(hue), "initial": .of(initial), "given": .of(given),
                "scopes": .of(scopes),
            ]
        }
    }

    /// Something that has happened.
    struct Notice: ShownOnPage, Sendable {
        let text: String
        let at: MomentModel
        let isAlarm: Bool

        var pageValue: PageValue {
            ["text": .of(text), "at": .of(at), "isAlarm": .of(isAlarm)]
        }
    }
}

/// A device of an account, which can be removed.
struct DeviceModel: ShownOnPage, Sendable {
    let id: String
    let name: String
    let added: MomentModel
    let lastUsed: MomentModel
    /// The word of the button.
    let remove: String

    var pageValue: PageValue {
        [
            "id": .of(id), "name": .of(name), "added": .of(added), "lastUsed": .of(lastUsed), "remove": .of(remove),
        ]
    }
}

/// The page that asks for a contact before a device is removed.
struct RemovalModel: PageModel {
    static let template = PageTemplate.accountRemoval
    let title: String
    let device: String
    /// The word of the button that removes it.
    let remove: String
    /// The word of the button that sends a code.
    let send: String
    /// Why no code was sent or taken; nil where nothing is wrong.
    let notice: String?
    /// Where a code was sent to; nil where none was.
    let sent: String?
    let asksCode: Bool
    let isWrong: Bool
    let contacts: [Contact]

    var pageValue: PageValue {
        [
            "title": .of(title), "device": .of(device), "remove": .of(remove), "send": .of(send),
            "notice": .of(notice), "sent": .of(sent), "asksCode": .of(asksCode), "isWrong": .of(isWrong),
            "contacts": .of(contacts), "hasContacts": .of(!contacts.isEmpty),
        ]
    }

    /// A contact that a code can be sent to, masked.
    struct Contact: ShownOnPage, Sendable {
        let id: String
        let masked: String

        var pageValue: PageValue {
            ["id": .of(id), "masked": .of(masked)]
        }
    }
}
