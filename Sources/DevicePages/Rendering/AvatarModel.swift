import WebPages

/// The picture of an account: its issuer's first letter on a colour made from the issuer's name.
struct AvatarModel {
    let letter: String
    /// One of sixteen, by name in the stylesheet.
    let hue: Int
}

extension AvatarModel {
    init(of name: String) {
        letter = WebPages.initial(of: name)
        hue = WebPages.hue(of: name)
    }
}

extension AvatarModel: ShownOnPage {
    var pageValue: PageValue { ["letter": .of(letter), "hue": .of(hue)] }
}
