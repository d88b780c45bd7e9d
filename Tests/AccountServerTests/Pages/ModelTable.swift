@testable import AccountServer

/// The model of every page, with one text and one flag wherever it takes any, and nothing left out.
enum ModelTable {
    /// Makes each of them.
    static func models(_ text: String, _ flag: Bool) -> [any PageModel] {
        signIn(text, flag) + account(text, flag) + administration(text, flag) + openID(text, flag)
            + [ErrorModel(title: text, text: text, code: text)]
    }

    private static func signIn(_ text: String, _ flag: Bool) -> [any PageModel] {
        [
            SignInModel(
                flow: text,
                title: text,
                purpose: text,
                username: text,
                isWrong: flag,
                hasLetter: flag,
                allowsCode: flag
            ),
            SignInWaitModel(
                step: text,
                flow: text,
                title: text,
                username: text,
                number: 42,
                spent: 10,
                left: 90
            ),
            SignInEndedModel(
                step: text,
                flow: text,
                title: text,
                text: text,
                username: text,
                offersLetter: flag
            ),
            SignInCodeModel(
                step: text,
                flow: text,
                title: text,
                username: text,
                isWrong: flag,
                isBusy: flag,
                spent: text,
                offersLetter: flag
            ),
            SignInLetterModel(
                step: text,
                flow: text,
                title: text,
                username: text,
                isWrong: flag,
                notice: text
            ),
        ]
    }

    private static func account(_ text: String, _ flag: Bool) -> [any PageModel] {
        let moment = MomentModel(machine: text, text: text)
        let application = AccountModel.Application(
            id: text,
            name: text,
            hue: 3,
            initial: text,
            given: moment,
            scopes: text
        )
        return [
            AccountModel(
                title: text,
                username: text,
                removed: text,
                organization: text,
                isAdministrator: flag,
                devices: [AccountModel.OwnDevice(device: device(text), isCurrent: flag)],
                contacts: [AccountModel.Contact(masked: text, isPhone: flag, isPending: flag, added: moment)],
                applications: [application],
                notices: [AccountModel.Notice(text: text, at: moment, isAlarm: flag)]
            ),
            RemovalModel(
                title: text,
                device: text,
                remove: text,
                send: text,
                notice: text,
                sent: text,
                asksCode: flag,
                isWrong: flag,
                contacts: [RemovalModel.Contact(id: text, masked: text)]
            ),
        ]
    }

    private static func administration(_ text: String, _ flag: Bool) -> [any PageModel] {
        let moment = MomentModel(machine: text, text: text)
        let member = MembersModel.Member(
            account: text,
            name: text,
            login: text,
            hue: 3,
            initial: text,
            isAdministrator: flag,
            isNew: flag,
            devices: text
        )
        return [
            MembersModel(
                username: text,
                title: text,
                members: [member],
                name: text,
                nameHint: text,
                problem: text
            ),
            MemberModel(
                username: text,
                organization: text,
                title: text,
                account: text,
                login: text,
                isAdministrator: flag,
                isOther: flag,
                added: moment,
                devices: [device(text)]
            ),
            EnrollmentModel(
                title: text,
                account: text,
                picture: text,
                code: text,
                service: text,
                expires: moment
            ),
            AuditLogModel(
                username: text,
                organization: text,
                title: text,
                entries: [AuditLogModel.Entry(at: moment, who: text, what: text, isAlarm: flag)]
            ),
        ]
    }

    private static func openID(_ text: String, _ flag: Bool) -> [any PageModel] {
        let address = ConsentModel.Address(id: text, address: text, isChosen: flag)
        return [
            ConsentModel(
                flow: text,
                account: text,
                title: text,
                username: text,
                site: text,
                scopes: [text],
                email: ConsentModel.EmailQuestion(missing: text, addresses: [address], isDeclined: flag)
            ),
            LeaveModel(title: text, address: text),
            FormPostModel(title: text, address: text, fields: [FormPostModel.Field(name: text, value: text)]),
            SignOutModel(title: text, username: text, client: text, target: text, state: text),
            SignedOutModel(title: text),
        ]
    }

    private static func device(_ text: String) -> DeviceModel {
        let moment = MomentModel(machine: text, text: text)
        return DeviceModel(id: text, name: text, added: moment, lastUsed: moment, remove: text)
    }
}
