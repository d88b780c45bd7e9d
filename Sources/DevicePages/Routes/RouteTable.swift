import HTTPExchange
import OutsideText

/// What answers a request.
struct Route: Sendable {
    let method: HTTPMethod
    /// The path, with a name behind a colon where any segment will do: `/accounts/:id/rename`.
    let pattern: String
    /// How many bytes may be sent along.
    let limit: Int
    let answer: @Sendable (PageSite, PageContext) throws -> PageResponse
}

/// Finds what answers a request by the segments of its path and by its method.
///
/// A path is compared as it was sent, byte by byte: nothing in it is decoded, and an empty segment, `.` or `..` is a
/// segment like any other, which no route has.
struct RouteTable: Sendable {
    /// What a request leads to.
    enum Found: Sendable {
        /// A route, and what stands where it takes any segment; empty where it takes none.
        case route(Route, id: String)
        /// The path is there, with these methods alone.
        case otherMethod([HTTPMethod])
        /// There is no such path.
        case nothing
    }

    /// A place that segments lead to.
    private struct Node: Sendable {
        var routes: [Route] = []
        /// By the segment that leads there.
        var named: [String: Node] = [:]
        /// Where any segment leads that none is named by; one node or none.
        var any: [Node] = []
    }

    private var root = Node()
    /// All of them, in the order in which they were added.
    private(set) var all: [Route] = []

    /// Adds a route; there may be one for each method of a path.
    mutating func add(_ route: Route) {
        let segments = Self.segments(of: route.pattern)
        precondition(segments != nil && segments?.count(where: Self.isAny) ?? 0 <= 1, "\(route.pattern) is no pattern")
        Self.add(route, behind: (segments ?? [])[...], in: &root)
        all.append(route)
    }

    /// What answers a method at a path.
    func find(_ method: HTTPMethod, _ path: String) -> Found {
        guard let segments = Self.segments(of: path), let found = Self.find(segments[...], in: root, id: "") else {
            return .nothing
        }
        guard let route = found.routes.first(where: { $0.method == method }) else {
            return .otherMethod(found.routes.map(\.method))
        }
        return .route(route, id: found.id)
    }

    private static func add(_ route: Route, behind segments: ArraySlice<String>, in node: inout Node) {
        guard let first = segments.first else {
            precondition(node.routes.allSatisfy { $0.method != route.method }, "\(route.pattern) is there already")
            node.routes.append(route)
            return
        }
        if isAny(first) {
            if node.any.isEmpty { node.any = [Node()] }
            add(route, behind: segments.dropFirst(), in: &node.any[0])
        } else {
            add(route, behind: segments.dropFirst(), in: &node.named[first, default: Node()])
        }
    }

    /// The routes that segments lead to; a segment that is named comes before any other.
    private static func find(
        _ segments: ArraySlice<String>,
        in node: Node,
        id: String
    ) -> (routes: [Route], id: String)? {
        guard let first = segments.first else { return node.routes.isEmpty ? nil : (node.routes, id) }
        let rest = segments.dropFirst()
        if let next = node.named[first], let found = find(rest, in: next, id: id) { return found }
        guard let next = node.any.first, !first.isEmpty else { return nil }
        return find(rest, in: next, id: first)
    }

    /// The segments of a path; none of `/`, and nil where it does not begin with one.
    private static func segments(of path: String) -> [String]? {
        guard path.utf8.first == UInt8(ascii: "/") else { return nil }
        return path.utf8.count == 1 ? [] : path.dropFirst().pieces(at: "/", keepingEmpty: true).map { String($0) }
    }

    private static func isAny(_ segment: String) -> Bool { segment.utf8.first == UInt8(ascii: ":") }
}
