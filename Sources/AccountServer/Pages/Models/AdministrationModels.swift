import WebPages

/// The page that lists the members of an organisation.
struct MembersModel: PageModel {
    static let template = PageTemplate.administration
    let username: String
    let title: String
    let members: [Member]
    /// What was typed as the name of a new one.
    let name: String
    let nameHint: String
    /// What is wrong with that name; nil where nothing is.
    let problem: String?

    var pageValue: PageValue {
        [
            "username": .of(username), "title": .of(title), "isMembers": .flag(true), "isLog": .flag(false),
            "members": .of(members), "name": .of(name), "nameHint": .of(nameHint), "problem": .of(problem),
        ]
    }

    /// A member.
    struct Member: ShownOnPage, Sendable {
        let account: String
        let name: String
        let login: String
        let hue: Int
        let initial: String
        let isAdministrator: Bool
        let isNew: Bool
        let devices: String

        var pageValue: PageValue {
            [
                "account": .of(account), "name": .of(name), "login": .of(login), "hue": .of(hue),
                "initial": .of(initial), "isAdministrator": .of(isAdministrator), "isNew": .of(isNew),
                "devices": .of(devices),
            ]
        }
    }
}

/// The page of one member.
struct MemberModel: PageModel {
    static let template = PageTemplate.member
    let username: String
    let organization: String
    let title: String
    let account: String
    let login: String
    let isAdministrator: Bool
    /// Whether it is somebody else than whoever looks.
    let isOther: Bool
    let added: MomentModel
    let devices: [DeviceModel]

    var pageValue: PageValue {
        [
            "username": .of(username), "organization": .of(organization), "title": .of(title),
            "account": .of(account), "login": .of(login), "isAdministrator": .of(isAdministrator),
            "isOther": .of(isOther), "added": .of(added), "devices": .of(devices),
            "hasDevices": .of(!devices.isEmpty),
        ]
    }
}

/// The page that shows an enrollment code, once.
struct EnrollmentModel: PageModel {
    static let template = PageTemplate.enroll
    let title: String
    let account: String
    /// The address of the code's picture; nil where there is none.
    let picture: String?
    let code: String
    let service: String
    let expires: MomentModel

    var pageValue: PageValue {
        [
            "title": .of(title), "account": .of(account), "picture": .of(picture), "code": .of(code),
            "service": .of(service), "expires": .of(expires),
        ]
    }
}

/// The page of what administrators and the service have done.
struct AuditLogModel: PageModel {
    static let template = PageTemplate.auditLog
    let username: String
    let organization: String
    let title: String
    let entries: [Entry]

    var pageValue: PageValue {
        [
            "username": .of(username), "organization": .of(organization), "title": .of(title),
            "isMembers": .flag(false), "isLog": .flag(true), "entries": .of(entries),
        ]
    }

    /// Something that was done.
    struct Entry: ShownOnPage, Sendable {
        let at: MomentModel
        let who: String
        let what: String
        let isAlarm: Bool

        var pageValue: PageValue {
            ["at": .of(at), "who": .of(who), "what": .of(what), "isAlarm": .of(isAlarm)]
        }
    }
}
