// WebPages is what the app's page and the account service's pages have in common: one look, one way to fill a template
// and to read a form, and one set of rules for what a browser may do with them. It knows no screen, no rule and no state.
//
// All but the files that end in +native.swift is portable: it makes the same pages where there is no Foundation.

import OutsideText

/// The shared look and the shared rules of pages.
package enum WebPages {
    /// Which of the stylesheet's sixteen colours stands for a name, the same wherever the name is shown.
    package static func hue(of name: String) -> Int {
        let sum = name.lowercased().utf8.reduce(UInt32(0)) { ($0 &* 31 &+ UInt32($1)) & 0xFFFF }
        return Int(truncatingIfNeeded: sum & 15)
    }

    /// The letter that stands on that colour; a dot for no name.
    package static func initial(of name: String) -> String {
        name.isEmpty ? "·" : String(name.scalarPrefix(1)).uppercased()
    }
}
