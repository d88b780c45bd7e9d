import Foundation

/// Someone to be added to an organisation, as a line of a list has it.
package struct NewMember: Sendable, Equatable {
    /// The line, from 1.
    let line: Int
    /// The name that the member signs in with.
    package let name: String
    /// What the member may do.
    package let role: MemberRole
}

/// Why a list of members cannot be taken, and where.
package struct MemberListError: Error, Equatable, Sendable {
    /// The line, from 1.
    package let line: Int
    /// What is wrong there; nil if the line itself cannot be read.
    package let reason: OrganizationError?

    /// Names the line, and what is wrong.
    package init(line: Int, reason: OrganizationError?) {
        self.line = line
        self.reason = reason
    }
}

/// A list of members: a name a line and, behind a comma, `member` or `administrator` (RFC 4180).
package enum MemberList {
    /// The longest list, in bytes.
    package static let limit = 256 * 1024

    /// Reads a list; a first line `name` or `name,role` is a heading, and empty lines are left out.
    package static func read(_ bytes: [UInt8]) throws(MemberListError) -> [NewMember] {
        var rest = bytes[...]
        if rest.starts(with: [0xEF, 0xBB, 0xBF]) { rest = rest.dropFirst(3) }
        var members: [NewMember] = []
        let lines = rest.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        for (index, line) in lines.enumerated() {
            let line = line.last == UInt8(ascii: "\r") ? line.dropLast() : line
            let fields = try line.split(separator: UInt8(ascii: ","), omittingEmptySubsequences: false)
                .map { field throws(MemberListError) in try text(field, line: index + 1) }
            guard fields != [""] else { continue }
            guard index > 0 || !["name", "name,role"].contains(fields.joined(separator: ",").lowercased()) else {
                continue
            }
            guard fields.count <= 2, let role = role(fields.count == 2 ? fields[1] : "") else {
                throw MemberListError(line: index + 1, reason: nil)
            }
            members.append(NewMember(line: index + 1, name: fields[0], role: role))
        }
        return members
    }

    private static func role(_ text: String) -> MemberRole? {
        text.isEmpty ? .member : MemberRole(rawValue: text.lowercased())
    }

    /// A field without blanks and quotation marks around it.
    ///
    /// No name holds a comma or a quotation mark.
    private static func text(_ field: ArraySlice<UInt8>, line: Int) throws(MemberListError) -> String {
        let quote = UInt8(ascii: "\"")
        func isBlank(_ byte: UInt8) -> Bool { byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") }
        var field = field.drop(while: isBlank)
        while let last = field.last, isBlank(last) { field.removeLast() }
        if field.count >= 2, field.first == quote, field.last == quote { field = field.dropFirst().dropLast() }
        guard !field.contains(quote), let text = String(validating: field, as: UTF8.self) else {
            throw MemberListError(line: line, reason: nil)
        }
        return text
    }
}
